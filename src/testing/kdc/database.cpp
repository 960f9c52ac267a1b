// SPDX-License-Identifier: BSL-1.0
// The principals of a realm, in memory.
#include "database.hpp"

#include "etype_info.hpp"
#include "number_of.hpp"
#include "referrals.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace sspi::testing::detail {
namespace {

/// The salt that RFC 4120 gives a principal: realm and name components, run together.
[[nodiscard]] std::string default_salt(krb5_context context, krb5_const_principal name) {
    krb5_salt salt{};
    check(context, krb5_get_pw_salt(context, name, &salt), "a principal has no salt");
    std::string result(static_cast<const char*>(salt.saltvalue.data), salt.saltvalue.length);
    krb5_free_salt(context, salt);
    return result;
}

[[nodiscard]] krb5_data borrow(std::string_view text) noexcept {
    return detail::borrow(std::as_bytes(std::span(text)));
}

struct flag_row {
    bool account_options::*option;
    unsigned flag;
};

constexpr std::array flag_table{
    flag_row{&account_options::forwardable, KDC_FORWARDABLE},
    flag_row{&account_options::proxiable, KDC_PROXIABLE},
    flag_row{&account_options::postdatable, KDC_POSTDATABLE},
    flag_row{&account_options::require_preauth, KDC_REQUIRE_PREAUTH},
    flag_row{&account_options::ok_as_delegate, KDC_OK_AS_DELEGATE},
    flag_row{&account_options::trusted_to_authenticate_for_delegation, KDC_TRUSTED_TO_AUTHENTICATE},
    flag_row{&account_options::require_password_change, KDC_REQUIRE_PASSWORD_CHANGE},
    flag_row{&account_options::disabled, KDC_DISABLED},
    flag_row{&account_options::locked_out, KDC_LOCKED_OUT},
};

[[nodiscard]] unsigned flags_of(const account_options& options) noexcept {
    unsigned flags = 0;
    for (const auto& row : flag_table)
        if (options.*row.option) flags |= row.flag;
    return flags;
}

[[nodiscard]] unsigned shorter(std::chrono::seconds realm, std::optional<std::chrono::seconds> own) noexcept {
    constexpr std::chrono::seconds most(std::numeric_limits<std::int32_t>::max());
    const auto chosen = own ? std::min(*own, realm) : realm;
    return static_cast<unsigned>(std::clamp(chosen, std::chrono::seconds(0), most).count());
}

/// What domain controllers choose at random; here it is the same each time (FNV-1a).
[[nodiscard]] security_id made_up_id(std::string_view realm) {
    security_id out{.authority = 5, .parts = {21}};
    std::uint32_t hash = 2166136261;
    for (int i = 0; i < 3; ++i) {
        for (const char each : realm)
            hash = (hash ^ static_cast<unsigned char>(each)) * 16777619;
        out.parts.push_back(hash);
    }
    return out;
}

[[nodiscard]] std::vector<group_membership> groups_in(const std::vector<std::string>& texts) {
    std::vector<group_membership> out;
    for (const auto& each : texts)
        out.push_back(to_group(each));
    return out;
}

[[nodiscard]] bool is_account(const account& of) {
    return !of.options.sam_account.empty() || of.name.get()->name.name_string.len == 1;
}

/// Throws `error` for what the KDC could not write into a PAC.
void check_groups(const account_options& options) {
    (void)groups_in(options.groups);
    for (const auto& each : groups_in(options.resource_groups))
        if (!each.number) throw error("a resource group is the number of a group");
}

[[nodiscard]] time_t time_of(const std::optional<std::chrono::system_clock::time_point>& when) noexcept {
    return when ? std::chrono::system_clock::to_time_t(*when) : time_t{0};
}

} // namespace

const krb5_keyblock* account::key_of(std::int32_t enctype) const noexcept {
    const auto found = std::ranges::find(keys.all(), enctype, &krb5_keyblock::keytype);
    return found == keys.all().end() ? nullptr : &*found;
}

database::database(krb5_context context, std::string realm, const realm_options& options)
    : context_(context), realm_(std::move(realm)), domain_(domain_of(realm_)), options_(options),
      domain_id_(options.domain_sid.empty() ? made_up_id(realm_) : to_security_id(options.domain_sid)) {}

