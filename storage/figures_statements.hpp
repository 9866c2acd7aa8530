// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"

/// What orders, refunds and reversals say about the figures. This is the one
/// place in SQL that tells what a figure is. Money is kept within a bigint, so
/// that even absurd amounts are reported.
namespace orderd::storage::computing {

/// Money that went back to customers: completed refunds on their day, and
/// what the gateway took back of them, negative, on the day of that.
#define ORDERD_REFUND_MOVES                                                    \
  " moves AS ("                                                                \
  "   SELECT order_id, completed_day AS day, refund_amount AS amount"          \
  "     FROM refunds WHERE status IN ('completed', 'reversed')"                \
  "   UNION ALL"                                                               \
  "   SELECT order_id, reversed_day, -amount::numeric"                         \
  "     FROM refund_reversals)"

/// The day figures, in the order of `domain::kpi_figures`; of the day $1
/// alone if that is not NULL. An order that a refund cancelled counts on the
/// day of that refund: the one that was completed at the same moment.
inline constexpr statement day_figures{"recompute the day figures",
                                       "WITH" ORDERD_REFUND_MOVES R"sql(,
  parts AS (
    SELECT final_day AS day, source,
           count(*) FILTER (WHERE paid_at IS NOT NULL) AS paid,
           coalesce(sum(total_amount) FILTER (WHERE paid_at IS NOT NULL), 0)
             AS gross,
           0 AS units,
           count(*) FILTER (WHERE paid_at IS NULL
                              AND cancel_reason = 'out_of_stock') AS oos,
           count(*) FILTER (WHERE paid_at IS NULL AND cancel_reason
                              IS DISTINCT FROM 'out_of_stock') AS declined,
           0 AS refunded, 0 AS refunds, 0 AS by_order
      FROM orders
     WHERE final_day IS NOT NULL
       AND ($1::text IS NULL OR final_day = $1::text::date)
     GROUP BY final_day, source
    UNION ALL
    SELECT o.final_day, o.source, 0, 0, sum(i.quantity), 0, 0, 0, 0, 0
      FROM orders o JOIN order_items i ON i.order_id = o.id
     WHERE o.paid_at IS NOT NULL AND o.final_day IS NOT NULL
       AND ($1::text IS NULL OR o.final_day = $1::text::date)
     GROUP BY o.final_day, o.source
    UNION ALL
    SELECT r.completed_day, o.source, 0, 0, 0, 0, 0, count(DISTINCT o.id), 0,
           0
      FROM refunds r JOIN orders o ON o.id = r.order_id
     WHERE o.status = 'cancelled' AND o.paid_at IS NOT NULL
       AND r.completed_day IS NOT NULL AND r.completed_at = o.cancelled_at
     GROUP BY r.completed_day, o.source
    UNION ALL
    SELECT d.day, o.source, 0, 0, 0, 0, 0, 0, d.refunds, d.by_order
      FROM moves m JOIN orders o ON o.id = m.order_id
     CROSS JOIN LATERAL (VALUES (m.day, m.amount, 0),
                                (o.final_day, 0, m.amount))
           d (day, refunds, by_order))
  SELECT day, source, sum(paid)::bigint,
         least(greatest(sum(gross), -9223372036854775807),
               9223372036854775807)::bigint,
         sum(units)::bigint, sum(oos)::bigint, sum(declined)::bigint,
         sum(refunded)::bigint,
         least(greatest(sum(refunds), -9223372036854775807),
               9223372036854775807)::bigint,
         least(greatest(sum(by_order), -9223372036854775807),
               9223372036854775807)::bigint
    FROM parts
   WHERE day IS NOT NULL AND ($1::text IS NULL OR day = $1::text::date)
   GROUP BY day, source
   ORDER BY day, source)sql"};

/// Opens a cursor on all customers that have orders or money spent, stored or
/// computed, by id. All rows will be read, so the quickest first row is no
/// aim.
inline constexpr std::string_view open_customers =
    "SET LOCAL cursor_tuple_fraction = 1;"
    "DECLARE computed_customers NO SCROLL CURSOR FOR WITH" ORDERD_REFUND_MOVES
    R"sql(,
  paid AS (
    SELECT customer_id, count(*) AS orders, sum(total_amount) AS spent
      FROM orders WHERE paid_at IS NOT NULL GROUP BY customer_id),
  refunded AS (
    SELECT o.customer_id, sum(m.amount) AS amount
      FROM moves m JOIN orders o ON o.id = m.order_id GROUP BY o.customer_id),
  counted AS (
    SELECT c.id, c.email, c.total_spent, c.total_orders,
           least(greatest(coalesce(p.spent, 0) - coalesce(r.amount, 0),
                          -9223372036854775807),
                 9223372036854775807)::bigint AS spent,
           coalesce(p.orders, 0) AS orders
      FROM customers c
      LEFT JOIN paid p ON p.customer_id = c.id
      LEFT JOIN refunded r ON r.customer_id = c.id)
  SELECT * FROM counted
   WHERE total_spent <> 0 OR total_orders <> 0 OR spent <> 0 OR orders <> 0
   ORDER BY id)sql";

inline constexpr std::string_view next_customers =
    "FETCH FORWARD 10000 FROM computed_customers";

inline constexpr std::string_view close_customers = "CLOSE computed_customers";

} // namespace orderd::storage::computing
