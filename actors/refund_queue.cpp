// SPDX-License-Identifier: Apache-2.0
#include "actors/refund_queue.hpp"

#include "actors/errors.hpp"
#include "actors/refund_payments.hpp"
#include "actors/refund_waiters.hpp"

#include <algorithm>
#include <utility>

namespace orderd::actors {
namespace {

void finish_count(refund_pointer self) {
  auto& state = self->state;
  state.counting = false;
  if (std::exchange(state.count_again, false))
    count_refunds(self);
  after_progress(self);
}

void answer_scan(refund_pointer self) {
  auto& scan = self->state.scan;
  for (auto& asker : std::exchange(scan.askers, {}))
    asker.deliver(recovered{scan.taken_up});
}

void end_scan(refund_pointer self) {
  auto& state = self->state;
  state.scan.active = false;
  if (state.scan.taken_up > 0)
    state.deps.events->write(log_level::info, "refunds.recovered",
                             {{"refunds", state.scan.taken_up}});
  answer_scan(self);
  std::vector<domain::import_id> waited_for;
  for (const auto& [import, askers] : state.imports)
    waited_for.push_back(import);
  for (const auto import : waited_for)
    settle_import(self, import);
  count_refunds(self);
  after_progress(self);
}

void take_page(refund_pointer self,
               const std::vector<domain::open_refund>& page) {
  auto& state = self->state;
  state.scan.reading = false;
  const bool again = std::exchange(state.scan.again, false);
  if (state.draining || (page.empty() && !again)) {
    end_scan(self);
    return;
  }
  state.scan.after = again ? domain::refund_id{} : page.back().refund;
  state.scan.taken_up += static_cast<std::int64_t>(page.size());
  take_up(self, page, false);
  count_refunds(self);
  after_progress(self);
}

void fail_scan(refund_pointer self, const caf::error& why) {
  auto& scan = self->state.scan;
  scan.reading = false;
  scan.active = false;
  if (scan.askers.empty()) {
    self->quit(why);
    return;
  }
  for (auto& asker : std::exchange(scan.askers, {}))
    asker.deliver(why);
  after_progress(self);
}

void start_scan(refund_pointer self) {
  auto& scan = self->state.scan;
  if (!std::exchange(scan.active, true))
    scan.taken_up = 0;
  scan.after = {};
  scan.again = scan.reading;
  go_on_scanning(self);
}

// The next start asks for what a drain finds held.
void follow_switch(refund_pointer self, bool changed) {
  auto& state = self->state;
  const bool paused = state.stage.paused;
  if (changed) {
    state.deps.events->write(log_level::info,
                             paused ? "refunds.paused" : "refunds.resumed", {});
    if (paused || state.draining) {
      count_refunds(self);
    } else {
      ask_held(self);
      scan_pending(self);
    }
  }
  after_progress(self);
}

// One that is still here is just being buried: no longer.
void ask_revived(refund_pointer self,
                 const std::vector<domain::open_refund>& revived) {
  auto& state = self->state;
  state.dead = std::max<std::int64_t>(
      0, state.dead - static_cast<std::int64_t>(revived.size()));
  for (const auto& refund : revived)
    state.open.remove(refund.refund);
  if (state.open.size() + revived.size() > max_refunds_in_flight)
    start_scan(self);
  else
    take_up(self, revived, false);
  count_refunds(self);
}

// What is taken up while refunds are paused is not asked for, and resuming
// scans from the beginning.
void end_paused_scan(refund_pointer self) {
  end_scan(self);
  tell_held_up(self);
}

} // namespace

// Both numbers are changed by requests of several kinds under way at once, so
// that only the database can tell.
void count_refunds(refund_pointer self) {
  auto& state = self->state;
  if (std::exchange(state.counting, true)) {
    state.count_again = true;
    return;
  }
  self->request(state.deps.storage, caf::infinite, load_refund_counts{})
      .then(
          [=](const refund_counts_loaded& loaded) {
            self->state.pending = loaded.counts.pending;
            self->state.dead = loaded.counts.dead;
            finish_count(self);
          },
          [=](const caf::error&) { finish_count(self); });
}

caf::result<recovered> recover_refunds(refund_pointer self) {
  auto asker = self->make_response_promise<recovered>();
  self->request(self->state.deps.storage, caf::infinite, load_refund_counts{})
      .then(
          [=](const refund_counts_loaded& loaded) {
            auto& state = self->state;
            state.pending = loaded.counts.pending;
            state.dead = loaded.counts.dead;
            state.stage.paused = loaded.paused;
            state.scan.askers.push_back(asker);
            start_scan(self);
          },
          [=](const caf::error& why) mutable { asker.deliver(why); });
  return caf::delegated<recovered>{};
}

void go_on_scanning(refund_pointer self) {
  auto& state = self->state;
  if (!state.scan.active || state.scan.reading || state.draining)
    return;
  if (state.open.size() + state.recording + max_refunds_a_page >
      max_refunds_in_flight) {
    // The rest follows as there is room.
    if (state.stage.paused)
      end_paused_scan(self);
    else
      answer_scan(self);
    return;
  }
  state.scan.reading = true;
  self->request(state.deps.storage, caf::infinite,
                take_up_refunds{state.scan.after,
                                static_cast<int>(max_refunds_a_page),
                                !state.stage.paused})
      .then(
          [=](const refunds_taken_up& page) { take_page(self, *page.refunds); },
          [=](const caf::error& why) { fail_scan(self, why); });
}

void scan_pending(refund_pointer self) {
  if (!self->state.stage.paused)
    start_scan(self);
}

caf::result<recorded> pause(refund_pointer self, const pause_stage& message) {
  return flip(self, self->state.stage, self->state.deps.storage, refunds_stage,
              message, [=](bool changed) { follow_switch(self, changed); });
}

caf::result<recorded> cancel(refund_pointer self,
                             const cancel_refund& message) {
  auto asker = self->make_response_promise<recorded>();
  const auto id = message.id;
  self->request(self->state.deps.storage, caf::infinite,
                store_refund_cancelled{id, self->state.deps.clock->now()})
      .then(
          [=](const recorded& done) mutable {
            tell_waiters(self, id, {});
            count_refunds(self);
            asker.deliver(done);
          },
          [=](const caf::error& why) mutable { asker.deliver(why); });
  return caf::delegated<recorded>{};
}

caf::result<recorded> reverse(refund_pointer self,
                              const reverse_refund& message) {
  auto asker = self->make_response_promise<recorded>();
  store_refund_reversed request;
  auto& reversal = request.reversal;
  reversal.refund = message.id;
  reversal.reason = message.reason;
  reversal.now = self->state.deps.clock->now();
  reversal.today = self->state.deps.clock->day_of(reversal.now);
  self->request(self->state.deps.storage, caf::infinite, request)
      .then([=](const refunds_settled&) mutable { asker.deliver(recorded{}); },
            [=](const caf::error& why) mutable { asker.deliver(why); });
  return caf::delegated<recorded>{};
}

caf::result<dead_retried> retry_dead(refund_pointer self,
                                     const retry_dead_refunds& message) {
  if (self->state.draining)
    return refunds_draining_error();
  if (self->state.stage.paused && message.ids.empty() && self->state.dead == 0)
    return dead_retried{};
  if (self->state.stage.paused)
    return make_error(errc::refused,
                      "cannot ask for dead refunds again: refunds are paused, "
                      "`queue resume refunds` comes first");
  auto asker = self->make_response_promise<dead_retried>();
  self->request(self->state.deps.storage, caf::infinite,
                revive_refunds{message.ids})
      .then(
          [=](const refunds_taken_up& revived) mutable {
            ask_revived(self, *revived.refunds);
            asker.deliver(dead_retried{
                static_cast<std::int64_t>(revived.refunds->size())});
          },
          [=](const caf::error& why) mutable { asker.deliver(why); });
  return caf::delegated<dead_retried>{};
}

} // namespace orderd::actors
