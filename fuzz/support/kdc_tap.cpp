// SPDX-License-Identifier: BSL-1.0
// The realm behind the tap, and the head of password messages.
#include "kdc_tap.hpp"

namespace sspi::fuzz {

namespace {

constexpr std::size_t head_size = 6;

void put(bytes& octets, std::size_t at, std::size_t value) {
    octets[at] = static_cast<std::byte>(value >> 8);
    octets[at + 1] = static_cast<std::byte>(value);
}

} // namespace

element read_password_message(view octets) {
    auto rest = octets.size() > head_size ? read_elements(octets.subspan(head_size)) : std::nullopt;
    if (!rest) return read_tree(octets);
    element root;
    root.what = element::kind::holder;
    element head;
    head.content.assign(octets.begin(), octets.begin() + head_size);
    root.inside.push_back(head);
    root.inside.insert(root.inside.end(), rest->begin(), rest->end());
    return root;
}

void repair_password_message(bytes& octets) {
    const auto tree = read_password_message(octets);
    if (tree.inside.size() < 2 || octets.size() > 0xFFFF) return;
    put(octets, 0, octets.size());
    put(octets, 4, write_tree(tree.inside[1]).size());
}

kdc_tap::kdc_tap() : keys_(all_keys()) {
    route_.emplace(realm_name, [this](view request) { return answer(request); });
    SecHandle made{};
    must(AcquireCredentialsHandleA(nullptr, text_argument("Kerberos"), SECPKG_CRED_INBOUND, nullptr, nullptr,
                                   nullptr, nullptr, &made, nullptr) == SEC_E_OK,
         "a service can be acquired");
    server_.now_live(made);
    const auto keytab = realm_.memory_keytab();
    must(SspiSetCredentialStore(server_.get(), nullptr, keytab.c_str()) == SEC_E_OK,
         "a service has its keytab");
}

testing::realm_options kdc_tap::options() {
    testing::realm_options out;
    out.enctypes = {testing::enctype::aes128_cts_hmac_sha1_96};
    out.string_to_key_rounds = 16;
    out.transcript_limit = 1;
    return out;
}

std::string kdc_tap::all_keys() {
    realm_.add_user("alice", password);
    realm_.add_service("HTTP/web.sspi.test");
    const std::string names[] = {"alice", "HTTP/web.sspi.test", "krbtgt/SSPI.TEST", "kadmin/changepw"};
    return realm_.memory_keytab("everybody", names);
}

bytes kdc_tap::answer(view request) {
    auto reply = realm_.answer(request, testing::transport::in_process);
    return instead_ ? instead_(request, reply) : reply;
}

credential_handle kdc_tap::alice() const {
    std::string user = "alice", domain = realm_name, secret = password;
    SEC_WINNT_AUTH_IDENTITY_A who{};
    who.User = reinterpret_cast<unsigned char*>(user.data());
    who.UserLength = static_cast<ULONG>(user.size());
    who.Domain = reinterpret_cast<unsigned char*>(domain.data());
    who.DomainLength = static_cast<ULONG>(domain.size());
    who.Password = reinterpret_cast<unsigned char*>(secret.data());
    who.PasswordLength = static_cast<ULONG>(secret.size());
    who.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    SecHandle made{};
    must(AcquireCredentialsHandleA(nullptr, text_argument("Kerberos"), SECPKG_CRED_OUTBOUND, nullptr, &who,
                                   nullptr, nullptr, &made, nullptr) == SEC_E_OK,
         "a password can be acquired");
    credential_handle out;
    out.now_live(made);
    return out;
}

void kdc_tap::first_leg(side& client, credential_handle& of) {
    client.leg({}, [&](SecHandle* existing, SecBufferDesc* in, leg_outputs& out) {
        return InitializeSecurityContextA(of.get(), existing, text_argument(service), ISC_REQ_MUTUAL_AUTH, 0,
                                          SECURITY_NATIVE_DREP, in, 0, &out.handle, out.list(),
                                          &out.attributes, &out.expiry);
    });
}

} // namespace sspi::fuzz
