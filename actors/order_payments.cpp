// SPDX-License-Identifier: Apache-2.0
#include "actors/order_payments.hpp"

#include "actors/errors.hpp"
#include "actors/order_revival.hpp"
#include "actors/order_settling.hpp"
#include "actors/order_waiters.hpp"

#include <algorithm>
#include <utility>

namespace orderd::actors {
namespace {

using self_pointer = processor_actor::stateful_pointer<processor_state>;
using phase = open_payments::phase;

// A retry waits at most this many times the configured delay.
constexpr int max_delay_doublings = 10;

// Recorded as the gateway of orders that cost nothing.
constexpr std::string_view nobody = "none";

std::string charge_key(const processor_state& state, domain::order_id id) {
  return state.deps.installation_id + ":" + domain::order_number(id);
}

// Who waits is not left waiting for a person: the order is accepted.
void hold(self_pointer self, const std::vector<domain::order_id>& orders) {
  for (const auto id : orders) {
    self->state.open.find(id)->now = phase::held;
    tell_waiters(self, id, {});
  }
}

void charge(self_pointer self, const std::vector<domain::order_id>& orders) {
  auto& state = self->state;
  if (state.stage.paused) {
    hold(self, orders);
    return;
  }
  for (std::size_t first = 0; first < orders.size();
       first += max_charges_a_request) {
    const auto last = std::min(orders.size(), first + max_charges_a_request);
    auto requests = std::make_shared<std::vector<payment_request>>();
    const auto round = state.next_round++;
    auto& asked = state.rounds[round];
    for (auto i = first; i < last; ++i) {
      auto* open = state.open.find(orders[i]);
      open->now = phase::asked;
      open->attempts += 1;
      open->round = round;
      payment_request request;
      request.key = charge_key(state, orders[i]);
      request.subject = orders[i].value;
      request.amount = open->order.total;
      request.attempt = open->attempts;
      requests->push_back(std::move(request));
      asked.push_back(orders[i]);
    }
    self->send(state.deps.gateway,
               request_payments{std::move(requests),
                                caf::actor_cast<payment_sink_actor>(self)});
    self->delayed_send(caf::actor_cast<processor_actor>(self),
                       state.deps.answer_timeout, payments_overdue{round});
  }
}

// A clear answer, or a revival, that came while this was being recorded counts
// instead.
void note_dead(self_pointer self, const domain::dead_letter& letter) {
  const auto* open = self->state.open.find(letter.order);
  if (open == nullptr || open->now != phase::waiting ||
      is_revived(self->state, letter.order))
    return;
  self->state.dead += 1;
  self->state.deps.events->write(log_level::warning, "order.dead",
                                 {{"order_id", letter.order.value},
                                  {"attempts", letter.attempts},
                                  {"reason", letter.error_message}});
  leave(self, letter.order, dead_error(letter.order));
}

void bury(self_pointer self, std::vector<domain::dead_letter> dead) {
  auto& state = self->state;
  auto letters =
      std::make_shared<std::vector<domain::dead_letter>>(std::move(dead));
  state.recording_dead += 1;
  self->request(state.deps.storage, caf::infinite,
                record_dead{letters, state.deps.clock->now()})
      .then(
          [=](const recorded&) {
            self->state.recording_dead -= 1;
            for (const auto& letter : *letters)
              note_dead(self, letter);
            after_progress(self);
          },
          [=](const caf::error& why) { self->quit(why); });
}

// Asks these orders again after a backoff, or gives those up that were asked
// often enough. Those that got a clear answer meanwhile are left alone.
void handle_unclear(self_pointer self,
                    const std::vector<domain::order_id>& orders) {
  auto& state = self->state;
  std::vector<domain::dead_letter> dead;
  std::unordered_map<int, std::vector<domain::order_id>> by_attempts;
  for (const auto id : orders) {
    const auto& open = *state.open.find(id);
    if (open.now != phase::waiting)
      continue;
    if (open.asked_here() >= state.deps.max_attempts)
      dead.push_back({id, open.attempts, open.last_error});
    else
      by_attempts[open.asked_here()].push_back(id);
  }
  if (!dead.empty())
    bury(self, std::move(dead));
  for (auto& [attempts, ids] : by_attempts) {
    const auto round = state.next_round++;
    for (const auto id : ids)
      state.open.find(id)->round = round;
    state.rounds.emplace(round, std::move(ids));
    const auto doublings = std::min(attempts - 1, max_delay_doublings);
    self->delayed_send(caf::actor_cast<processor_actor>(self),
                       state.deps.retry_delay * (1 << doublings),
                       retry_payments{round});
  }
}

std::vector<domain::order_id> take_round(processor_state& state,
                                         std::int64_t round, phase expected) {
  std::vector<domain::order_id> orders;
  const auto found = state.rounds.find(round);
  if (found == state.rounds.end())
    return orders;
  for (const auto id : found->second)
    if (const auto* open = state.open.find(id);
        open != nullptr && open->now == expected && open->round == round)
      orders.push_back(id);
  state.rounds.erase(found);
  return orders;
}

} // namespace

caf::error dead_error(domain::order_id order) {
  return make_error(errc::unknown_outcome,
                    "the gateway gave no clear answer about order " +
                        domain::order_number(order) + "; it stays processing");
}

void pay(self_pointer self, const std::vector<domain::open_order>& orders,
         bool interactive,
         const std::unordered_map<domain::order_id, int>& asked_before) {
  std::vector<domain::order_id> to_charge;
  for (const auto& order : orders) {
    const auto before = asked_before.find(order.order);
    // One that is still here is just being buried: no longer.
    if (before != asked_before.end())
      self->state.open.remove(order.order);
    if (!self->state.open.add(order, interactive,
                              before == asked_before.end() ? 0
                                                           : before->second))
      continue;
    if (order.total.minor > 0)
      to_charge.push_back(order.order);
    else
      answer(self, *self->state.open.find(order.order), true, nobody, {});
  }
  charge(self, to_charge);
  finalize_answers(self);
}

// A late or repeated answer finds its order gone or answered, and changes
// nothing: the key's answer is the same each time.
void take_answers(self_pointer self,
                  const std::vector<payment_answer_line>& lines) {
  auto& state = self->state;
  std::vector<domain::order_id> unclear;
  for (const auto& line : lines) {
    auto* open = state.open.find({line.subject});
    if (open == nullptr || open->now == phase::finalizing)
      continue;
    if (line.verdict != payment_verdict::unclear) {
      answer(self, *open, line.verdict == payment_verdict::approved,
             state.deps.gateway_name, line);
    } else if (open->now == phase::asked) {
      open->last_error = line.reason;
      open->now = phase::waiting;
      unclear.push_back({line.subject});
    }
  }
  handle_unclear(self, unclear);
  finalize_answers(self);
  answer_drains(self);
}

void ask_again(self_pointer self, std::int64_t round) {
  const auto orders = take_round(self->state, round, phase::waiting);
  // The next start asks them, under the same keys.
  if (!self->state.draining)
    charge(self, orders);
}

void charge_held(self_pointer self) {
  charge(self, self->state.open.all_in(phase::held));
}

void give_up_waiting(self_pointer self, std::int64_t round) {
  const auto orders = take_round(self->state, round, phase::asked);
  if (orders.empty())
    return;
  for (const auto id : orders) {
    auto& open = *self->state.open.find(id);
    open.last_error = "no answer in time";
    open.now = phase::waiting;
  }
  self->state.deps.events->write(log_level::warning, "payments.overdue",
                                 {{"orders", orders.size()}});
  handle_unclear(self, orders);
  answer_drains(self);
}

} // namespace orderd::actors
