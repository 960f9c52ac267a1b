// SPDX-License-Identifier: BSL-1.0
// What accepting costs with more and more services in the keytab, and by two threads at once.
#pragma once

#include "establish.hpp"

#include <atomic>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace bench {

/// Tokens of clients that have begun, each for one acceptor.
class opening_tokens {
  public:
    explicit opening_tokens(sspi_credential& client) : client_(client) {}

    [[nodiscard]] std::vector<std::vector<char>> take(std::size_t count) {
        std::vector<std::vector<char>> out;
        std::vector<char> none;
        for (std::size_t i = 0; i < count; ++i) {
            sspi_context context;
            require(context.initiate(client_, sspi_usual, none) == SEC_I_CONTINUE_NEEDED,
                    "InitializeSecurityContext");
            out.push_back(std::move(context.token()));
        }
        return out;
    }

  private:
    sspi_credential& client_;
};

[[nodiscard]] inline double sspi_accept(sspi_credential& server, std::vector<char>& token) {
    sspi_context context;
    context.token().resize(16384); // a server has its buffer
    const stopwatch watch;
    const auto status = context.accept(server, 0, token);
    const auto time = watch.nanoseconds();
    require(status == SEC_E_OK || status == SEC_I_CONTINUE_NEEDED, "AcceptSecurityContext");
    return time;
}

/// What a program without this library would write, with the credential made beforehand.
class heimdal_acceptor {
  public:
    /// With the keys of a keytab of Heimdal's, or with the web service's alone, in memory.
    heimdal_acceptor(const std::string& keytab, bool in_memory) {
        require(krb5_init_context(&context_) == 0, "krb5_init_context");
        require(krb5_kt_resolve(context_, keytab.c_str(), &keytab_) == 0, "krb5_kt_resolve");
        if (in_memory) {
            krb5_keytab memory = nullptr;
            krb5_keytab_entry entry{};
            krb5_principal name = nullptr;
            require(krb5_parse_name(context_, (std::string(service) + "@BENCH.TEST").c_str(), &name) == 0 &&
                        krb5_kt_get_entry(context_, keytab_, name, 0, {}, &entry) == 0 &&
                        krb5_kt_resolve(context_, "MEMORY:bench-one-key", &memory) == 0 &&
                        krb5_kt_add_entry(context_, memory, &entry) == 0,
                    "a keytab in memory");
            krb5_kt_free_entry(context_, &entry);
            krb5_free_principal(context_, name);
            krb5_kt_close(context_, keytab_);
            keytab_ = memory;
        }
        OM_uint32 minor = 0;
        gss_require(gss_krb5_import_cred(&minor, nullptr, nullptr, keytab_, &server_),
                    "gss_krb5_import_cred");
    }
    heimdal_acceptor(const heimdal_acceptor&) = delete;
    heimdal_acceptor& operator=(const heimdal_acceptor&) = delete;
    ~heimdal_acceptor() {
        OM_uint32 minor = 0;
        gss_release_cred(&minor, &server_);
        krb5_kt_close(context_, keytab_);
        krb5_free_context(context_);
    }
    [[nodiscard]] double operator()(std::vector<char>& token) const {
        OM_uint32 minor = 0;
        gss_ctx_id_t context = GSS_C_NO_CONTEXT;
        gss_buffer_desc input{token.size(), token.data()}, output{0, nullptr};
        const stopwatch watch;
        const auto major =
            gss_accept_sec_context(&minor, &context, server_, &input, GSS_C_NO_CHANNEL_BINDINGS, nullptr,
                                   nullptr, &output, nullptr, nullptr, nullptr);
        const auto time = watch.nanoseconds();
        require(major == GSS_S_COMPLETE, "gss_accept_sec_context");
        gss_release_buffer(&minor, &output);
        gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
        return time;
    }

  private:
    krb5_context context_ = nullptr;
    krb5_keytab keytab_ = nullptr;
    gss_cred_id_t server_ = GSS_C_NO_CREDENTIAL;
};

