// SPDX-License-Identifier: Apache-2.0
#include "actors/open_refunds.hpp"

#include <algorithm>

namespace orderd::actors {

void open_refunds::count_in(const entry& one, int by) {
  counts_[static_cast<std::size_t>(one.now)] += static_cast<std::size_t>(by);
  if (!one.refund.import || one.now == phase::held)
    return;
  auto& of_import = by_import_[one.refund.import];
  of_import += static_cast<std::size_t>(by);
  if (of_import == 0)
    by_import_.erase(one.refund.import);
}

bool open_refunds::add(const domain::open_refund& refund, bool interactive) {
  entry fresh;
  fresh.refund = refund;
  fresh.attempts = refund.attempts;
  fresh.interactive = interactive;
  const auto [place, added] = entries_.emplace(refund.refund, fresh);
  if (added)
    count_in(place->second, 1);
  return added;
}

open_refunds::entry* open_refunds::find(domain::refund_id id) {
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : &found->second;
}

void open_refunds::remove(domain::refund_id id) {
  const auto found = entries_.find(id);
  if (found == entries_.end())
    return;
  count_in(found->second, -1);
  entries_.erase(found);
}

void open_refunds::move(domain::refund_id id, phase to) {
  auto& one = entries_.at(id);
  count_in(one, -1);
  one.now = to;
  count_in(one, 1);
}

std::int64_t
open_refunds::start_round(const std::vector<domain::refund_id>& ids, phase of) {
  const auto round = next_round_++;
  for (const auto id : ids) {
    move(id, of);
    find(id)->round = round;
  }
  rounds_.emplace(round, ids);
  return round;
}

std::vector<domain::refund_id> open_refunds::take_round(std::int64_t round,
                                                        phase of) {
  const auto found = rounds_.find(round);
  if (found == rounds_.end())
    return {};
  auto ids = std::move(found->second);
  rounds_.erase(found);
  std::erase_if(ids, [&](domain::refund_id id) {
    const auto* one = find(id);
    return one == nullptr || one->now != of || one->round != round;
  });
  return ids;
}

std::vector<domain::refund_id> open_refunds::all_in(phase which) const {
  std::vector<domain::refund_id> ids;
  for (const auto& [id, one] : entries_)
    if (one.now == which)
      ids.push_back(id);
  std::ranges::sort(ids);
  return ids;
}

std::size_t open_refunds::of_import(domain::import_id id) const {
  const auto found = by_import_.find(id);
  return found == by_import_.end() ? 0 : found->second;
}

} // namespace orderd::actors
