// SPDX-License-Identifier: BSL-1.0
// How c-ares is driven: it says which sockets it waits for, and is called when they are ready or its time is up.
#include "resolver_channel.hpp"

#include <chrono>
#include <mutex>
#include <new>
#include <stdexcept>

namespace sspi::transport {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr int patience = 1000; // milliseconds until the next name server is asked; c-ares doubles it
constexpr int rounds = 3;

void check(int status, const char* what) {
    if (status == ARES_ENOMEM) throw std::bad_alloc();
    if (status != ARES_SUCCESS) throw std::runtime_error(std::string(what) + ": " + ares_strerror(status));
}

void start_library() {
    static std::once_flag once;
    std::call_once(once, [] { check(ares_library_init(ARES_LIB_INIT_ALL), "c-ares"); });
}

} // namespace

resolver::channel::channel(event_loop& loop, std::string name_servers)
    : loop_(loop), timer_(loop.executor()) {
    start_library();
    ares_options options{};
    options.timeout = patience;
    options.tries = rounds;
    options.sock_state_cb_data = this;
    options.sock_state_cb = [](void* self, ares_socket_t socket, int reads, int writes) {
        auto& owner = *static_cast<resolver::channel*>(self);
        try {
            owner.socket_changed(socket, reads != 0, writes != 0);
        } catch (...) {
            owner.loop_.stop(); // c-ares is C: who waits is told that there is no answer
        }
    };
    check(ares_init_options(&handle_, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB),
          "c-ares");
    if (name_servers.empty()) return;
    const auto status = ares_set_servers_ports_csv(handle_, name_servers.c_str());
    if (status == ARES_SUCCESS) return;
    ares_destroy(handle_);
    check(status, "dns_servers");
}

resolver::channel::~channel() {
    ares_destroy(handle_);
}

void resolver::channel::socket_changed(ares_socket_t socket, bool reads, bool writes) {
    const auto found = sockets_.find(socket);
    if (!reads && !writes) { // about to be closed
        if (found == sockets_.end()) return;
        found->second->descriptor.release();
        sockets_.erase(found);
        return;
    }
    auto of = found != sockets_.end() ? found->second : std::make_shared<watched>(loop_);
    if (found == sockets_.end()) {
        of->descriptor.assign(socket);
        sockets_.emplace(socket, of);
    }
    of->reads = reads;
    of->writes = writes;
    watch(socket, of);
}

void resolver::channel::watch(ares_socket_t socket, const std::shared_ptr<watched>& of) {
    using descriptor = asio::posix::stream_descriptor;
    const auto wait = [&](descriptor::wait_type kind, bool wanted, bool watched::*waits, auto ready) {
        if (!wanted || (*of).*waits) return;
        (*of).*waits = true;
        of->descriptor.async_wait(
            kind, [this, socket, waits, ready, weak = std::weak_ptr(of)](const error_code& error) {
                const auto still = weak.lock(); // gone: the socket is closed, and its number may be another's
                if (!still || error) return;
                (*still).*waits = false;
                ready();
                if (const auto now = sockets_.find(socket); now != sockets_.end() && now->second == still)
                    watch(socket, still);
            });
    };
    wait(descriptor::wait_read, of->reads, &watched::waits_to_read,
         [this, socket] { process(socket, ARES_SOCKET_BAD); });
    wait(descriptor::wait_write, of->writes, &watched::waits_to_write,
         [this, socket] { process(ARES_SOCKET_BAD, socket); });
}

void resolver::channel::process(ares_socket_t readable, ares_socket_t writable) {
    ares_process_fd(handle_, readable, writable);
    watch_time();
}

void resolver::channel::watch_time() {
    timeval left{};
    if (ares_timeout(handle_, nullptr, &left) == nullptr) {
        timer_.cancel(); // nothing is asked any more
        return;
    }
    // c-ares counts whole milliseconds: a little late, rather than several times too early.
    timer_.expires_after(std::chrono::seconds(left.tv_sec) + std::chrono::microseconds(left.tv_usec) +
                         std::chrono::milliseconds(1));
    timer_.async_wait([this](const error_code& cancelled) {
        if (!cancelled) process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    });
}

} // namespace sspi::transport
