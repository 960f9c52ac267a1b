// SPDX-License-Identifier: BSL-1.0
// Which requests a rule is about.
#include "rule_state.hpp"

#include <algorithm>
#include <string_view>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {
namespace {

/// Whether a name fits a pattern, in which '*' stands for anything.
[[nodiscard]] bool fits(std::string_view pattern, std::string_view name) {
    const auto star = pattern.find('*');
    if (star == std::string_view::npos) return pattern == name;
    if (!name.starts_with(pattern.substr(0, star))) return false;
    name.remove_prefix(star);
    pattern.remove_prefix(star + 1);
    for (std::size_t skipped = 0; skipped <= name.size(); ++skipped)
        if (fits(pattern, name.substr(skipped))) return true;
    return false;
}

/// The pattern with the realm, unless it has one.
[[nodiscard]] std::string complete(const std::string& pattern, const std::string& realm) {
    for (auto at = pattern.find('@'); at != std::string::npos; at = pattern.find('@', at + 1))
        if (at == 0 || pattern[at - 1] != '\\') return pattern;
    return pattern + "@" + realm;
}

[[nodiscard]] bool fits_name(const std::string& pattern, const std::string& name, const std::string& realm) {
    return pattern.empty() || fits(complete(pattern, realm), name);
}

[[nodiscard]] std::string checked(std::string name, const char* example) {
    if (name.empty()) throw error(std::string("a rule needs a name, such as ") + example);
    return name;
}

void check_number(std::size_t number) {
    if (number == 0) throw error("the requests of a rule are counted from 1");
}

[[nodiscard]] std::string_view name_of(std::optional<message> kind) noexcept {
    if (!kind) return "any request";
    return *kind == message::as         ? "AS-REQ"
           : *kind == message::tgs      ? "TGS-REQ"
           : *kind == message::password ? "change of a password"
                                        : "other octets";
}

[[nodiscard]] std::string_view name_of(transport way) noexcept {
    return way == transport::stream     ? " by stream"
           : way == transport::datagram ? " by datagram"
                                        : " in process";
}

[[nodiscard]] std::string range_text(std::size_t from, std::optional<std::size_t> to) {
    if (to && *to == from) return ", number " + std::to_string(from);
    std::string out;
    if (from > 1) out += ", from number " + std::to_string(from);
    if (to) out += ", to number " + std::to_string(*to);
    return out;
}

} // namespace

request_match& request_match::of(std::string client) {
    client_ = checked(std::move(client), "\"alice\"");
    return *this;
}

request_match& request_match::for_service(std::string server) {
    server_ = checked(std::move(server), "\"HTTP/web.example.test\"");
    return *this;
}

request_match& request_match::by(transport way) {
    way_ = way;
    return *this;
}

request_match& request_match::with_preauth(bool has) {
    preauth_ = has;
    return *this;
}

request_match& request_match::with_option(kdc_option option) {
    options_ |= option;
    return *this;
}

request_match& request_match::with_padata(std::int32_t type) {
    padata_.push_back(type);
    return *this;
}

request_match& request_match::where(std::function<bool(const request_seen&)> condition) {
    condition_ = std::move(condition);
    return *this;
}

request_match& request_match::nth(std::size_t number) {
    check_number(number);
    from_ = number;
    to_ = number;
    return *this;
}

request_match& request_match::first(std::size_t count) {
    check_number(count);
    to_ = count;
    return *this;
}

request_match& request_match::from_nth(std::size_t number) {
    check_number(number);
    from_ = number;
    return *this;
}

std::string request_match::text() const {
    std::string out(name_of(kind_));
    if (!client_.empty()) out += " of " + client_;
    if (!server_.empty()) out += " for " + server_;
    if (way_) out += name_of(*way_);
    if (preauth_) out += *preauth_ ? " with pre-authentication" : " without pre-authentication";
    if (options_ != 0) out += " with certain options";
    for (const auto type : padata_)
        out += " with padata " + std::to_string(type);
    if (condition_) out += " with a condition";
    return out + range_text(from_, to_);
}

bool request_match_access::meets(const request_match& wanted, const request_seen& seen,
                                 const std::string& realm) {
    const auto has_padata = [&](std::int32_t type) { return seen.has_padata(type); };
    return (!wanted.kind_ || *wanted.kind_ == seen.kind) && (!wanted.way_ || *wanted.way_ == seen.by) &&
           fits_name(wanted.client_, seen.client, realm) && fits_name(wanted.server_, seen.server, realm) &&
           (!wanted.preauth_ || (seen.kind == message::as && *wanted.preauth_ == seen.preauthenticated())) &&
           (seen.options & wanted.options_) == wanted.options_ &&
           std::ranges::all_of(wanted.padata_, has_padata) && (!wanted.condition_ || wanted.condition_(seen));
}

bool request_match_access::counts(const request_match& wanted, std::size_t number) noexcept {
    return number >= wanted.from_ && (!wanted.to_ || number <= *wanted.to_);
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
