// SPDX-License-Identifier: BSL-1.0
// Caches of the library's own, as a type that Heimdal is told of.
#include "private_cache.hpp"

#include "assumptions.hpp"
#include "call_bridge.hpp"
#include <krb5/ccache_plugin.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace sspi::heimdal {

namespace {

constexpr const char* name = "own";

using ticket = std::shared_ptr<held_credentials>;

/// A principal and tickets. Heimdal's handles for it share it.
class content {
  public:
    [[nodiscard]] krb5_error_code begin(krb5_context context, krb5_const_principal client) {
        owned_principal copy;
        if (const auto code = krb5_copy_principal(context, client, copy.out())) return code;
        const std::scoped_lock lock(mutex_);
        tickets_.clear();
        client_ = std::move(copy);
        offset_ = 0;
        changed_ = std::time(nullptr);
        return 0;
    }
    void end() {
        const std::scoped_lock lock(mutex_);
        tickets_.clear();
        client_ = {};
    }
    [[nodiscard]] krb5_error_code store(krb5_context context, krb5_creds* from) {
        auto fresh = std::make_shared<held_credentials>();
        if (const auto code = krb5_copy_creds_contents(context, from, fresh->get())) return code;
        const std::scoped_lock lock(mutex_);
        if (!client_) return ENOENT;
        tickets_.push_back(std::move(fresh));
        changed_ = std::time(nullptr);
        return 0;
    }
    /// The one that was stored last, of those that match.
    [[nodiscard]] krb5_error_code find(krb5_context context, krb5_flags which, const krb5_creds* like,
                                       krb5_creds* out) const {
        const std::scoped_lock lock(mutex_);
        for (auto at = tickets_.rbegin(); at != tickets_.rend(); ++at)
            if (krb5_compare_creds(context, which, like, (*at)->get()) != 0)
                return krb5_copy_creds_contents(context, (*at)->get(), out);
        return KRB5_CC_END;
    }
    void remove(krb5_context context, krb5_flags which, const krb5_creds* like) {
        const std::scoped_lock lock(mutex_);
        std::erase_if(tickets_, [&](const ticket& each) {
            return krb5_compare_creds(context, which, like, each->get()) != 0;
        });
        changed_ = std::time(nullptr);
    }
    [[nodiscard]] krb5_error_code client(krb5_context context, krb5_principal* out) const {
        const std::scoped_lock lock(mutex_);
        return client_ ? krb5_copy_principal(context, client_.get(), out) : ENOENT;
    }
    [[nodiscard]] std::vector<ticket> tickets() const {
        const std::scoped_lock lock(mutex_);
        return tickets_;
    }
    [[nodiscard]] std::time_t changed() const {
        const std::scoped_lock lock(mutex_);
        return changed_;
    }
    [[nodiscard]] krb5_deltat offset() const {
        const std::scoped_lock lock(mutex_);
        return offset_;
    }
    void set_offset(krb5_deltat to) {
        const std::scoped_lock lock(mutex_);
        offset_ = to;
    }

