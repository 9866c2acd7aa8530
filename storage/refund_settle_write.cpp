// SPDX-License-Identifier: Apache-2.0
#include "storage/dead_letters_writer.hpp"
#include "storage/refund_settle.hpp"
#include "storage/refund_statements.hpp"
#include "storage/told_kinds.hpp"
#include "storage/write_statements.hpp"

#include <algorithm>
#include <map>

namespace orderd::storage {

// All in one go, and in the order in which every transaction locks: refunds
// and orders, customers, figures, batches, and products last.
void refund_settle_run::write(transaction& tx) {
  pipeline all;
  add_refunds(all);
  if (!dead_.empty())
    add_dead_refunds(all, dead_, settlement_.now);
  const auto orders_at = all.size();
  effects_.add_orders(all, settlement_.now);
  add_restocked(all);
  effects_.add_sums(all, context_);
  if (!settled_.empty())
    add_batch(all);
  forget_dead(all);
  add_stock(all);
  const auto answers = tx.run(std::move(all));
  if (answers[0].affected() != static_cast<std::int64_t>(settled_.size()))
    throw error(error_kind::internal,
                "cannot settle refunds: one changed under its order's lock");
  effects_.require_orders(answers, orders_at);
}

void refund_settle_run::add_refunds(pipeline& to) const {
  std::vector<std::int64_t> orders, refunds;
  std::vector<std::int32_t> attempts;
  std::vector<std::string> states, gateways, transactions, errors;
  for (const auto& one : settled_) {
    const auto& answer = *one.answer;
    orders.push_back(answer.order.value);
    refunds.push_back(answer.refund.value);
    states.emplace_back(to_string(answer.approved
                                      ? domain::refund_status::completed
                                      : domain::refund_status::failed));
    attempts.push_back(answer.attempts);
    gateways.push_back(answer.gateway);
    transactions.push_back(answer.transaction_id);
    errors.push_back(answer.error_message);
  }
  params with;
  with.add_array(orders).add_array(refunds).add_array(states);
  with.add_array(attempts).add_array(gateways).add_array(transactions);
  with.add_array(errors).add(settlement_.now).add_day(settlement_.today);
  with.add(batch_.value);
  to.emplace_back(&sql::end_refunds, std::move(with));
}

void refund_settle_run::add_restocked(pipeline& to) const {
  std::vector<std::int64_t> orders, refunds;
  std::vector<std::int32_t> lines, units;
  for (const auto& one : settled_)
    for (const auto& back : one.restocked) {
      orders.push_back(one.answer->order.value);
      refunds.push_back(one.answer->refund.value);
      lines.push_back(back.line);
      units.push_back(static_cast<std::int32_t>(back.units));
    }
  if (orders.empty())
    return;
  params with;
  with.add_array(orders).add_array(refunds).add_array(lines).add_array(units);
  to.emplace_back(&sql::restock_items, std::move(with));
}

void refund_settle_run::add_batch(pipeline& to) const {
  const auto refund_of = [](const settled& one) { return one.answer->refund; };
  const auto [first, last] = std::ranges::minmax(settled_, {}, refund_of);
  params batch;
  batch.add(batch_.value).add("refund");
  batch.add(std::optional<std::int64_t>{})
      .add(std::optional<std::int64_t>{})
      .add(std::optional<std::int64_t>{});
  batch.add(refund_of(first).value).add(refund_of(last).value);
  batch.add_int32(static_cast<std::int32_t>(settled_.size()));
  batch.add(settlement_.now);
  told_kinds kinds{context_.policy};
  for (const auto& one : settled_)
    if (one.notify)
      kinds.note(told_of(*one.answer), one.source);
  add_batch_rows(to, context_, batch, batch_, kinds);
}

// A dead refund is pending. Its answer may come late, and then no person has
// to decide any more.
void refund_settle_run::forget_dead(pipeline& to) const {
  std::vector<std::int64_t> ids;
  for (const auto& one : settled_)
    if (one.was_pending)
      ids.push_back(one.answer->refund.value);
  if (ids.empty())
    return;
  std::ranges::sort(ids);
  params with;
  with.add_array(ids);
  to.emplace_back(&sql::forget_dead_refunds, std::move(with));
}

// Last, since these locks are what accepting waits for.
void refund_settle_run::add_stock(pipeline& to) const {
  std::map<std::int64_t, std::int64_t> units;
  for (const auto& one : settled_)
    for (const auto& back : one.restocked)
      units[back.product.value] += back.units;
  if (units.empty())
    return;
  std::vector<std::int64_t> ids, deltas;
  for (const auto& [id, count] : units) {
    ids.push_back(id);
    deltas.push_back(count);
  }
  params with;
  with.add_array(ids).add_array(deltas).add(settlement_.now);
  to.emplace_back(&sql::change_stock, std::move(with));
}

} // namespace orderd::storage
