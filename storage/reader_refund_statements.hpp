// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"

/// What `pg_reader` asks about refunds. The names complete the sentence
/// "cannot ...".
namespace orderd::storage::reading {

/// The newest first, at most $3 or all: the one with id $1, or those of the
/// order $2; NULL is no condition.
inline constexpr statement read_refunds{"read refunds", R"sql(
  SELECT r.id, r.order_id, o.customer_id, r.refund_amount, r.currency, r.type,
         r.status, r.reason, r.notes, r.restock,
         coalesce(r.idempotency_key, ''), r.attempts,
         r.status = 'pending'
           AND EXISTS (SELECT FROM dead_letters d
                        WHERE d.stage = 'refunds' AND d.subject_id = r.id),
         r.error_message, r.transaction_id, r.requested_at, r.completed_at,
         v.reversed_at, coalesce(v.reason, ''), r.import_id, r.line
    FROM (SELECT * FROM refunds
           WHERE ($1::bigint IS NULL OR id = $1)
             AND ($2::bigint IS NULL OR order_id = $2)
           ORDER BY id DESC LIMIT $3) r
    JOIN orders o ON o.id = r.order_id
    LEFT JOIN refund_reversals v
      ON v.order_id = r.order_id AND v.refund_id = r.id
   ORDER BY r.id DESC)sql"};

/// Of the refund $1, or of all refunds of the order $2.
inline constexpr statement read_refund_lines{"read the lines of refunds",
                                             R"sql(
  SELECT n.refund_id, n.line_no, p.sku, n.quantity, n.restocked, n.amount
    FROM refund_items n
    JOIN order_items i ON i.order_id = n.order_id AND i.line_no = n.line_no
    JOIN products p ON p.id = i.product_id
   WHERE n.order_id = coalesce($2, (SELECT order_id FROM refunds
                                     WHERE id = $1))
     AND ($1::bigint IS NULL OR n.refund_id = $1)
   ORDER BY n.refund_id, n.line_no)sql"};

inline constexpr statement find_refund_order{"look up a refund", R"sql(
  SELECT order_id FROM refunds WHERE id = $1)sql"};

/// Pending without dead ones, processing, dead. The index of open refunds
/// holds them all.
inline constexpr statement count_refunds{"count the refunds", R"sql(
  SELECT count(*) FILTER (WHERE r.status = 'pending'
                            AND d.subject_id IS NULL),
         count(*) FILTER (WHERE r.status = 'processing'),
         count(*) FILTER (WHERE r.status = 'pending'
                            AND d.subject_id IS NOT NULL)
    FROM refunds r
    LEFT JOIN dead_letters d ON d.stage = 'refunds' AND d.subject_id = r.id
   WHERE r.status IN ('pending', 'processing'))sql"};

} // namespace orderd::storage::reading
