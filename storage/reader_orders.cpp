// SPDX-License-Identifier: Apache-2.0
#include "storage/pg_reader.hpp"
#include "storage/reader_delivery_statements.hpp"
#include "storage/reader_people.hpp"
#include "storage/reader_refund_statements.hpp"
#include "storage/reader_refunds.hpp"
#include "storage/reader_statements.hpp"

#include <algorithm>
#include <limits>

namespace orderd::storage {

namespace {

/// Orders with first <= id < end.
struct id_range {
  std::int64_t first = 0;
  std::int64_t end = std::numeric_limits<std::int64_t>::max();

  void intersect(const id_range& other) {
    first = std::max(first, other.first);
    end = std::min(end, other.end);
  }
};

constexpr id_range no_orders{0, 0};

std::optional<std::string> optional_text(const result& rows, int row,
                                         int column) {
  if (rows.is_null(row, column))
    return std::nullopt;
  return std::string(rows.text(row, column));
}

domain::money amount(const result& rows, int row, int column) {
  return domain::money{rows.int64(row, column)};
}

domain::order_state state_of(std::string_view status,
                             std::string_view payment) {
  const auto first = domain::parse_order_status(status);
  const auto second = domain::parse_payment_status(payment);
  if (!first || !second)
    throw error(error_kind::internal,
                "cannot read an order: its state is '" + std::string(status) +
                    "/" + std::string(payment) + "', which is none");
  return {*first, *second};
}

order_view order_of(const result& rows, int row) {
  order_view order;
  order.id.value = rows.int64(row, 0);
  order.source = rows.text(row, 1);
  order.order_ref = optional_text(rows, row, 2);
  order.state = state_of(rows.text(row, 3), rows.text(row, 4));
  order.cancel_reason = optional_text(rows, row, 5);
  order.subtotal = amount(rows, row, 6);
  order.shipping = amount(rows, row, 7);
  order.discount = amount(rows, row, 8);
  order.tax = amount(rows, row, 9);
  order.total = amount(rows, row, 10);
  order.currency = rows.text(row, 11);
  order.ordered_at = rows.time(row, 12);
  order.accepted_at = rows.time(row, 13);
  order.paid_at = rows.optional_time(row, 14);
  order.cancelled_at = rows.optional_time(row, 15);
  order.ship_to = optional_text(rows, row, 16);
  order.customer.value = rows.int64(row, 17);
  order.customer_name = rows.text(row, 18);
  order.customer_email = rows.text(row, 19);
  order.import_id = rows.optional_int64(row, 20);
  order.line = rows.optional_int64(row, 21);
  order.transaction_id = optional_text(rows, row, 22);
  order.payment_error = optional_text(rows, row, 23);
  return order;
}

void add_items(order_view& to, const result& rows) {
  for (int row = 0; row < rows.rows(); ++row)
    to.items.push_back({static_cast<int>(rows.int64(row, 0)),
                        std::string(rows.text(row, 1)),
                        static_cast<std::int32_t>(rows.int64(row, 2)),
                        amount(rows, row, 3), amount(rows, row, 4)});
}

params one_order(domain::order_id id) {
  const std::optional<std::int64_t> no_customer;
  const std::optional<domain::utc_time> no_time;
  return std::move(params{}
                       .add(id.value)
                       .add(id.value + 1)
                       .add_null_text()
                       .add_null_text()
                       .add(no_customer)
                       .add(no_time)
                       .add(no_time)
                       .add(std::int64_t{1}));
}

std::optional<order_view> read_order(connection& at, domain::order_id id,
                                     bool history) {
  const std::optional<std::int64_t> any;
  std::vector<std::pair<const statement*, params>> ask{
      {&reading::read_orders, one_order(id)},
      {&reading::read_order_items, params{}.add(id.value)},
      {&reading::read_refunds,
       params{}.add(any).add(id.value).add(domain::max_shown_refunds)},
      {&reading::read_refund_lines, params{}.add(any).add(id.value)}};
  if (history)
    ask.emplace_back(&reading::read_notifications,
                     params{}.add(id.value).add(any));
  const auto found = at.execute_pipeline(ask);
  if (found[0].rows() == 0)
    return std::nullopt;
  auto order = order_of(found[0], 0);
  add_items(order, found[1]);
  order.refunds = whole_refunds(found[2], found[3]);
  if (history)
    order.notifications = notifications_of(found[4]);
  return order;
}

id_range range_of(const result& bounds) {
  if (bounds.is_null(0, 0))
    return no_orders;
  return {bounds.int64(0, 0), bounds.int64(0, 1) + 1};
}

// The orders are read backwards by id until the page is full, so whatever is
// known about the ids that can match saves reading the others.
id_range range_of(connection& at, const order_filter& filter) {
  id_range range;
  if (filter.before)
    range.end = filter.before->value;
  if (filter.status == domain::order_status::processing)
    range.intersect(range_of(at.execute(reading::range_of_open_orders)));
  if (filter.since || filter.until)
    range.intersect(
        range_of(at.execute(reading::range_of_times,
                            params{}.add(filter.since).add(filter.until))));
  return range;
}

struct customer_condition {
  std::optional<std::int64_t> id;
  bool unknown = false; ///< an e-mail that no customer has
};

customer_condition customer_of(connection& at, const order_filter& filter) {
  if (!filter.email)
    return {};
  const auto found =
      at.execute(reading::find_customer_by_email, params{}.add(*filter.email));
  if (found.rows() == 0)
    return {std::nullopt, true};
  return {found.int64(0, 0)};
}

order_page read_page(connection& at, const order_filter& filter) {
  const auto customer = customer_of(at, filter);
  if (customer.unknown)
    return {};
  const auto range = range_of(at, filter);
  const auto limit = std::max(filter.limit, 1);
  const auto status =
      filter.status
          ? std::optional(std::string(domain::to_string(*filter.status)))
          : std::nullopt;
  const auto rows =
      at.execute(reading::read_orders, params{}
                                           .add(range.first)
                                           .add(range.end)
                                           .add(status)
                                           .add(filter.source)
                                           .add(customer.id)
                                           .add(filter.since)
                                           .add(filter.until)
                                           .add(std::int64_t{limit} + 1));
  order_page page;
  for (int row = 0; row < std::min(rows.rows(), limit); ++row)
    page.orders.push_back(order_of(rows, row));
  if (rows.rows() > limit)
    page.cursor = page.orders.back().id;
  return page;
}

} // namespace

std::optional<order_view> pg_reader::find_order(domain::order_id id,
                                                bool history) {
  return session_.run(
      [&](connection& at) { return read_order(at, id, history); });
}

std::optional<order_view> pg_reader::find_order(const std::string& source,
                                                const std::string& order_ref,
                                                bool history) {
  return session_.run([&](connection& at) -> std::optional<order_view> {
    const auto found = at.execute(reading::find_order_ref,
                                  params{}.add(source).add(order_ref));
    if (found.rows() == 0)
      return std::nullopt;
    return read_order(at, domain::order_id{found.int64(0, 0)}, history);
  });
}

order_page pg_reader::list_orders(const order_filter& filter) {
  return session_.run([&](connection& at) { return read_page(at, filter); });
}

} // namespace orderd::storage
