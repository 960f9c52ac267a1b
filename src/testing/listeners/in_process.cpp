// SPDX-License-Identifier: BSL-1.0
// Routes requests for a realm to a function, through Heimdal's send-to-KDC plugin.
#include <sspi/testing/in_process.hpp>

#include "../../process/waiting.hpp"
#include "../kdc/krb5_handles.hpp"
#include "../realm/realm_state.hpp"
#include "../realm/send_to_kdc.hpp"
#include "library_route.hpp"

#include <krb5/send_to_kdc_plugin.h>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

namespace {

using octet_view = std::span<const std::byte>;
/// Answers a request with messages and when they are to arrive.
using responder = std::function<answers(octet_view)>;

[[nodiscard]] responder plain(in_process::handler answer) {
    return [answer = std::move(answer)](octet_view request) {
        answers out;
        auto reply = answer(request);
        out.unreachable = reply.empty();
        if (!reply.empty()) out.replies.push_back({std::move(reply)});
        return out;
    };
}

} // namespace

/// A realm name with what answers for it.
class in_process::route {
  public:
    route(std::string name, responder answer) : name_(std::move(name)), answer_(std::move(answer)) {}

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// Answers, unless the route has ended.
    [[nodiscard]] std::optional<answers> ask(octet_view request) const {
        const process::calls_under_way::one here(calls_);
        if (ended_) return std::nullopt;
        return answer_(request);
    }

    /// Tells libsspi. Its plugin is the first then, and this one serves the others who use Heimdal.
    void announce() {
        in_library_.emplace(name_, [this](octet_view request) { return ask(request); });
    }

    /// Waits for the answers under way and gives no more.
    void end() {
        in_library_.reset();
        ended_ = true;
        calls_.wait_for_all();
    }

  private:
    std::string name_;
    responder answer_;
    mutable process::calls_under_way calls_;
    std::atomic<bool> ended_ = false;
    std::optional<detail::library_route> in_library_;
};

/// The routes of this process.
struct route_table {
    using route_ptr = std::shared_ptr<in_process::route>;

    /// Never destroyed: realms that are static in a program go after what was made later than they.
    [[nodiscard]] static route_table& instance() {
        static route_table& table = *std::make_unique<route_table>().release();
        return table;
    }

    void add(const route_ptr& route) {
        const std::lock_guard lock(mutex);
        if (!routes.try_emplace(route->name(), route).second)
            throw error("requests for " + route->name() + " already have a route");
    }

    void remove(const std::string& name) {
        const std::lock_guard lock(mutex);
        routes.erase(name);
    }

    [[nodiscard]] route_ptr find(const std::string& name) {
        const std::lock_guard lock(mutex);
        const auto found = routes.find(name);
        return found == routes.end() ? nullptr : found->second;
    }

    sspi::process::visiting_mutex mutex;
    std::map<std::string, route_ptr> routes;
};

namespace {

thread_local const in_process::handler* direct_answer = nullptr;

/// Whoever answers for the realm on this thread: nothing when nobody does.
[[nodiscard]] std::optional<answers> ask(krb5_const_realm realm, octet_view request) {
    if (direct_answer != nullptr) return plain(*direct_answer)(request);
    const auto route = route_table::instance().find(realm);
    return route != nullptr ? route->ask(request) : std::nullopt;
}

/// Heimdal calls this for each request. KRB5_PLUGIN_NO_HANDLE sends the request on its normal way. Heimdal takes one
/// answer, at once, and would ask again after silence: that is a KDC that cannot be reached.
[[nodiscard]] krb5_error_code forward(krb5_const_realm realm, const krb5_data& request, krb5_data* reply) {
    const auto all = ask(realm, {static_cast<const std::byte*>(request.data), request.length});
    if (!all) return KRB5_PLUGIN_NO_HANDLE;
    if (all->replies.empty()) return KRB5_KDC_UNREACH;
    const auto& first = all->replies.front();
    std::this_thread::sleep_for(first.delay);
    return krb5_data_copy(reply, first.reply.data(), first.reply.size());
}

extern "C" {

static krb5_error_code sspi_testing_plugin_init(krb5_context /*context*/, void** state) {
    *state = nullptr;
    return 0;
}

static void sspi_testing_plugin_fini(void* /*state*/) {}

static krb5_error_code sspi_testing_send_to_realm(krb5_context /*context*/, void* /*state*/,
                                                  krb5_const_realm realm, time_t /*timeout*/,
                                                  const krb5_data* request, krb5_data* reply) {
    try {
        return forward(realm, *request, reply);
    } catch (...) {
        return KRB5_KDC_UNREACH; // Heimdal is C
    }
}

} // extern "C"

} // namespace

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing

namespace sspi::testing::detail {

void register_plugin() {
    static krb5plugin_send_to_kdc_ftable table{KRB5_PLUGIN_SEND_TO_KDC_VERSION_2, sspi_testing_plugin_init,
                                               sspi_testing_plugin_fini, nullptr, sspi_testing_send_to_realm};
    static std::once_flag once;
    std::call_once(once, [] {
        let_library_go_first();
        const context own;
        check(own.get(), krb5_plugin_register(own.get(), PLUGIN_TYPE_DATA, KRB5_PLUGIN_SEND_TO_KDC, &table),
              "the send-to-KDC plugin cannot be registered");
    });
}

direct_line::direct_line(const in_process::handler& answer) : former_(direct_answer) {
    register_plugin();
    direct_answer = &answer;
}

direct_line::~direct_line() {
    direct_answer = former_;
}

} // namespace sspi::testing::detail

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {

in_process::in_process(const realm& target)
    : route_(std::make_shared<route>(target.name(), [state = target.state()](octet_view request) {
          return state->respond(request, transport::in_process);
      })) {
    enter();
}

in_process::in_process(std::string realm_name, handler answer)
    : route_(std::make_shared<route>(std::move(realm_name), plain(std::move(answer)))) {
    enter();
}

void in_process::enter() {
    detail::register_plugin();
    route_table::instance().add(route_);
    route_->announce();
}

void in_process::leave() noexcept {
    if (route_ == nullptr) return;
    route_table::instance().remove(route_->name());
    route_->end();
    route_.reset();
}

in_process::~in_process() {
    leave();
}

in_process::in_process(in_process&& other) noexcept = default;

in_process& in_process::operator=(in_process&& other) noexcept {
    if (this == &other) return *this;
    leave();
    route_ = std::move(other.route_);
    return *this;
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
