// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"

/// The statements that record and settle refunds. Each serves 1 to about
/// 1,000 refunds; lists are sorted by key, so that concurrent transactions
/// lock in the same order.
namespace orderd::storage::sql {

/// Orders that wait for their payment are left out: whoever finalizes them
/// locks them in another order, and there is nothing to refund yet.
inline constexpr statement lock_orders{
    "lock orders",
    "SELECT id, customer_id, source, status, payment_status, final_day"
    " FROM orders WHERE id = ANY($1::bigint[]) AND paid_at IS NOT NULL"
    " ORDER BY id FOR NO KEY UPDATE"};

inline constexpr statement unpaid_orders{
    "find unpaid orders",
    "SELECT id, customer_id, source, status, payment_status,"
    "  paid_at IS NOT NULL FROM orders WHERE id = ANY($1::bigint[])"};

inline constexpr statement captures{"find captures",
                                    "SELECT order_id, amount FROM payments"
                                    " WHERE order_id = ANY($1::bigint[])"
                                    " AND status = 'captured'"};

inline constexpr statement refunds_of_orders{
    "find the orders' refunds",
    "SELECT order_id, id, refund_amount, status, restock, usec(requested_at),"
    "  coalesce((SELECT i.notify FROM imports i WHERE i.id = r.import_id),"
    "   true)"
    " FROM refunds r WHERE order_id = ANY($1::bigint[]) ORDER BY order_id, id"};

inline constexpr statement refund_items_of_orders{
    "find the refunds' items",
    "SELECT order_id, refund_id, line_no, quantity, restocked, amount"
    " FROM refund_items WHERE order_id = ANY($1::bigint[])"
    " ORDER BY order_id, refund_id, line_no"};

// The product is asked for a line at a time, whatever the statistics of an
// empty table would make of a join.
inline constexpr statement items_of_orders{
    "find the orders' items",
    "SELECT i.order_id, i.line_no, i.product_id, i.quantity, i.unit_price,"
    "  (SELECT p.sku FROM products p WHERE p.id = i.product_id)"
    " FROM order_items i WHERE i.order_id = ANY($1::bigint[])"
    " ORDER BY i.order_id, i.line_no"};

inline constexpr statement refunds_by_key{
    "find refunds by key",
    "SELECT r.idempotency_key, r.id, r.order_id, r.params_digest"
    " FROM unnest($1::text[]) n(key),"
    " LATERAL (SELECT idempotency_key, id, order_id, params_digest"
    "  FROM refunds WHERE idempotency_key = n.key OFFSET 0) r"};

inline constexpr statement refunds_by_id{
    "find refunds by id",
    "SELECT r.id, r.order_id, r.status, r.attempts, r.refund_amount"
    " FROM unnest($1::bigint[]) n(id),"
    " LATERAL (SELECT id, order_id, status, attempts, refund_amount"
    "  FROM refunds WHERE id = n.id OFFSET 0) r"};

inline constexpr statement add_refunds{
    "add refunds",
    "INSERT INTO refunds (order_id, id, refund_amount, currency, type, status,"
    "  reason, notes, restock, idempotency_key, params_digest, requested_at,"
    "  import_id, line)"
    " SELECT u.order_id, u.id, u.amount, $1::text, u.type, $2::text, u.reason,"
    "  u.notes, u.restock, nullif(u.key, ''), nullif(u.digest, ''),"
    "  $3::timestamptz, $4::bigint, nullif(u.line, 0)"
    " FROM unnest($5::bigint[], $6::bigint[], $7::bigint[], $8::text[],"
    "  $9::text[], $10::text[], $11::text[], $12::text[], $13::bytea[],"
    "  $14::bigint[]) u(order_id, id, amount, type, reason, notes, restock,"
    "  key, digest, line)"
    " ON CONFLICT (idempotency_key) WHERE idempotency_key IS NOT NULL"
    "  DO NOTHING"};

inline constexpr statement add_refund_items{
    "add refund items",
    "INSERT INTO refund_items (order_id, refund_id, line_no, quantity, amount)"
    " SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::int[],"
    "  $5::bigint[])"};

/// Open refunds have not been completed. Asking for their states instead would
/// invite a plan that compares each open refund with each given one, since
/// statistics know of few.
inline constexpr statement end_refunds{
    "end refunds",
    "UPDATE refunds r SET status = u.status,"
    "  attempts = greatest(r.attempts, u.attempts), gateway = u.gateway,"
    "  transaction_id = u.transaction_id, error_message = u.error_message,"
    "  completed_at = $8::timestamptz,"
    "  completed_day = CASE u.status WHEN 'completed' THEN $9::date END,"
    "  final_batch = $10::bigint"
    " FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::int[],"
    "  $5::text[], $6::text[], $7::text[]) u(order_id, id, status, attempts,"
    "  gateway, transaction_id, error_message)"
    " WHERE r.order_id = u.order_id AND r.id = u.id"
    "  AND r.completed_at IS NULL"};

/// Into the lines that the refunds name, and into new ones for others.
inline constexpr statement restock_items{
    "record restocked units",
    "INSERT INTO refund_items AS i (order_id, refund_id, line_no, quantity,"
    "  restocked, amount)"
    " SELECT u.order_id, u.refund_id, u.line_no, 0, u.units, 0"
    " FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::int[])"
    "  u(order_id, refund_id, line_no, units)"
    " ON CONFLICT (order_id, refund_id, line_no)"
    "  DO UPDATE SET restocked = i.restocked + EXCLUDED.restocked"};

inline constexpr statement change_orders{
    "change orders' payment",
    "UPDATE orders SET payment_status = $4::text"
    " WHERE id = ANY($1::bigint[]) AND status = $2::text"
    "  AND payment_status = $3::text"};

inline constexpr statement cancel_refunded{
    "cancel refunded orders",
    "UPDATE orders SET status = 'cancelled', payment_status = $4::text,"
    "  cancel_reason = 'refunded', cancelled_at = $5::timestamptz"
    " WHERE id = ANY($1::bigint[]) AND status = $2::text"
    "  AND payment_status = $3::text"};

inline constexpr statement forget_dead_refunds{
    "forget dead letters of refunds",
    "DELETE FROM dead_letters WHERE stage = 'refunds'"
    " AND subject_id = ANY($1::bigint[])"};

} // namespace orderd::storage::sql
