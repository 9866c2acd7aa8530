// SPDX-License-Identifier: Apache-2.0
#include "storage/refund_rehearsal_run.hpp"

#include "domain/limits.hpp"
#include "domain/reject_codes.hpp"
#include "storage/refund_request_run.hpp"
#include "storage/refund_settle.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace orderd::storage {
namespace {

namespace code = domain::reject_code;
using verdict = refund_decision::verdict;

// How often the simulator is asked about one refund, and how many full
// refunds it may decline.
constexpr int most_attempts = 10;
constexpr int most_full_refunds = 5;

constexpr std::int64_t made_up_partial = 2500;

constexpr statement read_books{
    "read the scratch order",
    "SELECT o.status, o.payment_status,"
    "  (SELECT coalesce(sum(r.refund_amount), 0)::bigint FROM refunds r"
    "    WHERE r.order_id = o.id AND r.status = 'completed'),"
    "  (SELECT coalesce(sum(r.refund_amount), 0)::bigint FROM refunds r"
    "    WHERE r.order_id = o.id AND r.status IN ('pending', 'processing')),"
    "  (SELECT count(*) FROM refunds r WHERE r.order_id = o.id)"
    " FROM orders o WHERE o.id = $1::bigint"};

// At least 1, and in steps that do not overflow.
std::int64_t two_fifths(std::int64_t minor) {
  return std::max<std::int64_t>(minor / 5 * 2 + minor % 5 * 2 / 5, 1);
}

void replace_all(std::string& text, const std::string& what,
                 const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos;
       at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

} // namespace

refund_rehearsal_run::refund_rehearsal_run(const write_context& context,
                                           const rehearsal_request& request)
    : context_(context), request_(request), in_(currency_of(context)) {}

void refund_rehearsal_run::operator()(transaction& tx) {
  start(tx);
  if (left().minor > 1)
    try_partial(tx);
  try_over_limit(tx);
  if (left().minor > 0)
    try_full(tx);
  if (left().minor == 0)
    try_nothing_left(tx);
  check_stock(tx);
  check_totals(tx);
}

void refund_rehearsal_run::start(transaction& tx) {
  report_ = {};
  completed_ = held_ = {};
  all_back_ = false;
  kpis_.clear();
  names_.clear();
  copy_ = request_.order
              ? copy_order(tx, *request_.order, request_.now)
              : make_order_up(tx, context_, request_.now, request_.today);
  report_.order = request_.order.value_or(domain::order_id{});
  report_.captured = copy_.captured;
  next_refund_ = copy_.first_free.value;
  next_batch_ = -1;
}

domain::money refund_rehearsal_run::left() const noexcept {
  return {copy_.left().minor - completed_.minor - held_.minor};
}

domain::refund_input refund_rehearsal_run::partial(std::int64_t minor) const {
  domain::refund_input refund;
  refund.order.id = scratch_order;
  refund.amount = domain::money{minor};
  return refund;
}

void refund_rehearsal_run::try_partial(transaction& tx) {
  auto wanted =
      partial(request_.order ? two_fifths(left().minor) : made_up_partial);
  // Longer than any real one may be.
  wanted.key.assign(domain::limits::request_key_bytes + 1, '-');
  open_refund open;
  const auto went = request_and_settle(tx, wanted, open);
  const auto now = read_sums(tx);
  const auto shown = amount(open.amount);
  if (went == outcome::completed)
    check("partial refund",
          now.refunded.minor == copy_.refunded.minor + open.amount.minor &&
              now.state.payment == domain::payment_status::partially_refunded,
          shown + " of " + amount(copy_.captured) + " went back; " +
              amount(left()) + " is left");
  else
    check("partial refund",
          now.refunded == copy_.refunded &&
              now.pending.minor == copy_.pending.minor + held_.minor,
          went == outcome::declined
              ? "the simulator declined " + shown + ", which is free again"
              : "the simulator never answered clearly, so " + shown +
                    " stays held");
  const auto again = ask(tx, wanted);
  check("repeated request",
        again.what == verdict::duplicate && again.refund == open.refund &&
            read_sums(tx).refunds == now.refunds,
        "the same key named the same refund again, and no other one was made");
  wanted.amount->minor += 1;
  check_refused(tx, "same key, other amount", wanted,
                code::refund_key_conflict);
}

void refund_rehearsal_run::try_over_limit(transaction& tx) {
  // No amount is above the greatest one.
  if (left().minor == std::numeric_limits<std::int64_t>::max())
    return;
  if (left().minor > 0)
    check_refused(tx, "over the limit", partial(left().minor + 1),
                  code::amount_not_left, "at most");
  else
    check_refused(tx, "over the limit", partial(1), code::nothing_left);
}

void refund_rehearsal_run::try_full(transaction& tx) {
  domain::refund_input wanted;
  wanted.order.id = scratch_order;
  wanted.type = domain::refund_type::full;
  const auto before = left();
  auto went = outcome::declined;
  for (int i = 0; i < most_full_refunds && went == outcome::declined; ++i) {
    open_refund open;
    went = request_and_settle(tx, wanted, open);
  }
  const auto now = read_sums(tx);
  if (went != outcome::completed) {
    check("full refund",
          now.refunded.minor == copy_.refunded.minor + completed_.minor,
          went == outcome::declined
              ? "the simulator declined " + amount(before) + " each time"
              : "the simulator never answered clearly, so " + amount(before) +
                    " stays held");
    return;
  }
  const bool unshipped = copy_.state.status == domain::order_status::paid;
  const bool all = now.refunded == copy_.captured;
  all_back_ =
      unshipped || copy_.state.status == domain::order_status::cancelled;
  const auto payment = all ? domain::payment_status::refunded
                           : domain::payment_status::partially_refunded;
  const auto status =
      unshipped && all ? domain::order_status::cancelled : copy_.state.status;
  check("full refund",
        left().minor == 0 &&
            now.refunded.minor == copy_.refunded.minor + completed_.minor &&
            now.state == domain::order_state{status, payment},
        "the rest of " + amount(before) + " went back; the order is " +
            std::string(to_string(now.state.status)) + ", its payment " +
            std::string(to_string(now.state.payment)));
}

void refund_rehearsal_run::try_nothing_left(transaction& tx) {
  check_refused(tx, "nothing left", partial(1), code::nothing_left);
}

refund_decision refund_rehearsal_run::ask(transaction& tx,
                                          const domain::refund_input& wanted) {
  refunds_request request;
  request.refunds.push_back(wanted);
  request.now = request_.now;
  const refusals none;
  refund_request_run run{context_, request, none,
                         refund_request_run::purpose::trial};
  run.record(tx, {next_refund_});
  auto result = run.take_result({});
  if (result.accepted > 0) {
    names_.emplace(domain::refund_id{next_refund_},
                   "refund " + std::to_string(names_.size() + 1));
    ++next_refund_;
  }
  return result.decisions.front();
}

refund_rehearsal_run::outcome refund_rehearsal_run::request_and_settle(
    transaction& tx, const domain::refund_input& wanted, open_refund& open) {
  const auto decision = ask(tx, wanted);
  if (decision.what != verdict::accepted)
    throw error(error_kind::internal,
                "cannot try a refund out: " + readable(decision.reason));
  open.refund = decision.refund;
  open.order = decision.order;
  open.amount = wanted.amount.value_or(left());
  const auto went = settle(tx, open);
  if (went != outcome::declined)
    (went == outcome::completed ? completed_ : held_).minor +=
        open.amount.minor;
  return went;
}

refund_rehearsal_run::outcome
refund_rehearsal_run::settle(transaction& tx, const open_refund& open) {
  using said = domain::gateway_decision::verdict;
  const auto key = "rehearsal:" + refund_number(open.refund);
  domain::gateway_decision decision;
  int attempts = 0;
  while (decision.what == said::unclear && attempts < most_attempts)
    decision = decide(request_.gateway, {key, true, ++attempts});
  if (decision.what == said::unclear)
    return outcome::unclear;
  refund_answer answer;
  answer.refund = open.refund;
  answer.order = open.order;
  answer.approved = decision.what == said::approved;
  answer.attempts = attempts;
  answer.gateway = scratch_name;
  answer.transaction_id = decision.transaction_id;
  answer.error_message = decision.reason;
  const refunds_settlement settlement{{answer}, request_.now, request_.today};
  refund_settle_run run{context_, settlement};
  run.settle(tx, {next_batch_--});
  for (const auto& [day, figures] : run.take_result({}).facts.kpis)
    kpis_[day] += figures;
  return answer.approved ? outcome::completed : outcome::declined;
}

void refund_rehearsal_run::check_refused(transaction& tx, const char* name,
                                         const domain::refund_input& wanted,
                                         std::string_view expected,
                                         std::string_view shows) {
  const auto decision = ask(tx, wanted);
  if (decision.what != verdict::refused) {
    check(name, false, amount(*wanted.amount) + " was not refused");
    return;
  }
  check(name,
        decision.code == expected &&
            decision.reason.find(shows) != std::string::npos,
        "refused: " + readable(decision.reason));
}

refund_rehearsal_run::sums refund_rehearsal_run::read_sums(transaction& tx) {
  params with;
  with.add(scratch_order.value);
  const auto rows = tx.run(read_books, std::move(with));
  sums found;
  found.state = {domain::parse_order_status(rows.text(0, 0)).value(),
                 domain::parse_payment_status(rows.text(0, 1)).value()};
  found.refunded = {rows.int64(0, 2)};
  found.pending = {rows.int64(0, 3)};
  found.refunds = rows.int64(0, 4);
  return found;
}

void refund_rehearsal_run::check(const char* name, bool ok,
                                 std::string detail) {
  report_.checks.push_back({name, ok, std::move(detail)});
}

std::string refund_rehearsal_run::amount(domain::money value) const {
  return format_money(value, in_) + " " + in_.code;
}

// Scratch numbers mean nothing to anybody.
std::string refund_rehearsal_run::readable(std::string text) const {
  replace_all(text, order_number(scratch_order),
              request_.order ? order_number(*request_.order)
                             : "the made-up order");
  for (const auto& [id, name] : names_)
    replace_all(text, refund_number(id), name);
  const auto key = text.find("the key "), end = text.find(" names another");
  if (key != std::string::npos && end != std::string::npos)
    text.erase(key + 7, end - key - 7);
  return text;
}

} // namespace orderd::storage
