// SPDX-License-Identifier: BSL-1.0
// How an operation tells of its failure: by its error_code, with diagnostics beside it, or by an exception that has both.
#pragma once

#include <sspi/asio/diagnostics.hpp>

#include <exception>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

namespace sspi::impl {

/// What is known of that error, if it is the library's.
[[nodiscard]] inline error_detail detail_of(const boost::system::error_code& error,
                                            const error_detail& last) {
    const bool its_own = !last.empty() && std::error_code(error) == std::error_code(last.status, category());
    return its_own ? last : error_detail{};
}

inline void check(const boost::system::error_code& error, const char* where, const std::string& target,
                  const error_detail& last) {
    if (error) raise(stream_exception(error, where, {target, detail_of(error, last)}));
}

struct code_alone {
    template <class Self, class... Results>
    void complete(Self& self, const boost::system::error_code& error, const std::string&, const error_detail&,
                  Results... results) {
        self.complete(error, results...);
    }
};

struct code_and_diagnostics {
    template <class Self, class... Results>
    void complete(Self& self, const boost::system::error_code& error, const std::string& target,
                  const error_detail& detail, Results... results) {
        *where = error ? diagnostics{target, detail_of(error, detail)} : diagnostics{};
        self.complete(error, results...);
    }
    diagnostics* where;
};

struct exception_alone {
    template <class Self, class... Results>
    void complete(Self& self, const boost::system::error_code& error, const std::string& target,
                  const error_detail& detail, Results... results) {
        std::exception_ptr what;
        if (error)
            what =
                std::make_exception_ptr(stream_exception(error, where, {target, detail_of(error, detail)}));
        self.complete(std::move(what), results...);
    }
    const char* where;
};

template <class Token>
struct wants_exception : std::false_type {};
template <class Token>
struct wants_exception<with_diagnostics_t<Token>> : std::true_type {};

} // namespace sspi::impl
