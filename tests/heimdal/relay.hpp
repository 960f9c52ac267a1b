// SPDX-License-Identifier: BSL-1.0
// Somebody between the library and the KDC, who changes what is not sealed.
#pragma once

#include "situations.hpp"

#include <heimdal/kdc_values.hpp>

#include <functional>
#include <string>
#include <vector>

namespace sspi::test {

/// How one kind of exchange is read and written.
struct as_codec {
    static constexpr std::byte request_tag{0x6A}, reply_tag{0x6B};
    static constexpr auto read_request = decode_AS_REQ;
    static constexpr auto read_reply = decode_AS_REP;
    static constexpr auto free_request = free_AS_REQ;
    static constexpr auto free_reply = free_AS_REP;
    static constexpr auto write_request = heimdal::encoded<encode_AS_REQ, length_AS_REQ, AS_REQ>;
    static constexpr auto write_reply = heimdal::encoded<encode_AS_REP, length_AS_REP, AS_REP>;
};
struct tgs_codec {
    static constexpr std::byte request_tag{0x6C}, reply_tag{0x6D};
    static constexpr auto read_request = decode_TGS_REQ;
    static constexpr auto read_reply = decode_TGS_REP;
    static constexpr auto free_request = free_TGS_REQ;
    static constexpr auto free_reply = free_TGS_REP;
    static constexpr auto write_request = heimdal::encoded<encode_TGS_REQ, length_TGS_REQ, TGS_REQ>;
    static constexpr auto write_reply = heimdal::encoded<encode_TGS_REP, length_TGS_REP, TGS_REP>;
};

/// Changes what it understands of the requests for tickets and their answers.
template <class Codec>
struct basic_relay {
    std::function<void(KDC_REQ&)> ask = [](auto&) {};
    std::function<void(KDC_REP&)> answer = [](auto&) {};

    [[nodiscard]] answering_realm::script as_script() const {
        return [*this](answering_realm::request asked, int) {
            if (asked.front() != Codec::request_tag) return std::optional(the_realm().own_answer(asked));
            auto out = the_realm().own_answer(changed_request(asked));
            const bool is_ticket = !out.empty() && out.front() == Codec::reply_tag;
            return std::optional(is_ticket ? changed_answer(out) : out);
        };
    }

  private:
    template <class T>
    [[nodiscard]] static const unsigned char* first_of(const T& octets) {
        return reinterpret_cast<const unsigned char*>(octets.data());
    }
    [[nodiscard]] bytes changed_request(answering_realm::request asked) const {
        KDC_REQ decoded{};
        std::size_t size = 0;
        REQUIRE(Codec::read_request(first_of(asked), asked.size(), &decoded, &size) == 0);
        ask(decoded);
        auto out = Codec::write_request(decoded);
        Codec::free_request(&decoded);
        return out;
    }
    [[nodiscard]] bytes changed_answer(const bytes& reply) const {
        KDC_REP decoded{};
        std::size_t size = 0;
        REQUIRE(Codec::read_reply(first_of(reply), reply.size(), &decoded, &size) == 0);
        answer(decoded);
        auto out = Codec::write_reply(decoded);
        Codec::free_reply(&decoded);
        return out;
    }
};
using as_relay = basic_relay<as_codec>;
using tgs_relay = basic_relay<tgs_codec>;

inline void rename(PrincipalName& name, const std::vector<std::string>& parts) {
    PrincipalName lent{};
    lent.name_type = static_cast<NAME_TYPE>(KRB5_NT_PRINCIPAL);
    std::vector<char*> texts;
    for (const auto& each : parts)
        texts.push_back(const_cast<char*>(each.c_str()));
    lent.name_string.len = static_cast<unsigned>(texts.size());
    lent.name_string.val = texts.data();
    free_PrincipalName(&name);
    REQUIRE(copy_PrincipalName(&lent, &name) == 0);
}

inline void set_realm(Realm& realm, const std::string& to) {
    std::free(realm);
    realm = ::strdup(to.c_str());
    REQUIRE(realm != nullptr);
}

} // namespace sspi::test
