// SPDX-License-Identifier: BSL-1.0
// InitializeSecurityContext, plain and of SASL, for any character type. `Wide` is the WCHAR of the set that is compiled:
// what is the same in both sets but for that must not have the same name.
#pragma once

#include "../leg_outputs.hpp"
#include "../text_argument.hpp"

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace sspi::abi {

/// The identity in SECBUFFER_PKG_PARAMS where ISC_REQ_USE_SUPPLIED_CREDS points at one; null without.
template <class Wide, class Char>
[[nodiscard]] result<std::shared_ptr<gss::credential>> supplied_identity(ULONG request,
                                                                         PSecBufferDesc input) {
    if ((request & ISC_REQ_USE_SUPPLIED_CREDS) == 0) return nullptr;
    const auto list = core::buffer_list::of(input);
    if (!list || list->first(SECBUFFER_PKG_PARAMS) == nullptr) return nullptr;
    const auto content = core::required_content(*list, SECBUFFER_PKG_PARAMS);
    if (!content) return content.error();
    auto parsed = detail::parse_identity<Wide>(content->data(), content->size(), std::is_same_v<Char, Wide>);
    if (failed(parsed.code)) return failed_with(parsed.code, std::string("as supplied: ") + parsed.fault);
    return core::initiator_for(std::move(parsed.value));
}

template <class Wide, class Char, class Initiate>
[[nodiscard]] SECURITY_STATUS initialize(const char* name, Initiate&& initiate, const Char* target,
                                         const core::leg_call& call, PCtxtHandle fresh, ULONG* attributes,
                                         PTimeStamp expiry) {
    return guarded({.name = name, .context = call.context, .credential = call.credential}, [&] {
        const auto place = core::place_of(call, core::role::initiator);
        if (!place) return to_status(place);
        core::initiate_call with{call, std::nullopt, std::nullopt, nullptr};
        if (place->begins()) {
            auto supplied = supplied_identity<Wide, Char>(call.request, call.input);
            if (!supplied) return to_status(supplied);
            with.supplied_identity = std::move(*supplied);
            with.target = text_argument(target);
            if (target != nullptr && !with.target)
                with.unreadable_target = unreadable<Char>(status::target_unknown, "the target name");
        }
        return write_leg(initiate(std::move(with), *place), fresh, attributes, expiry);
    });
}

} // namespace sspi::abi
