// SPDX-License-Identifier: BSL-1.0
// Two streams for Asio and somebody between them who alters what one of them sends, in each of the three framings.
//
// The input: one octet chooses the framing, one whose octets are altered, one which of the pieces that it sends; the rest are edits.
#include "support/file_edits.hpp"

#include "../tests/asio/memory_layer.hpp"

#include <sspi/asio/stream.hpp>
#include <sspi/testing/environment.hpp>
#include <sspi/testing/local_realm.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <chrono>

using namespace sspi;
using namespace sspi::fuzz;
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

struct peers {
    testing::environment environment{testing::environment_options{.realm = "SSPI.TEST"}};
    testing::local_realm realm{
        "SSPI.TEST",
        {{"alice", "secret"}},
        {"HTTP/web.sspi.test"},
        testing::realm_options{.enctypes = {testing::enctype::aes128_cts_hmac_sha1_96}}};
    credential client =
        credential::outbound().package(packages::negotiate).cache(realm.cache("alice")).acquire();
    credential server = credential::inbound().package(packages::negotiate).keytab(realm.keytab()).acquire();

    [[nodiscard]] static peers& instance() {
        static peers it;
        return it;
    }
};

constexpr std::string_view text = "a message";

struct outcome {
    bool over = false;
    error_code error{};
};
[[nodiscard]] auto into(outcome& where) {
    return [&where](error_code error, std::size_t = 0) { where = {true, error}; };
}

template <class Framing>
class conversation {
  public:
    conversation(bool of_client, std::size_t piece, program& edits)
        : of_client_(of_client), piece_(piece), edits_(edits) {
        auto& all = peers::instance();
        auto [one, two] = test::connected(context_.get_executor());
        auto [three, four] = test::connected(context_.get_executor());
        Framing how{};
        client_.emplace(
            std::move(one),
            initiator(all.client, "HTTP/web.sspi.test@SSPI.TEST", {.request = how.request(), .required = {}}),
            how);
        server_.emplace(std::move(four), acceptor(all.server), how);
        to_client_.emplace(std::move(two));
        to_server_.emplace(std::move(three));
    }

    void run() {
        outcome client, server;
        client_->async_handshake(into(client));
        server_->async_handshake(into(server));
        until([&] { return client.over && server.over; });
        if (!altered_) must(!client.error && !server.error, "streams that nobody disturbs shake hands");
        if (client.error || server.error) return;
        talk(*client_, *server_);
        talk(*server_, *client_);
    }

  private:
    template <class Stream>
    void talk(Stream& from, Stream& to) {
        outcome written, read;
        std::string got(text.size(), ' ');
        asio::async_write(from, asio::buffer(text), into(written));
        asio::async_read(to, asio::buffer(got), into(read));
        until([&] { return written.over && read.over; });
        if (!altered_) must(!written.error && !read.error, "streams that nobody disturbs talk");
        if (!read.error) must(got == text, "what is read is what was written");
    }

    /// Carries octets to and fro. When nobody has anything to say any more, both ends are closed.
    template <class Condition>
    void until(Condition&& condition) {
        for (int idle = 0; !condition(); context_.restart()) {
            const bool there = carry(*to_client_, *to_server_, of_client_);
            const bool back = carry(*to_server_, *to_client_, !of_client_);
            const bool ran = context_.run_one_for(std::chrono::milliseconds(altered_ ? 5 : 100)) != 0;
            idle = there || back || ran ? 0 : idle + 1;
            if (idle < (altered_ ? 4 : 100)) continue;
            to_client_->close();
            to_server_->close();
        }
    }
    bool carry(test::memory_layer& from, test::memory_layer& to, bool alters) {
        auto& arrived = from.script().arrived;
        if (arrived.empty()) return false;
        bytes octets(arrived.begin(), arrived.end());
        arrived.clear();
        if (alters && pieces_++ == piece_) {
            const auto before = octets;
            edit_file(octets, edits_);
            altered_ = octets != before;
        }
        to.script().send(octets);
        return true;
    }

    const bool of_client_;
    const std::size_t piece_;
    program& edits_;
    std::size_t pieces_ = 0;
    bool altered_ = false;
    asio::io_context context_{};
    std::optional<test::memory_layer> to_client_{}, to_server_{};
    std::optional<stream<test::memory_layer, Framing>> client_{}, server_{};
};

template <class Framing>
void converse(bool of_client, std::size_t piece, program& edits) {
    conversation<Framing>(of_client, piece, edits).run();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    program input(data, size);
    const auto which = input.octet() % 3;
    const bool of_client = input.flag();
    const std::size_t piece = input.octet() % 6;
    (which == 0   ? converse<framing::length_prefixed>
     : which == 1 ? converse<framing::sasl_gssapi>
                  : converse<framing::negotiate_stream>)(of_client, piece, input);
    return 0;
}
