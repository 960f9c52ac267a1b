// SPDX-License-Identifier: BSL-1.0
// Reads keytab files: whatever may stand in a file's place, it is not waited for.
#include "watched_keytab.hpp"

#include "../never_destroyed.hpp"
#include "errors.hpp"
#include "open_file.hpp"
#include "shared_by_name.hpp"

#include <cerrno>
#include <chrono>
#include <string_view>
#include <system_error>
#include <thread>

namespace sspi::heimdal {

namespace {

constexpr std::int64_t largest_keytab = 16 << 20;

/// Who rewrites a file does it within this time.
constexpr std::int64_t seconds_of_writing = 2;
constexpr int most_tries = 10;
constexpr std::chrono::milliseconds between_tries{5};

[[nodiscard]] failure unreadable(const std::string& path, const std::string& why, int number = 0) {
    auto out = failed_with(status::no_credentials, "the keytab FILE:" + path + " " + why);
    out.minor = number;
    return out;
}

[[nodiscard]] failure unreadable(const std::string& path, int number) {
    return unreadable(path, "cannot be read: " + std::generic_category().message(number), number);
}

/// Nothing where the file has become shorter.
[[nodiscard]] std::optional<detail::secret_bytes> read_whole(int file, std::int64_t size) {
    auto out = detail::secret_bytes::of_size(static_cast<std::size_t>(size));
    for (std::size_t at = 0; at < out.size();) {
        const auto got = ::pread(file, out.units().data() + at, out.size() - at, static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return std::nullopt;
        at += static_cast<std::size_t>(got);
    }
    return out;
}

/// What was found in the place of the file. Without contents it changed while it was read.
struct found_file {
    file_stamp stamp;
    std::optional<detail::secret_bytes> contents;
    bool shows_changes = false;
};

[[nodiscard]] result<found_file> find(const std::string& path) {
    struct stat named {};
    if (::stat(path.c_str(), &named) != 0) return unreadable(path, errno);
    if (!S_ISREG(named.st_mode)) return unreadable(path, "is no ordinary file");
    const auto begun = time_for_files();
    const open_file file(path); // in whose place something else may have come meanwhile
    struct stat opened {};
    if (file.get() < 0 || ::fstat(file.get(), &opened) != 0) return unreadable(path, errno);
    const auto stamp = plain_stamp(opened);
    if (!stamp) return unreadable(path, "is no ordinary file");
    if (stamp->size > largest_keytab) return unreadable(path, "is larger than 16 MiB");
    found_file out{.stamp = *stamp, .contents = read_whole(file.get(), stamp->size)};
    if (::fstat(file.get(), &opened) != 0 || plain_stamp(opened) != stamp) out.contents.reset();
    out.shows_changes = is_on_local_disk(file.get()) && shows_changes_after(*stamp, begun);
    return out;
}

[[nodiscard]] bool is_being_written(const file_stamp& stamp) noexcept {
    const auto last = stamp.written < stamp.changed ? stamp.changed : stamp.written;
    const auto age = time_for_files().seconds - last.seconds;
    return age < seconds_of_writing && age > -seconds_of_writing;
}

} // namespace

std::shared_ptr<watched_keytab> watched_keytab::at(const std::string& path) {
    // Never destroyed: handles may be freed at exit.
    static never_destroyed<shared_by_name<watched_keytab>> instance;
    return instance.get().find(path);
}

result<watched_keytab::keys> watched_keytab::now() {
    struct stat found {};
    const auto stamp = ::stat(path_.c_str(), &found) == 0 ? plain_stamp(found) : std::nullopt;
    const std::scoped_lock lock(mutex_);
    if (settled_ && stamp && *stamp == stamp_) return fault_ ? result<keys>(*fault_) : keys_;
    return read();
}

std::size_t watched_keytab::readings() const {
    const std::scoped_lock lock(mutex_);
    return readings_;
}

/// An empty file is as unfinished as one that is cut short, where it has just been changed.
result<watched_keytab::keys> watched_keytab::read() {
    settled_ = false;
    result<keys> out = unreadable(path_, "is written all the time");
    for (int i = 0; i < most_tries; ++i) {
        if (i > 0) std::this_thread::sleep_for(between_tries);
        auto found = find(path_);
        ++readings_;
        if (!found) {
            keys_.reset();
            return found.error();
        }
        const bool unfinished = is_being_written(found->stamp);
        if (found->contents) {
            out = take(std::move(*found->contents));
            const bool whole = out && !(*out)->index().entries().empty();
            if (whole || !unfinished) {
                stamp_ = found->stamp;
                settled_ = found->shows_changes;
                fault_ = out ? std::nullopt : std::optional(out.error());
                keys_ = out ? *out : nullptr;
                return out;
            }
        }
        if (keys_ && unfinished) return keys_;
    }
    return out;
}

/// With the handles that were made of them, where they are the same keys.
result<watched_keytab::keys> watched_keytab::take(detail::secret_bytes contents) {
    if (keys_ && keys_->has(contents.view())) return keys_;
    auto made = keytab_keys::of(std::move(contents));
    if (!made) return unreadable(path_, made.error().text.get());
    return made;
}

std::string path_of_keytab(const std::string& name) {
    const std::string_view text(name);
    for (const std::string_view type :
         {"FILE:", "WRFILE:", "JAVA14:"}) // which differ in how they are written
        if (text.starts_with(type)) return std::string(text.substr(type.size()));
    return {};
}

result<std::shared_ptr<const keytab_keys>> keys_in_keytab(const std::string& name) {
    if (const auto path = path_of_keytab(name); !path.empty()) return watched_keytab::at(path)->now();
    owned_keytab keytab;
    if (const auto code = krb5_kt_resolve(thread_context(), name.c_str(), keytab.out()))
        return krb5_failure(detail::operation::accept, code);
    return keytab_keys::of(keytab.get());
}

} // namespace sspi::heimdal