void database::add(const std::string& name, std::optional<std::string_view> password,
                   const account_options& options, bool service) {
    account made{.name = parse_principal(context_, name, realm_),
                 .keys = key_set(context_),
                 .salt = {},
                 .options = options,
                 .service = service};
    if (!service) made.rounds = options_.string_to_key_rounds.value_or(0);
    made.salt = default_salt(context_, made.name.get());
    made.keys = make_keys(made, password);
    insert(std::move(made));
}

void database::add(const std::string& name, const key_set& keys, const account_options& options) {
    account made{.name = parse_principal(context_, name, realm_),
                 .keys = key_set(context_),
                 .salt = {},
                 .options = options};
    for (const auto& key : keys.all())
        check(context_, krb5_copy_keyblock_contents(context_, &key, made.keys.add()), name);
    made.salt = default_salt(context_, made.name.get());
    insert(std::move(made));
}

void database::insert(account made) {
    check_groups(made.options);
    auto key = unparse(context_, made.name.get());
    if (accounts_.contains(key)) throw error("the realm already has a principal " + key);
    if (is_account(made)) made.number = made.options.rid ? *made.options.rid : next_number_++;
    made.key_set_at = now();
    accounts_.emplace(std::move(key), std::move(made));
}

key_set database::random_keys() const {
    key_set keys(context_);
    for (const auto type : options_.enctypes)
        check(context_, krb5_generate_random_keyblock(context_, static_cast<krb5_enctype>(type), keys.add()),
              "a key that two realms know");
    return keys;
}

void database::add_alias(const std::string& alias, const std::string& name) {
    auto key = unparse(context_, parse_principal(context_, alias, realm_).get());
    auto of = unparse(context_, at(name).name.get());
    if (accounts_.contains(key) || !aliases_.emplace(std::move(key), std::move(of)).second)
        throw error("the realm already has a principal " + alias);
}

void database::rekey(const std::string& name, std::optional<std::string_view> password) {
    auto& found = at(name);
    found.keys = make_keys(found, password);
    ++found.kvno;
    found.key_set_at = now();
}

void database::set_options(const std::string& name, const account_options& options) {
    check_groups(options);
    auto& found = at(name);
    auto enctypes = std::move(found.options.enctypes);
    found.options = options;
    found.options.enctypes = std::move(enctypes);
}

void database::remove(const std::string& name) {
    accounts_.erase(unparse(context_, parse_principal(context_, name, realm_).get()));
}

account& database::at(const std::string& name) {
    const auto key = unparse(context_, parse_principal(context_, name, realm_).get());
    const auto found = accounts_.find(key);
    if (found == accounts_.end())
        throw error("the realm has no principal " + key, KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN);
    found->second.pac.reset(); // whoever asks for it this way may change it
    return found->second;
}

const account* database::find(krb5_const_principal name) const {
    if (name->realm != nullptr && name->realm == domain_ && domain_ != realm_) {
        auto own = *name; // a user principal name: alice@example.test
        own.realm = const_cast<char*>(realm_.c_str());
        return find(&own);
    }
    auto key = unparse(context_, name);
    if (const auto alias = aliases_.find(key); alias != aliases_.end()) key = alias->second;
    const auto found = accounts_.find(key);
    return found == accounts_.end() ? nullptr : &found->second;
}

const account* database::find_user(const PrincipalName& name, const char* realm) const {
    krb5_principal_data plain{};
    plain.name = name; // borrowed
    plain.realm = const_cast<char*>(realm);
    if (number_of(name.name_type) != KRB5_NT_ENTERPRISE_PRINCIPAL || name.name_string.len != 1)
        return find(&plain);
    principal parsed(context_);
    if (krb5_parse_name_flags(context_, name.name_string.val[0], KRB5_PRINCIPAL_PARSE_REQUIRE_REALM,
                              parsed.put()) != 0) {
        krb5_clear_error_message(context_);
        return nullptr;
    }
    return find(parsed.get());
}

std::vector<const account*> database::services() const {
    std::vector<const account*> found;
    for (const auto& [name, each] : accounts_)
        if (each.service) found.push_back(&each);
    return found;
}

