// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"

/// What verify asks about sums over many orders: stock and figures (rules 1
/// and 5); see rule_check.
namespace orderd::storage::checking {

/// Rule 1: what came in less what left is on hand. A cancelled order that was
/// paid once left the stock, but for what its refunds put back.
inline constexpr statement stock{"check the stock", R"sql(
  WITH moved AS (
    SELECT product_id, sum(delta) AS units
      FROM stock_movements GROUP BY product_id),
  sold AS (
    SELECT i.product_id, sum(i.quantity) AS units
      FROM order_items i JOIN orders o ON o.id = i.order_id
     WHERE o.status IN ('processing', 'paid', 'shipped', 'delivered')
        OR o.paid_at IS NOT NULL
     GROUP BY i.product_id),
  restocked AS (
    SELECT i.product_id, sum(r.restocked) AS units
      FROM refund_items r
      JOIN order_items i
        ON i.order_id = r.order_id AND i.line_no = r.line_no
     GROUP BY i.product_id),
  counted AS (
    SELECT p.id, p.sku, p.stock_quantity AS on_hand,
           coalesce(m.units, 0) AS moved, coalesce(s.units, 0) AS sold,
           coalesce(r.units, 0) AS restocked
      FROM products p
      LEFT JOIN moved m ON m.product_id = p.id
      LEFT JOIN sold s ON s.product_id = p.id
      LEFT JOIN restocked r ON r.product_id = p.id)
  SELECT 'product ' || sku,
         on_hand || ' on hand, but ' || moved || ' received - ' || sold
         || ' reserved or sold + ' || restocked || ' restocked = '
         || moved - sold + restocked,
         count(*) OVER ()
    FROM counted
   WHERE on_hand <> moved - sold + restocked OR on_hand < 0
   ORDER BY id LIMIT $1)sql"};

/// Rule 1: no stock came from nowhere.
inline constexpr statement movements_of_nothing{"check the stock movements",
                                                R"sql(
  SELECT 'product ' || m.product_id,
         'stock movement ' || m.id || ' names it, but there is no such'
         || ' product',
         count(*) OVER ()
    FROM stock_movements m LEFT JOIN products p ON p.id = m.product_id
   WHERE p.id IS NULL
   ORDER BY m.product_id, m.id LIMIT $1)sql"};

/// Rule 5: the day figures are those of the orders that ended on the day.
inline constexpr statement day_figures{"check the day figures", R"sql(
  WITH parts AS (
    SELECT final_day AS day, source, currency,
           count(*) FILTER (WHERE paid_at IS NOT NULL) AS paid,
           sum(total_amount) FILTER (WHERE paid_at IS NOT NULL) AS gross,
           0 AS units,
           count(*) FILTER (WHERE paid_at IS NULL
                              AND cancel_reason = 'out_of_stock') AS oos,
           count(*) FILTER (WHERE paid_at IS NULL AND cancel_reason
                              IS DISTINCT FROM 'out_of_stock') AS declined,
           0 AS refunds, 0 AS by_order
      FROM orders WHERE final_day IS NOT NULL
     GROUP BY final_day, source, currency
    UNION ALL
    SELECT o.final_day, o.source, o.currency, 0, 0, sum(i.quantity), 0, 0, 0,
           0
      FROM orders o JOIN order_items i ON i.order_id = o.id
     WHERE o.paid_at IS NOT NULL AND o.final_day IS NOT NULL
     GROUP BY o.final_day, o.source, o.currency
    UNION ALL
    SELECT d.day, o.source, o.currency, 0, 0, 0, 0, 0,
           CASE d.basis WHEN 'event' THEN r.refund_amount ELSE 0 END,
           CASE d.basis WHEN 'order' THEN r.refund_amount ELSE 0 END
      FROM refunds r JOIN orders o ON o.id = r.order_id
     CROSS JOIN LATERAL (VALUES ('event', r.completed_day),
                                ('order', o.final_day)) d (basis, day)
     WHERE r.status = 'completed'),
  should AS (
    SELECT day, source, currency, sum(paid) AS paid,
           sum(coalesce(gross, 0)) AS gross, sum(units) AS units,
           sum(oos) AS oos, sum(declined) AS declined,
           sum(refunds) AS refunds, sum(by_order) AS by_order
      FROM parts GROUP BY day, source, currency),
  kept AS (
    SELECT day, source, currency, sum(orders_paid) AS paid,
           sum(gross_revenue) AS gross, sum(units_sold) AS units,
           sum(cancelled_out_of_stock) AS oos,
           sum(cancelled_payment_declined) AS declined,
           sum(refunds) AS refunds, sum(refunds_by_order_day) AS by_order
      FROM daily_kpis GROUP BY day, source, currency),
  compared AS (
    SELECT day, source, f.name, coalesce(f.kept, 0) AS kept,
           coalesce(f.should, 0) AS should
      FROM kept k FULL JOIN should s USING (day, source, currency)
     CROSS JOIN LATERAL (VALUES
             ('orders_paid', k.paid, s.paid),
             ('gross_revenue', k.gross, s.gross),
             ('units_sold', k.units, s.units),
             ('cancelled_out_of_stock', k.oos, s.oos),
             ('cancelled_payment_declined', k.declined, s.declined),
             ('refunds', k.refunds, s.refunds),
             ('refunds_by_order_day', k.by_order, s.by_order))
           f (name, kept, should))
  SELECT day || ', source ' || source,
         name || ' is ' || kept || ', but the orders say ' || should,
         count(*) OVER ()
    FROM compared WHERE kept <> should
   ORDER BY day, source, name LIMIT $1)sql"};

/// Rule 5: a customer's totals are those of the orders that were paid.
inline constexpr statement customer_totals{"check the customers' totals",
                                           R"sql(
  WITH paid AS (
    SELECT customer_id, count(*) AS orders, sum(total_amount) AS spent
      FROM orders WHERE paid_at IS NOT NULL GROUP BY customer_id),
  refunded AS (
    SELECT o.customer_id, sum(r.refund_amount) AS amount
      FROM refunds r JOIN orders o ON o.id = r.order_id
     WHERE r.status = 'completed' GROUP BY o.customer_id),
  counted AS (
    SELECT c.id, c.email, c.total_orders, c.total_spent,
           coalesce(p.orders, 0) AS orders,
           (coalesce(p.spent, 0) - coalesce(r.amount, 0))::bigint AS spent
      FROM customers c
      LEFT JOIN paid p ON p.customer_id = c.id
      LEFT JOIN refunded r ON r.customer_id = c.id)
  SELECT 'customer ' || email,
         'has ' || total_orders || ' orders of '
         || amount_text(total_spent, $2) || ', but the orders say '
         || orders || ' of ' || amount_text(spent, $2),
         count(*) OVER ()
    FROM counted WHERE total_orders <> orders OR total_spent <> spent
   ORDER BY id LIMIT $1)sql"};

} // namespace orderd::storage::checking
