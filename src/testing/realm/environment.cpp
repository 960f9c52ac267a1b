// SPDX-License-Identifier: BSL-1.0
// A private directory for Kerberos, and the environment variables that point to it.
#include <sspi/testing/environment.hpp>

#include "krb5_conf.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {
namespace {

/// Sets an environment variable and gives it its former value at the end.
class scoped_variable {
  public:
    scoped_variable(std::string name, std::string value) : name_(std::move(name)), value_(std::move(value)) {
        if (const char* const former = std::getenv(name_.c_str())) former_ = former;
        if (setenv(name_.c_str(), value_.c_str(), 1) != 0) throw error("cannot set " + name_, errno);
    }

    ~scoped_variable() {
        if (name_.empty()) return;
        if (former_)
            setenv(name_.c_str(), former_->c_str(), 1);
        else
            unsetenv(name_.c_str());
    }

    scoped_variable(scoped_variable&& other) noexcept
        : name_(std::exchange(other.name_, {})), value_(std::move(other.value_)),
          former_(std::move(other.former_)) {}
    scoped_variable& operator=(scoped_variable&&) = delete;

    [[nodiscard]] std::pair<std::string, std::string> pair() const { return {name_, value_}; }

  private:
    std::string name_;
    std::string value_;
    std::optional<std::string> former_;
};

/// A directory, and whether it goes away at the end.
class private_directory {
  public:
    explicit private_directory(const std::filesystem::path& wanted) : temporary_(wanted.empty()) {
        path_ = temporary_ ? make_temporary() : make(wanted);
    }
    ~private_directory() {
        std::error_code ignored;
        if (temporary_) std::filesystem::remove_all(path_, ignored);
    }
    private_directory(const private_directory&) = delete;
    private_directory& operator=(const private_directory&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  private:
    [[nodiscard]] static std::filesystem::path make_temporary() {
        auto name = (std::filesystem::temp_directory_path() / "sspi-testing-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw error("cannot make a directory like " + name, errno);
        return name;
    }

    [[nodiscard]] static std::filesystem::path make(const std::filesystem::path& wanted) {
        std::error_code failed;
        std::filesystem::create_directories(wanted, failed);
        if (failed) throw error("cannot make " + wanted.string() + ": " + failed.message(), failed.value());
        return std::filesystem::absolute(wanted);
    }

    bool temporary_;
    std::filesystem::path path_;
};

void write_file(const std::filesystem::path& where, const std::string& text) {
    std::ofstream file(where);
    file << text;
    file.close();
    if (!file) throw error("cannot write " + where.string(), errno);
}

} // namespace

class environment::impl {
  public:
    explicit impl(const environment_options& options) : directory_(options.directory) {
        write_file(in("krb5.conf"), detail::krb5_conf(options, file("ccache"), file("krb5.keytab")));
        set("KRB5_CONFIG", in("krb5.conf"));
        set("KRB5CCNAME", file("ccache"));
        set("KRB5_KTNAME", file("krb5.keytab"));
        set("KRB5_CLIENT_KTNAME", file("client.keytab"));
        set("KRB5RCACHEDIR", directory_.path().string());
    }

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return directory_.path(); }
    [[nodiscard]] std::string in(const char* name) const { return (directory_.path() / name).string(); }
    [[nodiscard]] std::string file(const char* name) const { return "FILE:" + in(name); }
    [[nodiscard]] const std::vector<scoped_variable>& variables() const noexcept { return variables_; }

  private:
    void set(const char* name, std::string value) { variables_.emplace_back(name, std::move(value)); }

    private_directory directory_;
    std::vector<scoped_variable> variables_;
};

environment::environment(const environment_options& options) : impl_(std::make_unique<impl>(options)) {}
environment::~environment() = default;
environment::environment(environment&&) noexcept = default;
environment& environment::operator=(environment&&) noexcept = default;

const std::filesystem::path& environment::directory() const noexcept {
    return impl_->path();
}
std::string environment::config_path() const {
    return impl_->in("krb5.conf");
}
std::string environment::cache_name() const {
    return impl_->file("ccache");
}
std::string environment::keytab_name() const {
    return impl_->file("krb5.keytab");
}

std::vector<std::pair<std::string, std::string>> environment::variables() const {
    std::vector<std::pair<std::string, std::string>> all;
    for (const auto& variable : impl_->variables())
        all.push_back(variable.pair());
    return all;
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
