// SPDX-License-Identifier: BSL-1.0
// Shell scripts around sspi-kdc, for its tests. SSPI_KDC and HEIMDAL_CLIENT say where the programs are.
#pragma once

#include "../support/catch.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <sys/wait.h>
#include <unistd.h>

namespace sspi::testing {

struct outcome {
    int status = -1;
    std::string output;
};

/// Runs a shell script, in which $kdc and $client are the programs and $here is an empty directory.
class shell {
  public:
    shell() {
        std::string name = (std::filesystem::temp_directory_path() / "sspi-kdc-test-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        here_ = name;
        std::filesystem::create_directory(here_ / "tmp");
        std::signal(SIGHUP, SIG_DFL); // which nohup ignores, for all that it runs
    }
    ~shell() { std::filesystem::remove_all(here_); }
    shell(const shell&) = delete;
    shell& operator=(const shell&) = delete;

    [[nodiscard]] outcome run(const std::string& script) const {
        const auto file = here_ / "script";
        std::ofstream(file) << "exec 2>&1\nkdc=$SSPI_KDC client=$HEIMDAL_CLIENT here='" << here_.string()
                            << "'\nexport client here TMPDIR=\"$here/tmp\"\n"
                            << script << '\n';
        FILE* const pipe = popen(("sh '" + file.string() + "'").c_str(), "r");
        REQUIRE(pipe != nullptr);
        outcome result;
        for (int each = std::fgetc(pipe); each != EOF; each = std::fgetc(pipe))
            result.output += static_cast<char>(each);
        const int status = pclose(pipe);
        result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        return result;
    }

    /// Puts a file into $here.
    void write(const std::string& name, std::string_view text) const {
        std::ofstream(here_ / name, std::ios::binary) << text;
    }

    /// A shell's words that wait for a file to have something in it.
    [[nodiscard]] static std::string wait_for(const std::string& file) {
        return "for i in $(seq 500); do test -s " + file + " && break; sleep 0.02; done\n";
    }

    [[nodiscard]] const std::filesystem::path& here() const noexcept { return here_; }

    /// Whether sspi-kdc has left nothing in the temporary directory.
    [[nodiscard]] bool is_clean() const { return std::filesystem::is_empty(here_ / "tmp"); }

  private:
    std::filesystem::path here_;
};

[[nodiscard]] inline bool contains(const outcome& result, std::string_view text) {
    return result.output.find(text) != std::string::npos;
}

} // namespace sspi::testing
