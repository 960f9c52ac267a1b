// SPDX-License-Identifier: BSL-1.0
// A server's side of Negotiate in HTTP (RFC 4559): the login of one connection.
#pragma once

#include "http_negotiate.hpp"

#include <sspi/sspi.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace example {

// What to answer a request with.
struct http_verdict {
    unsigned status = 200;      // 200: serve it, to `who`
    std::string who{};          // the client
    std::string authenticate{}; // for WWW-Authenticate; empty: no such field
    bool close = false;         // the connection
    std::string reason{};       // of a refusal, for the log: none of a client's business
};

// A connection that has logged in stays so, which RFC 4559 section 6 allows as long as nobody else's requests come over it: do
// not put a proxy in front that shares connections.
class http_login {
  public:
    // With a group only its members are let in, by what the domain says of them in their tickets.
    http_login(sspi::credential server, sspi::acceptor_options options, std::optional<sspi::sid> group = {})
        : server_(std::move(server)), options_(std::move(options)), group_(group) {}

    // `fields` is how many fields Authorization the request has, `field` the first.
    http_verdict judge(std::size_t fields, std::string_view field) {
        if (fields > 1) return bad("several fields Authorization");
        const auto said = fields == 1 ? find_negotiate(field) : std::nullopt;
        if (!said) return who_.empty() ? http_verdict{.status = 401, .authenticate = "Negotiate"} : good({});
        if (said->malformed || said->token.empty()) return bad("a field Authorization without a token");
        return step(said->token);
    }

  private:
    http_verdict step(std::span<const std::byte> token) {
        who_.clear(); // a new login, if there was one
        if (!acceptor_) acceptor_.emplace(server_, options_);
        try {
            const auto step = acceptor_->step(token);
            if (!acceptor_->done()) return {.status = 401, .authenticate = negotiate_field(step.token)};
            const auto done = std::exchange(acceptor_, std::nullopt);
            if (!may_enter(*done)) return stranger(done->client_name(), step.token);
            who_ = done->client_name();
            return good(step.token);
        } catch (const sspi::system_error& error) {
            acceptor_.reset();
            return {.status = 401,
                    .authenticate = negotiate_field(error.token()),
                    .close = true,
                    .reason = explain(error)};
        }
    }

    bool may_enter(const sspi::acceptor& login) const { return !group_ || login.client().is_member(*group_); }

    // Who it is was proved, and to the client as well: it is told so.
    static http_verdict stranger(const std::string& who, std::span<const std::byte> token) {
        return {.status = 403,
                .authenticate = token.empty() ? std::string() : negotiate_field(token),
                .reason = who + " is not in the group"};
    }
    http_verdict good(std::span<const std::byte> token) const {
        return {.who = who_, .authenticate = token.empty() ? std::string() : negotiate_field(token)};
    }
    http_verdict bad(std::string reason) {
        acceptor_.reset();
        return {.status = 400, .close = true, .reason = std::move(reason)};
    }
    static std::string explain(const sspi::system_error& error) {
        return error.detail().text.empty() ? error.what() : error.detail().text;
    }

    sspi::credential server_;
    sspi::acceptor_options options_;
    std::optional<sspi::sid> group_;         // none: everybody may enter
    std::optional<sspi::acceptor> acceptor_; // of a login that is under way
    std::string who_;                        // who has logged in
};

} // namespace example
