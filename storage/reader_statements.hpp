// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"
#include "storage/import_row.hpp"

/// The statements of `pg_reader` about orders, goods, people and imports. The
/// names complete the sentence "cannot ...".
namespace orderd::storage::reading {

/// Orders with $1 <= id < $2, newest first, at most $8. Of the conditions
/// (status, source, customer, since, until) NULL is none.
inline constexpr statement read_orders{"read orders", R"sql(
  SELECT o.id, o.source, o.order_ref, o.status, o.payment_status,
         o.cancel_reason, o.subtotal, o.shipping, o.discount, o.tax,
         o.total_amount, o.currency, o.ordered_at, o.accepted_at, o.paid_at,
         o.cancelled_at, o.ship_to, o.customer_id, c.name, c.email,
         o.import_id, o.line, nullif(p.transaction_id, ''),
         nullif(p.error_message, '')
    FROM (SELECT * FROM orders
           WHERE id >= $1 AND id < $2
             AND ($3::text IS NULL OR status = $3)
             AND ($4::text IS NULL OR source = $4)
             AND ($5::bigint IS NULL OR customer_id = $5)
             AND ($6::timestamptz IS NULL OR accepted_at >= $6)
             AND ($7::timestamptz IS NULL OR accepted_at < $7)
           ORDER BY id DESC LIMIT $8) o
    JOIN customers c ON c.id = o.customer_id
    LEFT JOIN payments p ON p.order_id = o.id
   ORDER BY o.id DESC)sql"};

inline constexpr statement read_order_items{"read the items of an order",
                                            R"sql(
  SELECT i.line_no, p.sku, i.quantity, i.unit_price, i.total_price
    FROM order_items i JOIN products p ON p.id = i.product_id
   WHERE i.order_id = $1
   ORDER BY i.line_no)sql"};

inline constexpr statement find_order_ref{"look up an order reference",
                                          R"sql(
  SELECT order_id FROM order_refs WHERE source = $1 AND order_ref = $2)sql"};

/// Between which ids the orders lie that wait for payment.
inline constexpr statement range_of_open_orders{"read the range of open orders",
                                                R"sql(
  SELECT min(first_order_id), max(last_order_id) FROM open_batches)sql"};

/// Between which ids the orders lie that were accepted from $1 on and before
/// $2. The table of batches is a thousandth of that of the orders.
inline constexpr statement range_of_times{"read the range of orders of a time",
                                          R"sql(
  SELECT min(first_order_id), max(last_order_id) FROM batches
   WHERE kind = 'accept'
     AND ($1::timestamptz IS NULL OR created_at >= $1)
     AND ($2::timestamptz IS NULL OR created_at < $2))sql"};

inline constexpr statement find_product{"read a product", R"sql(
  SELECT p.id, p.sku, p.name, p.description, p.price, p.stock_quantity,
         p.active,
         (SELECT coalesce(sum(r.units), 0)::bigint
            FROM open_batches b
           CROSS JOIN LATERAL (
             SELECT sum(i.quantity) AS units
               FROM orders o JOIN order_items i ON i.order_id = o.id
              WHERE o.id BETWEEN b.first_order_id AND b.last_order_id
                AND o.accept_batch = b.batch_id AND o.status = 'processing'
                AND i.product_id = p.id) r)
    FROM products p WHERE p.sku = $1)sql"};

inline constexpr statement read_products{"list products", R"sql(
  SELECT id, sku, name, description, price, stock_quantity, active, 0
    FROM products WHERE sku > $1
   ORDER BY sku LIMIT $2)sql"};

inline constexpr statement find_customer_by_email{"read a customer", R"sql(
  SELECT id, email, name, phone, address, total_spent, total_orders,
         created_at
    FROM customers WHERE email = $1)sql"};

inline constexpr statement find_customers_by_id{"read customers", R"sql(
  SELECT id, email, name, phone, address, total_spent, total_orders,
         created_at
    FROM customers WHERE id = ANY ($1))sql"};

inline constexpr statement read_customers{"list customers", R"sql(
  SELECT id, email, name, phone, address, total_spent, total_orders,
         created_at
    FROM customers WHERE id > $1
   ORDER BY id LIMIT $2)sql"};

/// Newest first, at most $3: the one with id $1, or where $2 is true those
/// that have not ended.
inline constexpr statement read_imports{"read imports",
                                        "SELECT" ORDERD_IMPORT_COLUMNS R"sql(
    FROM imports
   WHERE ($1::bigint IS NULL OR id = $1)
     AND (NOT $2::boolean OR finished_at IS NULL)
   ORDER BY id DESC LIMIT $3)sql"};

inline constexpr statement read_rejects{"list the rejects of an import",
                                        R"sql(
  SELECT line, column_name, code, reason, raw
    FROM import_rejects WHERE import_id = $1 AND line > $2
   ORDER BY line LIMIT $3)sql"};

/// Money is kept within a bigint, so that even absurd amounts are reported.
inline constexpr statement read_kpis{"read the day figures", R"sql(
  SELECT day, source, sum(orders_paid)::bigint,
         least(greatest(sum(gross_revenue), -9223372036854775807),
               9223372036854775807)::bigint,
         sum(units_sold)::bigint, sum(cancelled_out_of_stock)::bigint,
         sum(cancelled_payment_declined)::bigint,
         sum(cancelled_refunded)::bigint,
         least(greatest(sum(refunds), -9223372036854775807),
               9223372036854775807)::bigint,
         least(greatest(sum(refunds_by_order_day), -9223372036854775807),
               9223372036854775807)::bigint
    FROM daily_kpis GROUP BY day, source)sql"};

/// A page of those on the leaderboard.
inline constexpr statement read_customer_totals{"read customer totals",
                                                R"sql(
  SELECT id, total_spent, total_orders
    FROM customers
   WHERE id > $1 AND (total_orders <> 0 OR total_spent <> 0)
   ORDER BY id LIMIT $2)sql"};

/// A row an item. OFFSET 0 keeps the planner from joining the other way
/// round, which would read all orders.
inline constexpr statement read_open_orders{"read open orders", R"sql(
  SELECT o.id, o.customer_id, coalesce(o.import_id, 0), o.accept_batch,
         o.total_amount, o.source,
         coalesce((SELECT f.notify FROM imports f WHERE f.id = o.import_id),
                  true),
         i.product_id, i.quantity
    FROM (SELECT o.*
            FROM open_batches b
           CROSS JOIN LATERAL (
             SELECT o.* FROM orders o
              WHERE o.id BETWEEN b.first_order_id AND b.last_order_id
                AND o.id > $1
                AND o.accept_batch = b.batch_id AND o.status = 'processing'
                AND NOT EXISTS (SELECT FROM dead_letters d
                                 WHERE d.stage = 'orders'
                                   AND d.subject_id = o.id)
             OFFSET 0) o
           WHERE b.last_order_id > $1
           ORDER BY o.id LIMIT $2) o
   CROSS JOIN LATERAL (SELECT * FROM order_items i WHERE i.order_id = o.id
                       OFFSET 0) i
   ORDER BY o.id, i.line_no)sql"};

inline constexpr statement read_dead_orders{"list dead orders", R"sql(
  SELECT d.subject_id, d.attempts, d.error_message
    FROM dead_letters d JOIN orders o ON o.id = d.subject_id
   WHERE d.stage = 'orders' AND o.status = 'processing'
   ORDER BY d.subject_id)sql"};

} // namespace orderd::storage::reading
