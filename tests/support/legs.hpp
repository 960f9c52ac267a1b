// SPDX-License-Identifier: BSL-1.0
// Single establishment calls, with every argument in the test's hands.
#pragma once

#include <support/peers.hpp>
#include <support/test_realm.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace sspi::test {

/// The arguments of one InitializeSecurityContextA or AcceptSecurityContext, and what came out.
struct one_call {
    SecHandle* credential = nullptr;
    SecHandle* context = nullptr;
    SecHandle* fresh = nullptr;
    ULONG request = 0;
    bytes input{};
    std::vector<SecBuffer> more_input{}; // beside the token
    std::size_t room = 48000;            // of the output token
    std::string target = web;
    ULONG data_representation = SECURITY_NATIVE_DREP;

    bytes output{};
    SecBuffer out_buffer{};
    ULONG attributes = 0;
    TimeStamp expiry{};

    SECURITY_STATUS initiate() {
        return run([this](SecBufferDesc* in, SecBufferDesc* out) {
            return InitializeSecurityContextA(credential, context, arg(target.c_str()), request, 0,
                                              data_representation, in, 0, fresh, out, &attributes, &expiry);
        });
    }
    SECURITY_STATUS accept() {
        return run([this](SecBufferDesc* in, SecBufferDesc* out) {
            return AcceptSecurityContext(credential, context, in, request, data_representation, fresh, out,
                                         &attributes, &expiry);
        });
    }
    /// The token that came out, when it went to the memory of this call.
    [[nodiscard]] bytes token() const {
        return {output.begin(), output.begin() + static_cast<std::ptrdiff_t>(out_buffer.cbBuffer)};
    }

  private:
    template <class Function>
    SECURITY_STATUS run(Function&& function) {
        std::vector<SecBuffer> in = more_input;
        if (!input.empty()) in.insert(in.begin(), buffer(SECBUFFER_TOKEN, input));
        auto in_list = descriptor(in);
        output.assign(room, std::byte{0xEE});
        out_buffer = buffer(SECBUFFER_TOKEN, output);
        auto out_list = descriptor({&out_buffer, 1});
        return function(in.empty() ? nullptr : &in_list, &out_list);
    }
};

/// A client and a server in the middle of an exchange: one credential each, nothing sent yet.
struct two_sides {
    owned_credential client_credential = acquire(SECPKG_CRED_OUTBOUND);
    owned_credential server_credential = acquire(SECPKG_CRED_INBOUND);
    peer client{};
    peer server{};

    void client_leg(ULONG request, const std::string& target = web) {
        initiate(client, client_credential, target, request, server.token);
    }
    void server_leg(ULONG request = 0) { accept(server, server_credential, request, client.token); }
};

} // namespace sspi::test
