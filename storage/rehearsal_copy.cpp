// SPDX-License-Identifier: Apache-2.0
#include "storage/rehearsal_copy.hpp"

#include "storage/refund_statements.hpp"
#include "storage/write_statements.hpp"

#include <string>
#include <vector>

namespace orderd::storage {
namespace {

constexpr std::int64_t room_for_refunds = 1000;

constexpr statement add_customer{
    "add a scratch customer",
    "INSERT INTO customers (id, email, name, total_spent, total_orders,"
    "  created_at) VALUES (-1, $1::text, $1::text, $2::bigint, 1,"
    "  $3::timestamptz)"};

constexpr statement add_products{
    "add scratch products",
    "INSERT INTO products (id, sku, name, price, created_at, updated_at)"
    " SELECT -u.line, $1::text || ' ' || u.line, $1::text, u.price,"
    "  $4::timestamptz, $4::timestamptz"
    " FROM unnest($2::int[], $3::bigint[]) u(line, price)"};

// What went back before is in stock, so that stock and books stay comparable.
constexpr statement copy_products{
    "copy an order's products",
    "INSERT INTO products (id, sku, name, price, stock_quantity, created_at,"
    "  updated_at)"
    " SELECT -i.line_no, $2::text || ' ' || i.line_no, $2::text, i.unit_price,"
    "  coalesce((SELECT sum(r.restocked) FROM refund_items r"
    "   WHERE r.order_id = $1::bigint AND r.line_no = i.line_no), 0),"
    "  $3::timestamptz, $3::timestamptz"
    " FROM order_items i WHERE i.order_id = $1::bigint"};

constexpr statement copy_order_row{
    "copy an order",
    "INSERT INTO orders (id, customer_id, source, status, payment_status,"
    "  cancel_reason, currency, subtotal, shipping, discount, tax,"
    "  tax_included, total_amount, ordered_at, accepted_at, paid_at,"
    "  cancelled_at, final_day, accept_batch)"
    " SELECT -1, -1, $2::text, status, payment_status, cancel_reason,"
    "  currency, subtotal, shipping, discount, tax, tax_included,"
    "  total_amount, ordered_at, accepted_at, paid_at, cancelled_at,"
    "  final_day, -1 FROM orders WHERE id = $1::bigint"};

constexpr statement copy_items{
    "copy an order's items",
    "INSERT INTO order_items (order_id, line_no, product_id, quantity,"
    "  unit_price, total_price)"
    " SELECT -1, line_no, -line_no, quantity, unit_price, total_price"
    " FROM order_items WHERE order_id = $1::bigint"};

constexpr statement copy_payment{
    "copy an order's payment",
    "INSERT INTO payments (order_id, status, amount, gateway, answered_at)"
    " SELECT -1, status, amount, $2::text, answered_at"
    " FROM payments WHERE order_id = $1::bigint"};

// Without their keys, which are unique.
constexpr statement copy_refunds{
    "copy an order's refunds",
    "INSERT INTO refunds (order_id, id, refund_amount, currency, type, status,"
    "  restock, attempts, requested_at, completed_at, completed_day)"
    " SELECT -1, -id, refund_amount, currency, type, status, restock,"
    "  attempts, requested_at, completed_at, completed_day"
    " FROM refunds WHERE order_id = $1::bigint"};

constexpr statement copy_refund_items{
    "copy the refunds' items",
    "INSERT INTO refund_items (order_id, refund_id, line_no, quantity,"
    "  restocked, amount)"
    " SELECT -1, -refund_id, line_no, quantity, restocked, amount"
    " FROM refund_items WHERE order_id = $1::bigint"};

constexpr statement read_order{
    "read an order's sums",
    "SELECT o.status, o.payment_status,"
    "  (SELECT p.amount FROM payments p"
    "    WHERE p.order_id = o.id AND p.status = 'captured'),"
    "  (SELECT coalesce(sum(r.refund_amount), 0)::bigint FROM refunds r"
    "    WHERE r.order_id = o.id AND r.status = 'completed'),"
    "  (SELECT coalesce(sum(r.refund_amount), 0)::bigint FROM refunds r"
    "    WHERE r.order_id = o.id AND r.status IN ('pending', 'processing')),"
    "  (SELECT coalesce(max(r.id), 0) FROM refunds r WHERE r.order_id = o.id)"
    " FROM orders o WHERE o.id = $1::bigint"};

rehearsal_copy read_sums(transaction& tx, domain::order_id order) {
  params with;
  with.add(order.value);
  const auto rows = tx.run(read_order, std::move(with));
  if (rows.rows() == 0)
    throw error(error_kind::not_found,
                "there is no order " + order_number(order));
  if (rows.is_null(0, 2))
    throw error(error_kind::conflict, "cannot try refunds of " +
                                          order_number(order) +
                                          " out: nothing was captured for it");
  rehearsal_copy copy;
  copy.state = {domain::parse_order_status(rows.text(0, 0)).value(),
                domain::parse_payment_status(rows.text(0, 1)).value()};
  copy.captured = {rows.int64(0, 2)};
  copy.refunded = {rows.int64(0, 3)};
  copy.pending = {rows.int64(0, 4)};
  // Copied refunds have their negative ids.
  copy.first_free = {-rows.int64(0, 5) - room_for_refunds};
  return copy;
}

params order_and_name(domain::order_id order) {
  params with;
  with.add(order.value).add(scratch_name);
  return with;
}

params just(domain::order_id order) {
  params with;
  with.add(order.value);
  return with;
}

// So that nothing is refunded between the statements that copy it.
void lock(transaction& tx, domain::order_id order) {
  const std::vector<std::int64_t> id{order.value};
  params with;
  with.add_array(id);
  tx.run(sql::lock_orders, std::move(with));
}

void add_scratch_customer(pipeline& to, std::int64_t spent,
                          domain::utc_time now) {
  params with;
  with.add(scratch_name).add(spent).add(now);
  to.emplace_back(&add_customer, std::move(with));
}

} // namespace

rehearsal_copy copy_order(transaction& tx, domain::order_id order,
                          domain::utc_time now) {
  lock(tx, order);
  const auto copy = read_sums(tx, order);
  pipeline all;
  add_scratch_customer(all, copy.captured.minor - copy.refunded.minor, now);
  auto products = order_and_name(order);
  products.add(now);
  all.emplace_back(&copy_products, std::move(products));
  all.emplace_back(&copy_order_row, order_and_name(order));
  all.emplace_back(&copy_items, just(order));
  all.emplace_back(&copy_payment, order_and_name(order));
  all.emplace_back(&copy_refunds, just(order));
  all.emplace_back(&copy_refund_items, just(order));
  tx.run(std::move(all));
  return copy;
}

rehearsal_copy make_order_up(transaction& tx, const write_context& context,
                             domain::utc_time now, domain::business_day today) {
  const std::vector<std::int64_t> id{scratch_order.value};
  const std::vector<std::int64_t> orders{-1, -1}, products{-1, -2};
  const std::vector<std::int64_t> prices{2499, 950}, totals{4998, 950};
  const std::vector<std::int64_t> total{5948}, no_line{0};
  const std::vector<std::int32_t> lines{1, 2}, quantities{2, 1};
  const std::vector<std::string> none{""}, ship_to{"{}"}, paid{"captured"};
  const std::vector<std::string> gateway{scratch_name};
  pipeline all;
  add_scratch_customer(all, total.front(), now);
  params goods, order, items, mark, payment;
  goods.add(scratch_name).add_array(lines).add_array(prices).add(now);
  all.emplace_back(&add_products, std::move(goods));
  order.add(scratch_name).add(std::optional<std::int64_t>{});
  order.add(context.currency).add(now).add(-1).add_array(id).add_array(id);
  order.add_array(none).add_array(no_line).add_array(total);
  order.add_jsonb_array(ship_to);
  all.emplace_back(&sql::add_orders, std::move(order));
  items.add_array(orders).add_array(lines).add_array(products);
  items.add_array(quantities).add_array(prices).add_array(totals);
  all.emplace_back(&sql::add_items, std::move(items));
  mark.add_array(id).add(now).add_day(today).add(-1);
  all.emplace_back(&sql::mark_paid, std::move(mark));
  payment.add_array(id).add_array(paid).add_array(total).add_array(gateway);
  payment.add_array(none).add_array(none).add(now);
  all.emplace_back(&sql::add_payments, std::move(payment));
  tx.run(std::move(all));
  return read_sums(tx, scratch_order);
}

} // namespace orderd::storage
