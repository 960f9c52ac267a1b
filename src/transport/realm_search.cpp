// SPDX-License-Identifier: BSL-1.0
// Whether a name is that of a realm whose KDCs can be found.
#include "realm_search.hpp"

#include "../gss/kdc_wait.hpp"
#include "event_loop.hpp"
#include "finder.hpp"
#include "record.hpp"
#include "resolver.hpp"
#include "routes.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <new>
#include <stop_token>

namespace sspi::transport {

namespace {

using names = std::array<std::string, 2>;

[[nodiscard]] names names_of(const std::string& realm) {
    return {service_name(service::kdc, protocol::udp, realm),
            service_name(service::kdc, protocol::tcp, realm)};
}

[[nodiscard]] presence known(const settings& by, const names& all) {
    const auto says = [&](bool what) {
        return
            [&by, what](const std::string& each) { return by.findings && by.findings->find(each) == what; };
    };
    if (std::ranges::any_of(all, says(true))) return presence::there;
    return std::ranges::all_of(all, says(false)) ? presence::none : presence::unanswered;
}

/// One search: ends with the first record, or when both questions are answered.
class search {
  public:
    search(gss::kdc_call& call, const settings& by, const names& all) : call_(call), by_(by), all_(all) {}

    [[nodiscard]] presence run() {
        resolver dns(loop_, by_.name_servers);
        boost::asio::steady_timer limit(loop_.executor(), std::min(gss::kdc_call::clock::now() + by_.each_try,
                                                                   call_.deadline(by_.whole_call)));
        const std::stop_callback cancel(call_.cancellation(), [this] { loop_.stop(); });
        loop_.run([&] {
            limit.async_wait([this](const boost::system::error_code&) { loop_.stop(); });
            for (const auto& name : all_)
                dns.find_service(
                    name, [this, &name](const std::vector<service_record>& found,
                                        const lookup_problem& problem) { take(name, found, problem); });
        });
        const bool had_its_time = gss::goes_on(call_, call_.deadline(by_.whole_call)); // else that notes why
        if (had_its_time && by_.findings)
            for (const auto& name : all_)
                if (!by_.findings->find(name)) by_.findings->note_silence(name);
        return outcome_;
    }

  private:
    void take(const std::string& name, const std::vector<service_record>& found,
              const lookup_problem& problem) {
        if (!problem.text.empty()) add_note(call_.record(), "SRV record " + name + ": " + problem.text);
        if (by_.findings && (problem.certain || !found.empty())) by_.findings->note(name, !found.empty());
        if (!found.empty()) outcome_ = presence::there;
        none_ += problem.certain ? 1 : 0;
        if (none_ == all_.size()) outcome_ = presence::none;
        if (++answered_ == all_.size() || !found.empty()) loop_.stop();
    }

    gss::kdc_call& call_;
    const settings& by_;
    const names& all_;
    event_loop loop_{};
    std::size_t none_ = 0, answered_ = 0;
    presence outcome_ = presence::unanswered;
};

} // namespace

presence look_for_realm(gss::kdc_call& call, const settings& by, const std::string& realm) {
    if (routes().find(realm)) return presence::there;
    if (!by.looks_up || (by.proxy && by.proxy->forced)) return presence::none;
    const auto all = names_of(realm);
    const auto before = known(by, all);
    const auto silent = [&by](const std::string& each) { return by.findings && by.findings->silent(each); };
    if (std::ranges::any_of(all, silent)) return before;
    if (before != presence::unanswered || !gss::goes_on(call, call.deadline(by.whole_call))) return before;
    try {
        return search(call, by, all).run();
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) { // of the system, or c-ares says no
        add_note(call.record(), error.what());
        return presence::unanswered;
    }
}

} // namespace sspi::transport
