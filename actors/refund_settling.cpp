// SPDX-License-Identifier: Apache-2.0
#include "actors/refund_settling.hpp"

#include "actors/errors.hpp"
#include "actors/refund_payments.hpp"
#include "actors/refund_queue.hpp"
#include "actors/refund_waiters.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

namespace orderd::actors {
namespace {

using phase = open_refunds::phase;

// More answers than these are settled in several transactions.
constexpr std::size_t max_settled_refunds = 1'000;

domain::refund_answer to_answer(const refund_state& state,
                                domain::refund_id refund,
                                domain::order_id order, int attempts,
                                const payment_answer_line& line) {
  domain::refund_answer answer;
  answer.refund = refund;
  answer.order = order;
  answer.approved = line.verdict == payment_verdict::approved;
  answer.attempts = attempts;
  answer.gateway = state.deps.gateway_name;
  answer.transaction_id = answer.approved ? line.transaction_id : std::string{};
  answer.error_message = answer.approved ? std::string{} : line.reason;
  return answer;
}

void leave(refund_pointer self, domain::refund_id id) {
  auto& state = self->state;
  if (const auto* open = state.open.find(id)) {
    const auto import = open->refund.import;
    state.open.remove(id);
    settle_import(self, import);
  } else {
    // It was dead or pending, and is counted as that.
    count_refunds(self);
  }
  tell_waiters(self, id, {});
}

// The database refused what the gateway said about some: these are dead.
void leave_all(refund_pointer self,
               const domain::refunds_settlement& settlement,
               const refunds_settled& settled) {
  std::unordered_set<domain::refund_id> refused;
  if (settled.result)
    for (const auto& letter : settled.result->refused) {
      refused.insert(letter.refund);
      leave_dead(self, letter);
    }
  if (!refused.empty())
    count_refunds(self);
  for (const auto& done : settlement.answers)
    if (!refused.contains(done.refund))
      leave(self, done.refund);
}

std::vector<domain::refund_answer>
take_first(std::vector<domain::refund_answer>& from) {
  if (from.size() <= max_settled_refunds)
    return std::exchange(from, {});
  const auto end = from.begin() + max_settled_refunds;
  std::vector<domain::refund_answer> first{std::move_iterator{from.begin()},
                                           std::move_iterator{end}};
  from.erase(from.begin(), end);
  return first;
}

void settle(refund_pointer self, std::vector<domain::refund_answer>& answers,
            bool interactive) {
  auto& state = self->state;
  const auto settlement = std::make_shared<domain::refunds_settlement>();
  settlement->answers = take_first(answers);
  settlement->now = state.deps.clock->now();
  settlement->today = state.deps.clock->day_of(settlement->now);
  state.settling += 1;
  self->request(state.deps.storage, caf::infinite,
                settle_refunds{settlement, interactive})
      .then(
          [=](const refunds_settled& settled) {
            self->state.settling -= 1;
            leave_all(self, *settlement, settled);
            settle_answers(self);
            after_progress(self);
          },
          [=](const caf::error& why) {
            self->state.deps.events->write(
                log_level::error, "refunds.not_settled",
                {{"refunds", settlement->answers.size()},
                 {"reason", error_text(why)}});
            self->quit(why);
          });
}

// It may have been taken up while storage was asked.
void settle_late(refund_pointer self, const payment_answer_line& line,
                 const domain::refund_view* found) {
  auto& state = self->state;
  const domain::refund_id id{line.subject};
  if (const auto* open = state.open.find(id)) {
    if (open->now != phase::settling)
      note_answer(self, id, line);
    return;
  }
  if (found == nullptr)
    return;
  const auto status = domain::parse_refund_status(found->status);
  if (!status || !domain::is_open(*status))
    return;
  state.deps.events->write(log_level::info, "refund.answered_late",
                           {{"refund_id", id.value},
                            {"order_id", found->order.value},
                            {"attempts", found->attempts}});
  state.answers.push_back(
      to_answer(state, id, found->order, found->attempts, line));
}

void drop(dropped_answers& dropped, domain::refund_id id, std::string reason) {
  if (dropped.refunds++ == 0) {
    dropped.first = id;
    dropped.reason = std::move(reason);
  }
}

// Many that fail together are one event.
void log_dropped(refund_state& state) {
  const auto dropped = std::exchange(state.dropped, {});
  if (dropped.refunds > 0)
    state.deps.events->write(log_level::warning, "refund.answer_dropped",
                             {{"refund_id", dropped.first.value},
                              {"refunds", dropped.refunds},
                              {"reason", dropped.reason}});
}

void look_up_late(refund_pointer self);

void finish_lookup(refund_pointer self, domain::refund_id id) {
  auto& state = self->state;
  state.late.erase(id);
  if (state.late.empty())
    log_dropped(state);
  look_up_late(self);
  settle_answers(self);
  after_progress(self);
}

void look_up(refund_pointer self, const payment_answer_line& line) {
  const domain::refund_id id{line.subject};
  self->request(self->state.deps.storage, caf::infinite, find_refund{id})
      .then(
          [=](const refund_found& found) {
            settle_late(self, line, found.refund.get());
            finish_lookup(self, id);
          },
          [=](const caf::error& why) {
            drop(self->state.dropped, id, error_text(why));
            finish_lookup(self, id);
          });
}

void look_up_late(refund_pointer self) {
  auto& state = self->state;
  auto& waiting = state.late_waiting;
  while (!waiting.empty() &&
         state.late.size() - waiting.size() < max_late_lookups) {
    const auto line = std::move(waiting.front());
    waiting.pop_front();
    look_up(self, line);
  }
}

} // namespace

void leave_dead(refund_pointer self, const domain::dead_refund& letter) {
  auto& state = self->state;
  state.deps.events->write(log_level::warning, "refund.dead",
                           {{"refund_id", letter.refund.value},
                            {"order_id", letter.order.value},
                            {"attempts", letter.attempts},
                            {"reason", letter.error_message}});
  if (const auto* open = state.open.find(letter.refund)) {
    const auto import = open->refund.import;
    state.dead += 1;
    state.open.remove(letter.refund);
    settle_import(self, import);
  }
  // Its state says that it waits for a person.
  tell_waiters(self, letter.refund, {});
}

void note_answer(refund_pointer self, domain::refund_id id,
                 const payment_answer_line& line) {
  auto& state = self->state;
  state.open.move(id, phase::settling);
  const auto& open = *state.open.find(id);
  (open.interactive ? state.interactive : state.answers)
      .push_back(to_answer(state, id, open.refund.order, open.attempts, line));
}

void take_late_answers(refund_pointer self,
                       const std::vector<payment_answer_line>& lines) {
  auto& state = self->state;
  for (const auto& line : lines) {
    const domain::refund_id id{line.subject};
    if (state.late.contains(id))
      continue;
    if (state.late.size() >= max_late_answers) {
      drop(state.dropped, id, "too many late answers wait");
      continue;
    }
    state.late.insert(id);
    state.late_waiting.push_back(line);
  }
  log_dropped(state);
  look_up_late(self);
}

void settle_answers(refund_pointer self) {
  auto& state = self->state;
  while (!state.interactive.empty())
    settle(self, state.interactive, true);
  while (!state.answers.empty() && state.settling < max_settlements_in_flight)
    settle(self, state.answers, false);
}

} // namespace orderd::actors
