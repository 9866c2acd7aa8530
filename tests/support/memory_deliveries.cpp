// SPDX-License-Identifier: Apache-2.0
#include "tests/support/memory_deliveries.hpp"

#include <algorithm>
#include <cctype>
#include <map>

namespace orderd::testing {
namespace {

using status = domain::delivery_exception::status;
using storage::error;
using storage::error_kind;

bool in_scope(const domain::delivery_scope& scope,
              const domain::notice& about) {
  return (scope.types & domain::type_bit(about.type)) != 0 &&
         (!scope.sources ||
          std::ranges::binary_search(*scope.sources, about.source));
}

std::string channel_on(domain::notification_id id) {
  return std::string(domain::channel_name(domain::channel_of(id)));
}

domain::notification_id id_on(const domain::notice& about,
                              const std::string& channel) {
  return domain::id_of(about, domain::channel_code(channel).value());
}

// The batch that has the notification, and what became of that over the
// channel; nulls if there is none.
struct place {
  const domain::notice* about = nullptr;
  const stored_delivery* delivery = nullptr;
};

place find(const memory_store& store, domain::notification_id id) {
  const auto channel = channel_on(id);
  for (const auto& [batch, all] : store.batches) {
    const auto delivery = store.deliveries.find({batch, channel});
    if (delivery == store.deliveries.end())
      continue;
    const auto about = std::ranges::lower_bound(
        all.notices, domain::subject_of(id), {},
        [](const domain::notice& each) { return domain::subject_of(each); });
    if (about != all.notices.end() && id_on(*about, channel) == id &&
        in_scope(delivery->second.scope, *about))
      return {&*about, &delivery->second};
  }
  return {};
}

bool is_done(const stored_delivery& delivery, const domain::notice& about) {
  return delivery.complete ||
         domain::subject_of(about) <= delivery.done_through;
}

std::string status_of(const memory_store& store, domain::notification_id id,
                      const place& at) {
  if (const auto known = store.exceptions.find(id);
      known != store.exceptions.end())
    return std::string(to_string(known->second.last.what));
  return is_done(*at.delivery, *at.about) ? "sent" : "pending";
}

bool matches(const domain::dead_letter_filter& filter, const std::string& stage,
             const std::string& error_message) {
  const auto lower = [](std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) {
      return static_cast<char>(std::tolower(c));
    });
    return text;
  };
  return (!filter.stage || *filter.stage == stage) &&
         (!filter.error ||
          lower(error_message).find(lower(*filter.error)) != std::string::npos);
}

} // namespace

void tell(memory_store& store, domain::notice_batch batch,
          domain::commit_facts& facts) {
  for (const auto& channel : store.policy)
    if (auto scope = domain::scope_of(channel, batch.notices))
      store.deliveries[{batch.batch, channel.channel}].scope =
          std::move(*scope);
  std::erase_if(batch.notices, [&](const domain::notice& about) {
    return std::ranges::none_of(store.policy, [&](const auto& channel) {
      return channel.tells(about.type, about.source);
    });
  });
  if (batch.notices.empty())
    return;
  std::ranges::sort(batch.notices, {}, [](const domain::notice& about) {
    return domain::subject_of(about);
  });
  for (const auto& about : batch.notices)
    store.told_at[{domain::subject_of(about), about.type}] = batch.since;
  facts.notices.push_back(batch);
  for (auto& about : batch.notices)
    about.content.reset();
  store.batches.emplace(batch.batch, std::move(batch));
}

void record_deliveries(memory_store& store,
                       const domain::delivery_records& records,
                       domain::utc_time at) {
  for (const auto& one : records.progress) {
    const auto known = store.deliveries.find({one.batch, one.channel});
    if (known == store.deliveries.end())
      continue;
    auto& delivery = known->second;
    delivery.complete = delivery.complete || one.complete;
    delivery.done_through = std::max(delivery.done_through, one.done_through);
  }
  for (const auto& one : records.exceptions) {
    auto& known = store.exceptions[one.id];
    const auto earlier = known.last.error_message;
    known.last = one;
    if (one.error_message.empty())
      known.last.error_message = earlier;
    if (one.what == status::sent)
      known.sent_at = at;
    if (one.what == status::failed)
      known.dead_since = at;
  }
}

void resend_notification(memory_store& store, domain::notification_id id,
                         domain::utc_time now) {
  const auto at = find(store, id);
  if (at.about == nullptr)
    throw error(error_kind::not_found,
                "there is no notification " + std::to_string(id.value));
  const auto before = status_of(store, id, at);
  if (before == "pending" || before == "retrying")
    throw error(error_kind::conflict, "it is " + before);
  auto& known = store.exceptions[id];
  if (!known.last.id) {
    known.last.id = id;
    known.last.order = at.about->order;
    known.last.attempts = 1;
  }
  known.last.what = status::retrying;
  known.last.next_at = now;
  known.forgiven = known.last.attempts;
  known.resends += 1;
}

