// SPDX-License-Identifier: Apache-2.0
#include "storage/dead_letters_writer.hpp"

#include "domain/text.hpp"
#include "storage/refund_statements.hpp"

#include <algorithm>
#include <set>

namespace orderd::storage {
namespace {

// Reasons come from the gateway, and what the database would refuse could never
// be recorded as dead: they are stored as `domain::shown` writes them.
constexpr std::size_t most_reason_bytes = 1024;

constexpr statement add_dead_letters{
    "record dead letters",
    "INSERT INTO dead_letters (stage, subject_id, attempts, error_message,"
    "  since)"
    " SELECT 'orders', u.*, $4::timestamptz"
    " FROM unnest($1::bigint[], $2::int[], $3::text[]) u"
    " ON CONFLICT (stage, subject_id) DO NOTHING"};

// See sql::end_refunds for the condition.
constexpr statement mark_dead_refunds{
    "record dead letters of refunds",
    "WITH dead AS (UPDATE refunds r SET status = 'pending',"
    "  attempts = greatest(r.attempts, u.attempts),"
    "  error_message = u.error_message"
    "  FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::text[])"
    "   u(order_id, id, attempts, error_message)"
    "  WHERE r.order_id = u.order_id AND r.id = u.id"
    "   AND r.completed_at IS NULL"
    "  RETURNING r.id, r.attempts, r.error_message)"
    " INSERT INTO dead_letters (stage, subject_id, attempts, error_message,"
    "  since)"
    " SELECT 'refunds', d.*, $5::timestamptz FROM dead d"
    " ON CONFLICT (stage, subject_id) DO NOTHING"};

constexpr statement find_dead_refunds{
    "find dead letters of refunds",
    "SELECT r.order_id, r.id FROM dead_letters d,"
    " LATERAL (SELECT order_id, id FROM refunds"
    "  WHERE id = d.subject_id OFFSET 0) r"
    " WHERE d.stage = 'refunds'"
    "  AND ($1::int = 1 OR d.subject_id = ANY($2::bigint[]))"};

constexpr statement revive_pending{
    "revive refunds",
    "UPDATE refunds SET status = 'processing'"
    " WHERE id = ANY($1::bigint[]) AND status = 'pending'"
    " RETURNING id, order_id, coalesce(import_id, 0), refund_amount, attempts"};

constexpr statement forget_dead_orders{
    "forget dead letters of orders",
    "DELETE FROM dead_letters WHERE stage = 'orders'"
    "  AND ($1::int = 1 OR subject_id = ANY($2::bigint[]))"
    " RETURNING subject_id, attempts, error_message"};

constexpr statement keep_paused{
    "keep a stage's pause",
    "INSERT INTO settings (name, value) VALUES ('paused.' || $1::text,"
    "  $2::text) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value"};

/// Columns of dead letters, as arrays.
struct letter_columns {
  std::vector<std::int64_t> orders;
  std::vector<std::int32_t> attempts;
  std::vector<std::string> errors;
};

params list_of(const std::set<std::int64_t>& ids) {
  const std::vector<std::int64_t> all{ids.begin(), ids.end()};
  params with;
  with.add_array(all);
  return with;
}

// All of them if no ids are given.
template <class Id>
params chosen(std::span<const Id> ids) {
  std::vector<std::int64_t> values;
  for (const auto id : ids)
    values.push_back(id.value);
  params with;
  with.add_int32(ids.empty() ? 1 : 0).add_array(values);
  return with;
}

std::vector<open_refund> revive(transaction& tx,
                                std::span<const domain::refund_id> ids) {
  pipeline ask;
  ask.emplace_back(&find_dead_refunds, chosen(ids));
  const auto dead = tx.run_before(ask);
  std::set<std::int64_t> orders, refunds;
  for (int i = 0; i < dead[0].rows(); ++i) {
    orders.insert(dead[0].int64(i, 0));
    refunds.insert(dead[0].int64(i, 1));
  }
  std::vector<open_refund> revived;
  if (refunds.empty())
    return revived;
  pipeline all;
  all.emplace_back(&sql::lock_orders, list_of(orders));
  all.emplace_back(&revive_pending, list_of(refunds));
  all.emplace_back(&sql::forget_dead_refunds, list_of(refunds));
  const auto answers = tx.run(std::move(all));
  const auto& rows = answers[1];
  for (int i = 0; i < rows.rows(); ++i)
    revived.push_back({{rows.int64(i, 0)},
                       {rows.int64(i, 1)},
                       {rows.int64(i, 2)},
                       {rows.int64(i, 3)},
                       static_cast<int>(rows.int64(i, 4))});
  std::ranges::sort(revived, {}, &open_refund::refund);
  return revived;
}

} // namespace

void record_dead(const write_context& context,
                 std::span<const dead_letter> dead, domain::utc_time at) {
  letter_columns all;
  for (const auto& letter : dead) {
    all.orders.push_back(letter.order.value);
    all.attempts.push_back(letter.attempts);
    all.errors.push_back(letter.error_message);
  }
  context.session.run("record dead letters", [&](transaction& tx) {
    params with;
    with.add_array(all.orders).add_array(all.attempts).add_array(all.errors);
    with.add(at);
    tx.run(add_dead_letters, std::move(with));
  });
}

void add_dead_refunds(pipeline& to, std::span<const dead_refund> dead,
                      domain::utc_time at) {
  letter_columns all;
  std::vector<std::int64_t> refunds;
  for (const auto& letter : dead) {
    all.orders.push_back(letter.order.value);
    refunds.push_back(letter.refund.value);
    all.attempts.push_back(letter.attempts);
    all.errors.push_back(
        domain::shown(letter.error_message, most_reason_bytes));
  }
  params with;
  with.add_array(all.orders).add_array(refunds);
  with.add_array(all.attempts).add_array(all.errors).add(at);
  to.emplace_back(&mark_dead_refunds, std::move(with));
}

void record_dead_refunds(const write_context& context,
                         std::span<const dead_refund> dead,
                         domain::utc_time at) {
  if (dead.empty())
    return;
  std::set<std::int64_t> orders;
  for (const auto& letter : dead)
    orders.insert(letter.order.value);
  context.session.run("record dead letters of refunds", [&](transaction& tx) {
    pipeline both;
    both.emplace_back(&sql::lock_orders, list_of(orders));
    add_dead_refunds(both, dead, at);
    tx.run(std::move(both));
  });
}

std::vector<open_refund>
revive_refunds(const write_context& context,
               std::span<const domain::refund_id> ids) {
  std::vector<open_refund> revived;
  context.session.run("revive refunds",
                      [&](transaction& tx) { revived = revive(tx, ids); });
  return revived;
}

std::vector<dead_letter> revive_orders(const write_context& context,
                                       std::span<const domain::order_id> ids) {
  std::vector<dead_letter> taken;
  context.session.run("revive orders", [&](transaction& tx) {
    taken.clear();
    const auto rows = tx.run(forget_dead_orders, chosen(ids));
    for (int i = 0; i < rows.rows(); ++i)
      taken.push_back({{rows.int64(i, 0)},
                       static_cast<int>(rows.int64(i, 1)),
                       std::string(rows.text(i, 2))});
    std::ranges::sort(taken, {}, &dead_letter::order);
  });
  return taken;
}

void set_paused(const write_context& context, const std::string& stage,
                bool paused) {
  context.session.run("keep a stage's pause", [&](transaction& tx) {
    params with;
    with.add(stage).add(paused ? "true" : "false");
    tx.run(keep_paused, std::move(with));
  });
}

} // namespace orderd::storage
