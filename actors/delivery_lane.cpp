// SPDX-License-Identifier: Apache-2.0
#include "actors/delivery_lane.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace orderd::actors {
namespace {

delivery_queue queue_for(const channel::traits& traits) {
  return delivery_queue{traits.looks_again ? max_queued_remote_notices
                                           : max_queued_notices,
                        traits.sessions == 1};
}

domain::order_state state_told_by(const domain::notice& about) {
  using domain::order_status;
  using domain::payment_status;
  switch (about.type) {
  case domain::notification_type::processing:
    return {order_status::processing, payment_status::processing};
  case domain::notification_type::failure:
    return {order_status::cancelled,
            about.cancel_reason == domain::reason_payment_declined
                ? payment_status::failed
                : payment_status::not_charged};
  default:
    return {order_status::paid, payment_status::paid};
  }
}

/// What a notice says of itself, for a record of what happened.
domain::outgoing as_told(const delivery_agenda::item& item, int channel) {
  domain::outgoing message;
  message.id = domain::id_of(item.about(), channel);
  message.about = item.about();
  message.state = state_told_by(item.about());
  message.ordered_at = message.accepted_at = message.since =
      item.batch->since();
  return message;
}

} // namespace

delivery_lane::delivery_lane(lane_terms terms)
    : terms_(std::move(terms)),
      code_(domain::channel_code(terms_.channel).value()),
      agenda_(terms_.channel, code_, queue_for(terms_.traits)),
      limit_(terms_.traits.rate_per_s),
      flights_(static_cast<std::size_t>(std::max(terms_.traits.sessions, 1))) {}

void delivery_lane::offer(const shared<domain::commit_facts>& facts,
                          const domain::notice_batch& batch) {
  if (!terms_.policy)
    return;
  const auto told = [&](const domain::notice& about) {
    return terms_.policy->tells(about.type, about.source);
  };
  if (std::ranges::all_of(batch.notices, told)) {
    if (!batch.notices.empty())
      queue().offer({facts, &batch});
    return;
  }
  auto part = std::make_shared<domain::notice_batch>();
  part->batch = batch.batch;
  part->since = batch.since;
  std::ranges::copy_if(batch.notices, std::back_inserter(part->notices), told);
  if (!part->notices.empty())
    queue().offer(std::move(part));
}

void delivery_lane::pause(bool paused, domain::utc_time now) {
  paused_ = paused;
  if (paused)
    put_ready_back(now);
}

void delivery_lane::stop(domain::utc_time now) {
  stopped_ = true;
  put_ready_back(now);
  tell_unsaid(now);
}

// -- looking ------------------------------------------------------------------

shared<std::vector<domain::notice>>
delivery_lane::next_look(bool database, domain::utc_time now) {
  if (!works(now) || !looking_.empty() || ready_.size() >= look_size())
    return nullptr;
  if (terms_.traits.looks_again && !database)
    return nullptr;
  auto items = agenda_.take(look_size(), ledger_);
  if (items.empty() || board_from_memory(items, now))
    return nullptr;
  auto notices = std::make_shared<std::vector<domain::notice>>();
  notices->reserve(items.size());
  for (const auto& item : items)
    notices->push_back(item.about());
  looking_ = std::move(items);
  if (database)
    return notices;
  not_looked_at();
  return nullptr;
}

bool delivery_lane::board_from_memory(std::vector<delivery_agenda::item>& items,
                                      domain::utc_time now) {
  const auto is_whole = [](const delivery_agenda::item& item) {
    return item.about().content != nullptr;
  };
  if (terms_.traits.looks_again || !std::ranges::all_of(items, is_whole))
    return false;
  for (auto& item : items)
    ready_.push_back({item, as_told(item, code_), now});
  return true;
}

void delivery_lane::looked_at(const std::vector<domain::outgoing>& messages,
                              domain::utc_time now) {
  if (!works(now)) {
    not_looked_at();
    return;
  }
  auto message = messages.begin();
  for (const auto& item : std::exchange(looking_, {}))
    if (message != messages.end() &&
        message->id == domain::id_of(item.about(), code_))
      board(item, *message++, now);
    else // It is gone: there is nobody to be told.
      settle(item, std::nullopt);
}

void delivery_lane::not_looked_at() {
  for (auto& item : std::exchange(looking_, {}))
    agenda_.put_back(std::move(item));
}

bool delivery_lane::wants_scan(domain::utc_time now) const {
  return works(now) && agenda_.queue().wants_scan();
}

