// SPDX-License-Identifier: Apache-2.0
#include "actors/open_payments.hpp"

#include <algorithm>

namespace orderd::actors {

bool open_payments::add(domain::open_order order, bool interactive,
                        int asked_before) {
  const auto id = order.order;
  const auto import = order.import;
  entry fresh;
  fresh.order = std::move(order);
  fresh.interactive = interactive;
  fresh.asked_before = asked_before;
  fresh.attempts = asked_before;
  if (!entries_.emplace(id, std::move(fresh)).second)
    return false;
  if (import)
    ++by_import_[import];
  return true;
}

open_payments::entry* open_payments::find(domain::order_id id) {
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : &found->second;
}

void open_payments::remove(domain::order_id id) {
  const auto found = entries_.find(id);
  if (found == entries_.end())
    return;
  const auto import = by_import_.find(found->second.order.import);
  if (import != by_import_.end() && --import->second == 0)
    by_import_.erase(import);
  entries_.erase(found);
}

std::size_t open_payments::of_import(domain::import_id id) const {
  const auto found = by_import_.find(id);
  return found == by_import_.end() ? 0 : found->second;
}

std::size_t open_payments::count(phase which) const noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(
      entries_, [which](const auto& one) { return one.second.now == which; }));
}

std::vector<domain::order_id> open_payments::all_in(phase which) const {
  std::vector<domain::order_id> found;
  for (const auto& [id, one] : entries_)
    if (one.now == which)
      found.push_back(id);
  std::ranges::sort(found);
  return found;
}

} // namespace orderd::actors
