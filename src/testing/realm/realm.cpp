// SPDX-License-Identifier: BSL-1.0
// The public face of a realm.
#include "realm_state.hpp"

#include <filesystem>

namespace sspi::testing {
inline namespace SSPI_TESTING_ABI {
namespace {

/// The path of a file keytab, given as a path or with its type.
[[nodiscard]] std::string file_of(const std::string& where) {
    constexpr std::string_view type = "FILE:";
    if (where.starts_with(type)) return where.substr(type.size());
    if (where.starts_with("MEMORY:")) throw error("use memory_keytab for " + where);
    return where;
}

} // namespace

realm::realm(std::string name, realm_options options)
    : state_(std::make_shared<realm_state>(std::move(name), std::move(options))) {}

const std::string& realm::name() const noexcept {
    return state_->name();
}

void realm::add_user(std::string_view name, std::string_view password, const account_options& options) {
    state_->with_database(
        [&](auto& principals) { principals.add(std::string(name), password, options, false); });
}

void realm::add_service(std::string_view name, const account_options& options) {
    state_->with_database(
        [&](auto& principals) { principals.add(std::string(name), std::nullopt, options, true); });
    state_->note_keys(std::string(name));
}

void realm::add_service(std::string_view name, std::string_view password, const account_options& options) {
    state_->with_database(
        [&](auto& principals) { principals.add(std::string(name), password, options, true); });
    state_->note_keys(std::string(name));
}

void realm::add_alias(std::string_view alias, std::string_view name) {
    state_->with_database(
        [&](auto& principals) { principals.add_alias(std::string(alias), std::string(name)); });
}

void realm::set_options(std::string_view name, const account_options& options) {
    state_->with_database([&](auto& principals) { principals.set_options(std::string(name), options); });
}

void realm::change_key(std::string_view name) {
    state_->with_database([&](auto& principals) { principals.rekey(std::string(name), std::nullopt); });
    state_->note_keys(std::string(name));
}

void realm::change_password(std::string_view name, std::string_view password) {
    state_->with_database([&](auto& principals) { principals.rekey(std::string(name), password); });
    state_->note_keys(std::string(name));
}

void realm::remove(std::string_view name) {
    state_->with_database([&](auto& principals) { principals.remove(std::string(name)); });
}

void realm::set_clock_offset(std::chrono::seconds offset) {
    state_->set_clock_offset(offset);
}

void realm::advance(std::chrono::seconds time) {
    state_->advance(time);
}

std::chrono::system_clock::time_point realm::now() const {
    return state_->now();
}

rule realm::when(request_match requests) {
    return when(std::move(requests), {});
}

rule realm::when(request_match requests, const std::function<void(rule&)>& prepare) {
    rule made(state_->make_rule(std::move(requests)));
    if (prepare) prepare(made);
    state_->script().add(made.state_);
    return made;
}

std::vector<std::string> realm::unused_rules() const {
    return state_->script().unused();
}

void realm::clear_rules() {
    state_->script().clear();
}

transcript realm::transcript() const {
    return state_->log().copy();
}

void realm::clear_transcript() {
    state_->log().clear();
}

std::vector<std::byte> realm::answer(std::span<const std::byte> request, transport by) const {
    return state_->answer(request, by);
}

request_count realm::requests() const {
    return state_->requests();
}

void realm::write_keytab(const std::string& where, std::span<const std::string> names) const {
    const auto file = file_of(where);
    // Who reads the keytab meanwhile finds the former one, whole.
    const auto unfinished = file + "." + unused_keytab_name();
    const detail::context context;
    detail::keytab keytab(context.get());
    std::error_code ignored;
    std::filesystem::remove(unfinished, ignored);
    detail::check(context.get(), krb5_kt_resolve(context.get(), ("FILE:" + unfinished).c_str(), keytab.put()),
                  unfinished);
    state_->fill(context.get(), keytab.get(), names);
    std::error_code failed;
    std::filesystem::rename(unfinished, file, failed);
    if (!failed) return;
    std::filesystem::remove(file, ignored);
    if (names.empty() && !std::filesystem::exists(unfinished)) return; // a realm without services has no keys
    throw error("the keytab " + file + " cannot be written: " + failed.message());
}

void realm::write_keytab(const std::string& where, std::initializer_list<std::string> names) const {
    write_keytab(where, std::span(names.begin(), names.size()));
}

std::string realm::memory_keytab(std::string_view name, std::span<const std::string> names) {
    return state_->publish(name, names);
}

void realm::write_cache(const std::string& where, std::string_view name,
                        const ticket_options& options) const {
    state_->write_cache(where, std::string(name), options);
}

} // namespace SSPI_TESTING_ABI
} // namespace sspi::testing
