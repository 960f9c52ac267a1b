// SPDX-License-Identifier: BSL-1.0
// What a keytab's file holds now, read again only when the file has changed, and once for all who have it.
#pragma once

#include "file_stamp.hpp"
#include "keytab_keys.hpp"
#include "words.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace sspi::heimdal {

/// Safe from several threads.
class watched_keytab {
  public:
    using keys = std::shared_ptr<const keytab_keys>;

    /// The same for all who ask for the path, as long as somebody has it.
    [[nodiscard]] static std::shared_ptr<watched_keytab> at(const std::string& path);

    explicit watched_keytab(std::string path) : path_(std::move(path)) {}

    /// Fails where there is no such file, or it is no ordinary one, is too large or malformed. One that is being written right
    /// now is waited for, a moment, or taken as it was before.
    [[nodiscard]] result<keys> now();

    /// How often the file was read, for those who want to know.
    [[nodiscard]] std::size_t readings() const;

  private:
    [[nodiscard]] result<keys> read();
    [[nodiscard]] result<keys> take(detail::secret_bytes contents);

    const std::string path_;
    mutable std::mutex mutex_;
    file_stamp stamp_;
    bool settled_ = false; // as long as the stamp stays, so does the content
    std::optional<failure> fault_;
    keys keys_; // the last that could be read
    std::size_t readings_ = 0;
};

/// The path of a keytab by its full name; empty for one that is no file.
[[nodiscard]] std::string path_of_keytab(const std::string& name);

/// The keys that a keytab has now, whatever kind it is of.
[[nodiscard]] result<std::shared_ptr<const keytab_keys>> keys_in_keytab(const std::string& name);

} // namespace sspi::heimdal
