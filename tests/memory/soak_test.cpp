// SPDX-License-Identifier: BSL-1.0
// What a process keeps of what is over: a little of each opening that it took, and nothing of anything else.
#include <support/catch.hpp>
#include <support/identities.hpp>
#include <support/messages.hpp>
#include <support/packages.hpp>
#include <support/test_realm.hpp>

#include <cstddef>
#include <fstream>
#include <string>
#include <thread>

#include <malloc.h>
#include <unistd.h>

using namespace sspi::test;

namespace {

[[nodiscard]] double resident_octets() {
    long all = 0, in_memory = 0;
    std::ifstream("/proc/self/statm") >> all >> in_memory;
    return static_cast<double>(in_memory) * static_cast<double>(sysconf(_SC_PAGESIZE));
}
[[nodiscard]] double octets_in_use() {
    const auto now = mallinfo2();
    return static_cast<double>(now.uordblks) + static_cast<double>(now.hblkhd);
}

/// How much more is in use after each of so many rounds.
template <class Round>
[[nodiscard]] double kept_by(int rounds, Round&& round) {
    for (int i = 0; i < rounds; ++i)
        round(i);
    const auto before = octets_in_use();
    for (int i = 0; i < rounds; ++i)
        round(rounds + i);
    return (octets_in_use() - before) / rounds;
}

void hand_shake(owned_credential& from, owned_credential& with) {
    peer client, server;
    initiate(client, from, web, usual_request);
    accept(server, with, ASC_REQ_CONNECTION, client.token);
    initiate(client, from, web, usual_request, server.token);
    if (client.status != SEC_E_OK || server.status != SEC_E_OK) FAIL("a handshake failed");
}

} // namespace

TEST_CASE("a process that has seen four times as many handshakes is hardly larger") {
    shared_realm();
    auto from = acquire(SECPKG_CRED_OUTBOUND), with = acquire(SECPKG_CRED_INBOUND);
    constexpr int few = 1500, many = 6000;
    for (int i = 0; i < few; ++i)
        hand_shake(from, with);
    const auto before = resident_octets();
    for (int i = few; i < many; ++i)
        hand_shake(from, with);
    const auto more = resident_octets() - before;
    CAPTURE(before, more);
    // An opening takes 20 octets at most; without a place of their own they took some hundreds.
    CHECK(more < 0.03 * before);
    CHECK(more / (many - few) < 100);
}

TEST_CASE("handles that come and go leave nothing") {
    shared_realm();
    auto with = acquire(SECPKG_CRED_INBOUND);
    const std::string name = user, domain = realm_name, secret = password;
    // The realm remembers the last thousand requests: those are there before anything is counted.
    CHECK(kept_by(350, [&](int) {
              auto who = identity_of(name, domain, secret);
              auto from = acquire(SECPKG_CRED_OUTBOUND, &who);
              auto keys = acquire(SECPKG_CRED_INBOUND);
              hand_shake(from, keys);
          }) < 64);
}

TEST_CASE("tokens that are refused leave nothing") {
    shared_realm();
    auto from = acquire(SECPKG_CRED_OUTBOUND), with = acquire(SECPKG_CRED_INBOUND);
    CHECK(kept_by(300, [&](int i) {
              peer client, server;
              initiate(client, from, web, usual_request);
              auto token = client.token;
              token[token.size() - 20] ^= std::byte{1};
              if (i % 2 == 0) token.resize(token.size() / 2);
              accept(server, with, 0, token);
              if (server.status >= 0) FAIL("a damaged token was taken");
          }) < 64);
}

TEST_CASE("threads that end leave nothing") {
    shared_realm();
    auto from = acquire(SECPKG_CRED_OUTBOUND), with = acquire(SECPKG_CRED_INBOUND);
    CHECK(kept_by(60, [&](int) { std::thread([&] { hand_shake(from, with); }).join(); }) < 256);
}
