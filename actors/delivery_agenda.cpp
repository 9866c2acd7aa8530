// SPDX-License-Identifier: Apache-2.0
#include "actors/delivery_agenda.hpp"

#include "actors/delivery_verdict.hpp"

#include <algorithm>
#include <utility>

namespace orderd::actors {

std::vector<delivery_agenda::item>
delivery_agenda::take(std::size_t most, delivery_ledger& ledger) {
  while (open_.size() < most && open_next(ledger)) {
  }
  std::vector<item> items;
  while (items.size() < most && !open_.empty())
    items.push_back(std::move(open_.extract(open_.begin()).mapped()));
  return items;
}

void delivery_agenda::put_back(item what) {
  const auto turn = what.turn;
  open_.emplace(turn, std::move(what));
}

void delivery_agenda::sent(const item& what, domain::utc_time now,
                           delivery_ledger& ledger) {
  what.batch->sent(what.index, now);
  tell(*what.batch, ledger);
}

void delivery_agenda::settled(
    const item& what, std::optional<domain::delivery_exception> exception,
    delivery_ledger& ledger) {
  // At once, whatever lies before it: a row says what came of it.
  if (exception)
    ledger.add(std::move(*exception));
  what.batch->settled(what.index);
  tell(*what.batch, ledger);
}

std::optional<domain::utc_time> delivery_agenda::unsaid_since() const {
  std::optional<domain::utc_time> first;
  for (const auto& [id, batch] : under_way_)
    if (const auto since = batch->unsaid_since())
      first = first ? std::min(*first, *since) : *since;
  return first;
}

void delivery_agenda::tell_unsaid(domain::utc_time until,
                                  delivery_ledger& ledger) {
  for (const auto& [id, batch] : under_way_) {
    const auto since = batch->unsaid_since();
    if (!since || *since > until)
      continue;
    for (const auto index : batch->take_unsaid())
      ledger.add(sent_at_first(batch->about(index), code_));
  }
}

bool delivery_agenda::open_next(delivery_ledger& ledger) {
  auto next = queue_.take();
  if (!next)
    return false;
  const auto batch = std::make_shared<delivery_batch>(std::move(next));
  under_way_.emplace(batch->id(), batch);
  for (std::size_t index = 0; index != batch->size(); ++index) {
    const auto turn = turns_++;
    open_.emplace_hint(open_.end(), turn, item{batch, index, turn});
  }
  if (batch->complete())
    tell(*batch, ledger);
  return true;
}

void delivery_agenda::tell(delivery_batch& batch, delivery_ledger& ledger) {
  if (auto progress = batch.take_progress(channel_))
    ledger.add(std::move(*progress));
  if (!batch.complete())
    return;
  queue_.decided(batch.id());
  under_way_.erase(batch.id());
}

} // namespace orderd::actors