/// Puts services of random keys before those that are in the file: the web service's comes last.
inline void fill_keytab(const std::string& path, std::size_t services) {
    std::ifstream in(path, std::ios::binary);
    const std::string genuine{std::istreambuf_iterator<char>(in), {}};
    std::string out = genuine.substr(0, 2);
    const auto number = [&](std::size_t value, int octets) {
        for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8)
            out += static_cast<char>(value >> shift & 0xFF);
    };
    const auto counted = [&](const std::string& text) {
        number(text.size(), 2);
        out += text;
    };
    for (std::size_t i = 1; i < services; ++i) {
        std::string key(32, '\0');
        for (auto& octet : key)
            octet = static_cast<char>(std::rand());
        const std::string realm = "BENCH.TEST", first = "HTTP",
                          second = "n" + std::to_string(i) + ".bench.test";
        number(2 + 2 + realm.size() + 2 + first.size() + 2 + second.size() + 4 + 4 + 1 + 2 + 2 + key.size(),
               4);
        number(2, 2);
        for (const auto& part : {realm, first, second})
            counted(part);
        number(1, 4);
        number(0, 4);
        number(1, 1);
        number(18, 2); // aes256-cts-hmac-sha1-96
        counted(key);
    }
    std::ofstream(path, std::ios::binary) << out << genuine.substr(2);
}

template <class Accept>
[[nodiscard]] std::function<double(std::size_t)> accepting(opening_tokens& from, Accept&& accept) {
    return [&from, accept](std::size_t count) {
        double time = 0;
        for (auto& token : from.take(count))
            time += accept(token);
        return time;
    };
}

/// Beside Heimdal with the web service's key alone in memory, and with the same file.
[[nodiscard]] inline std::vector<figure> accepts_of(std::size_t services, bool quick) {
    surroundings around(every_enctype[0].enctype);
    const auto name = around.environment().keytab_name();
    fill_keytab(name.substr(sizeof "FILE:" - 1), services);
    sspi_credential client("Kerberos", SECPKG_CRED_OUTBOUND), server("Kerberos", SECPKG_CRED_INBOUND);
    opening_tokens tokens(client);
    const heimdal_acceptor memory(name, true), file(name, false);
    auto compared =
        compare({{"sspi", accepting(tokens, [&](auto& token) { return sspi_accept(server, token); })},
                 {"Heimdal, memory", accepting(tokens, [&](auto& token) { return memory(token); })}},
                quick ? 1 : 41, quick ? 1 : 20);
    const bool few = services < 1000;
    const auto scanned =
        compare({{"Heimdal, file", accepting(tokens, [&](auto& token) { return file(token); })}},
                quick ? 1 : (few ? 11U : 5U), quick || !few ? 1 : 5);
    compared.push_back(scanned.front());
    return compared;
}

inline void keytabs(report& out, bool quick) {
    out.section("accept, services in the keytab", {"sspi", "memory, 1", "Heimdal, file"});
    in_thread([&] { (void)accepts_of(1, quick); });
    for (const std::size_t number : {1U, 10U, 100U, 1000U, 3000U}) {
        if (quick && number > 10) break;
        in_thread([&] {
            out.add(std::to_string(number) + (number == 1 ? " service" : " services"),
                    accepts_of(number, quick));
        });
    }
}

/// How long so many threads take for each accept of all that they do with one handle.
[[nodiscard]] inline double accepts_by(std::size_t threads, opening_tokens& from, sspi_credential& server,
                                       std::size_t count) {
    std::vector<std::vector<std::vector<char>>> tokens(threads);
    for (auto& each : tokens)
        each = from.take(count);
    std::atomic<std::size_t> ready{0};
    std::vector<double> times(threads);
    std::vector<std::thread> crowd;
    for (std::size_t i = 0; i < threads; ++i)
        crowd.emplace_back([&, i] {
            (void)sspi_accept(server, tokens[i].front()); // a thread's first call reads the configuration
            ++ready;
            while (ready < threads) {
            }
            const stopwatch watch;
            for (std::size_t j = 1; j < tokens[i].size(); ++j)
                (void)sspi_accept(server, tokens[i][j]);
            times[i] = watch.nanoseconds();
        });
    for (auto& one : crowd)
        one.join();
    return *std::max_element(times.begin(), times.end()) / static_cast<double>(threads);
}

inline void accepts(report& out, bool quick) {
    in_thread([&] {
        const surroundings around(every_enctype[0].enctype);
        out.section("accepts of one handle, by threads", {"one", "two"});
        for (const char* const package : {"Kerberos", "Negotiate"}) {
            sspi_credential client(package, SECPKG_CRED_OUTBOUND), server(package, SECPKG_CRED_INBOUND);
            opening_tokens tokens(client);
            const std::size_t count = quick ? 2 : 2000;
            out.add(package,
                    compare({{"one", [&](std::size_t n) { return accepts_by(1, tokens, server, n + 1); }},
                             {"two", [&](std::size_t n) { return accepts_by(2, tokens, server, n + 1); }}},
                            quick ? 1 : 9, count));
        }
    });
}

} // namespace bench
