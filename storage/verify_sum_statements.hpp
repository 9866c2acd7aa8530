// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"

/// What verify asks about sums over many orders: stock, and the day rows (rules
/// 1 and 5); see rule_check.
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

/// Rule 5: the day figures are in the currency of the installation. What they
/// should be is computed in `figures_check.hpp`.
inline constexpr statement day_currencies{"check the currency of the days",
                                          R"sql(
  WITH foreign_days AS (
    SELECT DISTINCT d.day, d.source, d.currency, s.value AS own
      FROM daily_kpis d JOIN settings s ON s.name = 'currency'
     WHERE d.currency <> s.value)
  SELECT day || ', source ' || source,
         'has figures in ' || currency || ', but the installation is in '
         || own,
         count(*) OVER ()
    FROM foreign_days
   ORDER BY day, source, currency LIMIT $1)sql"};

} // namespace orderd::storage::checking
