// SPDX-License-Identifier: BSL-1.0
// A second process that takes a context over: fork and exec of the program in SSPI_TEST_HEIR.
#pragma once

#include <support/heir_protocol.hpp>
#include <support/messages.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <ext/stdio_filebuf.h>
#include <utility>

namespace sspi::test {

class heir {
  public:
    /// Starts the process and gives it the packed context; `status` is what its import answered.
    explicit heir(const bytes& packed) {
        int down[2];
        int up[2];
        REQUIRE((pipe(down) == 0 && pipe(up) == 0));
        const char* const program = std::getenv("SSPI_TEST_HEIR");
        REQUIRE(program != nullptr);
        child_ = fork();
        if (child_ == 0) {
            dup2(down[0], 0);
            dup2(up[1], 1);
            for (const int each : {down[0], down[1], up[0], up[1]})
                close(each);
            execl(program, program, static_cast<char*>(nullptr));
            _exit(127);
        }
        close(down[0]);
        close(up[1]);
        to_ = __gnu_cxx::stdio_filebuf<char>(down[1], std::ios::out | std::ios::binary);
        from_ = __gnu_cxx::stdio_filebuf<char>(up[0], std::ios::in | std::ios::binary);
        heir_message bequest;
        bequest.data = text_of(packed);
        status = ask(bequest).status;
    }
    heir(const heir&) = delete;
    heir& operator=(const heir&) = delete;
    ~heir() {
        to_.close();
        int outcome = -1;
        waitpid(child_, &outcome, 0);
        CHECK(outcome == 0);
    }

    [[nodiscard]] heir_message ask(const heir_message& order) {
        std::ostream out(&to_);
        std::istream in(&from_);
        send(out, order);
        heir_message answer;
        REQUIRE(receive(in, answer));
        return answer;
    }
    [[nodiscard]] opened_message unseal(const sealed_message& m) {
        const auto answer = ask({.what = heir_order::unseal,
                                 .token = text_of(m.token),
                                 .data = text_of(m.data.front()),
                                 .padding = text_of(m.padding)});
        return {.status = answer.status, .text = answer.data};
    }
    [[nodiscard]] sealed_message seal(const std::string& text) {
        const auto answer = ask({.what = heir_order::seal, .data = text});
        return {.status = answer.status,
                .token = bytes_of(answer.token),
                .data = {bytes_of(answer.data)},
                .padding = bytes_of(answer.padding)};
    }
    [[nodiscard]] SECURITY_STATUS verify(const std::string& text, const bytes& token) {
        return ask({.what = heir_order::verify, .token = text_of(token), .data = text}).status;
    }
    [[nodiscard]] bytes sign(const std::string& text) {
        const auto answer = ask({.what = heir_order::sign, .data = text});
        CHECK(answer.status == SEC_E_OK);
        return bytes_of(answer.token);
    }

    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;

  private:
    pid_t child_ = -1;
    __gnu_cxx::stdio_filebuf<char> to_;
    __gnu_cxx::stdio_filebuf<char> from_;
};

} // namespace sspi::test