  private:
    mutable std::mutex mutex_;
    owned_principal client_;
    std::vector<ticket> tickets_; // the last one stored is the last
    std::time_t changed_ = 0;
    krb5_deltat offset_ = 0;
};

using shared_content = std::shared_ptr<content>;

/// Where Heimdal keeps what a cursor stands for: those that are still to come, the next one last.
using cursor = std::vector<ticket>;

[[nodiscard]] shared_content& content_of(krb5_ccache cache) noexcept {
    return *static_cast<shared_content*>(cache->data.data);
}

void put_into(krb5_ccache cache, shared_content what) {
    cache->data.data = std::make_unique<shared_content>(std::move(what)).release();
    cache->data.length = sizeof(shared_content);
}

[[nodiscard]] bool& lacked() noexcept {
    thread_local constinit bool memory = false;
    return memory;
}

/// Heimdal is C.
template <class Do>
[[nodiscard]] krb5_error_code shielded(Do&& what) noexcept {
    try {
        return what();
    } catch (...) {
        if (const auto* const within = call_bridge::of_callback()) within->call().lack_memory();
        lacked() = true;
        return KRB5_CC_NOMEM;
    }
}

[[nodiscard]] krb5_ccache& offered() noexcept {
    thread_local constinit krb5_ccache cache = nullptr;
    return cache;
}

extern "C" {

static const char* sspi_cache_name(krb5_context /*context*/, krb5_ccache /*cache*/) {
    return name;
}

static krb5_error_code sspi_cache_resolve(krb5_context /*context*/, krb5_ccache* cache,
                                          const char* /*name*/) {
    if (offered() == nullptr) return KRB5_CC_NOTFOUND;
    return shielded([&] {
        put_into(*cache, content_of(offered()));
        return 0;
    });
}

static krb5_error_code sspi_cache_generate(krb5_context /*context*/, krb5_ccache* cache) {
    return shielded([&] {
        put_into(*cache, std::make_shared<content>());
        return 0;
    });
}

static krb5_error_code sspi_cache_initialise(krb5_context context, krb5_ccache cache, krb5_principal client) {
    return shielded([&] { return content_of(cache)->begin(context, client); });
}

static krb5_error_code sspi_cache_destroy(krb5_context /*context*/, krb5_ccache cache) {
    content_of(cache)->end();
    return 0;
}

static krb5_error_code sspi_cache_close(krb5_context /*context*/, krb5_ccache cache) {
    const std::unique_ptr<shared_content> gone(&content_of(cache));
    cache->data = {};
    return 0;
}

static krb5_error_code sspi_cache_store(krb5_context context, krb5_ccache cache, krb5_creds* from) {
    return shielded([&] { return content_of(cache)->store(context, from); });
}

static krb5_error_code sspi_cache_retrieve(krb5_context context, krb5_ccache cache, krb5_flags which,
                                           const krb5_creds* like, krb5_creds* out) {
    return content_of(cache)->find(context, which, like, out);
}

static krb5_error_code sspi_cache_client(krb5_context context, krb5_ccache cache, krb5_principal* out) {
    return content_of(cache)->client(context, out);
}

static krb5_error_code sspi_cache_first(krb5_context /*context*/, krb5_ccache cache, krb5_cc_cursor* at) {
    return shielded([&] {
        *at = std::make_unique<cursor>(content_of(cache)->tickets()).release();
        return 0;
    });
}

static krb5_error_code sspi_cache_next(krb5_context context, krb5_ccache /*cache*/, krb5_cc_cursor* at,
                                       krb5_creds* out) {
    auto& left = *static_cast<cursor*>(*at);
    if (left.empty()) return KRB5_CC_END;
    const auto next = std::move(left.back());
    left.pop_back();
    return krb5_copy_creds_contents(context, next->get(), out);
}

static krb5_error_code sspi_cache_end(krb5_context /*context*/, krb5_ccache /*cache*/, krb5_cc_cursor* at) {
    const std::unique_ptr<cursor> gone(static_cast<cursor*>(std::exchange(*at, nullptr)));
    return 0;
}

static krb5_error_code sspi_cache_remove(krb5_context context, krb5_ccache cache, krb5_flags which,
                                         krb5_creds* like) {
    content_of(cache)->remove(context, which, like);
    return 0;
}

static krb5_error_code sspi_cache_set_flags(krb5_context /*context*/, krb5_ccache /*cache*/,
                                            krb5_flags /*flags*/) {
    return 0;
}

static int sspi_cache_version(krb5_context /*context*/, krb5_ccache /*cache*/) {
    return 0;
}

/// None is listed.
static krb5_error_code sspi_caches_first(krb5_context /*context*/, krb5_cc_cursor* at) {
    *at = nullptr;
    return 0;
}

static krb5_error_code sspi_caches_next(krb5_context /*context*/, krb5_cc_cursor /*at*/,
                                        krb5_ccache* /*cache*/) {
    return KRB5_CC_END;
}

static krb5_error_code sspi_caches_end(krb5_context /*context*/, krb5_cc_cursor /*at*/) {
    return 0;
}

static krb5_error_code sspi_cache_move(krb5_context /*context*/, krb5_ccache /*from*/, krb5_ccache /*to*/) {
    return KRB5_CC_NOSUPP;
}

static krb5_error_code sspi_cache_default_name(krb5_context /*context*/, char** /*name*/) {
    return KRB5_CC_NOSUPP;
}

static krb5_error_code sspi_cache_changed(krb5_context /*context*/, krb5_ccache cache, krb5_timestamp* at) {
    *at = static_cast<krb5_timestamp>(content_of(cache)->changed());
    return 0;
}

static krb5_error_code sspi_cache_set_offset(krb5_context /*context*/, krb5_ccache cache,
                                             krb5_deltat offset) {
    content_of(cache)->set_offset(offset);
    return 0;
}

static krb5_error_code sspi_cache_offset(krb5_context /*context*/, krb5_ccache cache, krb5_deltat* offset) {
    *offset = content_of(cache)->offset();
    return 0;
}

} // extern "C"

constexpr krb5_cc_ops functions{
    .version = KRB5_CC_OPS_VERSION,
    .prefix = nullptr, // own_type
    .get_name = sspi_cache_name,
    .resolve = sspi_cache_resolve,
    .gen_new = sspi_cache_generate,
    .init = sspi_cache_initialise,
    .destroy = sspi_cache_destroy,
    .close = sspi_cache_close,
    .store = sspi_cache_store,
    .retrieve = sspi_cache_retrieve,
    .get_princ = sspi_cache_client,
    .get_first = sspi_cache_first,
    .get_next = sspi_cache_next,
    .end_get = sspi_cache_end,
    .remove_cred = sspi_cache_remove,
    .set_flags = sspi_cache_set_flags,
    .get_version = sspi_cache_version,
    .get_cache_first = sspi_caches_first,
    .get_cache_next = sspi_caches_next,
    .end_cache_get = sspi_caches_end,
    .move = sspi_cache_move,
    .get_default_name = sspi_cache_default_name,
    .set_default = nullptr,
    .lastchange = sspi_cache_changed,
    .set_kdc_offset = sspi_cache_set_offset,
    .get_kdc_offset = sspi_cache_offset,
};

/// What Heimdal calls the type. Plugins of a program may each have a copy of the library linked into them, perhaps of another
/// version, whose caches are other objects: each has its own.
struct own_type {
    own_type() noexcept {
        std::snprintf(prefix.data(), prefix.size(), "SSPI-PRIVATE-%jx",
                      static_cast<std::uintmax_t>(reinterpret_cast<std::uintptr_t>(this)));
        std::snprintf(whole.data(), whole.size(), "%s:%s", prefix.data(), name);
        operations.prefix = prefix.data();
    }

