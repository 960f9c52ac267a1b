// SPDX-License-Identifier: BSL-1.0
// The C functions of realms, and of failures.
#include "../../process/of_thread.hpp"
#include "c_api.hpp"

#include <limits>

using namespace sspi::testing;
using namespace sspi::testing::c_api;

namespace {

thread_local std::int32_t last_code = 0;
[[nodiscard]] std::string& last_message() noexcept {
    return sspi::process::of_thread<std::string>::get();
}

constexpr const char* no_realm = "the realm is NULL";
constexpr const char* no_name = "the name is NULL";
constexpr const char* no_output = "there is nowhere to put the result";

[[nodiscard]] realm_options options_of(const char* settings, const sspi_testing_hooks* hooks) {
    auto options = from_settings<realm_options>(settings);
    if (hooks == nullptr) return options;
    const auto own = sized(*hooks);
    if (own.log != nullptr)
        options.log = [own](std::string_view line) { own.log(own.context, std::string(line).c_str()); };
    if (own.password_policy != nullptr)
        options.password_policy = [own](std::string_view name, std::string_view password) {
            return std::string(or_empty(
                own.password_policy(own.context, std::string(name).c_str(), std::string(password).c_str())));
        };
    return options;
}

[[nodiscard]] std::vector<std::string> names_of(const char* const* names, std::size_t count) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count; ++i)
        all.push_back(text(at(names, "the names are NULL") != nullptr ? names[i] : nullptr, no_name));
    return all;
}

[[nodiscard]] const local_realm& local(const sspi_testing_realm* realm) {
    const auto& of = at(realm, no_realm);
    if (!of.local) throw bad_argument{"the realm is not local: it was made by sspi_testing_realm_new"};
    return *of.local;
}

[[nodiscard]] std::chrono::seconds seconds(std::int64_t count) {
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    if (count > most || count < -most) throw bad_argument{"the time is beyond 68 years"};
    return std::chrono::seconds(count);
}

[[nodiscard]] transport way_of(int way) {
    switch (way) {
    case SSPI_TESTING_STREAM:
        return transport::stream;
    case SSPI_TESTING_DATAGRAM:
        return transport::datagram;
    case SSPI_TESTING_IN_PROCESS:
        return transport::in_process;
    default:
        throw bad_argument{"there is no such way of a request"};
    }
}

[[nodiscard]] trust_direction direction_of(int direction) {
    switch (direction) {
    case SSPI_TESTING_TRUST_BOTH:
        return trust_direction::both;
    case SSPI_TESTING_TRUST_THEIR_USERS:
        return trust_direction::their_users;
    case SSPI_TESTING_TRUST_OUR_USERS:
        return trust_direction::our_users;
    default:
        throw bad_argument{"there is no such direction of trust"};
    }
}

} // namespace

int c_api::note(int status, std::string_view message, std::int32_t code) noexcept {
    last_code = code;
    try {
        last_message() = message;
    } catch (...) {
        last_message().clear();
    }
    return status;
}

const char* sspi_testing_error_message(void) {
    return last_message().c_str();
}

int32_t sspi_testing_error_code(void) {
    return last_code;
}

void sspi_testing_free(void* memory) {
    std::free(memory);
}

int32_t sspi_testing_enctype_number(const char* name) {
    const auto found = parse_enctype(or_empty(name));
    return found ? static_cast<std::int32_t>(*found) : 0;
}

const char* sspi_testing_enctype_name(int32_t number) {
    for (const auto each : all_enctypes())
        if (static_cast<std::int32_t>(each) == number) return enctype_name(each).data(); // of a literal
    return "";
}

int sspi_testing_realm_new(const char* name, const char* settings, const sspi_testing_hooks* hooks,
                           sspi_testing_realm** made) {
    return guarded([&] {
        auto& out = at(made, no_output);
        out = std::make_unique<sspi_testing_realm>(
                  sspi_testing_realm{realm(text(name, no_name), options_of(settings, hooks))})
                  .release();
    });
}

int sspi_testing_local_realm_new(const char* name, const char* settings, const sspi_testing_hooks* hooks,
                                 sspi_testing_realm** made) {
    return guarded([&] {
        auto& out = at(made, no_output);
        auto options = options_of(settings, hooks);
        const auto local =
            name != nullptr ? local_realm(name, std::move(options)) : local_realm({}, {}, std::move(options));
        out = std::make_unique<sspi_testing_realm>(sspi_testing_realm{local, local}).release();
    });
}

void sspi_testing_realm_free(sspi_testing_realm* realm) {
    const std::unique_ptr<std::remove_pointer_t<decltype(realm)>> ended(realm);
}

const char* sspi_testing_realm_name(const sspi_testing_realm* realm) {
    return realm != nullptr ? realm->value.name().c_str() : nullptr;
}

int sspi_testing_realm_add_user(sspi_testing_realm* realm, const char* name, const char* password,
                                const char* settings) {
    return guarded([&] {
        at(realm, no_realm)
            .value.add_user(text(name, no_name), text(password, "the password is NULL"),
                            from_settings<account_options>(settings));
    });
}

