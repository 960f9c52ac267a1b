// SPDX-License-Identifier: BSL-1.0
// Another writes to the caller's memory while a message is opened: what is released is what was proved. The other's moment is
// chosen by a page that cannot be read yet; the first who does so lets the other write.
#include "protection_pair.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <span>

#include <sys/mman.h>
#include <unistd.h>

using namespace sspi;
using namespace sspi::test;
using messages::segment;

namespace {

[[nodiscard]] std::size_t page_size() {
    return static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

/// What happens when the page is read.
struct watched_page {
    std::span<std::byte> page{};
    std::byte* to_change = nullptr;
    std::byte change{1};
};
watched_page watched;

void page_is_read(int, siginfo_t*, void*) {
    if (mprotect(watched.page.data(), watched.page.size(), PROT_READ | PROT_WRITE) != 0) _exit(3);
    *watched.to_change ^= watched.change;
    watched.to_change = nullptr;
}

/// Whole pages, and whom reading the last of them wakes.
class shared_pages {
  public:
    explicit shared_pages(std::size_t size)
        : size_((size / page_size() + 2) * page_size()),
          all_(mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {
        REQUIRE(all_ != MAP_FAILED);
        struct sigaction action {};
        action.sa_sigaction = page_is_read;
        action.sa_flags = SA_SIGINFO;
        REQUIRE((sigaction(SIGSEGV, &action, &before_) == 0 && sigaction(SIGBUS, &action, &bus_) == 0));
    }
    shared_pages(const shared_pages&) = delete;
    shared_pages& operator=(const shared_pages&) = delete;
    ~shared_pages() {
        sigaction(SIGSEGV, &before_, nullptr);
        sigaction(SIGBUS, &bus_, nullptr);
        munmap(all_, size_);
    }

    /// So many octets; they end with the last page.
    [[nodiscard]] std::span<std::byte> last(std::size_t size) {
        return std::span(static_cast<std::byte*>(all_), size_).last(size);
    }
    /// Whoever reads the last page next changes this octet.
    void watch(std::byte& to_change) {
        watched = {.page = last(page_size()), .to_change = &to_change};
        REQUIRE(mprotect(watched.page.data(), watched.page.size(), PROT_NONE) == 0);
    }

  private:
    std::size_t size_;
    void* all_;
    struct sigaction before_ {
    }, bus_{};
};

[[nodiscard]] octet_string text_of(std::size_t size) {
    octet_string out(size);
    for (std::size_t i = 0; i < size; ++i)
        out[i] = static_cast<std::byte>(i * 7 + i / 251);
    return out;
}

constexpr std::size_t sizes[] = {16384, 16500, 70000, 300000};

} // namespace

TEST_CASE("a message changed where it was read already is released as it was proved") {
    for (const auto enctype : aes_enctypes)
        for (const auto size : sizes)
            for (const bool in_two : {false, true}) {
                CAPTURE(enctype, size, in_two);
                const side_options of{.enctype = enctype, .by = maker::openssl};
                const auto client = side(true, of), server = side(false, of);
                const auto message = text_of(size);
                shared_pages memory(size);
                const auto place = memory.last(size);
                std::ranges::copy(message, place.begin());
                const auto half = in_two ? size / 2 + 3 : 0;
                const std::array parts{segment{place.first(half)}, segment{place.subspan(half)}};
                octet_string token(client->sizes().trailer);
                REQUIRE(client->wrap(true, parts, token, {}).has_value());
                memory.watch(place.front());
                const auto opened = server->unwrap(token, parts, {});
                CHECK(watched.to_change == nullptr);
                REQUIRE(opened.has_value());
                CHECK(std::ranges::equal(place, message));
            }
}

TEST_CASE("a token in one buffer that is changed when its end is read is released as it was proved") {
    for (const auto enctype : aes_enctypes)
        for (const auto size : sizes) {
            CAPTURE(enctype, size);
            const side_options of{.enctype = enctype, .by = maker::openssl};
            const auto client = side(true, of), server = side(false, of);
            const auto message = text_of(size);
            const auto token = wrap(*client, true, message);
            shared_pages memory(token.size());
            const auto place = memory.last(token.size());
            std::ranges::copy(token, place.begin());
            memory.watch(place[place.size() - size]);
            const auto opened = server->open(place);
            CHECK(watched.to_change == nullptr);
            REQUIRE(opened.has_value());
            CHECK(std::ranges::equal(opened->message, message));
        }
}

TEST_CASE("the number of a signature is that of the header that was covered") {
    for (const auto enctype : aes_enctypes) {
        CAPTURE(enctype);
        const side_options of{.enctype = enctype,
                              .tokens = {.detect_replay = true, .detect_order = true},
                              .by = maker::openssl};
        const auto client = side(true, of), server = side(false, of);
        shared_pages memory(page_size());
        const auto place = memory.last(page_size());
        octet_string message(place.begin(), place.end());
        auto genuine = sign(*client, message);
        CHECK(verify_status(*server, genuine, message) == status::ok);
        // The same a second time, with another number that goes away while the message is read.
        auto again = genuine;
        again[15] ^= std::byte{1};
        memory.watch(again[15]);
        const segment whole{place};
        const auto verified = server->verify({&whole, 1}, again);
        CHECK(again == genuine);
        REQUIRE(verified.has_error());
        CHECK(verified.error().code == status::message_altered);
    }
}
