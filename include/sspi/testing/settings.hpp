// SPDX-License-Identifier: BSL-1.0
// Options and rules as text, "key = value", for configuration files and for callers from other languages.
//
// What the values look like:
//
//     yes, no                           a setting that is on or off
//     10h, 90s, 200ms, 7d, -5m          a time span; units ms, s, m, h, d; without a unit seconds
//     2030-01-31, 2030-01-31T12:00:00Z  a moment, in UTC
//     +2h, -1d                          a moment, from now by the machine's clock
//     aes256-sha1, rc4                  a list, separated by commas
#pragma once

#include <sspi/testing/environment.hpp>
#include <sspi/testing/export.hpp>
#include <sspi/testing/realm.hpp>
#include <sspi/testing/server.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

/// There is no setting of that name.
class SSPI_TESTING_API unknown_setting : public error {
  public:
    unknown_setting(std::string_view key, std::string names);
    ~unknown_setting() override;
    unknown_setting(const unknown_setting&) = default;
    unknown_setting& operator=(const unknown_setting&) = default;

    /// Those that there are, with commas between.
    [[nodiscard]] const std::string& names() const noexcept { return names_; }

  private:
    std::string names_;
};

/// Applies one setting. Throws `unknown_setting`, or `error` when the value is not what the setting wants:
/// "'enctypes' wants a comma-separated list of enctype names, not 'aes'".
///
/// enctypes, lifetime, renewable-lifetime, clock-offset, string-to-key-rounds, domain, domain-sid, nt-status (none, windows, samba),
/// transcript-limit
SSPI_TESTING_API void set(realm_options& options, std::string_view key, std::string_view value);

/// enctypes, lifetime, renewable-lifetime, valid-from, expires, expired, password-expires, password-expired,
/// must-change-password, forwardable, proxiable, postdatable, require-preauth, ok-as-delegate, delegates-to,
/// trusted-for-delegation, disabled, locked, outside-logon-hours, other-workstations-only, pac, sam-account, rid, primary-group, groups, resource-groups, upn
SSPI_TESTING_API void set(account_options& options, std::string_view key, std::string_view value);

/// lifetime, renewable-lifetime, forwardable, enctypes
SSPI_TESTING_API void set(ticket_options& options, std::string_view key, std::string_view value);

/// port, patience, max-request, max-connections
SSPI_TESTING_API void set(server_options& options, std::string_view key, std::string_view value);

/// domains, enctypes, directory, libdefaults (one more line of that section)
SSPI_TESTING_API void set(environment_options& options, std::string_view key, std::string_view value);

/// A rule of a realm as text: which requests, and what is done with them. All requests and nothing until it is told.
class SSPI_TESTING_API rule_settings {
  public:
    /// Applies one setting, or throws as above.
    ///
    /// Which requests (see `request_match`): message (as, tgs, password, other), client, service, by (stream, datagram,
    /// in-process), preauth, options (a list, "forwardable"), padata (a list of numbers), nth, first, from-nth.
    ///
    /// What is done (see `rule`): error (a name or a number) with e-text, e-data, nt-status, stime-offset and
    /// client-realm; answer (octets); password-result (a name or a number) with password-text; drop; unreachable; delay;
    /// truncate; corrupt (an offset); twice (yes, or the time between).
    ///
    /// The ticket in the answer (see `ticket_change`): ticket-expired (yes, or how long ago), ticket-ending-in,
    /// ticket-not-yet-valid (yes, or until when), ticket-client, ticket-service, ticket-key-of, ticket-random-key,
    /// ticket-kvno, ticket-without-flags, ticket-with-flags, ticket-without-pac,
    /// ticket-pac-key-of, ticket-client-knows.
    ///
    /// Octets are written in hexadecimal digits.
    void set(std::string_view key, std::string_view value);

    /// Only requests for which a function says so.
    void where(std::function<bool(const request_seen&)> condition);

    /// Makes the rule. Throws `error` when settings do not go together, or name a principal that the realm does not have.
    rule apply_to(realm& to) const;

  private:
    friend struct rule_settings_access;
    std::optional<message> kind_{};
    std::vector<std::function<void(request_match&)>> conditions_{};
    std::vector<std::function<void(rule&)>> actions_{};
    std::optional<std::int32_t> error_{};
    std::vector<std::function<void(error_reply&)>> error_parts_{};
    std::optional<ticket_change> ticket_{};
    std::optional<password_result> password_{};
    std::string password_text_{};
};

/// Applies every line of a text, "key = value", to options or a rule; empty lines and those that begin with '#' are left
/// out. Throws `error`, with the number of the line if there are several.
template <class target>
void set_all(target& options, std::string_view text);

/// Calls a function with each key and value of such a text.
SSPI_TESTING_API void for_each_setting(std::string_view text,
                                       const std::function<void(std::string_view, std::string_view)>& use);

template <class target>
void set_all(target& options, std::string_view text) {
    for_each_setting(text, [&options](std::string_view key, std::string_view value) {
        if constexpr (requires { options.set(key, value); })
            options.set(key, value);
        else
            set(options, key, value);
    });
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
