// SPDX-License-Identifier: Apache-2.0
#include "actors/notifier.hpp"

#include "actors/channel_worker.hpp"
#include "actors/errors.hpp"
#include "domain/mix.hpp"

#include <algorithm>
#include <utility>

namespace orderd::actors {
namespace {

lane_terms terms_of(const channel& target,
                    const notifier_dependencies& dependencies,
                    std::uint64_t number) {
  lane_terms terms;
  terms.channel = std::string(target.name());
  terms.traits = target.needs();
  const auto policy = std::ranges::find(dependencies.policy, terms.channel,
                                        &domain::channel_policy::channel);
  if (policy != dependencies.policy.end())
    terms.policy = *policy;
  terms.max_age = dependencies.max_age;
  terms.retries = {dependencies.max_attempts, dependencies.retry_delay,
                   dependencies.longest_delay};
  terms.seed = domain::mixed(dependencies.seed ^ domain::mixed(number));
  return terms;
}

} // namespace

notifier_state::notifier_state(notifier_actor::pointer self) : self_(self) {}

void notifier_state::start(notifier_dependencies dependencies) {
  dependencies_ = std::move(dependencies);
  for (const auto& target : dependencies_.channels) {
    channel_lane fresh{
        target,
        delivery_lane{terms_of(*target, dependencies_, lanes_.size())},
        {},
        {}};
    for (int i = 0; i != fresh.way.terms().traits.sessions; ++i)
      fresh.sessions.push_back(
          dependencies_.threads
              ? self_->spawn<caf::linked + caf::detached>(
                    channel_worker, target, dependencies_.clock)
              : self_->spawn<caf::linked>(channel_worker, target,
                                          dependencies_.clock));
    lanes_.push_back(std::move(fresh));
  }
  load_pauses();
}

void notifier_state::take(const committed& message) {
  for (auto& lane : lanes_) {
    auto& queue = lane.way.queue();
    const bool had_backlog = queue.backlog();
    for (const auto& batch : message.facts->notices)
      lane.way.offer(message.facts, batch);
    if (!had_backlog && queue.backlog())
      dependencies_.events->write(
          log_level::warning, "notifications.backlog",
          {{"channel", lane.target->name()}, {"waiting", queue.waiting()}});
  }
  proceed();
}

void notifier_state::expect_backlog() {
  for (auto& lane : lanes_)
    lane.way.queue().expect_backlog();
  proceed();
}

void notifier_state::expect_retries() {
  for (auto& lane : lanes_)
    lane.way.expect_retries(now());
  proceed();
}

void notifier_state::wake(const resume_channel& message) {
  auto& lane = lanes_[message.channel];
  if (lane.round != message.round)
    return;
  lane.wakes.reset();
  proceed();
}

void notifier_state::ask_storage_again() {
  storage_retries_.waiting = false;
  if (!ready_)
    load_pauses();
  store_next_pause();
  proceed();
}

void notifier_state::record_now() {
  progress_alarm_ = false;
  progress_due_ = true;
  proceed();
}

caf::typed_response_promise<drained> notifier_state::finish() {
  draining_ = true;
  auto promise = self_->make_response_promise<drained>();
  drains_.push_back(promise);
  for (auto& lane : lanes_)
    if (!ready_ || lane.way.paused() || lane.way.terms().traits.looks_again)
      lane.way.stop(now());
  proceed();
  return promise;
}

void notifier_state::proceed() {
  if (ready_)
    for (std::size_t index = 0; index != lanes_.size(); ++index)
      drive(index);
  use_storage();
  for (std::size_t index = 0; index != lanes_.size(); ++index)
    set_alarm(index);
  if (draining_ && idle())
    for (auto& promise : std::exchange(drains_, {}))
      promise.deliver(drained{});
}

void notifier_state::drive(std::size_t index) {
  auto& way = lanes_[index].way;
  const auto time = now();
  const bool database = !storage_retries_.waiting;
  way.tell_unsaid(time);
  // Not while a record is under way: what it says would be read half the time.
  if (database && !draining_ && !storage_busy_ && way.wants_retries(time))
    load_retries(index);
  for (;;) {
    if (auto notices = way.next_look(database, time))
      look(index, std::move(notices));
    const auto group = way.next_group(time);
    if (!group)
      return;
    hand_over(index, *group);
  }
}

void notifier_state::hand_over(std::size_t index,
                               const delivery_lane::group& group) {
  // No limit here: a session limits its own waits, and handing messages over
  // again while the first attempt lasts would tell people twice.
  self_
      ->request(lanes_[index].sessions[group.session], caf::infinite,
                deliver_messages{group.messages})
      .then(
          [this, index, session = group.session](const messages_delivered& m) {
            came_back(index, session, *m.results);
          },
          [this, index, group](const caf::error& why) {
            came_back(index, group.session,
                      {group.messages->size(),
                       {domain::handed::verdict::again, error_text(why)}});
          });
}

void notifier_state::came_back(std::size_t index, std::size_t session,
                               const std::vector<domain::handed>& results) {
  auto& lane = lanes_[index];
  const auto events = lane.way.came_back(session, results, now());
  // In a drain the lanes rest since they are told to.
  if (events.rests && !draining_)
    dependencies_.events->write(log_level::warning, "notifications.delayed",
                                {{"target", lane.target->name()},
                                 {"reason", events.reason},
                                 {"retry_ms", events.rests->count()}});
  if (events.works_again)
    dependencies_.events->write(log_level::info, "notifications.resumed",
                                {{"target", lane.target->name()}});
  if (events.disabled)
    disable(index, events.reason);
  proceed();
}

void notifier_state::set_alarm(std::size_t index) {
  auto& lane = lanes_[index];
  const auto time = now();
  const auto wakes = lane.way.wakes_at(time);
  if (!wakes || (lane.wakes && *lane.wakes <= *wakes))
    return;
  lane.wakes = wakes;
  const auto delay =
      std::clamp(std::chrono::ceil<std::chrono::milliseconds>(*wakes - time),
                 std::chrono::milliseconds{1}, longest_sleep);
  self_->delayed_send(self_, delay, resume_channel{index, ++lane.round});
}

bool notifier_state::idle() const {
  return !storage_busy_ &&
         std::ranges::all_of(
             lanes_, [](const channel_lane& one) { return one.way.idle(); });
}

notifier_actor::behavior_type
notifier(notifier_actor::stateful_pointer<notifier_state> self,
         notifier_dependencies dependencies) {
  auto& state = self->state;
  state.start(std::move(dependencies));
  return {
      [&state](const committed& message) { state.take(message); },
      [&state](const deliver_pending&) { state.expect_backlog(); },
      [&state](const deliver_due&) { state.expect_retries(); },
      [&state](const pause_stage& message) { return state.pause(message); },
      [&state](const send_test& message) { return state.send(message); },
      [&state](const resume_channel& message) { state.wake(message); },
      [&state](const retry_storage&) { state.ask_storage_again(); },
      [&state](const record_progress&) { state.record_now(); },
      [&state](const get_status&) { return state.status(); },
      [&state](const drain&) { return state.finish(); },
  };
}

} // namespace orderd::actors
