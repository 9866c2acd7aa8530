// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_deliveries.hpp"

#include <algorithm>
#include <memory>

namespace orderd::testing {
namespace {

using status = domain::delivery_exception::status;

bool in_scope(const domain::delivery_scope& scope,
              const domain::notice& about) {
  return (scope.types & domain::type_bit(about.type)) != 0 &&
         (!scope.sources || std::ranges::find(*scope.sources, about.source) !=
                                scope.sources->end());
}

domain::order_state told_by(const domain::notice& about) {
  using domain::order_status;
  using domain::payment_status;
  switch (about.type) {
  case domain::notification_type::processing:
    return {order_status::processing, payment_status::processing};
  case domain::notification_type::failure:
    return {order_status::cancelled, payment_status::failed};
  default:
    return {order_status::paid, payment_status::paid};
  }
}

std::optional<domain::refund_status>
refund_told_by(domain::notification_type type) {
  if (type == domain::notification_type::refund_completed)
    return domain::refund_status::completed;
  if (type == domain::notification_type::refund_failed)
    return domain::refund_status::failed;
  return std::nullopt;
}

} // namespace

void fake_deliveries::commit(const domain::notice_batch& batch) {
  batches[batch.batch.value] = batch;
  for (const auto& about : batch.notices)
    since_[about.order.value] = batch.since;
  for (const auto& channel : policy)
    if (const auto scope = domain::scope_of(channel, batch.notices))
      rows[channel.channel][batch.batch.value] = {*scope};
}

void fake_deliveries::resend(domain::notification_id id, domain::utc_time now) {
  const auto channel = domain::channel_of(id);
  auto& known = exceptions[id];
  if (known.channel.empty()) {
    known.about = *find_notice(id, channel);
    known.channel = domain::channel_name(channel);
    known.what.id = id;
    known.what.order = known.about.order;
  }
  known.what.what = status::retrying;
  known.what.next_at = now;
  known.forgiven = known.what.attempts;
  ++known.resends;
}

actors::pending_deliveries_loaded
fake_deliveries::pending(const actors::load_pending_deliveries& asked) {
  auto page = std::make_shared<std::vector<domain::notice_batch>>();
  const auto code = domain::channel_code(asked.channel).value();
  bool more = false;
  std::int64_t notices = 0;
  for (const auto& [id, known] : rows[asked.channel]) {
    if (known.complete)
      continue;
    const auto& batch = batches.at(id);
    notices += std::ranges::count_if(batch.notices, [&](const auto& about) {
      return in_scope(known.scope, about);
    });
    more = !page->empty() &&
           (page->size() >= static_cast<std::size_t>(asked.limit) ||
            notices > asked.most_notices);
    if (more)
      break;
    domain::notice_batch part{batch.batch, {}, batch.since};
    for (auto about : batch.notices)
      if (in_scope(known.scope, about) &&
          domain::subject_of(about) > known.done_through &&
          !find(domain::id_of(about, code))) {
        about.content = nullptr;
        part.notices.push_back(about);
      }
    page->push_back(std::move(part));
  }
  ++scans;
  return {std::move(page), more};
}

actors::outgoing_loaded
fake_deliveries::look(const actors::load_outgoing& asked) {
  auto found = std::make_shared<std::vector<domain::outgoing>>();
  for (const auto& about : *asked.notices)
    if (!gone.contains(about.order.value))
      found->push_back(outgoing_of(about, asked.channel));
  ++looks;
  return {std::move(found)};
}

actors::due_retries_loaded
fake_deliveries::due(const actors::load_due_retries& asked) {
  std::vector<const exception*> waiting;
  for (const auto& [id, known] : exceptions)
    if (known.channel == asked.channel && known.what.next_at)
      waiting.push_back(&known);
  std::ranges::stable_sort(
      waiting, {}, [](const exception* known) { return *known->what.next_at; });
  auto page = std::make_shared<domain::due_retries>();
  for (const auto* known : waiting) {
    if (*known->what.next_at > asked.now ||
        page->due.size() == static_cast<std::size_t>(asked.limit)) {
      page->next = known->what.next_at;
      break;
    }
    page->due.push_back(outgoing_of(known->about, asked.channel));
  }
  ++retry_pages;
  return {std::move(page)};
}

void fake_deliveries::record(const actors::record_deliveries& message) {
  groups.push_back(message.records->progress.size() +
                   message.records->exceptions.size());
  std::set<std::pair<std::string, std::int64_t>> seen;
  for (const auto& progress : message.records->progress) {
    if (!seen.emplace(progress.channel, progress.batch.value).second)
      misuse = "a record names a batch twice";
    auto& known = rows[progress.channel].at(progress.batch.value);
    if (known.complete && !repeats_allowed)
      misuse = "a batch is recorded after it was complete";
    if (progress.complete)
      known.complete = true;
    else if (progress.done_through < known.done_through && !repeats_allowed)
      misuse = "progress goes backwards";
    known.done_through = std::max(known.done_through, progress.done_through);
  }
  for (const auto& one : message.records->exceptions) {
    if ((one.what == status::retrying) != one.next_at.has_value())
      misuse = "a time to be tried at, and not retrying; or the reverse";
    auto& known = exceptions[one.id];
    known.what = one;
    known.channel = domain::channel_name(domain::channel_of(one.id));
    if (const auto* about = find_notice(one.id, domain::channel_of(one.id)))
      known.about = *about;
  }
}

actors::deliveries_counted fake_deliveries::count() const {
  std::map<std::string, domain::delivery_counts> found;
  for (const auto& [channel, of] : rows)
    for (const auto& [id, known] : of)
      if (!known.complete)
        for (const auto& about : batches.at(id).notices)
          found[channel].waiting +=
              in_scope(known.scope, about) &&
              domain::subject_of(about) > known.done_through;
  for (const auto& [id, known] : exceptions) {
    found[known.channel].retrying += known.what.what == status::retrying;
    found[known.channel].dead += known.what.what == status::failed;
  }
  actors::deliveries_counted counted;
  for (auto& [channel, counts] : found) {
    counts.channel = channel;
    counted.channels.push_back(counts);
  }
  return counted;
}

bool fake_deliveries::complete(const std::string& channel,
                               std::int64_t batch) const {
  const auto of = rows.find(channel);
  return of != rows.end() && of->second.contains(batch) &&
         of->second.at(batch).complete;
}

bool fake_deliveries::all_decided() const {
  for (const auto& [channel, of] : rows)
    for (const auto& [id, known] : of)
      if (!known.complete)
        return false;
  return count_of(status::retrying) == 0;
}

const fake_deliveries::exception*
fake_deliveries::find(domain::notification_id id) const {
  const auto found = exceptions.find(id);
  return found == exceptions.end() ? nullptr : &found->second;
}

std::size_t fake_deliveries::count_of(status what) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(exceptions, [&](const auto& known) {
        return known.second.what.what == what;
      }));
}

domain::outgoing
fake_deliveries::outgoing_of(const domain::notice& about,
                             const std::string& channel) const {
  domain::outgoing message;
  message.id = domain::id_of(about, domain::channel_code(channel).value());
  message.about = about;
  message.about.content = std::make_shared<domain::notice_content>(
      domain::notice_content{"Ada Example", {}});
  const auto state = states.find(about.order.value);
  message.state = state == states.end() ? told_by(about) : state->second;
  message.refund_state = refund_told_by(about.type);
  message.email = "ada@example.org";
  const auto since = since_.find(about.order.value);
  if (since != since_.end())
    message.ordered_at = message.accepted_at = message.since = since->second;
  if (const auto* known = find(message.id)) {
    message.attempts = known->what.attempts;
    message.forgiven = known->forgiven;
    message.resends = known->resends;
  }
  return message;
}

const domain::notice* fake_deliveries::find_notice(domain::notification_id id,
                                                   int channel) const {
  for (const auto& [batch, known] : batches)
    for (const auto& about : known.notices)
      if (domain::id_of(about, channel) == id)
        return &about;
  return nullptr;
}

} // namespace orderd::testing
