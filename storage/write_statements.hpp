// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"

/// The statements that accept and finalize orders, one a step of DESIGN 4.
/// Each serves 1 to about 1,000 orders; lists are sorted by key, so that
/// concurrent transactions lock in the same order.
namespace orderd::storage::sql {

inline constexpr statement customers_by_email{
    "find customers",
    "SELECT email, id FROM customers WHERE email = ANY($1::text[])"};

inline constexpr statement products_by_sku{
    "find products", "SELECT sku, id, price, active FROM products"
                     " WHERE sku = ANY($1::text[])"};

// Written so that the key is asked for each reference, whatever the statistics
// of an empty table made of `= ANY` on the second column.
inline constexpr statement refs_by_name{
    "find order references",
    "SELECT r.order_ref, r.order_id, r.digest FROM unnest($2::text[]) n(name),"
    " LATERAL (SELECT order_ref, order_id, digest FROM order_refs"
    "  WHERE source = $1::text AND order_ref = n.name OFFSET 0) r"};

/// Lines of the same content that earlier imports accepted, in a line range.
/// OFFSET 0 keeps the order of the steps: content, batches, orders.
inline constexpr statement accepted_lines{
    "find accepted lines",
    "SELECT o.line, o.id FROM (SELECT id FROM imports"
    "  WHERE content_sha256 = $1::bytea AND kind = 'orders' OFFSET 0) i,"
    " LATERAL (SELECT id, first_order_id, last_order_id FROM batches"
    "  WHERE import_id = i.id AND kind = 'accept'"
    "   AND last_line >= $2::bigint AND first_line <= $3::bigint OFFSET 0) b,"
    " LATERAL (SELECT id, line FROM orders"
    "  WHERE id BETWEEN b.first_order_id AND b.last_order_id"
    "   AND accept_batch = b.id AND order_ref IS NULL"
    "   AND line BETWEEN $2::bigint AND $3::bigint OFFSET 0) o"};

inline constexpr statement begin{"begin",
                                 "BEGIN ISOLATION LEVEL READ COMMITTED"};
inline constexpr statement commit{"commit", "COMMIT"};
/// For what the next synchronous commit makes durable together with itself.
inline constexpr statement commit_later{"commit later",
                                        "SET LOCAL synchronous_commit = off"};

inline constexpr statement add_customers{
    "add customers",
    "INSERT INTO customers (id, email, name, phone, address, created_at)"
    " SELECT u.*, $6::timestamptz FROM unnest($1::bigint[], $2::text[],"
    "  $3::text[], $4::text[], $5::text[]) u"
    " ON CONFLICT (email) DO NOTHING"};

inline constexpr statement move_import{
    "move the import's position",
    "UPDATE imports SET position = $3::bigint, line = $4::bigint,"
    "  rows = rows + $5::bigint + $6::bigint + $7::bigint + $8::bigint,"
    "  accepted = accepted + $5::bigint, duplicates = duplicates + $6::bigint,"
    "  rejected = rejected + $7::bigint, skipped = skipped + $8::bigint"
    " WHERE id = $1::bigint AND position = $2::bigint AND state = 'running'"};

inline constexpr statement add_refs{
    "add order references",
    "INSERT INTO order_refs (source, order_ref, order_id, digest)"
    " SELECT $1::text, u.* FROM unnest($2::text[], $3::bigint[], $4::bytea[]) u"
    " ON CONFLICT (source, order_ref) DO NOTHING"};

inline constexpr statement add_orders{
    "add orders",
    "INSERT INTO orders (id, customer_id, source, order_ref, import_id, line,"
    "  status, payment_status, currency, subtotal, total_amount, ordered_at,"
    "  accepted_at, ship_to, accept_batch)"
    " SELECT u.id, u.customer, $1::text, nullif(u.ref, ''), $2::bigint,"
    "  nullif(u.line, 0), 'processing', 'processing', $3::text, u.total,"
    "  u.total, $4::timestamptz, $4::timestamptz, u.ship_to, $5::bigint"
    " FROM unnest($6::bigint[], $7::bigint[], $8::text[], $9::bigint[],"
    "  $10::bigint[], $11::jsonb[]) u(id, customer, ref, line, total, "
    "ship_to)"};

inline constexpr statement add_items{
    "add order items",
    "INSERT INTO order_items (order_id, line_no, product_id, quantity,"
    "  unit_price, total_price)"
    " SELECT * FROM unnest($1::bigint[], $2::int[], $3::bigint[], $4::int[],"
    "  $5::bigint[], $6::bigint[])"};

inline constexpr statement add_batch{
    "add a batch",
    "INSERT INTO batches (id, kind, import_id, first_line, last_line,"
    "  first_order_id, last_order_id, orders, created_at)"
    " VALUES ($1::bigint, $2::text, $3::bigint, $4::bigint, $5::bigint,"
    "  $6::bigint, $7::bigint, $8::int, $9::timestamptz)"};

/// The sources are a JSON list, or empty for all.
inline constexpr statement add_deliveries{
    "add deliveries",
    "INSERT INTO batch_deliveries (batch_id, channel, types, sources,"
    "  notices)"
    " SELECT $1::bigint, u.channel, u.types,"
    "  CASE WHEN u.sources <> '' THEN ARRAY("
    "   SELECT jsonb_array_elements_text(u.sources::jsonb)) END,"
    "  u.notices"
    " FROM unnest($2::text[], $3::int[], $4::text[], $5::int[])"
    "  u(channel, types, sources, notices)"};

inline constexpr statement add_rejects{
    "add rejects",
    "INSERT INTO import_rejects (import_id, line, column_name, code, reason,"
    "  raw)"
    " SELECT $1::bigint, u.* FROM unnest($2::bigint[], $3::text[], $4::text[],"
    "  $5::text[], $6::bytea[]) u"};

inline constexpr statement lock_stock{
    "lock stock",
    "SELECT id, stock_quantity FROM products WHERE id = ANY($1::bigint[])"
    " ORDER BY id FOR NO KEY UPDATE"};

inline constexpr statement cancel_out_of_stock{
    "cancel orders without stock",
    "UPDATE orders SET status = 'cancelled', payment_status = 'not_charged',"
    "  cancel_reason = 'out_of_stock', cancelled_at = $2::timestamptz,"
    "  final_day = $3::date, final_batch = $4::bigint"
    " WHERE id = ANY($1::bigint[]) AND status = 'processing'"};

inline constexpr statement add_open_batch{
    "add an open batch",
    "INSERT INTO open_batches (batch_id, lane, import_id, first_order_id,"
    "  last_order_id, remaining) VALUES ($1::bigint, $2::int, $3::bigint,"
    "  $4::bigint, $5::bigint, $6::int)"};

/// The differences are negative for sales.
inline constexpr statement change_stock{
    "change stock",
    "UPDATE products p SET stock_quantity = p.stock_quantity + u.delta,"
    "  updated_at = $3::timestamptz"
    " FROM unnest($1::bigint[], $2::bigint[]) u(id, delta) WHERE p.id = u.id"};

inline constexpr statement add_kpis{
    "add to the day's figures",
    "INSERT INTO daily_kpis AS k (day, source, currency, connection,"
    "  orders_paid, gross_revenue, units_sold, cancelled_out_of_stock,"
    "  cancelled_payment_declined, cancelled_refunded, refunds,"
    "  refunds_by_order_day)"
    " SELECT u.day, u.source, $1::text, $2::int, u.paid, u.gross, u.units,"
    "  u.oos, u.declined, u.refunded, u.refunds, u.by_order_day"
    " FROM unnest($3::date[], $4::text[], $5::bigint[], $6::bigint[],"
    "  $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[],"
    "  $11::bigint[], $12::bigint[])"
    "  u(day, source, paid, gross, units, oos, declined, refunded, refunds,"
    "  by_order_day)"
    " ON CONFLICT (day, source, currency, connection) DO UPDATE SET"
    "  orders_paid = k.orders_paid + EXCLUDED.orders_paid,"
    "  gross_revenue = k.gross_revenue + EXCLUDED.gross_revenue,"
    "  units_sold = k.units_sold + EXCLUDED.units_sold,"
    "  cancelled_out_of_stock"
    "   = k.cancelled_out_of_stock + EXCLUDED.cancelled_out_of_stock,"
    "  cancelled_payment_declined = k.cancelled_payment_declined"
    "   + EXCLUDED.cancelled_payment_declined,"
    "  cancelled_refunded = k.cancelled_refunded + EXCLUDED.cancelled_refunded,"
    "  refunds = k.refunds + EXCLUDED.refunds,"
    "  refunds_by_order_day"
    "   = k.refunds_by_order_day + EXCLUDED.refunds_by_order_day"};

inline constexpr statement still_processing{
    "find orders that wait",
    "SELECT id FROM orders WHERE id = ANY($1::bigint[])"
    " AND status = 'processing'"};

inline constexpr statement mark_paid{
    "mark orders paid",
    "UPDATE orders SET status = 'paid', payment_status = 'paid',"
    "  paid_at = $2::timestamptz, final_day = $3::date,"
    "  final_batch = $4::bigint"
    " WHERE id = ANY($1::bigint[]) AND status = 'processing'"};

inline constexpr statement cancel_declined{
    "cancel declined orders",
    "UPDATE orders SET status = 'cancelled', payment_status = 'failed',"
    "  cancel_reason = 'payment_declined', cancelled_at = $2::timestamptz,"
    "  final_day = $3::date, final_batch = $4::bigint"
    " WHERE id = ANY($1::bigint[]) AND status = 'processing'"};

inline constexpr statement add_payments{
    "add payments",
    "INSERT INTO payments (order_id, status, amount, gateway, transaction_id,"
    "  error_message, answered_at)"
    " SELECT u.*, $7::timestamptz FROM unnest($1::bigint[], $2::text[],"
    "  $3::bigint[], $4::text[], $5::text[], $6::text[]) u"
    " ON CONFLICT (order_id) DO NOTHING"};

inline constexpr statement add_to_customers{
    "add to customers' totals",
    "UPDATE customers c SET total_spent = c.total_spent + u.spent,"
    "  total_orders = c.total_orders + u.orders"
    " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[])"
    "  u(id, spent, orders) WHERE c.id = u.id"};

inline constexpr statement shrink_open_batches{
    "count down open batches",
    "UPDATE open_batches b SET remaining = b.remaining - u.n"
    " FROM unnest($1::bigint[], $2::bigint[]) u(id, n) WHERE b.batch_id = "
    "u.id"};

inline constexpr statement close_batches{
    "close batches", "DELETE FROM open_batches"
                     " WHERE batch_id = ANY($1::bigint[]) AND remaining = 0"};

} // namespace orderd::storage::sql
