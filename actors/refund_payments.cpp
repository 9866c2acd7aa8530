// SPDX-License-Identifier: Apache-2.0
#include "actors/refund_payments.hpp"

#include "actors/refund_queue.hpp"
#include "actors/refund_settling.hpp"
#include "actors/refund_waiters.hpp"
#include "domain/mix.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace orderd::actors {
namespace {

using phase = open_refunds::phase;

// A retry waits at most this many times the configured delay.
constexpr int max_delay_doublings = 10;

// How far a delay is from its mean, at most, in permille: many refunds that
// failed together shall not come back together.
constexpr std::int64_t jitter_permille = 200;

std::string refund_key(const refund_state& state, domain::refund_id id) {
  return state.deps.installation_id + ":" + domain::refund_number(id);
}

payment_request to_request(const refund_state& state,
                           const open_refunds::entry& open) {
  payment_request request;
  request.what = payment_request::operation::refund;
  request.key = refund_key(state, open.refund.refund);
  request.charge_key = state.deps.installation_id + ":" +
                       domain::order_number(open.refund.order);
  request.subject = open.refund.refund.value;
  request.amount = open.refund.amount;
  request.attempt = open.attempts;
  return request;
}

void ask_round(refund_pointer self, const std::vector<domain::refund_id>& ids) {
  auto& state = self->state;
  auto requests = std::make_shared<std::vector<payment_request>>();
  const auto round = state.open.start_round(ids, phase::asked);
  for (const auto id : ids) {
    auto& open = *state.open.find(id);
    open.attempts += 1;
    requests->push_back(to_request(state, open));
  }
  self->send(state.deps.gateway,
             request_payments{std::move(requests),
                              caf::actor_cast<payment_sink_actor>(self)});
  self->delayed_send(caf::actor_cast<refund_actor>(self),
                     state.deps.answer_timeout, payments_overdue{round});
}

// Who waits is not left waiting for a person.
void hold(refund_pointer self, domain::refund_id id) {
  self->state.open.move(id, phase::held);
  settle_import(self, self->state.open.find(id)->refund.import);
  tell_waiters(self, id, {});
}

void ask(refund_pointer self, const std::vector<domain::refund_id>& ids) {
  if (self->state.stage.paused) {
    for (const auto id : ids)
      hold(self, id);
    return;
  }
  for (std::size_t first = 0; first < ids.size();
       first += max_refunds_a_request) {
    const auto last = std::min(ids.size(), first + max_refunds_a_request);
    ask_round(self, {ids.begin() + static_cast<std::ptrdiff_t>(first),
                     ids.begin() + static_cast<std::ptrdiff_t>(last)});
  }
}

// A clear answer that came while this was being recorded counts instead.
void note_dead(refund_pointer self, const domain::dead_refund& letter) {
  const auto* open = self->state.open.find(letter.refund);
  if (open == nullptr || open->now != phase::waiting)
    return;
  leave_dead(self, letter);
}

void bury(refund_pointer self, std::vector<domain::dead_refund> dead) {
  auto& state = self->state;
  const auto letters =
      std::make_shared<std::vector<domain::dead_refund>>(std::move(dead));
  state.recording_dead += 1;
  self->request(state.deps.storage, caf::infinite,
                record_dead_refunds{letters, state.deps.clock->now()})
      .then(
          [=](const recorded&) {
            self->state.recording_dead -= 1;
            for (const auto& letter : *letters)
              note_dead(self, letter);
            count_refunds(self);
            after_progress(self);
          },
          [=](const caf::error& why) { self->quit(why); });
}

std::chrono::milliseconds delay_after(refund_state& state, int asked) {
  const auto doublings = std::min(asked - 1, max_delay_doublings);
  const auto mean = state.deps.retry_delay.count() * (1 << doublings);
  const auto dice =
      domain::mixed(state.deps.seed ^ domain::mixed(state.delays));
  state.delays += 1;
  const auto off = static_cast<std::int64_t>(dice % (2 * jitter_permille + 1));
  return std::chrono::milliseconds{mean * (1'000 - jitter_permille + off) /
                                   1'000};
}

// Asks for these again after a backoff, or gives those up that were asked for
// often enough. Those that got a clear answer meanwhile are left alone.
void handle_unclear(refund_pointer self,
                    const std::vector<domain::refund_id>& ids) {
  auto& state = self->state;
  std::vector<domain::dead_refund> dead;
  std::map<int, std::vector<domain::refund_id>> by_asked;
  for (const auto id : ids) {
    const auto& open = *state.open.find(id);
    if (open.now != phase::waiting)
      continue;
    if (open.asked_here() >= state.deps.max_attempts)
      dead.push_back({id, open.refund.order, open.attempts, open.last_error});
    else
      by_asked[open.asked_here()].push_back(id);
  }
  if (!dead.empty())
    bury(self, std::move(dead));
  for (const auto& [asked, group] : by_asked)
    self->delayed_send(
        caf::actor_cast<refund_actor>(self), delay_after(state, asked),
        retry_payments{state.open.start_round(group, phase::waiting)});
}

void note_unclear(refund_state& state, domain::refund_id id,
                  const std::string& reason) {
  state.open.find(id)->last_error = reason;
  state.open.move(id, phase::waiting);
}

} // namespace

void take_up(refund_pointer self, const std::vector<domain::open_refund>& those,
             bool interactive) {
  std::vector<domain::refund_id> fresh;
  for (const auto& refund : those)
    if (self->state.open.add(refund, interactive))
      fresh.push_back(refund.refund);
  ask(self, fresh);
}

void ask_held(refund_pointer self) {
  ask(self, self->state.open.all_in(phase::held));
}

// A repeated answer finds its refund answered or gone, and changes nothing:
// the key's answer is the same each time.
void take_refund_answers(refund_pointer self,
                         const std::vector<payment_answer_line>& lines) {
  auto& state = self->state;
  std::vector<domain::refund_id> unclear;
  std::vector<payment_answer_line> late;
  for (const auto& line : lines) {
    const domain::refund_id id{line.subject};
    const auto* open = state.open.find(id);
    const bool clear = line.verdict != payment_verdict::unclear;
    if (open == nullptr) {
      if (clear)
        late.push_back(line);
    } else if (open->now == phase::settling) {
      continue;
    } else if (clear) {
      note_answer(self, id, line);
    } else if (open->now == phase::asked) {
      note_unclear(state, id, line.reason);
      unclear.push_back(id);
    }
  }
  handle_unclear(self, unclear);
  take_late_answers(self, late);
  settle_answers(self);
  after_progress(self);
}

void ask_for_refunds_again(refund_pointer self, std::int64_t round) {
  const auto ids = self->state.open.take_round(round, phase::waiting);
  // The next start asks for them, under the same keys.
  if (!self->state.draining)
    ask(self, ids);
  after_progress(self);
}

void give_up_on_refunds(refund_pointer self, std::int64_t round) {
  auto& state = self->state;
  const auto ids = state.open.take_round(round, phase::asked);
  for (const auto id : ids)
    note_unclear(state, id, "no answer in time");
  if (!ids.empty())
    state.deps.events->write(log_level::warning, "refunds.overdue",
                             {{"refunds", ids.size()}});
  handle_unclear(self, ids);
  after_progress(self);
}

} // namespace orderd::actors
