// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/outgoing.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace orderd::actors {

/// Retries that one look into the database brings.
inline constexpr int retries_a_page = 100;

/// It is looked as often as this though nothing is known to be due: a person
/// may have asked for one, and word of that may be lost.
inline constexpr std::chrono::seconds look_anyway_every{60};

/// When to look into the database for notifications that are to be tried
/// again. They live there alone; a page of them is worked on until all that
/// came of it is recorded, and then the next is read: so none is read twice.
class retry_book {
public:
  /// Whether the next page waits for the record of this one alone.
  [[nodiscard]] bool page_waits(domain::utc_time now) const {
    return !open_.empty() && decided_ == open_.size() && next_ && *next_ <= now;
  }
  /// Whether it is time to read a page.
  [[nodiscard]] bool wants_page(domain::utc_time now) const {
    return !asked_ && open_.empty() && next_ && *next_ <= now;
  }
  /// When it will be, as far as known; nothing while a page is worked on.
  [[nodiscard]] std::optional<domain::utc_time> due_at() const {
    return asked_ || !open_.empty() ? std::nullopt : next_;
  }

  void asked() {
    asked_ = true;
    next_.reset();
  }
  void answered(const domain::due_retries& page, domain::utc_time now) {
    asked_ = false;
    expect(now + look_anyway_every);
    for (const auto& message : page.due)
      open_.emplace(message.id, false);
    if (page.next)
      expect(*page.next);
  }
  void not_answered(domain::utc_time now) {
    asked_ = false;
    expect(now);
  }

  /// One is due then, as the database knows.
  void expect(domain::utc_time when) {
    next_ = next_ ? std::min(*next_, when) : when;
  }
  /// It is known what came of one.
  void decided(domain::notification_id id) {
    const auto found = open_.find(id);
    if (found != open_.end() && !std::exchange(found->second, true))
      ++decided_;
  }
  /// That is recorded, and there is nothing newer. A record that was begun
  /// before one was read says nothing of it.
  void closed(domain::notification_id id) {
    const auto found = open_.find(id);
    if (found == open_.end() || !found->second)
      return;
    --decided_;
    open_.erase(found);
  }
  /// It was not tried after all.
  void put_back(domain::notification_id id, domain::utc_time now) {
    open_.erase(id);
    expect(now);
  }

private:
  bool asked_ = false;
  /// The page that is worked on, and which of it are decided.
  std::unordered_map<domain::notification_id, bool> open_;
  std::size_t decided_ = 0;
  std::optional<domain::utc_time> next_ = domain::utc_time{};
};

} // namespace orderd::actors
