// SPDX-License-Identifier: Apache-2.0
#include "storage/deliveries_writer.hpp"

#include "domain/text.hpp"
#include "storage/delivery_statements.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace orderd::storage {
namespace {

// Reasons come from a mail server or a receiver, and what the database would
// refuse could never be recorded: they are stored as `domain::shown` writes
// them.
constexpr std::size_t most_reason_bytes = 1024;

// Dead letters are revived in transactions of so many.
constexpr std::int64_t most_revived_at_once = 10'000;

std::string channel_on(domain::notification_id id) {
  return std::string(domain::channel_name(domain::channel_of(id)));
}

// Sorted, so that concurrent transactions lock in the same order.
void add_progress(pipeline& to, std::span<const delivery_progress> progress,
                  domain::utc_time at) {
  struct step {
    bool complete = false;
    std::int64_t through = 0;
  };
  std::map<std::pair<std::int64_t, std::string>, step> steps;
  for (const auto& one : progress) {
    auto& known = steps[{one.batch.value, one.channel}];
    known.complete = known.complete || one.complete;
    known.through = std::max(known.through, one.done_through);
  }
  if (steps.empty())
    return;
  std::vector<std::int64_t> batches, throughs;
  std::vector<std::string> channels;
  std::vector<std::int32_t> complete;
  for (const auto& [key, step] : steps) {
    batches.push_back(key.first);
    channels.push_back(key.second);
    complete.push_back(step.complete ? 1 : 0);
    throughs.push_back(step.through);
  }
  params with;
  with.add_array(batches).add_array(channels).add_array(complete);
  with.add_array(throughs).add(at);
  to.emplace_back(&sql::record_progress, std::move(with));
}

// One a notification: two would be refused by one statement, the last counts.
std::vector<const delivery_exception*>
sorted(std::span<const delivery_exception> exceptions) {
  std::vector<const delivery_exception*> all;
  for (const auto& one : exceptions)
    all.push_back(&one);
  const auto key = [](const delivery_exception* one) {
    return std::pair{one->order, one->id};
  };
  std::ranges::stable_sort(all, {}, key);
  const auto last =
      std::unique(all.rbegin(), all.rend(), [&](auto* later, auto* earlier) {
        return key(later) == key(earlier);
      });
  all.erase(all.begin(), last.base());
  return all;
}

void add_exceptions(pipeline& to,
                    const std::vector<const delivery_exception*>& exceptions,
                    domain::utc_time at) {
  if (exceptions.empty())
    return;
  std::vector<std::int64_t> orders, ids;
  std::vector<std::string> channels, states, errors;
  std::vector<std::int32_t> attempts;
  std::vector<domain::utc_time> nexts;
  for (const auto* one : exceptions) {
    orders.push_back(one->order.value);
    ids.push_back(one->id.value);
    channels.push_back(channel_on(one->id));
    states.emplace_back(to_string(one->what));
    attempts.push_back(one->attempts);
    errors.push_back(domain::shown(one->error_message, most_reason_bytes));
    nexts.push_back(one->next_at.value_or(at));
  }
  params with;
  with.add_array(orders).add_array(ids).add_array(channels).add_array(states);
  with.add_array(attempts).add_array(errors).add_time_array(nexts).add(at);
  to.emplace_back(&sql::record_exceptions, std::move(with));
}

void add_dead(pipeline& to,
              const std::vector<const delivery_exception*>& exceptions,
              domain::utc_time at) {
  std::vector<std::int64_t> dead, others;
  std::vector<std::int32_t> attempts;
  std::vector<std::string> errors;
  for (const auto* one : exceptions) {
    if (one->what != delivery_exception::status::failed) {
      others.push_back(one->id.value);
      continue;
    }
    dead.push_back(one->id.value);
    attempts.push_back(one->attempts);
    errors.push_back(domain::shown(one->error_message, most_reason_bytes));
  }
  if (!dead.empty()) {
    params with;
    with.add_array(dead).add_array(attempts).add_array(errors).add(at);
    to.emplace_back(&sql::add_dead_notifications, std::move(with));
  }
  if (!others.empty()) {
    params with;
    with.add_array(others);
    to.emplace_back(&sql::forget_dead_notifications, std::move(with));
  }
}

[[noreturn]] void refuse_resend(error_kind kind, domain::notification_id id,
                                const std::string& why) {
  throw error(kind, "cannot send notification " + std::to_string(id.value) +
                        " again: " + why);
}

domain::order_id order_of(transaction& tx, domain::notification_id id) {
  const auto subject = domain::subject_of(id);
  if (!domain::is_about_refund(id))
    return {subject};
  const auto found = tx.run(sql::find_refund_order, params{}.add(subject));
  if (found.rows() == 0)
    refuse_resend(error_kind::not_found, id, "there is none of that number");
  return {found.int64(0, 0)};
}

void resend(transaction& tx, domain::notification_id id, domain::utc_time now) {
  const auto order = order_of(tx, id);
  const auto found =
      tx.run(sql::find_notification, params{}.add(order.value).add(id.value));
  if (found.rows() == 0)
    refuse_resend(error_kind::not_found, id, "there is none of that number");
  const auto status = std::string(found.text(0, 0));
  if (status == "pending" || status == "retrying")
    refuse_resend(error_kind::conflict, id,
                  "it is " + status + ", so it will be sent anyway");
  params again, forget;
  again.add(order.value).add(id.value).add(channel_on(id));
  again.add_int32(static_cast<std::int32_t>(found.int64(0, 1)));
  again.add(found.optional_time(0, 2)).add(now);
  const std::vector<std::int64_t> ids{id.value};
  forget.add_array(ids);
  pipeline both;
  both.emplace_back(&sql::ask_again, std::move(again));
  both.emplace_back(&sql::forget_dead_notifications, std::move(forget));
  if (tx.run(std::move(both)).front().affected() != 1)
    refuse_resend(error_kind::conflict, id, "somebody else asked for it");
}

/// How many dead letters one transaction found, and revived.
struct revived_count {
  std::int64_t found = 0;
  std::int64_t revived = 0;
};

revived_count revive(transaction& tx, const result& dead,
                     domain::utc_time now) {
  std::vector<std::pair<std::int64_t, std::int64_t>> sorted;
  for (int i = 0; i < dead.rows(); ++i)
    sorted.emplace_back(dead.optional_int64(i, 1).value_or(0),
                        dead.int64(i, 0));
  if (sorted.empty())
    return {};
  std::ranges::sort(sorted);
  std::vector<std::int64_t> orders, ids;
  for (const auto& [order, id] : sorted) {
    orders.push_back(order);
    ids.push_back(id);
  }
  params change, forget;
  change.add_array(orders).add_array(ids).add(now);
  forget.add_array(ids);
  pipeline both;
  both.emplace_back(&sql::revive_exceptions, std::move(change));
  both.emplace_back(&sql::forget_dead_notifications, std::move(forget));
  const auto answers = tx.run(std::move(both));
  return {dead.rows(), answers[0].affected()};
}

std::int64_t revive_by_id(const write_context& context,
                          std::span<const domain::notification_id> ids,
                          domain::utc_time now) {
  std::vector<std::int64_t> wanted;
  for (const auto id : ids)
    wanted.push_back(id.value);
  revived_count count;
  context.session.run("revive notifications", [&](transaction& tx) {
    params which;
    which.add_array(wanted);
    count = revive(tx, tx.run(sql::dead_notifications_by_id, std::move(which)),
                   now);
  });
  return count.revived;
}

std::int64_t revive_by_error(const write_context& context,
                             const std::optional<std::string>& part,
                             domain::utc_time now) {
  std::int64_t total = 0;
  revived_count last;
  do {
    context.session.run("revive notifications", [&](transaction& tx) {
      params which;
      which.add(part).add(most_revived_at_once);
      last = revive(
          tx, tx.run(sql::dead_notifications_by_error, std::move(which)), now);
    });
    total += last.revived;
  } while (last.found == most_revived_at_once);
  return total;
}

} // namespace

void record_deliveries(const write_context& context,
                       const delivery_records& records, domain::utc_time at) {
  if (records.progress.empty() && records.exceptions.empty())
    return;
  context.session.run("record deliveries", [&](transaction& tx) {
    const auto exceptions = sorted(records.exceptions);
    pipeline all;
    add_progress(all, records.progress, at);
    add_exceptions(all, exceptions, at);
    add_dead(all, exceptions, at);
    tx.run(std::move(all));
  });
}

void resend_notification(const write_context& context,
                         domain::notification_id id, domain::utc_time now) {
  context.session.run("send a notification again",
                      [&](transaction& tx) { resend(tx, id, now); });
}

std::int64_t revive_notifications(const write_context& context,
                                  std::span<const domain::notification_id> ids,
                                  const dead_letter_filter& filter,
                                  domain::utc_time now) {
  if (!ids.empty())
    return revive_by_id(context, ids, now);
  if (filter.stage && *filter.stage != "notifications")
    return 0;
  return revive_by_error(context, filter.error, now);
}

} // namespace orderd::storage