// Even if much is ready: there may be no other time when it may be read.
bool delivery_lane::wants_retries(domain::utc_time now) const {
  return works(now) && book_.wants_page(now);
}

void delivery_lane::retries_came(const domain::due_retries& page,
                                 domain::utc_time now) {
  book_.answered(page, now);
  for (const auto& message : page.due)
    if (works(now))
      board(std::nullopt, message, now);
    else
      book_.put_back(message.id, now);
}

void delivery_lane::board(std::optional<delivery_agenda::item> first,
                          domain::outgoing message, domain::utc_time now) {
  if (!terms_.traits.looks_again && message.about.refund.value == 0)
    message.state = state_told_by(message.about); // As from memory.
  if (terms_.traits.looks_again)
    if (const auto why = domain::why_skip(message, now, terms_.max_age)) {
      settle(first, exception_for(message, *why));
      return;
    }
  ready_.push_back({std::move(first), std::move(message), now});
}

void delivery_lane::settle(
    const std::optional<delivery_agenda::item>& first,
    std::optional<domain::delivery_exception> exception) {
  if (first) {
    agenda_.settled(*first, std::move(exception), ledger_);
  } else {
    book_.decided(exception.value().id);
    ledger_.add(std::move(*exception));
  }
}

void delivery_lane::put_back(const std::optional<delivery_agenda::item>& first,
                             domain::notification_id id, domain::utc_time now) {
  if (first)
    agenda_.put_back(*first);
  else
    book_.put_back(id, now);
}

void delivery_lane::put_ready_back(domain::utc_time now) {
  for (const auto& one : std::exchange(ready_, {}))
    put_back(one.first, one.message.id, now);
}

// -- recording ----------------------------------------------------------------

void delivery_lane::tell_unsaid(domain::utc_time now) {
  const bool all = stopped_ && in_flight() == 0;
  agenda_.tell_unsaid(all ? domain::utc_time::max() : now - longest_unsaid,
                      ledger_);
}

bool delivery_lane::record_is_urgent(domain::utc_time now) const {
  if (!ledger_.waits())
    return false;
  const auto& queue = agenda_.queue();
  // The next page of a backlog, or of retries, waits for the record.
  return (!terms_.traits.looks_again && ledger_.batch_waits()) || stopped_ ||
         (queue.backlog() && queue.exhausted()) || book_.page_waits(now);
}

delivery_ledger::page delivery_lane::recorded() {
  auto page = ledger_.written();
  for (const auto& [batch, progress] : page.progress)
    if (progress.complete)
      queue().recorded(batch);
  for (const auto& [id, exception] : page.exceptions) {
    if (!ledger_.waits(id))
      book_.closed(id);
    if (exception.next_at)
      book_.expect(*exception.next_at);
  }
  return page;
}

// -- status -------------------------------------------------------------------

std::optional<domain::utc_time>
delivery_lane::wakes_at(domain::utc_time now) const {
  const auto unsaid = agenda_.unsaid_since();
  const auto next = hands_over_at(now);
  if (!unsaid)
    return next;
  return std::min(next.value_or(domain::utc_time::max()),
                  *unsaid + longest_unsaid);
}

std::optional<domain::utc_time>
delivery_lane::hands_over_at(domain::utc_time now) const {
  if (paused_ || stopped_)
    return std::nullopt;
  if (health_.resting(now))
    return health_.rests_until();
  std::optional<domain::utc_time> first = book_.due_at();
  if (first && *first <= now)
    first.reset();
  if (limited_until_ && (!first || *limited_until_ < *first))
    first = limited_until_;
  return first;
}

bool delivery_lane::idle() const {
  if (in_flight() != 0 || !ledger_.empty())
    return false;
  return stopped_ || agenda_.queue().empty();
}

std::int64_t delivery_lane::in_flight() const {
  std::int64_t messages = 0;
  for (const auto& one : flights_)
    messages += static_cast<std::int64_t>(one.firsts.size());
  return messages;
}

bool delivery_lane::works(domain::utc_time now) const {
  return !paused_ && !stopped_ && !health_.resting(now);
}

std::size_t delivery_lane::look_size() const {
  const auto& traits = terms_.traits;
  if (!traits.looks_again)
    return std::max(traits.group, notices_a_look);
  // What may go in a few seconds: the rest would be looked at in vain.
  if (traits.rate_per_s != 0)
    return std::clamp<std::size_t>(
        static_cast<std::size_t>(traits.rate_per_s) * 2, 1, notices_a_look);
  return notices_a_look;
}

} // namespace orderd::actors
