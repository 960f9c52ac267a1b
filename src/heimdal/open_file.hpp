// SPDX-License-Identifier: BSL-1.0
// A file that is open for reading. Whatever it is, nobody waits for it.
#pragma once

#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace sspi::heimdal {

class open_file {
  public:
    /// `further` flags of open(2).
    explicit open_file(const std::string& path, int further = 0)
        : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | further)) {}
    open_file(const open_file&) = delete;
    open_file& operator=(const open_file&) = delete;
    ~open_file() {
        if (file_ >= 0) ::close(file_);
    }
    /// Negative where it could not be opened: errno says why.
    [[nodiscard]] int get() const noexcept { return file_; }

  private:
    const int file_;
};

} // namespace sspi::heimdal
