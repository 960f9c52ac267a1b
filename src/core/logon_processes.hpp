// SPDX-License-Identifier: BSL-1.0
// What the handles of LsaConnectUntrusted and LsaRegisterLogonProcess stand for, and logging a user on.
#pragma once

#include "../gss/failure_facts.hpp"
#include "cancellation.hpp"
#include "packages.hpp"
#include "thread_identity.hpp"
#include "word_handles.hpp"

#include <sspi/detail/principal_name.hpp>
#include <sspi/detail/s4u_logon.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>

namespace sspi::core {

/// Logs users on by a service's own login, and keeps that for the next one.
class logon_process {
  public:
    void keep(std::shared_ptr<const void> service) {
        const std::scoped_lock lock(mutex_);
        service_.swap(service); // the former one is released after the lock
    }

  private:
    std::mutex mutex_;
    std::shared_ptr<const void> service_;
};

/// Never destroyed, as the other tables.
[[nodiscard]] inline word_handles<logon_process>& logon_processes() {
    static auto& instance =
        *std::make_unique<word_handles<logon_process>>(word_kind::logon_process).release();
    return instance;
}

/// A package as LsaLogonUser knows it.
struct logon_package {
    std::string_view name;
    std::uint32_t number;
};
inline constexpr logon_package logon_packages[] = {{"Negotiate", 0}, {"Kerberos", 2}};

/// The user, whose name the KDC has vouched for.
[[nodiscard]] inline result<shared_identity> log_on(logon_process& by, const detail::s4u_logon& asked,
                                                    const logon_session& logon) {
    const auto who = detail::logon_name(asked.upn, asked.realm);
    if (!who) return failed_with(status::unknown_credentials, "the user name is malformed");
    asking in_call;
    auto user = gss::kerberos().log_on_for(in_call, *who);
    if (!user) {
        const auto& upn = asked.upn;
        return gss::knowing(user.error(), [&](gss::failure_facts& facts) { facts.client = upn; });
    }
    by.keep(std::move(user->service));
    return std::make_shared<const client_identity>(
        client_identity{.name = std::move(user->name),
                        .initiator = asked.identify ? nullptr : std::move(user->tickets),
                        .account = std::move(user->account),
                        .level = asked.identify ? SecurityIdentification : SecurityImpersonation,
                        .logon = logon});
}

} // namespace sspi::core
