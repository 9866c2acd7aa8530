// SPDX-License-Identifier: Apache-2.0
#include "actors/refund.hpp"

#include "actors/errors.hpp"
#include "actors/refund_payments.hpp"
#include "actors/refund_queue.hpp"
#include "actors/refund_waiters.hpp"
#include "domain/reject_codes.hpp"

#include <utility>

namespace orderd::actors {
namespace {

using create_promise = caf::typed_response_promise<refund_created>;
using phase = open_refunds::phase;

caf::error refusal_of(const domain::refund_decision& decision) {
  auto code = errc::refused;
  if (decision.code == domain::reject_code::unknown_order)
    code = errc::not_found;
  else if (decision.code == domain::reject_code::refund_key_conflict)
    code = errc::conflict;
  return make_error(code, "the refund was refused (" + decision.code +
                              "): " + decision.reason);
}

// Refunds that were recorded as pending although they are not meant to wait:
// they were under way when refunds were resumed.
void take_recorded(refund_pointer self, const domain::refunds_result& result,
                   bool interactive) {
  auto& state = self->state;
  take_up(self, result.open, interactive);
  const auto asked = static_cast<std::int64_t>(result.open.size());
  if (result.accepted == asked)
    return;
  state.pending += result.accepted - asked;
  // A count under way may not have seen them.
  state.count_again = state.counting;
  scan_pending(self);
}

// A pause that began meanwhile makes no difference: what comes back open is
// held.
shared<domain::refunds_request>
as_paused(const refund_state& state, shared<domain::refunds_request> request) {
  if (request->ask_now == !state.stage.paused)
    return request;
  auto changed = std::make_shared<domain::refunds_request>(*request);
  changed->ask_now = !state.stage.paused;
  return changed;
}

void record_batch(refund_pointer self, waiting_refunds batch) {
  auto& state = self->state;
  const auto refunds = batch.request->refunds.size();
  state.recording += refunds;
  self->request(state.deps.storage, caf::infinite,
                request_refunds{as_paused(state, batch.request)})
      .then(
          [=](const refunds_requested& done) mutable {
            self->state.recording -= refunds;
            // Before the asker hears of it, so that its `await_import` counts
            // these refunds.
            take_recorded(self, *done.result, false);
            batch.asker.deliver(done);
            after_progress(self);
          },
          [=](const caf::error& why) mutable {
            self->state.recording -= refunds;
            batch.asker.deliver(why);
            after_progress(self);
          });
}

// What is recorded during a pause comes back pending and takes no place here,
// so what is held does not stand in its way.
std::size_t present(const refund_state& state) {
  const auto held = state.stage.paused ? state.open.count(phase::held) : 0;
  return state.open.size() - held + state.recording;
}

// A scan that waits for room needs it for a whole page, and files leave it
// that. While a page is on its way files may pass the limit by as much, so
// that a long scan does not hold them up either.
bool has_room(const refund_state& state, std::size_t refunds) {
  const bool scan_waits = state.scan.active && !state.scan.reading;
  const auto taken = present(state) + (scan_waits ? max_refunds_a_page : 0);
  return taken == 0 || taken + refunds <= max_refunds_in_flight;
}

void record_waiting(refund_pointer self) {
  auto& waiting = self->state.batches;
  while (!waiting.empty() &&
         has_room(self->state, waiting.front().request->refunds.size())) {
    auto next = std::move(waiting.front());
    waiting.pop_front();
    record_batch(self, std::move(next));
  }
}

caf::result<refunds_requested> submit(refund_pointer self,
                                      const submit_refunds& message) {
  if (self->state.draining)
    return refunds_draining_error();
  self->state.batches.push_back(
      {self->make_response_promise<refunds_requested>(), message.request});
  record_waiting(self);
  return caf::delegated<refunds_requested>{};
}

void handle_created(refund_pointer self, create_promise asker,
                    const domain::refunds_result& result, bool wait) {
  using enum domain::refund_decision::verdict;
  take_recorded(self, result, true);
  const auto& decision = result.decisions.front();
  const refund_created answer{decision.refund, decision.what == duplicate};
  if (decision.what == refused)
    asker.deliver(refusal_of(decision));
  else if (wait)
    wait_for(self, std::move(asker), answer);
  else
    asker.deliver(answer);
}

caf::result<refund_created> create(refund_pointer self,
                                   const create_refund& message) {
  auto& state = self->state;
  if (state.draining)
    return refunds_draining_error();
  if (present(state) >= max_refunds_in_flight + max_single_refunds_in_flight)
    return make_error(errc::busy,
                      "too many refunds wait for the payment gateway");
  auto asker = self->make_response_promise<refund_created>();
  auto request = std::make_shared<domain::refunds_request>();
  request->refunds.push_back(message.refund);
  request->ask_now = !state.stage.paused;
  request->now = state.deps.clock->now();
  state.recording += 1;
  self->request(state.deps.storage, caf::infinite,
                request_refunds{std::move(request)})
      .then(
          [=, wait = message.wait](const refunds_requested& done) {
            self->state.recording -= 1;
            handle_created(self, asker, *done.result, wait);
            after_progress(self);
          },
          [=](const caf::error& why) mutable {
            self->state.recording -= 1;
            asker.deliver(why);
            after_progress(self);
          });
  return caf::delegated<refund_created>{};
}

bool is_settled(const refund_state& state, domain::import_id import) {
  return !state.scan.active && state.open.of_import(import) == 0;
}

caf::result<import_settled> await(refund_pointer self,
                                  const await_import& message) {
  if (is_settled(self->state, message.id))
    return import_settled{};
  auto asker = self->make_response_promise<import_settled>();
  self->state.imports[message.id].push_back(asker);
  return caf::delegated<import_settled>{};
}

refunds_status status(const refund_state& state) {
  refunds_status answer;
  const auto held = state.open.count(phase::held);
  answer.in_flight = static_cast<std::int64_t>(state.open.size() - held);
  answer.waiting =
      state.pending + static_cast<std::int64_t>(state.recording + held);
  for (const auto& batch : state.batches)
    answer.waiting += static_cast<std::int64_t>(batch.request->refunds.size());
  answer.dead = state.dead;
  answer.paused = state.stage.paused;
  return answer;
}

// A refund whose backoff runs stays open for the next start; everything else
// that is under way comes to an end.
void answer_drains(refund_pointer self) {
  auto& state = self->state;
  if (state.drains.empty() || state.recording > 0 || state.settling > 0 ||
      state.recording_dead > 0 || !state.late.empty() ||
      !state.answers.empty() || !state.interactive.empty() ||
      !state.stage.asked.empty() || state.scan.reading ||
      state.open.count(phase::asked) > 0)
    return;
  dismiss_waiters(self);
  for (auto& asker : std::exchange(state.drains, {}))
    asker.deliver(drained{});
}

caf::result<drained> start_drain(refund_pointer self) {
  auto& state = self->state;
  state.draining = true;
  for (auto& batch : std::exchange(state.batches, {}))
    batch.asker.deliver(refunds_draining_error());
  auto asker = self->make_response_promise<drained>();
  state.drains.push_back(asker);
  answer_drains(self);
  return caf::delegated<drained>{};
}

} // namespace

caf::error refunds_draining_error() {
  return make_error(errc::draining,
                    "the daemon is stopping and takes no new refunds");
}

void settle_import(refund_pointer self, domain::import_id import) {
  auto& state = self->state;
  if (!import || !is_settled(state, import))
    return;
  auto askers = state.imports.extract(import);
  if (askers.empty())
    return;
  for (auto& asker : askers.mapped())
    asker.deliver(import_settled{});
}

void after_progress(refund_pointer self) {
  go_on_scanning(self);
  record_waiting(self);
  answer_drains(self);
}

refund_actor::behavior_type refunds(refund_pointer self, refund_deps deps) {
  self->state.deps = std::move(deps);
  return {
      [=](const payment_answers& m) { take_refund_answers(self, *m.answers); },
      [=](const submit_refunds& m) { return submit(self, m); },
      [=](const create_refund& m) { return create(self, m); },
      [=](const cancel_refund& m) { return cancel(self, m); },
      [=](const reverse_refund& m) { return reverse(self, m); },
      [=](const retry_dead_refunds& m) { return retry_dead(self, m); },
      [=](const pause_stage& m) { return pause(self, m); },
      [=](const await_import& m) { return await(self, m); },
      [=](const get_status&) { return status(self->state); },
      [=](const drain&) { return start_drain(self); },
      [=](const recover&) { return recover_refunds(self); },
      [=](const retry_payments& m) { ask_for_refunds_again(self, m.round); },
      [=](const payments_overdue& m) { give_up_on_refunds(self, m.round); },
  };
}

} // namespace orderd::actors
