// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"

/// What verify asks about single orders, their items and payments (rules 2
/// and 3); see rule_check. All join whole tables: a look-up an order would
/// take minutes for a million.
namespace orderd::storage::checking {

/// Rule 2: the columns that go with a state are set in it and in no other.
inline constexpr statement state_columns{"check the states of orders", R"sql(
  WITH judged AS (
    SELECT id, order_number, status, payment_status, final_batch, final_day,
           paid_at, cancelled_at, cancel_reason,
           status IN ('paid', 'shipped', 'delivered', 'cancelled') AS ended,
           status IN ('paid', 'shipped', 'delivered')
             OR (status = 'cancelled'
                 AND payment_status IN ('refunded', 'partially_refunded',
                                        'paid'))
             AS was_paid
      FROM orders)
  SELECT 'order ' || order_number,
         'is ' || status || ', but '
         || CASE
              WHEN (final_batch IS NOT NULL) <> ended THEN
                CASE WHEN ended THEN 'no batch finalized it'
                     ELSE 'batch ' || final_batch || ' finalized it' END
              WHEN (final_day IS NOT NULL) <> ended THEN
                CASE WHEN ended THEN 'counts on no day'
                     ELSE 'counts on ' || final_day END
              WHEN (paid_at IS NOT NULL) <> was_paid THEN
                CASE WHEN was_paid THEN 'has no time of payment'
                     ELSE 'has a time of payment' END
              WHEN cancelled_at IS NULL AND cancel_reason IS NULL THEN
                'has neither time nor reason of it'
              ELSE 'its time and reason of cancellation do not agree' END,
         count(*) OVER ()
    FROM judged
   WHERE (final_batch IS NOT NULL) <> ended
      OR (final_day IS NOT NULL) <> ended
      OR (paid_at IS NOT NULL) <> was_paid
      OR (cancelled_at IS NOT NULL) <> (status = 'cancelled')
      OR (cancel_reason IS NOT NULL) <> (status = 'cancelled')
   ORDER BY id LIMIT $1)sql"};

/// Rule 2: what waits for payment is found again after a crash.
inline constexpr statement processing_orders{"check the orders in progress",
                                             R"sql(
  SELECT 'order ' || o.order_number,
         'is processing, but its batch ' || o.accept_batch
         || ' is not open for it: nothing will finish it',
         count(*) OVER ()
    FROM orders o
    LEFT JOIN open_batches b
      ON b.batch_id = o.accept_batch
     AND o.id BETWEEN b.first_order_id AND b.last_order_id
   WHERE o.status = 'processing' AND b.batch_id IS NULL
   ORDER BY o.id LIMIT $1)sql"};

/// Rule 2: an open batch knows how many orders it waits for.
inline constexpr statement open_batches{"check the open batches", R"sql(
  WITH waiting AS (
    SELECT accept_batch, count(*) AS orders
      FROM orders WHERE status = 'processing' GROUP BY accept_batch)
  SELECT 'batch ' || b.batch_id,
         'waits for ' || b.remaining || ' orders, but '
         || coalesce(w.orders, 0) || ' of its orders are processing',
         count(*) OVER ()
    FROM open_batches b LEFT JOIN waiting w ON w.accept_batch = b.batch_id
   WHERE b.remaining <> coalesce(w.orders, 0)
   ORDER BY b.batch_id LIMIT $1)sql"};

/// Rule 3: a paid order has one captured payment of its total, another none.
/// That it has not two is what the primary key of payments says.
inline constexpr statement payments{"check the payments", R"sql(
  WITH judged AS (
    SELECT coalesce(o.id, p.order_id) AS id, o.order_number,
           CASE
             WHEN o.id IS NULL THEN
               'a payment of ' || amount_text(p.amount, $2)
               || ' is recorded for it, but there is no such order'
             WHEN o.paid_at IS NOT NULL
              AND p.status IS DISTINCT FROM 'captured' THEN
               'is ' || o.status || ', but has no captured payment'
             WHEN o.paid_at IS NOT NULL AND p.amount <> o.total_amount THEN
               'its total is ' || amount_text(o.total_amount, $2)
               || ', but ' || amount_text(p.amount, $2) || ' was captured'
             WHEN o.paid_at IS NULL AND p.status = 'captured' THEN
               'is ' || o.status || ' and unpaid, but '
               || amount_text(p.amount, $2) || ' was captured'
           END AS text
      FROM orders o FULL JOIN payments p ON p.order_id = o.id)
  SELECT 'order ' || coalesce(order_number, id::text), text,
         count(*) OVER ()
    FROM judged WHERE text IS NOT NULL
   ORDER BY id LIMIT $1)sql"};

/// Rule 3: total = lines + shipping - discount (+ tax), in the currency of
/// the installation.
inline constexpr statement order_totals{"check the totals of orders", R"sql(
  WITH judged AS (
    SELECT id, order_number, total_amount, currency,
           subtotal + shipping - discount
             + CASE WHEN tax_included THEN 0 ELSE tax END AS sum,
           coalesce((SELECT value FROM settings WHERE name = 'currency'),
                    currency) AS own
      FROM orders)
  SELECT 'order ' || order_number,
         CASE WHEN total_amount <> sum THEN
                'its total is ' || amount_text(total_amount, $2)
                || ', but its parts sum up to ' || amount_text(sum, $2)
              ELSE 'is in ' || currency || ', but the installation is in '
                   || own END,
         count(*) OVER ()
    FROM judged
   WHERE total_amount <> sum OR currency <> own
   ORDER BY id LIMIT $1)sql"};

/// Rule 3: an order has items, and its subtotal is their sum.
inline constexpr statement order_subtotals{"check the subtotals of orders",
                                           R"sql(
  WITH sums AS (
    SELECT order_id,
           least(sum(total_price), 9223372036854775807)::bigint AS total
      FROM order_items GROUP BY order_id)
  SELECT 'order ' || o.order_number,
         CASE WHEN s.order_id IS NULL THEN 'has no items'
              ELSE 'its subtotal is ' || amount_text(o.subtotal, $2)
                   || ', but its items sum up to '
                   || amount_text(s.total, $2) END,
         count(*) OVER ()
    FROM orders o LEFT JOIN sums s ON s.order_id = o.id
   WHERE s.order_id IS NULL OR s.total <> o.subtotal
   ORDER BY o.id LIMIT $1)sql"};

/// Rule 3: an item costs its quantity times its price.
inline constexpr statement item_totals{"check the totals of items", R"sql(
  SELECT 'order ' || (SELECT order_number FROM orders o
                        WHERE o.id = i.order_id),
         'line ' || line_no || ' costs ' || amount_text(total_price, $2)
         || ', but is ' || quantity || ' times '
         || amount_text(unit_price, $2),
         count(*) OVER ()
    FROM order_items i
   WHERE total_price <> unit_price * quantity OR quantity <= 0
   ORDER BY order_id, line_no LIMIT $1)sql"};

} // namespace orderd::storage::checking
