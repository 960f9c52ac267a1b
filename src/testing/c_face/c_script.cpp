// SPDX-License-Identifier: BSL-1.0
// The C functions of rules and transcripts.
#include "c_api.hpp"

#include <array>

using namespace sspi::testing;
using namespace sspi::testing::c_api;

namespace {

constexpr const char* no_realm = "the realm is NULL";
constexpr const char* no_output = "there is nowhere to put the result";

template <class value>
struct named {
    value number;
    const char* name;
};

constexpr std::array messages{named<message>{message::as, "as"}, named<message>{message::tgs, "tgs"},
                              named<message>{message::password, "password"},
                              named<message>{message::other, "other"}};
constexpr std::array ways{named<transport>{transport::stream, "stream"},
                          named<transport>{transport::datagram, "datagram"},
                          named<transport>{transport::in_process, "in-process"}};

template <class table, class value>
[[nodiscard]] std::string name_in(const table& names, value number) {
    for (const auto& each : names)
        if (each.number == number) return each.name;
    return "";
}

[[nodiscard]] std::string numbers(const std::vector<std::int32_t>& all) {
    std::string joined;
    for (const auto each : all)
        joined += (joined.empty() ? "" : " ") + std::to_string(each);
    return joined;
}

[[nodiscard]] std::map<std::string, std::string, std::less<>> fields_of(const request_seen& seen) {
    return {{"text", sspi::testing::text(seen)},
            {"message", name_in(messages, seen.kind)},
            {"by", name_in(ways, seen.by)},
            {"client", seen.client},
            {"server", seen.server},
            {"realm", seen.realm},
            {"options", std::to_string(seen.options)},
            {"enctypes", numbers(seen.enctypes)},
            {"padata", numbers(seen.padata)},
            {"s4u-client", seen.s4u_client},
            {"size", std::to_string(seen.size)},
            {"time", std::to_string(std::chrono::system_clock::to_time_t(seen.time))},
            {"answer", seen.answer},
            {"error", seen.error ? std::to_string(*seen.error) : ""},
            {"rule", seen.rule}};
}

/// A transcript, of which settings leave some.
struct filtered {
    transcript left;

    void set(std::string_view key, std::string_view value) {
        if (key == "client") {
            left = left.from(value);
        } else if (key == "service") {
            left = left.to(value);
        } else if (key == "message") {
            for (const auto& each : messages)
                if (each.name == value) return void(left = left.of(each.number));
            throw error("'message' wants as, tgs, password or other, not '" + std::string(value) + "'");
        } else {
            throw unknown_setting(key, "message, client, service");
        }
    }
};

[[nodiscard]] std::function<bool(const request_seen&)> condition_of(sspi_testing_condition condition,
                                                                    void* context) {
    return [condition, context](const request_seen& seen) {
        const sspi_testing_transcript only{{fields_of(seen)}};
        return condition(context, &only) != 0;
    };
}

} // namespace

int sspi_testing_rule_new(sspi_testing_realm* realm, const char* settings, sspi_testing_rule** made) {
    return guarded([&] {
        auto& out = at(made, no_output);
        const auto rules = from_settings<rule_settings>(settings);
        out =
            std::make_unique<sspi_testing_rule>(sspi_testing_rule{rules.apply_to(at(realm, no_realm).value)})
                .release();
    });
}

int sspi_testing_rule_new_where(sspi_testing_realm* realm, const char* settings,
                                sspi_testing_condition condition, void* context, sspi_testing_rule** made) {
    return guarded([&] {
        auto& out = at(made, no_output);
        if (condition == nullptr) throw bad_argument{"the condition is NULL"};
        auto rules = from_settings<rule_settings>(settings);
        rules.where(condition_of(condition, context));
        out =
            std::make_unique<sspi_testing_rule>(sspi_testing_rule{rules.apply_to(at(realm, no_realm).value)})
                .release();
    });
}

size_t sspi_testing_rule_matched(const sspi_testing_rule* of) {
    return of != nullptr ? of->value.matched() : 0;
}

size_t sspi_testing_rule_used(const sspi_testing_rule* of) {
    return of != nullptr ? of->value.used() : 0;
}

void sspi_testing_rule_remove(sspi_testing_rule* of) {
    if (of != nullptr) (void)guarded([&] { of->value.remove(); });
}

void sspi_testing_rule_free(sspi_testing_rule* of) {
    const std::unique_ptr<std::remove_pointer_t<decltype(of)>> ended(of);
}

int sspi_testing_realm_clear_rules(sspi_testing_realm* realm) {
    return guarded([&] { at(realm, no_realm).value.clear_rules(); });
}

int sspi_testing_realm_unused_rules(const sspi_testing_realm* realm, char** text) {
    return guarded([&] {
        auto& out = at(text, no_output);
        std::string all;
        for (const auto& each : at(realm, no_realm).value.unused_rules())
            all += each + "\n";
        out = copy_of(all);
    });
}

int sspi_testing_transcript_new(const sspi_testing_realm* realm, const char* filter,
                                sspi_testing_transcript** made) {
    return guarded([&] {
        auto& out = at(made, no_output);
        filtered chosen{at(realm, no_realm).value.transcript()};
        set_all(chosen, or_empty(filter));
        auto owned = std::make_unique<sspi_testing_transcript>();
        for (const auto& seen : chosen.left)
            owned->requests.push_back(fields_of(seen));
        out = owned.release();
    });
}

size_t sspi_testing_transcript_size(const sspi_testing_transcript* of) {
    return of != nullptr ? of->requests.size() : 0;
}

const char* sspi_testing_transcript_field(const sspi_testing_transcript* of, size_t index, const char* name) {
    if (of == nullptr || index >= of->requests.size()) return nullptr;
    const auto& fields = of->requests[index];
    const auto found = fields.find(or_empty(name));
    return found != fields.end() ? found->second.c_str() : nullptr;
}

void sspi_testing_transcript_free(sspi_testing_transcript* of) {
    const std::unique_ptr<std::remove_pointer_t<decltype(of)>> ended(of);
}

int sspi_testing_realm_clear_transcript(sspi_testing_realm* realm) {
    return guarded([&] { at(realm, no_realm).value.clear_transcript(); });
}