int sspi_testing_realm_add_service(sspi_testing_realm* realm, const char* name, const char* password,
                                   const char* settings) {
    return guarded([&] {
        auto& to = at(realm, no_realm).value;
        const auto options = from_settings<account_options>(settings);
        if (password == nullptr)
            to.add_service(text(name, no_name), options);
        else
            to.add_service(text(name, no_name), std::string_view(password), options);
    });
}

int sspi_testing_realm_add_alias(sspi_testing_realm* realm, const char* alias, const char* name) {
    return guarded(
        [&] { at(realm, no_realm).value.add_alias(text(alias, "the alias is NULL"), text(name, no_name)); });
}

int sspi_testing_realm_set_options(sspi_testing_realm* realm, const char* name, const char* settings) {
    return guarded([&] {
        at(realm, no_realm).value.set_options(text(name, no_name), from_settings<account_options>(settings));
    });
}

int sspi_testing_realm_change_key(sspi_testing_realm* realm, const char* name) {
    return guarded([&] { at(realm, no_realm).value.change_key(text(name, no_name)); });
}

int sspi_testing_realm_change_password(sspi_testing_realm* realm, const char* name, const char* password) {
    return guarded([&] {
        at(realm, no_realm)
            .value.change_password(text(name, no_name), text(password, "the password is NULL"));
    });
}

int sspi_testing_realm_remove(sspi_testing_realm* realm, const char* name) {
    return guarded([&] { at(realm, no_realm).value.remove(text(name, no_name)); });
}

int sspi_testing_realm_set_clock_offset(sspi_testing_realm* realm, int64_t offset) {
    return guarded([&] { at(realm, no_realm).value.set_clock_offset(seconds(offset)); });
}

int sspi_testing_realm_advance(sspi_testing_realm* realm, int64_t by) {
    return guarded([&] { at(realm, no_realm).value.advance(seconds(by)); });
}

int sspi_testing_realm_now(const sspi_testing_realm* realm, int64_t* now) {
    return guarded([&] {
        auto& out = at(now, no_output);
        out = std::chrono::system_clock::to_time_t(at(realm, no_realm).value.now());
    });
}

int sspi_testing_realm_trust(sspi_testing_realm* realm, sspi_testing_realm* other, int direction) {
    return guarded([&] {
        at(realm, no_realm).value.trust(at(other, "the other realm is NULL").value, direction_of(direction));
    });
}

int sspi_testing_realm_refer(sspi_testing_realm* realm, const char* name_or_domain, const char* realm_name,
                             const char* by_way_of) {
    return guarded([&] {
        at(realm, no_realm)
            .value.refer(text(name_or_domain, no_name), text(realm_name, "the name of the realm is NULL"),
                         or_empty(by_way_of));
    });
}

int sspi_testing_realm_answer(sspi_testing_realm* realm, const void* request, size_t size, int way,
                              void** reply, size_t* reply_size) {
    return guarded([&] {
        auto& out = at(reply, no_output);
        auto& out_size = at(reply_size, no_output);
        if (request == nullptr && size > 0) throw bad_argument{"the request is NULL"};
        const auto answered =
            at(realm, no_realm).value.answer({static_cast<const std::byte*>(request), size}, way_of(way));
        out = answered.empty() ? nullptr : copy_of(answered.data(), answered.size());
        out_size = answered.size();
    });
}

int sspi_testing_realm_requests(const sspi_testing_realm* realm, sspi_testing_counts* counts) {
    return guarded([&] {
        auto& out = at(counts, no_output);
        const auto found = at(realm, no_realm).value.requests();
        fill_sized(out, {.size = out.size,
                         .as = found.as,
                         .tgs = found.tgs,
                         .other = found.other,
                         .password = found.password});
    });
}

int sspi_testing_realm_write_keytab(const sspi_testing_realm* realm, const char* where,
                                    const char* const* names, size_t count) {
    return guarded([&] {
        at(realm, no_realm).value.write_keytab(text(where, "the keytab is NULL"), names_of(names, count));
    });
}

int sspi_testing_realm_memory_keytab(sspi_testing_realm* realm, const char* name, const char* const* names,
                                     size_t count, char** keytab) {
    return guarded([&] {
        auto& out = at(keytab, no_output);
        out = copy_of(at(realm, no_realm).value.memory_keytab(or_empty(name), names_of(names, count)));
    });
}

int sspi_testing_realm_write_cache(const sspi_testing_realm* realm, const char* where, const char* user,
                                   const char* settings) {
    return guarded([&] {
        at(realm, no_realm)
            .value.write_cache(text(where, "the cache is NULL"), text(user, no_name),
                               from_settings<ticket_options>(settings));
    });
}

int sspi_testing_realm_cache(const sspi_testing_realm* realm, const char* user, const char* settings,
                             char** cache) {
    return guarded([&] {
        auto& out = at(cache, no_output);
        out = copy_of(local(realm).cache(text(user, no_name), from_settings<ticket_options>(settings)));
    });
}

int sspi_testing_realm_keytab(const sspi_testing_realm* realm, char** keytab) {
    return guarded([&] {
        auto& out = at(keytab, no_output);
        out = copy_of(local(realm).keytab());
    });
}

int sspi_testing_realm_connect(sspi_testing_realm* realm, int reached) {
    return guarded([&] {
        (void)local(realm);
        reached != 0 ? realm->local->connect() : realm->local->disconnect();
    });
}
