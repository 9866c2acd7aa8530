// SPDX-License-Identifier: Apache-2.0
#include "actors/notifier.hpp"

#include "actors/errors.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace orderd::actors {

void notifier_state::load_pauses() {
  self_->request(dependencies_.storage, caf::infinite, load_paused{})
      .then(
          [this](const paused_loaded& loaded) {
            ready_ = true;
            pauses_.load(loaded.stages);
            storage_answered();
            apply_pauses();
            proceed();
          },
          [this](const caf::error& why) {
            storage_refused("cannot read which channels are paused", why);
          });
}

void notifier_state::use_storage() {
  const auto waits = [](const channel_lane& one) {
    return one.way.ledger().waits();
  };
  const auto urgent = [time = now()](const channel_lane& one) {
    return one.way.record_is_urgent(time);
  };
  const bool news = std::ranges::any_of(lanes_, waits);
  if (news && !progress_due_ && !std::exchange(progress_alarm_, true))
    self_->delayed_send(self_, record_every, record_progress{});
  if (storage_busy_ || storage_retries_.waiting)
    return;
  if (news &&
      (progress_due_ || draining_ || std::ranges::any_of(lanes_, urgent))) {
    record();
    return;
  }
  progress_due_ = progress_due_ && news;
  const auto next =
      std::ranges::find_if(lanes_, [time = now()](const channel_lane& one) {
        return one.way.wants_scan(time);
      });
  if (next != lanes_.end() && ready_ && !draining_)
    scan(static_cast<std::size_t>(next - lanes_.begin()));
}

void notifier_state::look(std::size_t index,
                          shared<std::vector<domain::notice>> notices) {
  auto& lane = lanes_[index];
  self_
      ->request(dependencies_.storage, caf::infinite,
                load_outgoing{std::move(notices), lane.way.terms().channel})
      .then(
          [this, index](const outgoing_loaded& loaded) {
            lanes_[index].way.looked_at(*loaded.messages, now());
            storage_answered();
            proceed();
          },
          [this, index](const caf::error& why) {
            lanes_[index].way.not_looked_at();
            storage_refused("cannot read what notifications say", why);
          });
}

void notifier_state::load_retries(std::size_t index) {
  auto& lane = lanes_[index];
  lane.way.retries_asked();
  self_
      ->request(
          dependencies_.storage, caf::infinite,
          load_due_retries{lane.way.terms().channel, now(), retries_a_page})
      .then(
          [this, index](const due_retries_loaded& loaded) {
            lanes_[index].way.retries_came(*loaded.retries, now());
            storage_answered();
            proceed();
          },
          [this, index](const caf::error& why) {
            lanes_[index].way.no_retries_came(now());
            storage_refused("cannot read the notifications to be tried again",
                            why);
          });
}

// -- recording ----------------------------------------------------------------

void notifier_state::record() {
  auto records = std::make_shared<domain::delivery_records>();
  for (auto& lane : lanes_)
    lane.way.write_into(*records);
  progress_due_ = false;
  storage_busy_ = true;
  self_
      ->request(dependencies_.storage, caf::infinite,
                record_deliveries{std::move(records), now()})
      .then([this](const recorded&) { was_recorded(); },
            [this](const caf::error& why) { was_not_recorded(why); });
}

void notifier_state::was_recorded() {
  storage_busy_ = false;
  for (auto& lane : lanes_)
    tell_undelivered(lane, lane.way.recorded());
  storage_answered();
  proceed();
}

void notifier_state::was_not_recorded(const caf::error& why) {
  storage_busy_ = false;
  for (auto& lane : lanes_)
    lane.way.not_recorded();
  progress_due_ = true;
  storage_refused("cannot record delivered notifications", why);
}

// A line for each would flood the log when all are refused.
void notifier_state::tell_undelivered(const channel_lane& of,
                                      const delivery_ledger::page& page) {
  using status = domain::delivery_exception::status;
  const auto tell = [&](log_level level, std::string_view event,
                        auto is_meant) {
    const auto all = page.exceptions | std::views::values;
    const auto first = std::ranges::find_if(all, is_meant);
    if (first == all.end())
      return;
    dependencies_.events->write(
        level, event,
        {{"channel", of.target->name()},
         {"count", std::ranges::count_if(all, is_meant)},
         {"notification_id", (*first).id.value},
         {"order_id", (*first).order.value},
         {"reason", (*first).error_message}});
  };
  tell(log_level::warning, "notifications.failed",
       [](const auto& one) { return one.what == status::failed; });
  tell(log_level::info, "notifications.skipped", [](const auto& one) {
    return one.what == status::expired || one.what == status::suppressed;
  });
}

// -- scans --------------------------------------------------------------------

void notifier_state::scan(std::size_t index) {
  auto& queue = lanes_[index].way.queue();
  queue.scan_started();
  storage_busy_ = true;
  self_
      ->request(dependencies_.storage, caf::infinite,
                load_pending_deliveries{lanes_[index].way.terms().channel,
                                        {},
                                        batches_a_scan,
                                        queue.most_notices()})
      .then(
          [this, index](const pending_deliveries_loaded& page) {
            was_scanned(index, page);
          },
          [this, index](const caf::error& why) {
            storage_busy_ = false;
            lanes_[index].way.queue().scan_given_up();
            storage_refused("cannot read the notifications that wait", why);
          });
}

void notifier_state::was_scanned(std::size_t index,
                                 const pending_deliveries_loaded& page) {
  storage_busy_ = false;
  auto& queue = lanes_[index].way.queue();
  if (draining_)
    queue.scan_given_up();
  else
    queue.scan_ended(page.batches, page.more);
  storage_answered();
  proceed();
}

// -- trouble ------------------------------------------------------------------

void notifier_state::storage_refused(const std::string& attempt,
                                     const caf::error& why) {
  auto& retries = storage_retries_;
  retries.trouble = attempt + ": " + error_text(why);
  // Several requests may fail for the same reason.
  if (!std::exchange(retries.waiting, true)) {
    const auto delay = retries.delays.next();
    dependencies_.events->write(log_level::warning, "notifications.delayed",
                                {{"target", "database"},
                                 {"reason", retries.trouble},
                                 {"retry_ms", delay.count()}});
    self_->delayed_send(self_, delay, retry_storage{});
  }
  proceed();
}

void notifier_state::storage_answered() {
  auto& retries = storage_retries_;
  // Not while another request is to be repeated: that one failed later.
  if (retries.trouble.empty() || retries.waiting)
    return;
  retries.trouble.clear();
  retries.delays.reset();
  dependencies_.events->write(log_level::info, "notifications.resumed",
                              {{"target", "database"}});
}

} // namespace orderd::actors
