// SPDX-License-Identifier: BSL-1.0
// What all who name the same thing share: made for the first of them, and gone with the last.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace sspi::heimdal {

/// `Made` is what it is made as, from the name; any thread may ask.
template <class Shared, class Made = Shared>
class shared_by_name {
  public:
    [[nodiscard]] std::shared_ptr<Shared> find(const std::string& name) {
        const std::scoped_lock lock(mutex_);
        std::erase_if(known_, [](const auto& each) { return each.second.expired(); });
        auto& place = known_[name];
        auto found = place.lock();
        if (!found) place = found = std::make_shared<Made>(name);
        return found;
    }

  private:
    std::mutex mutex_;
    std::map<std::string, std::weak_ptr<Shared>> known_;
};

} // namespace sspi::heimdal
