// SPDX-License-Identifier: Apache-2.0
#include "actors/notifier.hpp"

#include "actors/channel_worker.hpp"
#include "actors/errors.hpp"

#include <algorithm>
#include <utility>

namespace orderd::actors {

notifier_state::notifier_state(notifier_actor::pointer self) : self_(self) {}

void notifier_state::start(notifier_dependencies dependencies) {
  dependencies_ = std::move(dependencies);
  storage_retries_.target = "database";
  for (const auto& target : dependencies_.channels) {
    channel_lane fresh;
    fresh.retries.target = std::string(target->name());
    fresh.worker = dependencies_.threads
                       ? self_->spawn<caf::linked + caf::detached>(
                             channel_worker, target, dependencies_.clock)
                       : self_->spawn<caf::linked>(channel_worker, target,
                                                   dependencies_.clock);
    lanes_.push_back(std::move(fresh));
  }
}

void notifier_state::take(const committed& message) {
  for (auto& lane : lanes_) {
    const bool had_backlog = lane.queue.backlog();
    for (const auto& batch : message.facts->notices)
      lane.queue.offer({message.facts, &batch});
    if (!had_backlog && lane.queue.backlog())
      dependencies_.events->write(log_level::warning, "notifications.backlog",
                                  {{"channel", lane.retries.target},
                                   {"waiting", lane.queue.waiting()}});
  }
  proceed();
}

void notifier_state::expect_backlog() {
  for (auto& lane : lanes_)
    lane.queue.expect_backlog();
  proceed();
}

void notifier_state::retry(const retry_delivery& message) {
  lanes_[message.channel].retries.waiting = false;
  proceed();
}

void notifier_state::retry(const retry_storage&) {
  storage_retries_.waiting = false;
  proceed();
}

notifier_status notifier_state::status() const {
  notifier_status result;
  for (const auto& lane : lanes_) {
    result.waiting += lane.queue.waiting();
    if (result.trouble.empty())
      result.trouble = lane.retries.trouble;
  }
  if (result.trouble.empty())
    result.trouble = storage_retries_.trouble;
  return result;
}

caf::typed_response_promise<drained> notifier_state::finish() {
  draining_ = true;
  auto promise = self_->make_response_promise<drained>();
  drains_.push_back(promise);
  proceed();
  return promise;
}

void notifier_state::proceed() {
  for (std::size_t channel = 0; channel != lanes_.size(); ++channel)
    hand_over(channel);
  use_storage();
  if (idle())
    for (auto& promise : std::exchange(drains_, {}))
      promise.deliver(drained{});
}

// -- to the channels ----------------------------------------------------------

void notifier_state::hand_over(std::size_t channel) {
  auto& lane = lanes_[channel];
  if (lane.retries.waiting)
    return;
  const auto batch = lane.queue.take();
  if (!batch)
    return;
  // No limit here: a channel limits its own waits, and handing a batch over
  // again while the first attempt lasts would tell people twice.
  self_->request(lane.worker, caf::infinite, deliver_batch{batch})
      .then(
          [this, channel, id = batch->batch](const batch_delivered&) {
            handed(channel, id);
          },
          [this, channel](const caf::error& why) { not_handed(channel, why); });
}

void notifier_state::handed(std::size_t channel, domain::batch_id batch) {
  lanes_[channel].queue.delivered();
  unrecorded_.push_back({channel, batch});
  recovered(lanes_[channel].retries);
  proceed();
}

void notifier_state::not_handed(std::size_t channel, const caf::error& why) {
  auto& lane = lanes_[channel];
  lane.queue.not_delivered();
  const auto delay =
      give_time(lane.retries, lane.retries.target + ": " + error_text(why));
  self_->delayed_send(self_, delay, retry_delivery{channel});
}

// -- to and from the database -------------------------------------------------

void notifier_state::use_storage() {
  if (storage_busy_ || storage_retries_.waiting)
    return;
  if (!unrecorded_.empty()) {
    record();
    return;
  }
  const auto next = std::ranges::find_if(
      lanes_, [](const channel_lane& lane) { return lane.queue.wants_scan(); });
  if (next != lanes_.end() && !draining_)
    scan(static_cast<std::size_t>(next - lanes_.begin()));
}

void notifier_state::record() {
  recording_ = std::exchange(unrecorded_, {});
  auto delivered = std::make_shared<std::vector<domain::delivered_batch>>();
  delivered->reserve(recording_.size());
  for (const auto& entry : recording_)
    delivered->push_back({entry.batch, lanes_[entry.channel].retries.target});
  storage_busy_ = true;
  self_
      ->request(
          dependencies_.storage, caf::infinite,
          record_deliveries{std::move(delivered), dependencies_.clock->now()})
      .then([this](const recorded&) { was_recorded(); },
            [this](const caf::error& why) { was_not_recorded(why); });
}

void notifier_state::was_not_recorded(const caf::error& why) {
  recording_.insert(recording_.end(), unrecorded_.begin(), unrecorded_.end());
  unrecorded_ = std::exchange(recording_, {});
  storage_refused("cannot record delivered notifications", why);
}

void notifier_state::was_recorded() {
  storage_busy_ = false;
  for (const auto& entry : std::exchange(recording_, {}))
    lanes_[entry.channel].queue.recorded(entry.batch);
  recovered(storage_retries_);
  proceed();
}

void notifier_state::scan(std::size_t channel) {
  lanes_[channel].queue.scan_started();
  storage_busy_ = true;
  self_
      ->request(dependencies_.storage, caf::infinite,
                load_pending_deliveries{
                    lanes_[channel].retries.target, {}, batches_a_scan})
      .then(
          [this, channel](const pending_deliveries_loaded& page) {
            was_scanned(channel, page);
          },
          [this, channel](const caf::error& why) {
            lanes_[channel].queue.scan_given_up();
            storage_refused("cannot read the notifications that wait", why);
          });
}

void notifier_state::was_scanned(std::size_t channel,
                                 const pending_deliveries_loaded& page) {
  storage_busy_ = false;
  auto& queue = lanes_[channel].queue;
  if (draining_)
    queue.scan_given_up();
  else
    queue.scan_ended(page.batches);
  recovered(storage_retries_);
  proceed();
}

void notifier_state::storage_refused(const std::string& attempt,
                                     const caf::error& why) {
  storage_busy_ = false;
  const auto delay =
      give_time(storage_retries_, attempt + ": " + error_text(why));
  self_->delayed_send(self_, delay, retry_storage{});
  proceed();
}

// -- trouble ------------------------------------------------------------------

std::chrono::milliseconds notifier_state::give_time(patience& retries,
                                                    std::string trouble) {
  const auto delay = retries.delays.next();
  retries.waiting = true;
  retries.trouble = std::move(trouble);
  dependencies_.events->write(log_level::warning, "notifications.delayed",
                              {{"target", retries.target},
                               {"reason", retries.trouble},
                               {"retry_ms", delay.count()}});
  return delay;
}

void notifier_state::recovered(patience& retries) {
  if (retries.trouble.empty())
    return;
  retries.trouble.clear();
  retries.delays.reset();
  dependencies_.events->write(log_level::info, "notifications.resumed",
                              {{"target", retries.target}});
}

bool notifier_state::idle() const {
  const auto empty = [](const channel_lane& lane) {
    return lane.queue.empty();
  };
  return !storage_busy_ && std::ranges::all_of(lanes_, empty);
}

notifier_actor::behavior_type
notifier(notifier_actor::stateful_pointer<notifier_state> self,
         notifier_dependencies dependencies) {
  auto& state = self->state;
  state.start(std::move(dependencies));
  return {
      [&state](const committed& message) { state.take(message); },
      [&state](const deliver_pending&) { state.expect_backlog(); },
      [&state](const retry_delivery& message) { state.retry(message); },
      [&state](const retry_storage& message) { state.retry(message); },
      [&state](const get_status&) { return state.status(); },
      [&state](const drain&) { return state.finish(); },
  };
}

} // namespace orderd::actors
