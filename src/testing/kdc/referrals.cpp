// SPDX-License-Identifier: BSL-1.0
// The way to services and users of other realms.
#include "referrals.hpp"

#include <algorithm>

namespace sspi::testing::detail {
namespace {

[[nodiscard]] std::string_view component(krb5_const_principal name, unsigned index) noexcept {
    const auto& all = name->name.name_string;
    return index < all.len ? std::string_view(all.val[index]) : std::string_view();
}

[[nodiscard]] bool is_ticket_granter(krb5_const_principal name) noexcept {
    return name->name.name_string.len == 2 && component(name, 0) == "krbtgt";
}

} // namespace

std::string domain_of(std::string_view realm) {
    std::string out(realm);
    std::ranges::transform(out, out.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return out;
}

void referrals::add(std::string name_or_domain, std::string realm, std::string by_way_of) {
    auto next = by_way_of.empty() ? realm : std::move(by_way_of);
    ways_.insert_or_assign(std::move(name_or_domain), way{std::move(realm), std::move(next)});
}

std::optional<std::string> referrals::for_service(krb5_context context, const database& principals,
                                                  krb5_const_principal name) const {
    if (name->realm != principals.realm()) return std::nullopt;
    const auto* const found = of_service(context, name);
    if (found == nullptr || found->next == principals.realm()) return std::nullopt;
    const auto granter = parse_principal(context, "krbtgt/" + found->next, principals.realm());
    // Being sent to where one already wants to go would be without end.
    if (principals.find(granter.get()) == nullptr) return std::nullopt;
    return found->next;
}

std::optional<std::string> referrals::for_client(const database& principals,
                                                 krb5_const_principal name) const {
    if (name->realm == principals.realm()) return std::nullopt;
    const auto* const found = of_domain(domain_of(name->realm));
    if (found == nullptr || found->realm == principals.realm()) return std::nullopt;
    return found->realm;
}

const referrals::way* referrals::of_domain(std::string_view domain) const {
    for (;;) {
        if (const auto found = ways_.find(domain); found != ways_.end()) return &found->second;
        const auto dot = domain.find('.');
        if (dot == std::string_view::npos) return nullptr;
        domain.remove_prefix(dot + 1);
    }
}

const referrals::way* referrals::of_service(krb5_context context, krb5_const_principal name) const {
    if (is_ticket_granter(name)) return of_domain(domain_of(component(name, 1)));
    const auto text = unparse(context, name);
    const auto found = ways_.find(text.substr(0, text.rfind('@')));
    if (found != ways_.end()) return &found->second;
    const auto host = component(name, 1);
    return of_domain(domain_of(host.substr(0, host.find(':'))));
}

} // namespace sspi::testing::detail
