// SPDX-License-Identifier: BSL-1.0
// Finding a principal's cache among those of the user. krb5_cc_cache_match does not do: it follows a null pointer where
// the default cache is a directory (DIR), and finds what other handles and delegating clients keep in memory.
#include "collection.hpp"

#include "assumptions.hpp"
#include "errors.hpp"
#include "open_file.hpp"
#include "watched_ticket_file.hpp"

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

namespace sspi::heimdal {

namespace {

using detail::operation;

constexpr off_t largest_cache = 64 << 20;

[[nodiscard]] krb5_error_code fault(krb5_error_code code, const char* text) {
    krb5_set_error_message(thread_context(), code, "%s", text);
    return code;
}

/// What Heimdal must not be given: it would wait for it for ever, read it for ages or end the process. Of what is not there, or
/// cannot be opened, Heimdal says that.
[[nodiscard]] krb5_error_code fault_in_file(const std::string& path) {
    // Without the standard library's stream: this is done for each context.
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return 0;
    if (!S_ISREG(found.st_mode)) return fault(KRB5_CC_FORMAT, "the cache is no ordinary file");
    if (found.st_size > largest_cache) return fault(KRB5_CC_FORMAT, "the cache is larger than 64 MiB");
    const open_file file(path);
    std::array<char, 4096> octets; // more than any client's name takes
    const auto got = file.get() < 0 ? 0 : ::read(file.get(), octets.data(), octets.size());
    if (got < 2) return 0;
    if (assumed::ends_the_process({octets[0], octets[1]})) return KRB5_CCACHE_BADVNO;
    const std::string_view head(octets.data(), static_cast<std::size_t>(got));
    const bool cut = head.size() < octets.size() && ends_before_client(head);
    return cut ? fault(KRB5_CC_FORMAT, "the cache ends before it names its client") : 0;
}

[[nodiscard]] krb5_error_code resolve(const std::string& name, owned_cache& out) {
    owned_cache found;
    if (const auto code = krb5_cc_resolve(thread_context(), name.c_str(), found.out())) return code;
    if (const auto path = file_of(found.get()); !path.empty())
        if (const auto code = fault_in_file(path)) return code;
    out = std::move(found);
    return 0;
}

/// Of a file that ends within a ticket Heimdal loses what it reads.
[[nodiscard]] bool is_cut(krb5_ccache cache) {
    const auto path = file_of(cache);
    if (path.empty()) return false;
    const auto content = watched_ticket_file().at(path);
    return content && content->is_cut();
}

/// The directory that "DIR:directory" and "DIR::directory/tkt" name; nothing for other caches.
[[nodiscard]] std::optional<std::filesystem::path> directory_of(std::string_view cache) {
    constexpr std::string_view type = "DIR:";
    if (!cache.starts_with(type)) return std::nullopt;
    cache.remove_prefix(type.size());
    if (!cache.starts_with(':')) return std::filesystem::path(cache);
    return std::filesystem::path(cache.substr(1)).parent_path();
}

/// The caches in the directory of "DIR:directory": files whose names begin with "tkt".
[[nodiscard]] std::vector<std::string> names_in_directory(const std::filesystem::path& directory) {
    std::vector<std::string> out;
    std::error_code failed;
    for (std::filesystem::directory_iterator at(directory, failed), end; !failed && at != end;
         at.increment(failed))
        if (at->path().filename().string().starts_with("tkt")) out.push_back("FILE:" + at->path().string());
    return out;
}

/// What a collection offers for a principal, cache by cache.
class search {
  public:
    explicit search(krb5_const_principal who) : who_(who) {}

    /// Takes the cache when it is the principal's. True when nothing better can come.
    bool offer(owned_cache cache) {
        if (!is_whose(cache.get())) return false;
        std::time_t left = 0;
        const bool good = !is_cut(cache.get()) &&
                          krb5_cc_get_lifetime(thread_context(), cache.get(), &left) == 0 && left > 0;
        if (good || !found_) found_ = std::move(cache);
        return good;
    }
    bool offer(const std::string& name) {
        owned_cache cache;
        return resolve(name, cache) == 0 && offer(std::move(cache));
    }
    /// The same for the only cache that there is. Whether its tickets are good makes no difference, and is not looked at.
    void offer_alone(owned_cache cache) {
        if (is_whose(cache.get())) found_ = std::move(cache);
    }

    [[nodiscard]] result<owned_cache> outcome() && {
        if (found_) return std::move(found_);
        return krb5_failure(operation::initiate, KRB5_CC_NOTFOUND);
    }

  private:
    [[nodiscard]] bool is_whose(krb5_ccache cache) const {
        owned_principal owner;
        return krb5_cc_get_principal(thread_context(), cache, owner.out()) == 0 &&
               krb5_principal_compare(thread_context(), owner.get(), who_);
    }

    krb5_const_principal who_;
    owned_cache found_;
};

/// The caches that a service for them (KCM, API) keeps for the user.
void offer_all_of(const std::string& type, search& into) {
    const auto context = thread_context();
    krb5_cc_cache_cursor cursor = nullptr;
    if (krb5_cc_cache_get_first(context, type.c_str(), &cursor) != 0) return;
    for (bool done = false; !done;) {
        owned_cache next;
        done = krb5_cc_cache_next(context, cursor, next.out()) != 0 || !next || into.offer(std::move(next));
    }
    krb5_cc_cache_end_seq_get(context, cursor);
}

} // namespace

std::string file_of(krb5_ccache cache) {
    owned_text name;
    if (krb5_cc_get_full_name(thread_context(), cache, name.out()) != 0) return {};
    const std::string_view text = name.get();
    for (const std::string_view kind : {"FILE:", "DIR::"})
        if (text.starts_with(kind)) return std::string(text.substr(kind.size()));
    return {};
}

result<owned_cache> open_cache(const std::string& name) {
    std::error_code ignored;
    const auto directory = directory_of(name);
    if (directory && !std::filesystem::is_directory(*directory, ignored))
        return failed_with(status::no_credentials, "the cache's directory is not there");
    owned_cache out;
    if (const auto code = resolve(name, out)) return krb5_failure(operation::initiate, code);
    return out;
}

result<owned_cache> find_in_collection(krb5_const_principal who) {
    search found(who);
    owned_cache own;
    const char* const name = krb5_cc_default_name(thread_context());
    if (auto opened = open_cache(name != nullptr ? name : ""))
        own = std::move(*opened);
    else
        return opened.error();
    const std::string type = krb5_cc_get_type(thread_context(), own.get());
    if (type == "FILE" || type == "MEMORY")
        found.offer_alone(std::move(own));
    else if (found.offer(std::move(own)))
        return std::move(found).outcome();
    if (type == "DIR") {
        // "DIR::directory/tkt" is one cache alone.
        if (!std::string_view(name).starts_with("DIR::"))
            for (const auto& each : names_in_directory(*directory_of(name)))
                if (found.offer(each)) break;
    } else if (type != "FILE" && type != "MEMORY") {
        offer_all_of(type, found);
    }
    return std::move(found).outcome();
}

} // namespace sspi::heimdal
