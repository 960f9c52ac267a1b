// SPDX-License-Identifier: BSL-1.0
// The tickets in a credential cache's file, found by the name of their service. The format is version 4, which MIT, Heimdal
// and Java write: everything is counted, the highest octet first.
#pragma once

#include <sspi/detail/secret.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sspi::wire {

/// A principal as the file writes it, without the type of the name, which makes no difference to who it is.
class principal_key {
  public:
    principal_key(std::string_view realm, std::size_t components) {
        add_number(static_cast<std::uint32_t>(components));
        add(realm);
    }
    /// The realm first, then each component.
    void add(std::string_view part) {
        add_number(static_cast<std::uint32_t>(part.size()));
        text_ += part;
    }
    [[nodiscard]] std::string_view view() const noexcept { return text_; }

  private:
    void add_number(std::uint32_t number) {
        const char octets[] = {static_cast<char>(number >> 24 & 0xFF), static_cast<char>(number >> 16 & 0xFF),
                               static_cast<char>(number >> 8 & 0xFF), static_cast<char>(number & 0xFF)};
        text_.append(octets, sizeof octets);
    }
    std::string text_;
};

/// Moves through what is counted. Once something is not there, nothing is.
class ticket_file_reader {
  public:
    explicit ticket_file_reader(std::string_view from) : from_(from) {}

    [[nodiscard]] bool good() const noexcept { return good_; }
    [[nodiscard]] bool at_end() const noexcept { return at_ == from_.size(); }
    [[nodiscard]] std::size_t position() const noexcept { return at_; }

    std::uint32_t number(std::size_t octets) {
        std::uint32_t out = 0;
        for (const char each : take(octets))
            out = out << 8 | static_cast<unsigned char>(each);
        return out;
    }
    std::string_view take(std::size_t octets) {
        good_ = good_ && octets <= from_.size() - at_;
        if (!good_) return {};
        const auto out = from_.substr(at_, octets);
        at_ += octets;
        return out;
    }
    std::string_view counted() { return take(number(4)); }

    /// Its key.
    std::string_view principal() {
        (void)number(4); // the type
        const auto begin = at_;
        const auto components = number(4);
        for (std::uint64_t i = 0; good_ && i <= components; ++i) // and the realm
            (void)counted();
        return good_ ? from_.substr(begin, at_ - begin) : std::string_view{};
    }
    /// Addresses or authorisation data.
    void list() {
        for (std::uint64_t left = number(4); good_ && left > 0; --left) {
            (void)number(2);
            (void)counted();
        }
    }

  private:
    const std::string_view from_;
    std::size_t at_ = 0;
    bool good_ = true;
};

/// Whether octets that a file begins with are of this format, and end before it names its client.
[[nodiscard]] inline bool ends_before_client(std::string_view head) {
    constexpr std::uint32_t version = 0x0504;
    ticket_file_reader from(head);
    if (from.number(2) != version) return false;
    (void)from.take(from.number(2));
    (void)from.principal();
    return !from.good();
}

class ticket_file {
  public:
    /// Of what a file holds; null where it is not of this format. What is written only in part, at the end, does not count.
    [[nodiscard]] static std::shared_ptr<const ticket_file> of(detail::secret_bytes content) {
        auto out = std::make_shared<ticket_file>(std::move(content), token{});
        return out->read() ? out : nullptr;
    }

    /// The first that ends at this time or later, as the file has it: krb5_cc_retrieve_cred finds the same. Empty without any.
    [[nodiscard]] std::string_view find(std::string_view service, std::uint32_t end) const {
        const auto found = first_.find(service);
        if (found == first_.end()) return {};
        for (auto at = found->second.first; at != none; at = entries_[at].next)
            if (entries_[at].end >= end) return entries_[at].text;
        return {};
    }
    [[nodiscard]] std::string_view realm() const noexcept { return realm_; }
    /// With the type of its name.
    [[nodiscard]] std::string_view client() const noexcept { return client_; }
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    /// Each ticket as the file has it, in its order.
    template <class Visit>
    void each(Visit&& visit) const {
        for (const auto& ticket : entries_)
            visit(ticket.text);
    }
    /// Whether the file ends within a ticket.
    [[nodiscard]] bool is_cut() const noexcept { return cut_; }
    [[nodiscard]] bool has(std::string_view content) const noexcept { return content == text(); }

  private:
    struct token {};
    static constexpr std::uint32_t none = UINT32_MAX;

    struct entry {
        std::string_view text;
        std::uint32_t end = 0;
        std::uint32_t next = none; // of the same service
    };
    struct chain {
        std::uint32_t first = none;
        std::uint32_t last = none;
    };

  public:
    ticket_file(detail::secret_bytes content, token) : content_(std::move(content)) {}

  private:
    [[nodiscard]] std::string_view text() const noexcept {
        return {reinterpret_cast<const char*>(content_.data()), content_.size()};
    }

    [[nodiscard]] bool read() {
        constexpr std::uint32_t version = 0x0504;
        ticket_file_reader from(text());
        if (from.number(2) != version) return false;
        (void)from.take(from.number(2)); // how far a KDC's clock is off
        const auto begin = from.position();
        const auto client = from.principal();
        if (!from.good()) return false;
        client_ = text().substr(begin, from.position() - begin);
        ticket_file_reader parts(client);
        (void)parts.number(4);
        realm_ = parts.counted();
        while (!from.at_end() && read_entry(from, client)) {
        }
        cut_ = !from.good();
        return true;
    }

    bool read_entry(ticket_file_reader& from, std::string_view client) {
        const auto begin = from.position();
        const bool own = from.principal() == client;
        const auto service = from.principal();
        (void)from.number(2); // enctype
        (void)from.counted(); // the session key
        (void)from.take(8);   // its beginnings
        const auto end = from.number(4);
        (void)from.take(4 + 1 + 4); // until when it can be renewed, whether it is for a session key, flags
        from.list();
        from.list();
        (void)from.counted();
        (void)from.counted();
        if (from.good() && own) add(service, {text().substr(begin, from.position() - begin), end, none});
        return from.good();
    }

    void add(std::string_view service, entry next) {
        const auto number = static_cast<std::uint32_t>(entries_.size());
        entries_.push_back(next);
        auto& of_service = first_[service];
        if (of_service.first == none)
            of_service.first = number;
        else
            entries_[of_service.last].next = number;
        of_service.last = number;
    }

    const detail::secret_bytes content_;
    std::string_view client_, realm_;
    bool cut_ = false;
    std::vector<entry> entries_;
    std::unordered_map<std::string_view, chain> first_;
};

} // namespace sspi::wire
