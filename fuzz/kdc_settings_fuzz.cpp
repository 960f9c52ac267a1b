// SPDX-License-Identifier: BSL-1.0
// What people write for the KDC for tests: its configuration, the options of realms and accounts, rules of scripts.
//
// The input: one octet chooses what is read; the rest is the text.
#include "support/program.hpp"

#include "../tools/config_file.hpp"
#include "../tools/passwords.hpp"

#include <sspi/testing/realm.hpp>
#include <sspi/testing/settings.hpp>

using namespace sspi;
using namespace sspi::fuzz;

// In place of those that read the machine's files and environment.
std::string tools::password_from_file(const std::filesystem::path&) {
    return "from a file";
}
std::string tools::password_from_environment(const std::string&) {
    return "from the environment";
}

namespace {

template <class Options>
void read(std::string_view text) {
    Options into{};
    testing::set_all(into, text);
}

void read_rule(std::string_view text) {
    static auto realm = [] {
        testing::realm out("SSPI.TEST", {.enctypes = {testing::enctype::aes128_cts_hmac_sha1_96}});
        out.add_service("HTTP/web.sspi.test");
        return out;
    }();
    testing::rule_settings rule;
    testing::set_all(rule, text);
    auto made = rule.apply_to(realm);
    const auto said = made.text();
    made.remove();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    program input(data, size);
    const auto which = input.octet() % 6;
    const auto text = text_of(input.rest());
    try {
        tools::kdc_plan plan;
        if (which == 0) tools::read_config(plan, text, "kdc.conf", {});
        if (which == 1) read_rule(text);
        if (which == 2) read<testing::realm_options>(text);
        if (which == 3) read<testing::account_options>(text);
        if (which == 4) read<testing::server_options>(text);
        if (which == 5) read<testing::environment_options>(text);
    } catch (const testing::error&) {
    } catch (const tools::usage_error&) {
    }
    return 0;
}
