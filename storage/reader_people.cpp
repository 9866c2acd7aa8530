// SPDX-License-Identifier: Apache-2.0
#include "storage/reader_people.hpp"

#include "storage/pg_reader.hpp"
#include "storage/reader_delivery_statements.hpp"
#include "storage/reader_refund_statements.hpp"
#include "storage/reader_statements.hpp"

#include <unordered_map>

namespace orderd::storage {

namespace {

customer_view customer_of(const result& rows, int row) {
  customer_view customer;
  customer.id.value = rows.int64(row, 0);
  customer.email = rows.text(row, 1);
  customer.name = rows.text(row, 2);
  customer.phone = rows.text(row, 3);
  customer.address = rows.text(row, 4);
  customer.total_spent.minor = rows.int64(row, 5);
  customer.total_orders = rows.int64(row, 6);
  customer.created_at = rows.time(row, 7);
  return customer;
}

notification_view notification_of(const result& rows, int row) {
  notification_view notification;
  notification.id.value = rows.int64(row, 0);
  notification.order.value = rows.int64(row, 1);
  notification.customer.value = rows.int64(row, 2);
  notification.type = rows.text(row, 3);
  notification.channel = rows.text(row, 4);
  notification.order_status = rows.text(row, 5);
  notification.total.minor = rows.int64(row, 6);
  notification.currency = rows.text(row, 7);
  notification.message = rows.text(row, 8);
  notification.delivery_status = rows.text(row, 9);
  notification.attempts = static_cast<int>(rows.int64(row, 10));
  notification.sent_at = rows.optional_time(row, 11);
  notification.error_message = rows.text(row, 12);
  return notification;
}

std::vector<notification_view>
read_notifications(connection& at, std::int64_t order,
                   std::optional<std::int64_t> id) {
  return notifications_of(
      at.execute(reading::read_notifications, params{}.add(order).add(id)));
}

// Which order's notification it is; none for a refund that is unknown.
std::optional<std::int64_t> order_of(connection& at,
                                     domain::notification_id id) {
  const auto subject = domain::subject_of(id);
  if (!domain::is_about_refund(id))
    return subject;
  const auto found =
      at.execute(reading::find_refund_order, params{}.add(subject));
  if (found.rows() == 0)
    return std::nullopt;
  return found.int64(0, 0);
}

} // namespace

std::vector<notification_view> notifications_of(const result& rows) {
  std::vector<notification_view> found;
  for (int row = 0; row < rows.rows(); ++row)
    found.push_back(notification_of(rows, row));
  return found;
}

std::optional<customer_view>
pg_reader::find_customer(const std::string& email) {
  return session_.run([&](connection& at) -> std::optional<customer_view> {
    const auto rows =
        at.execute(reading::find_customer_by_email, params{}.add(email));
    if (rows.rows() == 0)
      return std::nullopt;
    return customer_of(rows, 0);
  });
}

std::optional<customer_view> pg_reader::find_customer(domain::customer_id id) {
  auto found = customers_by_id({id});
  if (found.empty())
    return std::nullopt;
  return std::move(found.front());
}

std::vector<customer_view> pg_reader::list_customers(domain::customer_id after,
                                                     int limit) {
  return session_.run([&](connection& at) {
    const auto rows =
        at.execute(reading::read_customers,
                   params{}.add(after.value).add(std::int64_t{limit}));
    std::vector<customer_view> page;
    for (int row = 0; row < rows.rows(); ++row)
      page.push_back(customer_of(rows, row));
    return page;
  });
}

std::vector<customer_view>
pg_reader::customers_by_id(const std::vector<domain::customer_id>& ids) {
  std::vector<std::int64_t> wanted;
  for (const auto id : ids)
    wanted.push_back(id.value);
  return session_.run([&](connection& at) {
    const auto rows =
        at.execute(reading::find_customers_by_id, params{}.add_array(wanted));
    std::unordered_map<std::int64_t, int> row_of;
    for (int row = 0; row < rows.rows(); ++row)
      row_of.emplace(rows.int64(row, 0), row);
    std::vector<customer_view> found;
    for (const auto id : wanted)
      if (const auto at_row = row_of.find(id); at_row != row_of.end())
        found.push_back(customer_of(rows, at_row->second));
    return found;
  });
}

std::vector<notification_view>
pg_reader::list_notifications(domain::order_id order) {
  return session_.run([&](connection& at) {
    return read_notifications(at, order.value, std::nullopt);
  });
}

std::optional<notification_view>
pg_reader::find_notification(domain::notification_id id) {
  auto found = session_.run([&](connection& at) {
    const auto order = order_of(at, id);
    return order ? read_notifications(at, *order, id.value)
                 : std::vector<notification_view>{};
  });
  if (found.empty())
    return std::nullopt;
  return std::move(found.front());
}

} // namespace orderd::storage
