// SPDX-License-Identifier: Apache-2.0
// Where refunds stand, and what is shown of them.
#include "tests/support/memory_refunds.hpp"

#include <algorithm>

namespace orderd::testing {
namespace {

using domain::refund_status;
using storage::error;
using storage::error_kind;

} // namespace

stored_refund& stored(memory_store& store, domain::refund_id id) {
  const auto found = store.refunds.find(id);
  if (found == store.refunds.end())
    throw error(error_kind::not_found,
                "there is no refund " + domain::refund_number(id));
  return found->second;
}

domain::open_refund open_of(const stored_refund& refund) {
  return {refund.id, refund.order, refund.import, refund.plan.amount,
          refund.attempts};
}

std::vector<domain::open_refund> take_up_refunds(memory_store& store,
                                                 domain::refund_id after,
                                                 int limit, bool claim) {
  std::vector<domain::open_refund> page;
  for (auto entry = store.refunds.upper_bound(after);
       entry != store.refunds.end() &&
       page.size() < static_cast<std::size_t>(limit);
       ++entry) {
    auto& refund = entry->second;
    if (store.dead_refunds.contains(refund.id))
      continue;
    if (claim && refund.status == refund_status::pending)
      refund.status = refund_status::processing;
    if (refund.status == refund_status::processing)
      page.push_back(open_of(refund));
  }
  return page;
}

void record_dead_refunds(memory_store& store,
                         std::span<const domain::dead_refund> dead) {
  for (const auto& letter : dead) {
    auto& refund = stored(store, letter.refund);
    if (!domain::is_open(refund.status))
      continue;
    refund.status = refund_status::pending;
    refund.attempts = letter.attempts;
    refund.error_message = letter.error_message;
    store.dead_refunds.emplace(letter.refund, letter);
  }
}

std::vector<domain::open_refund>
revive_refunds(memory_store& store, std::span<const domain::refund_id> ids) {
  std::vector<domain::open_refund> revived;
  for (auto& [id, refund] : store.refunds) {
    const bool wanted = ids.empty() || std::ranges::find(ids, id) != ids.end();
    if (!wanted || store.dead_refunds.erase(id) == 0)
      continue;
    refund.status = refund_status::processing;
    revived.push_back(open_of(refund));
  }
  return revived;
}

domain::refund_view view_of(const memory_store& store,
                            const stored_refund& refund) {
  domain::refund_view view;
  view.id = refund.id;
  view.order = refund.order;
  view.customer = store.orders.at(refund.order).open.customer;
  view.amount = refund.plan.amount;
  view.currency = "USD";
  view.type = domain::to_string(refund.input.type);
  view.status = domain::to_string(refund.status);
  view.reason = refund.input.reason;
  view.notes = refund.input.notes;
  view.restock = domain::to_string(refund.plan.restock);
  view.key = refund.input.key;
  view.attempts = refund.attempts;
  view.dead = store.dead_refunds.contains(refund.id);
  view.error_message = refund.error_message;
  view.transaction_id = refund.transaction_id;
  view.requested_at = refund.requested_at;
  view.reversal_reason = refund.reversal_reason;
  return view;
}

domain::refund_counts count_refunds(const memory_store& store) {
  domain::refund_counts counts;
  for (const auto& [id, refund] : store.refunds) {
    if (store.dead_refunds.contains(id))
      counts.dead += 1;
    else if (refund.status == refund_status::pending)
      counts.pending += 1;
    else if (refund.status == refund_status::processing)
      counts.processing += 1;
  }
  return counts;
}

} // namespace orderd::testing
