// SPDX-License-Identifier: BSL-1.0
// The keys of an acceptor.
#include "credential.hpp"
#include "cursors.hpp"
#include "default_realm.hpp"
#include "errors.hpp"
#include "facts.hpp"
#include "keytab_file.hpp"
#include "memory_keytab.hpp"

#include "../trace.hpp"

#include <mutex>

namespace sspi::heimdal {

namespace {

using detail::operation;

class keytab final : public source {
  public:
    explicit keytab(acceptor_keys from) : from_(std::move(from)) {}

    result<std::shared_ptr<const login>> log_in(kdc_call&) override {
        if (auto missing = missing_context()) return *missing;
        const std::scoped_lock lock(mutex_);
        if (login_) {
            if (auto fault = fault_of(opened_.get())) return *fault; // it may have been written anew
            return login_;
        }
        auto opened = open();
        if (!opened) return opened.error();
        auto imported = import_keytab(opened->get(), service_in(opened->get()));
        if (!imported) return knowing_keytab(imported.error(), name_of(opened->get()));
        if (trace::enabled()) trace::line("  keys of the keytab " + (*imported)->keytab_name);
        login_ = std::move(*imported);
        opened_ = std::move(*opened);
        return login_;
    }

    /// The service it is for; else the first principal in the keytab: an acceptor takes any of them.
    result<std::string> name(kdc_call&) override {
        if (auto missing = missing_context()) return *missing;
        const auto opened = open();
        if (!opened) return opened.error();
        if (auto service = service_in(opened->get()); !service.empty()) return service;
        keytab_entries all(opened->get());
        if (const auto code = all.error())
            return failed_with(status::no_credentials, krb5_failure(operation::accept, code).text);
        const auto* const first = all.next();
        if (first == nullptr) return failed_with(status::no_credentials, "the keytab is empty");
        return text_of(first->principal);
    }

  private:
    [[nodiscard]] result<owned_keytab> open() const {
        if (from_.contents) return memory_keytab(from_.contents->view());
        owned_keytab out;
        const auto code = from_.keytab.empty()
                              ? krb5_kt_default(thread_context(), out.out())
                              : krb5_kt_resolve(thread_context(), from_.keytab.c_str(), out.out());
        if (code != 0) return krb5_failure(operation::accept, code);
        if (auto fault = fault_of(out.get())) return *fault;
        return out;
    }

    [[nodiscard]] static std::string name_of(krb5_keytab keytab) {
        owned_text name;
        return krb5_kt_get_full_name(thread_context(), keytab, name.out()) == 0 ? name.get() : "";
    }

    /// The preferred service as the keytab has it; empty when it has no key for it.
    [[nodiscard]] std::string service_in(krb5_keytab in) const {
        const auto context = thread_context();
        owned_principal principal;
        held_entry entry;
        if (from_.preferred_service.empty()) return {};
        if (from_.preferred_service.find('@') == std::string::npos && default_realm().empty())
            return service_of_any_realm(in);
        if (krb5_parse_name(context, from_.preferred_service.c_str(), principal.out()) != 0 ||
            krb5_kt_get_entry(context, in, principal.get(), 0, {}, entry.get()) != 0)
            return {};
        auto text = text_of(entry.get()->principal);
        return text ? std::move(*text) : std::string();
    }

    /// Where a name without a realm has none, the first entry with that name says it.
    [[nodiscard]] std::string service_of_any_realm(krb5_keytab in) const {
        const auto context = thread_context();
        owned_principal wanted;
        if (krb5_parse_name(context, from_.preferred_service.c_str(), wanted.out()) != 0) return {};
        keytab_entries all(in);
        while (const auto* const entry = all.next())
            if (krb5_principal_compare_any_realm(context, entry->principal, wanted.get()))
                if (auto text = text_of(entry->principal)) return std::move(*text);
        return {};
    }

    const acceptor_keys from_;
    std::mutex mutex_;
    owned_keytab opened_; // one in memory is gone when it is closed
    std::shared_ptr<const login> login_;
};

} // namespace

std::shared_ptr<source> keytab_source(acceptor_keys from) {
    return std::make_shared<keytab>(std::move(from));
}

} // namespace sspi::heimdal
