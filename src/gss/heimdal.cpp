// SPDX-License-Identifier: BSL-1.0
// The one backend: the seam's mechanism on Heimdal.
#include "heimdal_cipher.hpp"
#include "heimdal_context.hpp"
#include "heimdal_credential.hpp"

namespace sspi::gss {

namespace {

/// Every credential that reaches this backend was made by it.
[[nodiscard]] heimdal::source& own(const std::shared_ptr<credential>& given) {
    return static_cast<heimdal::source&>(*given);
}

class heimdal_kerberos final : public mechanism {
  public:
    std::shared_ptr<credential> default_initiator() override { return heimdal::default_cache_source(); }
    std::shared_ptr<credential> cached_initiator(detail::principal_name who) override {
        return heimdal::collection_source(std::move(who));
    }
    std::shared_ptr<credential> password_initiator(detail::principal_name who,
                                                   detail::secret_string password) override {
        return heimdal::password_source(std::move(who), std::move(password));
    }
    std::shared_ptr<credential> keytab_acceptor() override { return heimdal::default_keytab_source(); }

    result<std::unique_ptr<security_context>> initiate(const std::shared_ptr<credential>& from,
                                                       initiation what) override {
        return heimdal::make_initiator(own(from), std::move(what));
    }
    result<std::unique_ptr<security_context>> accept(const std::shared_ptr<credential>& with,
                                                     acceptance what) override {
        return heimdal::make_acceptor(own(with), std::move(what));
    }
    result<std::unique_ptr<cipher>> make_cipher(std::int32_t enctype, view key) override {
        return heimdal::make_cipher(enctype, key);
    }
};

} // namespace

mechanism& kerberos() {
    static heimdal_kerberos instance;
    return instance;
}

} // namespace sspi::gss
