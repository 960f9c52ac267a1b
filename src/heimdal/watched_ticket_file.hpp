// SPDX-License-Identifier: BSL-1.0
// What a credential cache's file holds now, read again only when the file has changed.
#pragma once

#include "../wire/ticket_file.hpp"
#include "file_stamp.hpp"
#include "open_file.hpp"
#include "words.hpp"

#include <sspi/detail/secret.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <unistd.h>

namespace sspi::heimdal {

class watched_ticket_file {
  public:
    /// Null where there is no such file, or not the user's own alone, or not of the known format. One whose changes are not
    /// sure to be noticed is read each time. Safe from several threads.
    [[nodiscard]] std::shared_ptr<const ticket_file> at(const std::string& path) {
        const auto stamp = stamp_at(path.c_str());
        const std::scoped_lock lock(mutex_);
        if (settled_ && stamp && *stamp == stamp_ && path == path_) return content_;
        settled_ = false;
        if (stamp)
            read(path);
        else
            content_.reset();
        return content_;
    }

    /// How often a file was read, for those who want to know.
    [[nodiscard]] std::size_t readings() const {
        const std::scoped_lock lock(mutex_);
        return readings_;
    }

  private:
    [[nodiscard]] static std::optional<detail::secret_bytes> read_whole(int file, std::int64_t size) {
        constexpr std::int64_t most = 64 << 20; // as for Heimdal (collection.cpp)
        if (size > most) return std::nullopt;
        auto out = detail::secret_bytes::of_size(static_cast<std::size_t>(size));
        for (std::size_t at = 0; at < out.size();) {
            const auto got = ::pread(file, out.units().data() + at, out.size() - at, static_cast<off_t>(at));
            if (got <= 0) return std::nullopt;
            at += static_cast<std::size_t>(got);
        }
        return out;
    }

    /// The stamp is taken before and after, so that it is the stamp of what was read.
    void read(const std::string& path) {
        constexpr int most_tries = 3;
        for (int i = 0; i < most_tries; ++i) {
            const auto begun = time_for_files();
            const open_file file(path, O_NOFOLLOW);
            const auto stamp = file.get() < 0 ? std::nullopt : stamp_of(file.get());
            if (!stamp) break;
            auto content = read_whole(file.get(), stamp->size);
            ++readings_;
            if (!content || stamp_of(file.get()) != stamp) continue;
            take(path, *stamp, std::move(*content));
            settled_ = is_on_local_disk(file.get()) && shows_changes_after(*stamp, begun);
            return;
        }
        content_.reset();
    }

    void take(const std::string& path, const file_stamp& stamp, detail::secret_bytes content) {
        path_ = path;
        stamp_ = stamp;
        const std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
        if (!content_ || !content_->has(text)) content_ = ticket_file::of(std::move(content));
    }

    mutable std::mutex mutex_;
    std::string path_;
    file_stamp stamp_;
    bool settled_ = false; // as long as the stamp stays, so does the content
    std::shared_ptr<const ticket_file> content_;
    std::size_t readings_ = 0;
};

} // namespace sspi::heimdal
