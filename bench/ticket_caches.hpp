// SPDX-License-Identifier: BSL-1.0
// Caches with many tickets and with one, and Heimdal's first leg with them.
#pragma once

#include "measure.hpp"
#include "surroundings.hpp"

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_krb5.h>
#include <krb5.h>

#include "gss_peer.h"

#include <string>

namespace bench {

/// Writes the file anew: the ticket-granting ticket, others of the same kind as the one that was in it, and that one last.
class ticket_caches {
  public:
    ticket_caches(const std::string& name, std::size_t number) {
        require(krb5_init_context(&context_) == 0, "krb5_init_context");
        require(krb5_cc_resolve(context_, name.c_str(), &file_) == 0, "krb5_cc_resolve");
        require(krb5_cc_get_principal(context_, file_, &client_) == 0, "krb5_cc_get_principal");
        require(krb5_cc_new_unique(context_, "MEMORY", nullptr, &memory_) == 0, "krb5_cc_new_unique");
        krb5_creds granting = read("krbtgt/BENCH.TEST@BENCH.TEST");
        krb5_creds ticket = read(std::string(service) + "@BENCH.TEST");
        begin(file_);
        add(file_, granting);
        for (std::size_t i = 1; i < number; ++i)
            add_as("host/n" + std::to_string(i) + ".bench.test@BENCH.TEST", ticket);
        add(file_, ticket);
        begin(memory_);
        add(memory_, ticket);
        krb5_free_cred_contents(context_, &granting);
        krb5_free_cred_contents(context_, &ticket);
    }
    ticket_caches(const ticket_caches&) = delete;
    ticket_caches& operator=(const ticket_caches&) = delete;
    ~ticket_caches() {
        krb5_free_principal(context_, client_);
        krb5_cc_close(context_, file_);
        krb5_cc_destroy(context_, memory_);
        krb5_free_context(context_);
    }
    [[nodiscard]] krb5_ccache file() const noexcept { return file_; }
    [[nodiscard]] krb5_ccache memory() const noexcept { return memory_; }

  private:
    [[nodiscard]] krb5_creds read(const std::string& server) {
        krb5_creds wanted{}, out{};
        require(krb5_parse_name(context_, server.c_str(), &wanted.server) == 0, "krb5_parse_name");
        require(krb5_cc_retrieve_cred(context_, file_, 0, &wanted, &out) == 0, "krb5_cc_retrieve_cred");
        krb5_free_principal(context_, wanted.server);
        return out;
    }
    void begin(krb5_ccache cache) {
        require(krb5_cc_initialize(context_, cache, client_) == 0, "krb5_cc_initialize");
    }
    void add(krb5_ccache cache, krb5_creds& what) {
        require(krb5_cc_store_cred(context_, cache, &what) == 0, "krb5_cc_store_cred");
    }
    void add_as(const std::string& server, krb5_creds ticket) {
        require(krb5_parse_name(context_, server.c_str(), &ticket.server) == 0, "krb5_parse_name");
        add(file_, ticket);
        krb5_free_principal(context_, ticket.server);
    }

    krb5_context context_ = nullptr;
    krb5_ccache file_ = nullptr, memory_ = nullptr;
    krb5_principal client_ = nullptr;
};

/// What a program without this library would write, with credential and name made beforehand.
class heimdal_first_leg {
  public:
    explicit heimdal_first_leg(krb5_ccache from) {
        OM_uint32 minor = 0;
        std::string name = std::string(service) + "@BENCH.TEST"; // of all kinds the one that costs least
        gss_buffer_desc text{name.size(), name.data()};
        gss_require(gss_import_name(&minor, &text, GSS_KRB5_NT_PRINCIPAL_NAME, &target_), "gss_import_name");
        gss_require(gss_krb5_import_cred(&minor, from, nullptr, nullptr, &client_), "gss_krb5_import_cred");
    }
    heimdal_first_leg(const heimdal_first_leg&) = delete;
    heimdal_first_leg& operator=(const heimdal_first_leg&) = delete;
    ~heimdal_first_leg() {
        OM_uint32 minor = 0;
        gss_release_cred(&minor, &client_);
        gss_release_name(&minor, &target_);
    }
    [[nodiscard]] double operator()() const {
        OM_uint32 minor = 0;
        gss_ctx_id_t context = GSS_C_NO_CONTEXT;
        gss_buffer_desc token{0, nullptr};
        const stopwatch watch;
        const auto major = gss_init_sec_context(
            &minor, client_, &context, target_, GSS_KRB5_MECHANISM,
            GSS_C_MUTUAL_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG,
            0, GSS_C_NO_CHANNEL_BINDINGS, GSS_C_NO_BUFFER, nullptr, &token, nullptr, nullptr);
        const auto time = watch.nanoseconds();
        require(major == GSS_S_CONTINUE_NEEDED, "gss_init_sec_context");
        gss_release_buffer(&minor, &token);
        gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
        return time;
    }

  private:
    gss_name_t target_ = GSS_C_NO_NAME;
    gss_cred_id_t client_ = GSS_C_NO_CREDENTIAL;
};

} // namespace bench
