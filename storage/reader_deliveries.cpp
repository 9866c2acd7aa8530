// SPDX-License-Identifier: Apache-2.0
#include "storage/pg_reader.hpp"
#include "storage/reader_delivery_statements.hpp"
#include "storage/test_notice.hpp"

#include <algorithm>
#include <memory>
#include <unordered_map>

namespace orderd::storage {

namespace {

using contents_by_order =
    std::unordered_map<std::int64_t, std::shared_ptr<domain::notice_content>>;

std::int64_t code_of(const std::string& channel) {
  if (const auto code = domain::channel_code(channel))
    return *code;
  throw error(error_kind::internal,
              "cannot read notifications: \"" + channel + "\" is no channel");
}

domain::notice notice_of(const result& rows, int row) {
  using enum domain::notification_type;
  domain::notice notice;
  notice.order.value = rows.int64(row, 1);
  notice.refund.value = rows.int64(row, 2);
  notice.customer.value = rows.int64(row, 3);
  notice.type = static_cast<domain::notification_type>(rows.int64(row, 4));
  notice.total.minor = rows.int64(row, 5);
  if (notice.type == failure)
    notice.cancel_reason = rows.text(row, 6);
  notice.source = rows.text(row, 7);
  return notice;
}

// What an id says about its notification.
domain::notice notice_of(domain::notification_id id, domain::order_id order) {
  domain::notice notice;
  notice.order = order;
  notice.type = domain::type_of(id);
  if (domain::is_about_refund(id))
    notice.refund = {domain::subject_of(id)};
  return notice;
}

template <class Enum>
Enum known(std::optional<Enum> value, std::string_view text) {
  if (value)
    return *value;
  throw error(error_kind::internal, "cannot read what notifications say: \"" +
                                        std::string(text) +
                                        "\" is no known state");
}

std::optional<std::string> optional_text(const result& rows, int row,
                                         int column) {
  if (rows.is_null(row, column))
    return std::nullopt;
  return std::string(rows.text(row, column));
}

outgoing outgoing_of(const result& rows, int row, int channel) {
  outgoing message;
  auto& about = message.about;
  about.order.value = rows.int64(row, 0);
  about.refund.value = rows.int64(row, 1);
  about.type = static_cast<domain::notification_type>(rows.int64(row, 2));
  about.customer.value = rows.int64(row, 3);
  about.total.minor = rows.int64(row, 4);
  if (about.type == domain::notification_type::failure)
    about.cancel_reason = rows.text(row, 5);
  about.source = rows.text(row, 6);
  const auto status = rows.text(row, 7), payment = rows.text(row, 8);
  message.state = {known(domain::parse_order_status(status), status),
                   known(domain::parse_payment_status(payment), payment)};
  if (const auto refund = optional_text(rows, row, 9))
    message.refund_state = known(domain::parse_refund_status(*refund), *refund);
  message.reason = rows.text(row, 10);
  message.email = rows.text(row, 12);
  message.phone = rows.text(row, 13);
  message.order_ref = optional_text(rows, row, 14);
  message.ordered_at = rows.time(row, 15);
  message.accepted_at = rows.time(row, 16);
  message.since = rows.time(row, 17);
  message.attempts = static_cast<int>(rows.int64(row, 18));
  message.forgiven = static_cast<int>(rows.int64(row, 19));
  message.resends = static_cast<int>(rows.int64(row, 20));
  message.id = domain::id_of(about, channel);
  return message;
}

contents_by_order contents_of(const result& rows) {
  contents_by_order contents;
  for (int row = 0; row < rows.rows(); ++row) {
    auto& content = contents[rows.int64(row, 0)];
    if (!content)
      content = std::make_shared<domain::notice_content>();
    content->items.push_back({std::string(rows.text(row, 1)),
                              std::string(rows.text(row, 2)),
                              static_cast<std::int32_t>(rows.int64(row, 3)),
                              {rows.int64(row, 4)}});
  }
  return contents;
}

/// Messages, and the totals of their orders.
struct read_messages {
  std::vector<outgoing> messages;
  std::vector<domain::money> order_totals;
};

read_messages read_outgoing(connection& at,
                            const std::vector<domain::notice>& notices,
                            const std::string& channel) {
  const auto code = code_of(channel);
  std::vector<std::int64_t> orders, refunds;
  std::vector<std::int32_t> types;
  for (const auto& about : notices) {
    orders.push_back(about.order.value);
    refunds.push_back(about.refund.value);
    types.push_back(static_cast<std::int32_t>(about.type));
  }
  params messages;
  messages.add_array(orders).add_array(refunds).add_array(types).add(code);
  std::ranges::sort(orders);
  orders.erase(std::ranges::unique(orders).begin(), orders.end());
  const auto found = at.execute_pipeline(
      {{&reading::read_outgoing, std::move(messages)},
       {&reading::read_outgoing_items, params{}.add_array(orders)}});
  auto contents = contents_of(found[1]);
  read_messages read;
  for (int row = 0; row < found[0].rows(); ++row) {
    auto message = outgoing_of(found[0], row, static_cast<int>(code));
    auto& content = contents[message.about.order.value];
    if (!content)
      content = std::make_shared<domain::notice_content>();
    content->customer_name = found[0].text(row, 11);
    message.about.content = content;
    read.messages.push_back(std::move(message));
    read.order_totals.push_back({found[0].int64(row, 21)});
  }
  return read;
}

} // namespace

notice_page pg_reader::pending_deliveries(const std::string& channel,
                                          domain::batch_id after, int limit,
                                          std::int64_t most_notices) {
  return session_.run([&](connection& at) {
    const auto rows = at.execute(reading::read_pending_deliveries,
                                 params{}
                                     .add(channel)
                                     .add(after.value)
                                     .add(std::int64_t{limit})
                                     .add(code_of(channel))
                                     .add(most_notices));
    notice_page page;
    auto& batches = page.batches;
    for (int row = 0; row < rows.rows(); ++row) {
      const domain::batch_id batch{rows.int64(row, 0)};
      if (batches.empty() || batches.back().batch != batch)
        batches.push_back({batch, {}, rows.time(row, 8)});
      if (!rows.is_null(row, 1))
        batches.back().notices.push_back(notice_of(rows, row));
      page.more = rows.boolean(row, 9);
    }
    return page;
  });
}

std::vector<outgoing>
pg_reader::load_outgoing(const std::vector<domain::notice>& notices,
                         const std::string& channel) {
  return session_.run([&](connection& at) {
    return read_outgoing(at, notices, channel).messages;
  });
}

due_retries pg_reader::find_due_retries(const std::string& channel,
                                        domain::utc_time now, int limit) {
  return session_.run([&](connection& at) {
    const auto rows =
        at.execute(reading::read_retries,
                   params{}.add(channel).add(std::int64_t{limit} + 1));
    due_retries found;
    std::vector<domain::notice> notices;
    for (int row = 0; row < rows.rows(); ++row) {
      const auto next = rows.time(row, 2);
      if (next > now || row == limit) {
        found.next = next;
        break;
      }
      notices.push_back(notice_of(domain::notification_id{rows.int64(row, 0)},
                                  domain::order_id{rows.int64(row, 1)}));
    }
    if (!notices.empty())
      found.due = read_outgoing(at, notices, channel).messages;
    return found;
  });
}

std::optional<outgoing>
pg_reader::load_test_notice(domain::order_id order,
                            domain::notification_type type,
                            const std::string& channel, domain::utc_time now) {
  using enum domain::notification_type;
  return session_.run([&](connection& at) -> std::optional<outgoing> {
    domain::notice notice;
    notice.order = order;
    notice.type = type;
    if (type == refund_completed || type == refund_failed) {
      const auto newest =
          at.execute(reading::newest_refund, params{}.add(order.value));
      notice.refund = {newest.optional_int64(0, 0).value_or(0)};
    }
    auto read = read_outgoing(at, {notice}, channel);
    if (read.messages.empty())
      return std::nullopt;
    auto message = std::move(read.messages.front());
    make_test_notice(message, read.order_totals.front(), now);
    return message;
  });
}

std::vector<delivery_counts> pg_reader::count_deliveries() {
  return session_.run([](connection& at) {
    const auto rows = at.execute(reading::count_deliveries);
    std::vector<delivery_counts> counts;
    for (int row = 0; row < rows.rows(); ++row)
      counts.push_back({std::string(rows.text(row, 0)), rows.int64(row, 1),
                        rows.int64(row, 2), rows.int64(row, 3)});
    return counts;
  });
}

} // namespace orderd::storage
