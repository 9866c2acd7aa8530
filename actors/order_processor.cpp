// SPDX-License-Identifier: Apache-2.0
#include "actors/order_processor.hpp"

#include "actors/errors.hpp"
#include "actors/order_payments.hpp"
#include "actors/order_revival.hpp"
#include "actors/order_waiters.hpp"

#include <utility>

namespace orderd::actors {
namespace {

using self_pointer = processor_actor::stateful_pointer<processor_state>;

// How many open orders one read of the recovery takes.
constexpr int recovery_page = 1'000;

caf::error stopping_error(domain::order_id order) {
  return make_error(errc::unknown_outcome,
                    "the daemon stops before the gateway gave a clear answer "
                    "about order " +
                        domain::order_number(order) +
                        "; it is accepted and will be paid after the next "
                        "start");
}

void accept_batch(self_pointer self, waiting_batch batch) {
  const auto orders = batch.request->orders.size();
  self->state.accepting += orders;
  self->request(self->state.deps.storage, caf::infinite,
                accept_orders{batch.request})
      .then(
          [=](const orders_accepted& done) mutable {
            self->state.accepting -= orders;
            // Before the asker hears of it, so that its `await_import` counts
            // these orders.
            pay(self, done.result->open, false);
            batch.asker.deliver(done);
            after_progress(self);
          },
          [=](const caf::error& why) mutable {
            self->state.accepting -= orders;
            batch.asker.deliver(why);
            after_progress(self);
          });
}

// Files leave a revival the room for its next page. While that is on its way
// they may pass the limit by as much, so that neither holds the other up.
bool has_room(const processor_state& state, std::size_t orders) {
  const bool reading =
      !state.revivals.empty() && state.revivals.front().reading;
  const auto taken =
      state.open.size() + state.accepting + (reading ? 0 : next_revived(state));
  return taken == 0 || taken + orders <= max_orders_in_flight;
}

caf::result<orders_accepted> submit(self_pointer self,
                                    const submit_batch& message) {
  if (self->state.draining)
    return draining_error();
  self->state.batches.push_back(
      {self->make_response_promise<orders_accepted>(), message.request});
  accept_waiting(self);
  return caf::delegated<orders_accepted>{};
}

using create_promise = caf::typed_response_promise<order_created>;

void answer_created(self_pointer self, create_promise asker,
                    const order_created& answer, bool wait) {
  const auto* open = self->state.open.find(answer.order);
  // One that is held waits for a person.
  if (wait && open != nullptr && open->now != open_payments::phase::held)
    wait_for(self, std::move(asker), answer);
  else if (wait && open == nullptr && answer.duplicate)
    look_up_earlier(self, std::move(asker), answer);
  else
    asker.deliver(answer);
}

void handle_created(self_pointer self, create_promise asker,
                    const domain::accept_result& result, bool wait) {
  using enum domain::order_decision::verdict;
  pay(self, result.open, true);
  const auto& decision = result.decisions.front();
  if (decision.what == rejected) {
    const auto code =
        decision.code == "order_ref_conflict" ? errc::conflict : errc::refused;
    asker.deliver(make_error(code, "the order was refused (" + decision.code +
                                       "): " + decision.reason));
    return;
  }
  answer_created(self, std::move(asker),
                 {decision.order, decision.what == duplicate}, wait);
}

caf::result<order_created> create(self_pointer self,
                                  const create_order& message) {
  if (self->state.draining)
    return draining_error();
  if (self->state.open.size() + self->state.accepting >=
      max_orders_in_flight + max_single_orders_in_flight)
    return make_error(errc::busy,
                      "too many orders wait for the payment gateway");
  auto asker = self->make_response_promise<order_created>();
  auto request = std::make_shared<domain::accept_request>();
  request->source = message.source;
  request->orders.push_back(message.order);
  request->now = self->state.deps.clock->now();
  request->today = self->state.deps.clock->day_of(request->now);
  self->state.accepting += 1;
  self->request(self->state.deps.storage, caf::infinite,
                accept_orders{std::move(request)})
      .then(
          [=, wait = message.wait](const orders_accepted& done) {
            self->state.accepting -= 1;
            handle_created(self, asker, *done.result, wait);
            after_progress(self);
          },
          [=](const caf::error& why) mutable {
            self->state.accepting -= 1;
            asker.deliver(why);
            after_progress(self);
          });
  return caf::delegated<order_created>{};
}

caf::result<import_settled> await(self_pointer self,
                                  const await_import& message) {
  if (self->state.open.of_import(message.id) == 0)
    return import_settled{};
  auto asker = self->make_response_promise<import_settled>();
  self->state.settled[message.id].push_back(asker);
  return caf::delegated<import_settled>{};
}

void recover_page(self_pointer self,
                  caf::typed_response_promise<recovered> asker,
                  domain::order_id after, std::int64_t so_far) {
  self->request(self->state.deps.storage, caf::infinite,
                load_open_orders{after, recovery_page})
      .then(
          [=](const open_orders_loaded& page) mutable {
            if (page.orders->empty()) {
              self->state.deps.events->write(
                  log_level::info, "orders.recovered", {{"orders", so_far}});
              asker.deliver(recovered{so_far});
              return;
            }
            pay(self, *page.orders, false);
            recover_page(self, asker, page.orders->back().order,
                         so_far +
                             static_cast<std::int64_t>(page.orders->size()));
          },
          [=](const caf::error& why) mutable { asker.deliver(why); });
}

void recover_orders(self_pointer self,
                    caf::typed_response_promise<recovered> asker) {
  self->request(self->state.deps.storage, caf::infinite, load_dead_orders{})
      .then(
          [=](const dead_orders_loaded& loaded) {
            self->state.dead = static_cast<std::int64_t>(loaded.dead->size());
            recover_page(self, asker, {}, 0);
          },
          [=](const caf::error& why) mutable { asker.deliver(why); });
}

// What is to be held is known before anything is charged.
caf::result<recovered> recover_all(self_pointer self) {
  auto asker = self->make_response_promise<recovered>();
  self->request(self->state.deps.storage, caf::infinite, load_paused{})
      .then(
          [=](const paused_loaded& loaded) {
            self->state.stage.load(loaded, orders_stage);
            recover_orders(self, asker);
          },
          [=](const caf::error& why) mutable { asker.deliver(why); });
  return caf::delegated<recovered>{};
}

processor_status status(const processor_state& state) {
  processor_status answer;
  const auto held = state.open.count(open_payments::phase::held);
  answer.in_flight = static_cast<std::int64_t>(state.open.size() - held);
  answer.waiting = static_cast<std::int64_t>(state.accepting + held);
  for (const auto& batch : state.batches)
    answer.waiting += static_cast<std::int64_t>(batch.request->orders.size());
  for (const auto& revived : state.revivals)
    answer.waiting +=
        static_cast<std::int64_t>(revived.orders.size() - revived.next);
  answer.dead = state.dead;
  answer.paused = state.stage.paused;
  return answer;
}

// The next start charges what a drain finds held.
void follow_switch(self_pointer self, bool changed) {
  auto& state = self->state;
  const bool paused = state.stage.paused;
  if (changed)
    state.deps.events->write(log_level::info,
                             paused ? "orders.paused" : "orders.resumed", {});
  if (!paused && !state.draining)
    charge_held(self);
  after_progress(self);
}

caf::result<recorded> pause_charging(self_pointer self,
                                     const pause_stage& message) {
  return flip(self, self->state.stage, self->state.deps.storage, orders_stage,
              message, [=](bool changed) { follow_switch(self, changed); });
}

caf::result<drained> start_drain(self_pointer self) {
  auto& state = self->state;
  state.draining = true;
  for (auto& batch : state.batches)
    batch.asker.deliver(draining_error());
  state.batches.clear();
  go_on_reviving(self);
  auto asker = self->make_response_promise<drained>();
  state.drains.push_back(asker);
  answer_drains(self);
  return caf::delegated<drained>{};
}

} // namespace

caf::error draining_error() {
  return make_error(errc::draining,
                    "the daemon is stopping and takes no new orders");
}

void accept_waiting(self_pointer self) {
  auto& waiting = self->state.batches;
  while (!waiting.empty() &&
         has_room(self->state, waiting.front().request->orders.size())) {
    auto next = std::move(waiting.front());
    waiting.pop_front();
    accept_batch(self, std::move(next));
  }
}

// An order whose backoff runs stays open for the next start; everything else
// that is under way comes to an end.
void answer_drains(self_pointer self) {
  auto& state = self->state;
  if (state.drains.empty() || state.accepting > 0 || state.finalizing > 0 ||
      state.recording_dead > 0 || !state.stage.asked.empty() ||
      !state.answers.empty() || !state.interactive.empty() ||
      state.open.count(open_payments::phase::asked) > 0)
    return;
  for (auto& [order, waiters] : std::exchange(state.created, {}))
    for (auto& waiter : waiters)
      waiter.asker.deliver(stopping_error(order));
  for (auto& asker : std::exchange(state.drains, {}))
    asker.deliver(drained{});
}

void after_progress(self_pointer self) {
  go_on_reviving(self);
  accept_waiting(self);
  answer_drains(self);
}

processor_actor::behavior_type order_processor(self_pointer self,
                                               processor_deps deps) {
  self->state.deps = std::move(deps);
  return {
      [=](const payment_answers& m) { take_answers(self, *m.answers); },
      [=](const submit_batch& m) { return submit(self, m); },
      [=](const create_order& m) { return create(self, m); },
      [=](const await_import& m) { return await(self, m); },
      [=](const get_status&) { return status(self->state); },
      [=](const drain&) { return start_drain(self); },
      [=](const recover&) { return recover_all(self); },
      [=](const retry_dead_orders& m) { return revive(self, m); },
      [=](const pause_stage& m) { return pause_charging(self, m); },
      [=](const retry_payments& m) {
        ask_again(self, m.round);
        revive_after_backoff(self, m.round);
      },
      [=](const payments_overdue& m) { give_up_waiting(self, m.round); },
  };
}

} // namespace orderd::actors
