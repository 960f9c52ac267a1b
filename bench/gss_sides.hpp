// SPDX-License-Identifier: BSL-1.0
// Heimdal in this process, and MIT in a process of its own.
#pragma once

#include "measure.hpp"
#include "message_side.hpp"
#include "surroundings.hpp"

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_krb5.h>

#include "gss_peer.h"

#include <cstdio>
#include <memory>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

namespace bench {

[[nodiscard]] inline char letter_of(operation what) {
    return "sved"[static_cast<std::size_t>(what)];
}

class heimdal_side final : public message_side {
  public:
    heimdal_side() : target_(gss_target(service_host)) {
        OM_uint32 minor = 0;
        gss_require(gss_acquire_cred(&minor, GSS_C_NO_NAME, 0, GSS_C_NO_OID_SET, GSS_C_ACCEPT, &server_,
                                     nullptr, nullptr),
                    "gss_acquire_cred");
    }
    heimdal_side(const heimdal_side&) = delete;
    heimdal_side& operator=(const heimdal_side&) = delete;
    ~heimdal_side() override {
        OM_uint32 minor = 0;
        gss_delete_pair(&pair_);
        gss_release_cred(&minor, &server_);
        gss_release_name(&minor, &target_);
    }
    std::string name() const override { return "Heimdal"; }
    double run(operation what, std::size_t size, std::size_t count) override {
        if (pair_.client == GSS_C_NO_CONTEXT)
            pair_ = pair(GSS_C_MUTUAL_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG | GSS_C_REPLAY_FLAG);
        return gss_run_messages(&pair_, letter_of(what), size, count);
    }
    /// Who asks for it deletes it.
    [[nodiscard]] gss_pair pair(OM_uint32 flags) const {
        return gss_establish_pair(GSS_KRB5_MECHANISM, GSS_C_NO_CREDENTIAL, server_, target_, flags);
    }
    [[nodiscard]] double establish(bool negotiate, OM_uint32 flags, std::size_t count) {
        return gss_run_establish(negotiate ? GSS_SPNEGO_MECHANISM : GSS_KRB5_MECHANISM, GSS_C_NO_CREDENTIAL,
                                 server_, target_, flags, count);
    }
    [[nodiscard]] double log_on(std::size_t threads, std::size_t count) {
        return gss_run_passwords({user, password, GSS_KRB5_MECHANISM, target_, count, nullptr, 0}, threads);
    }

  private:
    gss_name_t target_;
    gss_cred_id_t server_ = GSS_C_NO_CREDENTIAL;
    gss_pair pair_{GSS_C_NO_CONTEXT, GSS_C_NO_CONTEXT};
};

#ifdef SSPI_BENCH_MIT
inline constexpr const char* mit_program = SSPI_BENCH_MIT;
#else
inline constexpr const char* mit_program = nullptr;
#endif

class mit_side final : public message_side {
  public:
    /// Null where MIT's headers were not there at build time.
    [[nodiscard]] static std::unique_ptr<mit_side> start() {
        return mit_program == nullptr ? nullptr : std::make_unique<mit_side>();
    }
    mit_side() {
        int there[2], back[2];
        require(pipe(there) == 0 && pipe(back) == 0, "pipe");
        child_ = fork();
        if (child_ == 0) {
            dup2(there[0], 0);
            dup2(back[1], 1);
            for (const int end : {there[0], there[1], back[0], back[1]})
                close(end);
            execl(mit_program, mit_program, static_cast<char*>(nullptr));
            _exit(127);
        }
        close(there[0]);
        close(back[1]);
        ask_ = fdopen(there[1], "w");
        hear_ = fdopen(back[0], "r");
        require(child_ > 0 && ask_ != nullptr && hear_ != nullptr, "MIT's process");
    }
    mit_side(const mit_side&) = delete;
    mit_side& operator=(const mit_side&) = delete;
    ~mit_side() override {
        std::fclose(ask_);
        std::fclose(hear_);
        waitpid(child_, nullptr, 0);
    }
    std::string name() const override { return "MIT"; }
    double run(operation what, std::size_t size, std::size_t count) override {
        return asked(letter_of(what), size, count);
    }
    [[nodiscard]] double establish(bool negotiate, OM_uint32 flags, std::size_t count) {
        return asked(negotiate ? 'n' : 'k', flags, count);
    }
    [[nodiscard]] double log_on(std::size_t threads, std::size_t count) { return asked('p', threads, count); }

  private:
    [[nodiscard]] double asked(char what, std::size_t argument, std::size_t count) {
        double time = 0;
        std::fprintf(ask_, "%c %zu %zu\n", what, argument, count);
        std::fflush(ask_);
        require(std::fscanf(hear_, "%lf", &time) == 1, "MIT's process ended");
        return time;
    }

    pid_t child_ = -1;
    std::FILE* ask_ = nullptr;
    std::FILE* hear_ = nullptr;
};

} // namespace bench