std::int64_t revive_notifications(memory_store& store,
                                  std::span<const domain::notification_id> ids,
                                  const domain::dead_letter_filter& filter,
                                  domain::utc_time now) {
  std::int64_t count = 0;
  for (auto& [id, known] : store.exceptions) {
    const bool named =
        ids.empty() ? matches(filter, "notifications", known.last.error_message)
                    : std::ranges::find(ids, id) != ids.end();
    if (!named || known.last.what != status::failed)
      continue;
    known.last.what = status::retrying;
    known.last.next_at = now;
    known.forgiven = known.last.attempts;
    ++count;
  }
  return count;
}

domain::notice_page pending_deliveries(const memory_store& store,
                                       const std::string& channel,
                                       domain::batch_id after, int limit,
                                       std::int64_t most_notices) {
  domain::notice_page page;
  auto& all = page.batches;
  std::int64_t notices = 0;
  for (const auto& [key, delivery] : store.deliveries) {
    if (key.second != channel || key.first <= after || delivery.complete)
      continue;
    const auto& stored = store.batches.at(key.first);
    notices += std::ranges::count_if(stored.notices, [&](const auto& about) {
      return in_scope(delivery.scope, about);
    });
    page.more =
        !all.empty() && (all.size() >= static_cast<std::size_t>(limit) ||
                         notices > most_notices);
    if (page.more)
      break;
    auto& batch = all.emplace_back(stored);
    std::erase_if(batch.notices, [&](const domain::notice& about) {
      return !in_scope(delivery.scope, about) || is_done(delivery, about) ||
             store.exceptions.contains(id_on(about, channel));
    });
  }
  return page;
}

domain::due_retries find_due_retries(const memory_store& store,
                                     const std::string& channel,
                                     domain::utc_time now, int limit) {
  std::multimap<domain::utc_time, domain::notification_id> waiting;
  for (const auto& [id, known] : store.exceptions)
    if (known.last.what == status::retrying && channel_on(id) == channel)
      waiting.emplace(known.last.next_at.value(), id);
  domain::due_retries found;
  std::vector<domain::notice> notices;
  for (const auto& [next, id] : waiting) {
    if (next > now || notices.size() == static_cast<std::size_t>(limit)) {
      found.next = next;
      break;
    }
    notices.push_back(*find(store, id).about);
  }
  found.due = load_outgoing(store, notices, channel);
  return found;
}

std::vector<domain::delivery_counts>
count_deliveries(const memory_store& store) {
  std::map<std::string, domain::delivery_counts> counts;
  for (const auto& [key, delivery] : store.deliveries)
    for (const auto& about : store.batches.at(key.first).notices)
      if (in_scope(delivery.scope, about) && !is_done(delivery, about) &&
          !store.exceptions.contains(id_on(about, key.second)))
        ++counts[key.second].waiting;
  for (const auto& [id, known] : store.exceptions) {
    auto& channel = counts[channel_on(id)];
    channel.retrying += known.last.what == status::retrying;
    channel.dead += known.last.what == status::failed;
  }
  std::vector<domain::delivery_counts> all;
  for (auto& [name, count] : counts) {
    count.channel = name;
    if (count.waiting + count.retrying + count.dead > 0)
      all.push_back(count);
  }
  return all;
}

std::vector<domain::dead_letter_view>
dead_letters(const memory_store& store,
             const domain::dead_letter_filter& filter) {
  std::vector<domain::dead_letter_view> all;
  const auto add = [&](std::string stage, domain::order_id order,
                       domain::refund_id refund, domain::money amount,
                       int attempts, const std::string& error_message) {
    if (!matches(filter, stage, error_message))
      return;
    auto& letter = all.emplace_back();
    letter.stage = std::move(stage);
    letter.order = order;
    letter.refund = refund;
    letter.amount = amount;
    letter.currency = "USD";
    letter.attempts = attempts;
    letter.error_message = error_message;
  };
  for (const auto& [id, letter] : store.dead)
    add("orders", id, {}, store.orders.at(id).open.total, letter.attempts,
        letter.error_message);
  for (const auto& [id, letter] : store.dead_refunds)
    add("refunds", letter.order, id, store.refunds.at(id).plan.amount,
        letter.attempts, letter.error_message);
  for (const auto& [id, known] : store.exceptions) {
    if (known.last.what != status::failed)
      continue;
    const auto* about = find(store, id).about;
    const auto before = all.size();
    add("notifications", about->order, about->refund, about->total,
        known.last.attempts, known.last.error_message);
    if (all.size() == before)
      continue;
    all.back().notification = id;
    all.back().channel = channel_on(id);
    all.back().since = known.dead_since;
  }
  return all;
}

std::optional<std::string> delivery_status(const memory_store& store,
                                           domain::notification_id id) {
  const auto at = find(store, id);
  if (at.about == nullptr)
    return std::nullopt;
  return status_of(store, id, at);
}

} // namespace orderd::testing
