// SPDX-License-Identifier: BSL-1.0
// Whether a file is as it was when it was read.
#pragma once

#include "words.hpp"

#include <cstdint>
#include <ctime>
#include <optional>

#include <sys/stat.h>
#ifdef __linux__
#include <sys/vfs.h>
#else
#include <sys/mount.h>
#include <sys/param.h>
#endif
#include <unistd.h>

namespace sspi::heimdal {

/// A moment as the kernel notes it in files.
struct file_time {
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    [[nodiscard]] friend constexpr auto operator<=>(const file_time&, const file_time&) = default;
};

/// What tells one state of a file from another. Any change of its content, its owner or its rights changes `changed`,
/// which no program can set.
struct file_stamp {
    std::uint64_t device = 0;
    std::uint64_t file = 0;
    std::int64_t size = 0;
    file_time written{};
    file_time changed{};
    uid_t reader = 0; // as whom it was looked at
    gid_t group = 0;  // the same
    [[nodiscard]] friend constexpr bool operator==(const file_stamp&, const file_stamp&) = default;
};

/// What the kernel would note now. A file that is written after this was asked for gets no earlier time.
[[nodiscard]] inline file_time time_for_files() noexcept {
    timespec now{};
#ifdef CLOCK_REALTIME_COARSE
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return {now.tv_sec, now.tv_nsec};
#else
    clock_gettime(CLOCK_REALTIME, &now); // may be ahead by a tick: a second is more than that
    return {std::int64_t{now.tv_sec} - 1, now.tv_nsec};
#endif
}

/// Whether all changes after `then`, when `stamp` was found, have to show in the stamp. Not so for a file that had been
/// changed in the same tick: another change within it, of the same size, looks no different.
[[nodiscard]] constexpr bool shows_changes_after(const file_stamp& stamp, file_time then) noexcept {
    const auto last = stamp.written < stamp.changed ? stamp.changed : stamp.written;
    if (last.nanoseconds != 0) return last < then;
    return last.seconds + 2 < then.seconds; // it may be that only seconds are kept, or every other one
}

/// Nothing where it is not a plain file.
[[nodiscard]] inline std::optional<file_stamp> plain_stamp(const struct stat& of) noexcept {
    if (!S_ISREG(of.st_mode)) return std::nullopt;
#ifdef __APPLE__
    const auto &written = of.st_mtimespec, &changed = of.st_ctimespec;
#else
    const auto &written = of.st_mtim, &changed = of.st_ctim;
#endif
    return file_stamp{.device = static_cast<std::uint64_t>(of.st_dev),
                      .file = static_cast<std::uint64_t>(of.st_ino),
                      .size = static_cast<std::int64_t>(of.st_size),
                      .written = {written.tv_sec, written.tv_nsec},
                      .changed = {changed.tv_sec, changed.tv_nsec},
                      .reader = geteuid(),
                      .group = getegid()};
}

/// Nothing where it is not a plain file, under this name alone, of which nobody but the thread's user has anything.
[[nodiscard]] inline std::optional<file_stamp> private_stamp(const struct stat& of) noexcept {
    auto out = plain_stamp(of);
    if (!out || of.st_nlink != 1 || of.st_uid != out->reader || (of.st_mode & 077) != 0) return std::nullopt;
    return out;
}

[[nodiscard]] inline std::optional<file_stamp> stamp_at(const char* path) noexcept {
    struct stat found {};
    return ::lstat(path, &found) == 0 ? private_stamp(found) : std::nullopt;
}

[[nodiscard]] inline std::optional<file_stamp> stamp_of(int file) noexcept {
    struct stat found {};
    return ::fstat(file, &found) == 0 ? private_stamp(found) : std::nullopt;
}

/// Whether the file is where this kernel alone writes, and notes the times by its own clock. A server of files has a clock
/// of its own, and what is known of its files is some seconds old.
[[nodiscard]] inline bool is_on_local_disk(int file) noexcept {
    struct statfs found {};
    if (::fstatfs(file, &found) != 0) return false;
#ifdef __linux__
    constexpr std::uint32_t known[] = {
        0xEF53,     // ext2, ext3, ext4
        0x01021994, // tmpfs
        0x58465342, // XFS
        0x9123683E, // Btrfs
        0x794C7630, // overlayfs
        0xF2F52010, // F2FS
        0x2FC12FC1, // ZFS
    };
    for (const auto each : known)
        if (static_cast<std::uint32_t>(found.f_type) == each) return true;
    return false;
#else
    return (found.f_flags & MNT_LOCAL) != 0;
#endif
}

} // namespace sspi::heimdal