bool database::may_delegate(krb5_const_principal from, krb5_const_principal to) const {
    if (krb5_principal_compare(context_, from, to)) return true;
    const auto* const service = find(from);
    if (service == nullptr) return false;
    return std::ranges::any_of(service->options.allowed_to_delegate_to, [&](const std::string& name) {
        return krb5_principal_compare(context_, parse_principal(context_, name, realm_).get(), to) != 0;
    });
}

kdc_record database::record(const account& found) const {
    kdc_record record{};
    record.principal = found.name.get();
    record.keys = found.keys.all().data();
    record.key_count = found.keys.all().size();
    record.salt = borrow(found.salt);
    record.kvno = found.kvno;
    record.flags = flags_of(found.options) |
                   (found.changes_passwords ? unsigned{KDC_CHANGES_PASSWORDS} : 0U) |
                   (found.options.pac ? 0U : unsigned{KDC_NO_PAC});
    record.pac = pac_of(found);
    record.max_life = shorter(options_.ticket_lifetime, found.options.max_ticket_lifetime);
    record.max_renew = shorter(options_.renewable_lifetime, found.options.max_renewable_lifetime);
    record.valid_start = time_of(found.options.valid_from);
    record.valid_end = time_of(found.options.expires);
    record.password_end = time_of(found.options.password_expires);
    return record;
}

std::chrono::system_clock::time_point database::now() const {
    return std::chrono::system_clock::now() + options_.clock_offset;
}

account_facts database::facts_of(const account& of, std::string name) const {
    constexpr std::uint32_t user = 0x10,
                            computer = 0x80; // USER_NORMAL_ACCOUNT, USER_WORKSTATION_TRUST_ACCOUNT
    const auto& options = of.options;
    const bool is_computer = name.ends_with('$');
    account_facts out{.account = std::move(name),
                      .domain = options_.domain,
                      .dns_domain = realm_,
                      .upn = options.upn,
                      .upn_is_made_up = options.upn.empty(),
                      .domain_id = domain_id_,
                      .number = options.rid.value_or(of.number),
                      .primary_group = options.primary_group,
                      .groups = groups_in(options.groups),
                      .resource_groups = groups_in(options.resource_groups),
                      .control = is_computer ? computer : user,
                      .password_set = of.key_set_at,
                      .password_expires = options.password_expires,
                      .expires = options.expires};
    if (out.upn_is_made_up) out.upn = out.account + '@' + domain_;
    out.groups.insert(out.groups.begin(), to_group(std::to_string(options.primary_group)));
    return out;
}

const kdc_pac* database::pac_of(const account& of) const {
    if (options_.domain.empty() || !of.options.pac || !is_account(of)) return nullptr;
    if (of.pac) return &of.pac->lent;
    const auto& own = of.options.sam_account;
    const auto facts = facts_of(of, own.empty() ? of.name.get()->name.name_string.val[0] : own);
    auto made = std::make_unique<account_pac>();
    made->logon_info = logon_info(facts);
    made->upn_info = upn_info(facts);
    made->lent = {.logon_info = detail::borrow(made->logon_info), .upn_info = detail::borrow(made->upn_info)};
    of.pac = std::move(made);
    return &of.pac->lent;
}

std::vector<enctype> database::enctypes_of(const account& of) const {
    return of.options.enctypes.empty() ? options_.enctypes : of.options.enctypes;
}

void database::make_key(const account& of, enctype type, std::optional<std::string_view> password,
                        krb5_keyblock* key) const {
    const auto number = static_cast<krb5_enctype>(type);
    const std::string what = "a key of type " + std::string(enctype_name(type));
    if (!password) return check(context_, krb5_generate_random_keyblock(context_, number, key), what);
    const std::string terminated(*password); // Heimdal reads it as a C string for RC4
    const krb5_salt salt{static_cast<krb5_salttype>(KRB5_PW_SALT), borrow(of.salt)};
    const auto params =
        of.rounds != 0 && has_rounds(number) ? s2kparams(of.rounds) : std::vector<std::byte>();
    check(context_,
          krb5_string_to_key_data_salt_opaque(context_, number, borrow(terminated), salt,
                                              detail::borrow(params), key),
          what);
}

key_set database::make_keys(const account& of, std::optional<std::string_view> password) const {
    key_set keys(context_);
    for (const auto type : enctypes_of(of))
        make_key(of, type, password, keys.add());
    if (keys.all().empty()) throw error("a principal needs at least one enctype");
    return keys;
}

} // namespace sspi::testing::detail
