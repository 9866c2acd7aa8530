// SPDX-License-Identifier: Apache-2.0
#include "actors/notifier.hpp"

#include "actors/errors.hpp"
#include "actors/stage_switch.hpp"

#include <algorithm>
#include <utility>

namespace orderd::actors {
namespace {

using verdict = domain::handed::verdict;

caf::error not_configured(const std::string& channel) {
  return make_error(errc::refused,
                    "the channel " + channel + " is not configured");
}

caf::error why_not_sent(const std::string& channel,
                        const domain::handed& result) {
  const bool final =
      result.what == verdict::refused || result.what == verdict::skipped;
  return make_error(final ? errc::refused : errc::unavailable,
                    "cannot send a test over " + channel + ": " +
                        result.reason);
}

const domain::delivery_counts*
find_counts(const std::vector<domain::delivery_counts>& counts,
            std::string_view channel) {
  const auto found =
      std::ranges::find(counts, channel, &domain::delivery_counts::channel);
  return found == counts.end() ? nullptr : &*found;
}

} // namespace

std::optional<std::size_t>
notifier_state::lane_of(const std::string& channel) const {
  const auto found = std::ranges::find_if(lanes_, [&](const channel_lane& one) {
    return one.target->name() == channel;
  });
  if (found == lanes_.end())
    return std::nullopt;
  return static_cast<std::size_t>(found - lanes_.begin());
}

// -- pausing ------------------------------------------------------------------

caf::result<recorded> notifier_state::pause(const pause_stage& message) {
  if (!message.channel.empty() && !lane_of(message.channel))
    return not_configured(message.channel);
  if (pauses_.wishes.size() >= max_waiting_pauses)
    return make_error(errc::busy, "too many requests to pause or resume "
                                  "notifications wait already");
  auto promise = self_->make_response_promise<recorded>();
  pauses_.wishes.push_back({message.paused, message.channel, promise});
  store_next_pause();
  return promise;
}

// Durable first: a restart must not begin what a person stopped.
void notifier_state::store_next_pause() {
  if (pauses_.wishes.empty() || std::exchange(pauses_.storing, true))
    return;
  const auto& wish = pauses_.wishes.front();
  if (!wish.paused && !wish.channel.empty() && pauses_.all()) {
    // It would go on waiting, and whoever asked would not know.
    pause_stored(make_error(errc::refused,
                            "all notifications are paused; `queue resume "
                            "notifications` comes first"));
    return;
  }
  store_stages(pauses_.stages_for(pauses_.wishes.front()), 0);
}

void notifier_state::store_stages(std::vector<store_paused> stages,
                                  std::size_t next) {
  if (next == stages.size()) {
    pause_stored({});
    return;
  }
  const auto stage = stages[next];
  self_->request(dependencies_.storage, caf::infinite, stage)
      .then([this, stages = std::move(stages),
             next](const recorded&) { store_stages(stages, next + 1); },
            [this](const caf::error& why) { pause_stored(why); });
}

void notifier_state::pause_stored(const caf::error& why) {
  auto wish = std::move(pauses_.wishes.front());
  pauses_.wishes.pop_front();
  pauses_.storing = false;
  const bool changes = !why && pauses_.apply(wish);
  if (!wish.asker && why) {
    // Nobody else would: the receiver wants nothing, after a restart either.
    pauses_.wishes.push_back(std::move(wish));
    storage_refused("cannot store that a channel is paused", why);
    return;
  }
  if (changes)
    dependencies_.events->write(
        log_level::info,
        wish.paused ? "notifications.paused" : "notifications.unpaused",
        {{"channel", wish.channel.empty() ? "all" : wish.channel}});
  if (!why) {
    apply_pauses();
    if (!wish.paused)
      trust(wish.channel);
  }
  if (wish.asker) {
    if (why)
      wish.asker->deliver(why);
    else
      wish.asker->deliver(recorded{});
  }
  store_next_pause();
  proceed();
}

void notifier_state::apply_pauses() {
  for (auto& lane : lanes_) {
    lane.way.pause(pauses_.waits(lane.way.terms().channel), now());
    if (draining_ && lane.way.paused())
      lane.way.stop(now());
  }
}

// Whoever resumes all means each; the others keep what they asked us for.
void notifier_state::trust(const std::string& channel) {
  for (auto& lane : lanes_)
    if (channel.empty() || channel == lane.way.terms().channel)
      lane.way.trust();
}

void notifier_state::disable(std::size_t index, const std::string& reason) {
  const auto& channel = lanes_[index].way.terms().channel;
  dependencies_.events->write(log_level::error, "notifications.disabled",
                              {{"channel", channel}, {"reason", reason}});
  pauses_.wishes.push_back({true, channel, std::nullopt});
  pauses_.apply(pauses_.wishes.back());
  store_next_pause();
}

// -- tests --------------------------------------------------------------------

caf::result<test_sent> notifier_state::send(const send_test& message) {
  const auto index = lane_of(message.channel);
  if (!index)
    return not_configured(message.channel);
  if (!message.to.empty() && message.channel != "email")
    return make_error(errc::invalid, "only an e-mail can go to another "
                                     "address, not a notification over " +
                                         message.channel);
  if (draining_)
    return make_error(errc::draining, "the daemon is stopping");
  if (tests_ >= max_tests_under_way)
    return make_error(errc::busy, "too many tests are under way already");
  ++tests_;
  auto promise = self_->make_response_promise<test_sent>();
  self_
      ->request(
          dependencies_.storage, caf::infinite,
          load_test_notice{message.order, message.type, message.channel, now()})
      .then(
          [=, this](const test_notice_loaded& loaded) {
            send_loaded(*index, message, loaded, promise);
          },
          [=, this](const caf::error& why) mutable {
            --tests_;
            promise.deliver(why);
          });
  return promise;
}

void notifier_state::send_loaded(
    std::size_t index, const send_test& asked, const test_notice_loaded& loaded,
    caf::typed_response_promise<test_sent> promise) {
  if (!loaded.message) {
    --tests_;
    promise.deliver(
        make_error(errc::not_found, "there is no order " +
                                        domain::order_number(asked.order) +
                                        " that a test could speak of"));
    return;
  }
  auto message = *loaded.message;
  message.test = true;
  message.to = asked.to;
  const auto receiver = lanes_[index].target->receiver_of(message);
  auto messages = std::make_shared<std::vector<domain::outgoing>>();
  messages->push_back(std::move(message));
  // One that has nothing to do, if there is one: else it waits its turn.
  auto& lane = lanes_[index];
  std::size_t session = 0;
  while (session + 1 != lane.sessions.size() && lane.way.has_work(session))
    ++session;
  self_
      ->request(lane.sessions[session], caf::infinite,
                deliver_messages{std::move(messages)})
      .then(
          [=, this](const messages_delivered& done) mutable {
            --tests_;
            const auto& result = done.results->front();
            if (result.what == verdict::sent)
              promise.deliver(test_sent{receiver});
            else
              promise.deliver(why_not_sent(asked.channel, result));
          },
          [=, this](const caf::error& why) mutable {
            --tests_;
            promise.deliver(why);
          });
}

// -- status -------------------------------------------------------------------

caf::typed_response_promise<notifier_status> notifier_state::status() {
  auto promise = self_->make_response_promise<notifier_status>();
  askers_.push_back(promise);
  if (askers_.size() == 1)
    count();
  return promise;
}

void notifier_state::count() {
  self_->request(dependencies_.storage, count_patience, count_deliveries{})
      .then(
          [this](const deliveries_counted& counted) {
            give_status(counted.channels);
          },
          [this](const caf::error&) { give_status({}); });
}

void notifier_state::give_status(
    const std::vector<domain::delivery_counts>& counts) {
  notifier_status result;
  result.paused = pauses_.all();
  for (auto& lane : lanes_) {
    const auto& way = lane.way;
    channel_status one;
    one.channel = way.terms().channel;
    one.waiting = way.waiting();
    if (const auto* known = find_counts(counts, one.channel)) {
      // Only the database knows how large a backlog is.
      if (lane.way.queue().backlog())
        one.waiting = std::max(one.waiting, known->waiting);
      one.retrying = known->retrying;
      one.dead = known->dead;
    }
    one.in_flight = way.in_flight();
    one.paused = pauses_.waits(one.channel) || way.paused();
    one.trouble = way.trouble();
    if (result.trouble.empty() && !one.trouble.empty())
      result.trouble = one.channel + ": " + one.trouble;
    result.channels.push_back(std::move(one));
  }
  for (const auto& known : counts)
    if (!lane_of(known.channel))
      result.channels.push_back({known.channel, known.waiting, 0,
                                 known.retrying, known.dead, false,
                                 "the channel is not configured"});
  for (const auto& one : result.channels)
    result.waiting += one.waiting + one.retrying;
  if (result.trouble.empty())
    result.trouble = storage_retries_.trouble;
  for (auto& promise : std::exchange(askers_, {}))
    promise.deliver(result);
}

} // namespace orderd::actors
