// SPDX-License-Identifier: BSL-1.0
// The library is loaded and unloaded beside other users of Heimdal, and of threads that used it.
// SSPI_TEST_VISITOR: a plugin with sspi_test_visit (visitor.cpp). SSPI_TEST_OTHER_VISITOR: one with another copy of the library.
// SSPI_TEST_LIBRARIES: others to open and close.
#include <support/catch.hpp>

#include <dlfcn.h>
#include <gssapi/gssapi.h>
#include <krb5.h>

#include <cstdlib>
#include <future>
#include <sstream>
#include <string>
#include <thread>

namespace {

class plugin {
  public:
    explicit plugin(const char* path) : handle_(dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
        INFO((handle_ == nullptr ? dlerror() : ""));
        REQUIRE(handle_ != nullptr);
    }
    plugin(const plugin&) = delete;
    plugin& operator=(const plugin&) = delete;
    ~plugin() { dlclose(handle_); }

    template <class Function>
    [[nodiscard]] Function* function(const char* name) const {
        return reinterpret_cast<Function*>(dlsym(handle_, name));
    }

  private:
    void* const handle_;
};

const char* setting(const char* name) {
    const char* const found = std::getenv(name);
    REQUIRE(found != nullptr);
    return found;
}

int visit(const char* whose = "SSPI_TEST_VISITOR") {
    const plugin visitor(setting(whose));
    auto* const visit = visitor.function<int()>("sspi_test_visit");
    REQUIRE(visit != nullptr);
    return visit();
}

/// Another user of Heimdal: a request for a realm that nobody serves, by way of every plugin that it was told of.
krb5_error_code ask_somebody() {
    krb5_context context = nullptr;
    REQUIRE(krb5_init_context(&context) == 0);
    krb5_ccache cache = nullptr;
    CHECK(krb5_cc_new_unique(context, "MEMORY", nullptr, &cache) == 0);
    krb5_cccol_cursor all = nullptr;
    REQUIRE(krb5_cccol_cursor_new(context, &all) == 0);
    krb5_ccache each = nullptr;
    while (krb5_cccol_cursor_next(context, all, &each) == 0 && each != nullptr)
        krb5_cc_close(context, each);
    krb5_cccol_cursor_free(context, &all);
    CHECK(krb5_cc_destroy(context, cache) == 0);
    krb5_principal alice = nullptr;
    CHECK(krb5_make_principal(context, &alice, "NOBODY.TEST", "alice", nullptr) == 0);
    krb5_get_init_creds_opt* options = nullptr;
    CHECK(krb5_get_init_creds_opt_alloc(context, &options) == 0);
    krb5_creds got{};
    const auto code =
        krb5_get_init_creds_password(context, &got, alice, "secret", nullptr, nullptr, 0, nullptr, options);
    krb5_get_init_creds_opt_free(context, options);
    krb5_free_principal(context, alice);
    krb5_free_context(context);
    return code;
}

bool imports_a_name() {
    gss_buffer_desc text{4, const_cast<char*>("HTTP")};
    gss_name_t name = GSS_C_NO_NAME;
    OM_uint32 minor = 0;
    const auto major = gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name);
    gss_release_name(&minor, &name);
    return major == GSS_S_COMPLETE;
}

} // namespace

TEST_CASE("A thread that used the library may end after it was unloaded") {
    std::promise<int> used;
    std::promise<void> unloaded;
    std::jthread user([&] {
        used.set_value(visit());
        unloaded.get_future().wait();
    });
    CHECK(used.get_future().get() == 0);
    unloaded.set_value();
}

TEST_CASE("Other users of Heimdal go on when the library was unloaded") {
    const bool before = GENERATE(true, false);
    if (before) CHECK(ask_somebody() != 0);
    CHECK(visit() == 0);
    CHECK(ask_somebody() != 0);
    CHECK(imports_a_name());
}

TEST_CASE("The library is loaded and unloaded again and again, on one thread and on new ones") {
    for (int i = 0; i < 3; ++i) {
        CHECK(visit() == 0);
        CHECK(std::async(std::launch::async, [] { return visit(); }).get() == 0);
    }
}

TEST_CASE(
    "Plugins with copies of the library of their own work beside each other, on one thread and on new ones") {
    for (int i = 0; i < 2; ++i) {
        CHECK(visit() == 0);
        CHECK(visit("SSPI_TEST_OTHER_VISITOR") == 0);
        CHECK(std::async(std::launch::async, [] { return visit("SSPI_TEST_OTHER_VISITOR"); }).get() == 0);
        CHECK(std::async(std::launch::async, [] { return visit(); }).get() == 0);
    }
}

TEST_CASE("The libraries are opened and closed in any order") {
    std::istringstream named(setting("SSPI_TEST_LIBRARIES"));
    std::string first;
    std::string second;
    REQUIRE(named >> first >> second);
    {
        const plugin a(first.c_str());
        const plugin b(second.c_str());
        CHECK(a.function<int()>("AcquireCredentialsHandleA") != nullptr);
    }
    {
        const plugin b(second.c_str());
        const plugin a(first.c_str());
        CHECK(visit() == 0);
    }
    CHECK(ask_somebody() != 0);
}