    std::array<char, 40> prefix{};
    std::array<char, 48> whole{};
    krb5_cc_ops operations = functions;
};

[[nodiscard]] const own_type& type() noexcept {
    static const own_type one;
    return one;
}

extern "C" {

static krb5_error_code sspi_cache_plugin_init(krb5_context /*context*/, void** state) {
    *state = const_cast<krb5_cc_ops*>(&type().operations); // Heimdal does not write to it
    return 0;
}

static void sspi_cache_plugin_fini(void* /*state*/) {}

} // extern "C"

} // namespace

const char* private_cache_name() noexcept {
    return type().whole.data();
}

cache_memory_watch::cache_memory_watch() noexcept : before_(std::exchange(lacked(), false)) {}

cache_memory_watch::~cache_memory_watch() {
    lacked() = before_;
}

bool cache_memory_watch::lacks_memory() const noexcept {
    return lacked();
}

offered_cache::offered_cache(krb5_ccache cache) noexcept : outer_(std::exchange(offered(), cache)) {}

offered_cache::~offered_cache() {
    offered() = outer_;
}

krb5_error_code make_private_cache(krb5_principal client, owned_private_cache& out) {
    const auto code = krb5_cc_new_unique(thread_context(), type().prefix.data(), nullptr, out.out());
    return code != 0 || client == nullptr ? code : krb5_cc_initialize(thread_context(), out.get(), client);
}

krb5_error_code copy_to_private_cache(krb5_ccache from, owned_private_cache& out) {
    const auto code = krb5_cc_new_unique(thread_context(), type().prefix.data(), nullptr, out.out());
    return code != 0 ? code : krb5_cc_copy_cache(thread_context(), from, out.get());
}

krb5_error_code share_private_cache(krb5_ccache one, owned_cache& out) {
    const offered_cache offer(one);
    return krb5_cc_resolve(thread_context(), private_cache_name(), out.out());
}

void know_private_caches(krb5_context context) noexcept {
    static assumed::cache_plugin table{0, sspi_cache_plugin_init, sspi_cache_plugin_fini};
    krb5_cc_register(context, &type().operations, 1);
    krb5_plugin_register(context, PLUGIN_TYPE_DATA, KRB5_PLUGIN_CCACHE, &table); // once; Heimdal sees to that
}

} // namespace sspi::heimdal
