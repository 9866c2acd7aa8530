// SPDX-License-Identifier: Apache-2.0
#include "storage/refund_changes.hpp"

#include "storage/refund_books.hpp"
#include "storage/refund_effects.hpp"
#include "storage/refund_statements.hpp"

#include <algorithm>
#include <set>
#include <unordered_set>

namespace orderd::storage {
namespace {

// By id, so that a page goes on where the one before ended.
constexpr statement refunds_to_ask{
    "find refunds to ask for",
    "SELECT r.id, r.order_id, coalesce(r.import_id, 0), r.refund_amount,"
    "  r.attempts, r.status FROM refunds r"
    " WHERE r.id > $1::bigint AND r.status IN ('pending', 'processing')"
    "  AND (r.status = 'processing' OR $3::int = 1)"
    "  AND NOT EXISTS (SELECT FROM dead_letters d"
    "   WHERE d.stage = 'refunds' AND d.subject_id = r.id OFFSET 0)"
    " ORDER BY r.id LIMIT $2::int"};

// Behind the orders' locks: what was pending may have been asked for and be
// dead by now.
constexpr statement claim_refunds{
    "claim refunds",
    "UPDATE refunds r SET status = 'processing'"
    " WHERE r.id = ANY($1::bigint[]) AND r.status = 'pending'"
    "  AND NOT EXISTS (SELECT FROM dead_letters d"
    "   WHERE d.stage = 'refunds' AND d.subject_id = r.id OFFSET 0)"
    " RETURNING r.id"};

constexpr statement cancel_pending{
    "cancel a refund",
    "UPDATE refunds SET status = 'cancelled', completed_at = $3::timestamptz"
    " WHERE order_id = $1::bigint AND id = $2::bigint AND status = 'pending'"};

constexpr statement mark_reversed{
    "mark a refund reversed",
    "UPDATE refunds SET status = 'reversed' WHERE order_id = $1::bigint"
    " AND id = $2::bigint AND status = 'completed'"};

constexpr statement add_reversal{
    "record a reversal",
    "INSERT INTO refund_reversals (order_id, refund_id, amount, reason,"
    "  reversed_at, reversed_day) VALUES ($1::bigint, $2::bigint, $3::bigint,"
    "  $4::text, $5::timestamptz, $6::date)"};

params one_id(std::int64_t id) {
  const std::vector<std::int64_t> ids{id};
  params with;
  with.add_array(ids);
  return with;
}

domain::order_id order_of(transaction& tx, domain::refund_id id) {
  pipeline ask;
  ask.emplace_back(&sql::refunds_by_id, one_id(id.value));
  const auto rows = tx.run_before(ask);
  if (rows[0].rows() == 0)
    throw error(error_kind::not_found,
                "there is no refund " + refund_number(id));
  return {rows[0].int64(0, 1)};
}

error not_now(const std::string& what, domain::refund_id id,
              const std::string& why) {
  return error(error_kind::conflict,
               "cannot " + what + " " + refund_number(id) + ": " + why);
}

// Drops those of `pending` that were not claimed, such as cancelled ones.
void claim(transaction& tx, std::vector<open_refund>& found,
           const std::unordered_set<std::int64_t>& pending) {
  std::set<std::int64_t> orders, refunds;
  for (const auto& open : found)
    if (pending.contains(open.refund.value)) {
      orders.insert(open.order.value);
      refunds.insert(open.refund.value);
    }
  const auto list = [](const std::set<std::int64_t>& ids) {
    const std::vector<std::int64_t> all{ids.begin(), ids.end()};
    params with;
    with.add_array(all);
    return with;
  };
  pipeline all;
  all.emplace_back(&sql::lock_orders, list(orders));
  all.emplace_back(&claim_refunds, list(refunds));
  const auto answers = tx.run(std::move(all));
  for (int i = 0; i < answers[1].rows(); ++i)
    refunds.erase(answers[1].int64(i, 0));
  std::erase_if(found, [&](const open_refund& open) {
    return refunds.contains(open.refund.value);
  });
}

void cancel(transaction& tx, domain::refund_id id, domain::utc_time now) {
  const auto order = order_of(tx, id);
  pipeline look;
  look.emplace_back(&sql::lock_orders, one_id(order.value));
  look.emplace_back(&sql::refunds_by_id, one_id(id.value));
  const auto answers = tx.run(std::move(look));
  const auto status = answers[1].text(0, 2);
  const auto attempts = answers[1].int64(0, 3);
  if (status == to_string(domain::refund_status::cancelled))
    return;
  if (status != to_string(domain::refund_status::pending))
    throw not_now("cancel", id,
                  "it is " + std::string(status) + ", not pending");
  if (attempts > 0)
    throw not_now("cancel", id,
                  "the gateway was asked for it " + std::to_string(attempts) +
                      " times and never answered clearly, so the money may"
                      " have moved");
  params with;
  with.add(order.value).add(id.value).add(now);
  if (tx.run(cancel_pending, std::move(with)).affected() != 1)
    throw error(error_kind::retry, "the refund was taken up meanwhile");
}

void write_reversal(transaction& tx, const write_context& context,
                    const refund_reversal& reversal, domain::order_id order,
                    domain::money amount, refund_effects& effects) {
  params mark, row;
  mark.add(order.value).add(reversal.refund.value);
  row.add(order.value).add(reversal.refund.value).add(amount.minor);
  row.add(reversal.reason).add(reversal.now).add_day(reversal.today);
  pipeline all;
  all.emplace_back(&mark_reversed, std::move(mark));
  all.emplace_back(&add_reversal, std::move(row));
  const auto orders_at = all.size();
  effects.add_orders(all, reversal.now);
  effects.add_sums(all, context);
  const auto answers = tx.run(std::move(all));
  if (answers[0].affected() != 1)
    throw error(error_kind::internal,
                "cannot reverse a refund: it changed under its order's lock");
  effects.require_orders(answers, orders_at);
}

void reverse(transaction& tx, const write_context& context,
             const refund_reversal& reversal, refund_effects& effects) {
  const auto order = order_of(tx, reversal.refund);
  refund_books all;
  all.lock(tx, {order.value}, refund_books::depth::sums);
  auto* books = all.find(order);
  const auto* refund = find_refund(books, reversal.refund);
  if (refund == nullptr)
    throw error(error_kind::internal, "cannot reverse " +
                                          refund_number(reversal.refund) +
                                          ": its order was never paid");
  if (refund->status == domain::refund_status::reversed)
    return;
  if (refund->status != domain::refund_status::completed)
    throw not_now("reverse", reversal.refund,
                  "it is " + std::string(to_string(refund->status)) +
                      ", not completed");
  const auto amount = refund->amount;
  effects.note_order(*books);
  domain::reverse_refund(*books, reversal.refund);
  effects.note_state(*books);
  effects.note_outcome(outcome_of(*books, amount, reversal.today, true));
  write_reversal(tx, context, reversal, order, amount, effects);
}

} // namespace

std::vector<open_refund> take_up_refunds(const write_context& context,
                                         domain::refund_id after, int limit,
                                         bool claims) {
  std::vector<open_refund> found;
  context.session.run("take up refunds", [&](transaction& tx) {
    found.clear();
    std::unordered_set<std::int64_t> pending;
    params with;
    with.add(after.value).add_int32(limit).add_int32(claims ? 1 : 0);
    pipeline ask;
    ask.emplace_back(&refunds_to_ask, std::move(with));
    const auto answers = tx.run_before(ask);
    const auto& rows = answers.front();
    for (int i = 0; i < rows.rows(); ++i) {
      found.push_back({{rows.int64(i, 0)},
                       {rows.int64(i, 1)},
                       {rows.int64(i, 2)},
                       {rows.int64(i, 3)},
                       static_cast<int>(rows.int64(i, 4))});
      if (rows.text(i, 5) == to_string(domain::refund_status::pending))
        pending.insert(rows.int64(i, 0));
    }
    if (!pending.empty())
      claim(tx, found, pending);
  });
  return found;
}

void cancel_refund(const write_context& context, domain::refund_id id,
                   domain::utc_time now) {
  context.session.run("cancel a refund",
                      [&](transaction& tx) { cancel(tx, id, now); });
}

settlement_result reverse_refund(const write_context& context,
                                 const refund_reversal& reversal) {
  settlement_result result;
  refund_effects effects;
  result.facts.mark =
      context.session.run("reverse a refund", [&](transaction& tx) {
        effects = {};
        reverse(tx, context, reversal, effects);
      });
  effects.tell(result.facts);
  return result;
}

} // namespace orderd::storage
