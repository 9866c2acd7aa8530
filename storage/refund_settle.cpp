// SPDX-License-Identifier: Apache-2.0
#include "storage/refund_settle.hpp"

#include "storage/told_kinds.hpp"
#include "storage/write_bisect.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

namespace orderd::storage {
namespace {

std::pair<std::int64_t, std::int64_t> key_of(const refund_answer* answer) {
  return {answer->order.value, answer->refund.value};
}

dead_refund dead_with(const refund_answer& answer, const std::string& why) {
  dead_refund dead;
  dead.refund = answer.refund;
  dead.order = answer.order;
  dead.attempts = std::max(answer.attempts, 1);
  dead.error_message = why;
  return dead;
}

// Leaves those answers in the settlement that the database takes together:
// sums may overflow only with all of them.
std::vector<dead_refund> take_refused(const write_context& context,
                                      refunds_settlement& settlement) {
  const auto all = std::exchange(settlement.answers, {});
  const auto at = [&](std::size_t i) {
    return all.begin() + static_cast<std::ptrdiff_t>(i);
  };
  const auto refused =
      find_refused(all.size(), [&](std::size_t from, std::size_t to) {
        auto more = settlement;
        more.answers.insert(more.answers.end(), at(from), at(to));
        refund_settle_run run{context, more};
        context.session.try_out(std::ref(run));
        run.give_ids_back();
        settlement = std::move(more);
      });
  std::vector<dead_refund> dead;
  for (const auto& [index, why] : refused)
    dead.push_back(dead_with(all[index], why));
  std::ranges::sort(dead, {}, &dead_refund::refund);
  const auto same = [](const dead_refund& a, const dead_refund& b) {
    return a.refund == b.refund;
  };
  dead.erase(std::unique(dead.begin(), dead.end(), same), dead.end());
  return dead;
}

settlement_result settle_with(const write_context& context,
                              const refunds_settlement& settlement,
                              std::vector<dead_refund> refused) {
  refund_settle_run run{context, settlement, std::move(refused)};
  const auto mark = context.session.run("settle refunds", std::ref(run));
  return run.take_result(mark);
}

} // namespace

domain::notification_type told_of(const refund_answer& answer) {
  return answer.approved ? domain::notification_type::refund_completed
                         : domain::notification_type::refund_failed;
}

refund_settle_run::refund_settle_run(const write_context& context,
                                     const refunds_settlement& settlement,
                                     std::vector<dead_refund> refused)
    : context_(context),
      settlement_(settlement),
      refused_(std::move(refused)),
      batch_ids_(context.ids, id_kind::batch) {
  for (const auto& answer : settlement.answers)
    sorted_.push_back(&answer);
  // Of two answers about one refund the first one counts.
  std::ranges::stable_sort(sorted_, {}, key_of);
  const auto same = [](const refund_answer* a, const refund_answer* b) {
    return key_of(a) == key_of(b);
  };
  sorted_.erase(std::unique(sorted_.begin(), sorted_.end(), same),
                sorted_.end());
}

void refund_settle_run::operator()(transaction& tx) {
  batch_ids_.give_back();
  if (sorted_.empty() && refused_.empty())
    return;
  const domain::batch_id batch{batch_ids_.take(tx.on(), 1)};
  tx.set_batch(batch);
  settle(tx, batch);
}

void refund_settle_run::settle(transaction& tx, domain::batch_id batch) {
  batch_ = batch;
  effects_ = {};
  settled_.clear();
  dead_.clear();
  read_books(tx);
  for (const auto* answer : sorted_)
    settle_one(*answer);
  for (const auto& refused : refused_) {
    const auto* refund =
        find_refund(books_.find(refused.order), refused.refund);
    if (refund != nullptr && is_open(refund->status))
      dead_.push_back(refused);
  }
  if (!settled_.empty() || !dead_.empty())
    write(tx);
}

void refund_settle_run::read_books(transaction& tx) {
  std::set<std::int64_t> orders, restocking;
  for (const auto* answer : sorted_)
    orders.insert(answer->order.value);
  for (const auto& refused : refused_)
    orders.insert(refused.order.value);
  books_.lock(tx, orders, refund_books::depth::items);
  for (const auto* answer : sorted_) {
    const auto* refund =
        find_refund(books_.find(answer->order), answer->refund);
    if (refund == nullptr || !is_open(refund->status) || !answer->approved)
      continue;
    if (refund->restock == domain::restock_rule::all ||
        !books_.named(refund->id).empty())
      restocking.insert(answer->order.value);
  }
  books_.read_lines(tx, restocking);
}

void refund_settle_run::settle_one(const refund_answer& answer) {
  auto* books = books_.find(answer.order);
  const auto* refund = find_refund(books, answer.refund);
  if (refund == nullptr || !is_open(refund->status))
    return;
  settled one;
  one.answer = &answer;
  one.customer = books->customer;
  one.amount = refund->amount;
  one.source = books->source;
  one.notify = !books_.is_silent(answer.refund);
  one.was_pending = refund->status == domain::refund_status::pending;
  effects_.note_order(*books);
  const auto& named = books_.named(answer.refund);
  if (answer.approved) {
    auto done = complete_refund(*books, answer.refund, named);
    auto outcome = outcome_of(*books, one.amount, settlement_.today, false);
    outcome.cancels_order = done.cancels_order;
    effects_.note_outcome(std::move(outcome));
    effects_.note_state(*books);
    one.restocked = std::move(done.restocked);
  } else {
    release_refund(*books, answer.refund, domain::refund_status::failed, named);
  }
  settled_.push_back(std::move(one));
}

settlement_result refund_settle_run::take_result(commit_mark mark) {
  settlement_result result;
  result.facts.mark = mark;
  for (const auto& one : settled_)
    (one.answer->approved ? result.completed : result.failed) += 1;
  result.refused = std::move(dead_);
  effects_.tell(result.facts);
  if (auto told = notices(); !told.empty())
    result.facts.notices.push_back({batch_, std::move(told), settlement_.now});
  return result;
}

std::vector<domain::notice> refund_settle_run::notices() const {
  std::vector<domain::notice> all;
  all.reserve(settled_.size());
  told_kinds kinds{context_.policy};
  for (const auto& one : settled_) {
    if (!one.notify || !kinds.note(told_of(*one.answer), one.source))
      continue;
    auto& notice = all.emplace_back();
    notice.order = one.answer->order;
    notice.refund = one.answer->refund;
    notice.customer = one.customer;
    notice.total = one.amount;
    notice.type = told_of(*one.answer);
    notice.source = one.source;
  }
  std::ranges::sort(all, {}, &domain::notice::refund);
  return all;
}

settlement_result settle_refunds(const write_context& context,
                                 const refunds_settlement& settlement) {
  try {
    return settle_with(context, settlement, {});
  } catch (const error& failed) {
    if (failed.kind() != error_kind::data_refused)
      throw;
  }
  auto rest = settlement;
  auto refused = take_refused(context, rest);
  return settle_with(context, rest, std::move(refused));
}

} // namespace orderd::storage
