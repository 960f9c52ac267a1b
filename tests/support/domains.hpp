// SPDX-License-Identifier: BSL-1.0
// Two realms in one process, and a krb5.conf with names for their domains.
#pragma once

#include <sspi/testing/environment.hpp>
#include <sspi/testing/in_process.hpp>
#include <sspi/testing/realm.hpp>

#include <string>

namespace sspi::test {

/// CORP.EXAMPLE.TEST is the default realm and has no entry of its own; SALES stands for the realm OTHER.EXAMPLE.TEST.
/// alice is a user of the first, also known as alice.smith@people.invalid, carol one of the second.
class two_domains {
  public:
    static constexpr auto corp_web = "HTTP/web.corp.example.test";
    static constexpr auto other_web = "HTTP/web.other.example.test";

    two_domains()
        : corp_("CORP.EXAMPLE.TEST"), other_("OTHER.EXAMPLE.TEST"), environment_(options()), to_corp_(corp_),
          to_other_(other_) {
        corp_.add_user("alice", "alice's password");
        corp_.add_alias("alice.smith@people.invalid", "alice");
        corp_.add_service(corp_web);
        other_.add_user("carol", "carol's password");
        other_.add_user("odd\\@name", "odd");
        other_.add_service(other_web);
        corp_.write_keytab(environment_.keytab_name());
        corp_.write_cache(environment_.cache_name(), "alice");
        other_.write_keytab(other_keytab());
    }

    [[nodiscard]] testing::realm& corp() noexcept { return corp_; }
    [[nodiscard]] testing::realm& other() noexcept { return other_; }
    [[nodiscard]] const testing::environment& environment() const noexcept { return environment_; }
    [[nodiscard]] std::string other_keytab() const {
        return "FILE:" + (environment_.directory() / "other.keytab").string();
    }

  private:
    [[nodiscard]] static testing::environment_options options() {
        testing::environment_options out;
        out.realm = "CORP.EXAMPLE.TEST";
        out.sections = "[sspi]\n"
                       "  domains = {\n"
                       "    SALES = OTHER.EXAMPLE.TEST\n"
                       "    Shop.Example = OTHER.EXAMPLE.TEST\n"
                       "    BROKEN = {\n      x = y\n    }\n"
                       "  }\n"
                       "[domain_realm]\n"
                       "  .other.example.test = OTHER.EXAMPLE.TEST\n"
                       "[realms]\n"
                       "  OTHER.EXAMPLE.TEST = {\n    kdc = tcp/127.0.0.1:1\n  }\n"
                       "  TWIN.A.TEST = {\n    kdc = tcp/127.0.0.1:1\n  }\n"
                       "  TWIN.B.TEST = {\n    kdc = tcp/127.0.0.1:1\n  }\n";
        return out;
    }

    testing::realm corp_;
    testing::realm other_;
    testing::environment environment_;
    testing::in_process to_corp_;
    testing::in_process to_other_;
};

/// Made at first use, before any other thread uses Kerberos.
inline two_domains& shared_domains() {
    static two_domains instance;
    return instance;
}

} // namespace sspi::test
