// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"

/// What `pg_reader` asks about notifications and their deliveries. The names
/// complete the sentence "cannot ...".
namespace orderd::storage::reading {

/// All of one order, or the one of them with id $2.
inline constexpr statement read_notifications{"read notifications", R"sql(
  SELECT id, order_id, customer_id, type, channel, order_status,
         total_amount, currency, message, delivery_status, attempts, sent_at,
         error_message
    FROM notifications
   WHERE order_id = $1 AND ($2::bigint IS NULL OR id = $2)
   ORDER BY created_at, id)sql"};

/// A row a notice that channel $1, whose code is $4, has to tell, and one
/// without an order for a batch that has none. What a notice tells is its
/// number in `domain::notification_type`. At most $3 batches, whose notices are
/// no more than $5 together, but always the first one; and whether others come
/// after a batch. No more rows of deliveries are read than that takes, however
/// many wait. What is asked for each notice is a look-up by key, whatever
/// statistics say.
inline constexpr statement read_pending_deliveries{"read pending deliveries",
                                                   R"sql(
  SELECT b.id, n.order_id, n.refund_id, n.customer_id, n.type, n.amount,
         n.cancel_reason, n.source, b.created_at, d.more
    FROM (SELECT w.*, row_number() OVER up_to AS place,
                 sum(notices) OVER up_to AS notices_up_to,
                 lead(batch_id) OVER up_to IS NOT NULL AS more
            FROM (SELECT batch_id, types, sources, done_through, notices
                    FROM batch_deliveries
                   WHERE channel = $1 AND delivered_at IS NULL
                     AND batch_id > $2
                   ORDER BY batch_id LIMIT $3::bigint + 1) w
          WINDOW up_to AS (ORDER BY batch_id)) d
    JOIN batches b ON b.id = d.batch_id
    LEFT JOIN LATERAL (
      (SELECT o.id AS subject, o.id AS order_id, 0 AS refund_id,
              o.customer_id,
              CASE WHEN b.kind = 'accept' THEN 0
                   WHEN o.paid_at IS NOT NULL THEN 1 ELSE 2 END AS type,
              o.total_amount AS amount,
              coalesce(o.cancel_reason, '') AS cancel_reason, o.source,
              o.import_id
         FROM orders o
        WHERE b.kind <> 'refund' AND o.id > d.done_through
          AND o.id BETWEEN b.first_order_id AND b.last_order_id
          AND CASE b.kind WHEN 'accept' THEN o.accept_batch
                          ELSE o.final_batch END = b.id
       OFFSET 0)
      UNION ALL
      (SELECT r.id, r.order_id, r.id, o.customer_id,
              CASE WHEN r.completed_day IS NOT NULL THEN 3 ELSE 4 END,
              r.refund_amount, '', o.source, r.import_id
         FROM (SELECT * FROM refunds
                WHERE b.kind = 'refund' AND id > d.done_through
                  AND id BETWEEN b.first_order_id AND b.last_order_id
                  AND final_batch = b.id
               OFFSET 0) r
        CROSS JOIN LATERAL (SELECT customer_id, source FROM orders
                             WHERE id = r.order_id OFFSET 0) o)) n
      ON d.types & (1 << n.type) <> 0
     AND (d.sources IS NULL OR n.source = ANY (d.sources))
     AND coalesce((SELECT i.notify FROM imports i WHERE i.id = n.import_id),
                  true)
     AND (SELECT e.attempts FROM notification_exceptions e
           WHERE e.order_id = n.order_id
             AND e.notification_id = n.subject * 64 + n.type * 8 + $4)
         IS NULL
   WHERE d.place = 1
      OR (d.place <= $3::bigint AND d.notices_up_to <= $5::bigint)
   ORDER BY b.id, n.subject)sql"};

/// A row for each of the orders $1, with the refunds $2 (or 0) and the types
/// $3, in their order; $4 is the channel's code.
inline constexpr statement read_outgoing{"read what notifications say",
                                         R"sql(
  SELECT a.order_id, a.refund_id, a.type, o.customer_id,
         coalesce(r.refund_amount, o.total_amount),
         coalesce(o.cancel_reason, ''), o.source, o.status, o.payment_status,
         r.status, coalesce(r.reason, ''),
         coalesce(nullif(o.ship_to->>'name', ''), c.name), c.email,
         coalesce(nullif(o.ship_to->>'phone', ''), c.phone), o.order_ref,
         o.ordered_at, o.accepted_at, coalesce(b.created_at, o.accepted_at),
         coalesce(e.attempts, 0), coalesce(e.forgiven, 0),
         coalesce(e.resends, 0), o.total_amount
    FROM unnest($1::bigint[], $2::bigint[], $3::int[]) WITH ORDINALITY
         a(order_id, refund_id, type, place)
   CROSS JOIN LATERAL (SELECT * FROM orders WHERE id = a.order_id OFFSET 0) o
   CROSS JOIN LATERAL (SELECT * FROM customers
                        WHERE id = o.customer_id OFFSET 0) c
    LEFT JOIN LATERAL (SELECT * FROM refunds
                        WHERE order_id = a.order_id AND id = a.refund_id
                       OFFSET 0) r ON true
    LEFT JOIN LATERAL (SELECT created_at FROM batches
                        WHERE id = CASE WHEN a.refund_id <> 0
                                          THEN r.final_batch
                                        WHEN a.type = 0 THEN o.accept_batch
                                        ELSE o.final_batch END
                       OFFSET 0) b ON true
    LEFT JOIN LATERAL (SELECT * FROM notification_exceptions
                        WHERE order_id = a.order_id
                          AND notification_id
                              = CASE WHEN a.refund_id <> 0 THEN a.refund_id
                                     ELSE a.order_id END * 64
                                + a.type * 8 + $4
                       OFFSET 0) e ON true
   WHERE a.refund_id = 0 OR r.id IS NOT NULL
   ORDER BY a.place)sql"};

inline constexpr statement read_outgoing_items{
    "read the items that notifications name", R"sql(
  SELECT a.id, p.sku, p.name, i.quantity, i.total_price
    FROM unnest($1::bigint[]) a(id)
   CROSS JOIN LATERAL (SELECT * FROM order_items
                        WHERE order_id = a.id OFFSET 0) i
   CROSS JOIN LATERAL (SELECT sku, name FROM products
                        WHERE id = i.product_id OFFSET 0) p
   ORDER BY a.id, i.line_no)sql"};

/// The first $2 that channel $1 is to try again. One whose order a person
/// deleted would stay the first for ever.
inline constexpr statement read_retries{"read what is to be tried again",
                                        R"sql(
  SELECT notification_id, order_id, next_at
    FROM notification_exceptions e
   WHERE channel = $1 AND next_at IS NOT NULL
     AND (SELECT o.id FROM orders o WHERE o.id = e.order_id) IS NOT NULL
   ORDER BY next_at LIMIT $2)sql"};

inline constexpr statement newest_refund{"look up an order's newest refund",
                                         R"sql(
  SELECT max(id) FROM refunds WHERE order_id = $1)sql"};

/// What is left of a batch that was told in part is reckoned from the ids that
/// it spans: to count its orders would be to read them.
inline constexpr statement count_deliveries{"count the deliveries", R"sql(
  SELECT channel, sum(waiting)::bigint, sum(retrying)::bigint,
         sum(dead)::bigint
    FROM (SELECT d.channel,
                 sum(CASE WHEN d.done_through < b.first_order_id THEN d.notices
                          ELSE (d.notices::numeric
                                * greatest(b.last_order_id - d.done_through,
                                           0)
                                / (b.last_order_id - b.first_order_id + 1))
                     END) AS waiting,
                 0 AS retrying, 0 AS dead
            FROM batch_deliveries d JOIN batches b ON b.id = d.batch_id
           WHERE d.delivered_at IS NULL
           GROUP BY d.channel
          UNION ALL
          SELECT channel, 0, count(*), 0
            FROM notification_exceptions WHERE next_at IS NOT NULL
           GROUP BY channel
          UNION ALL
          SELECT CASE subject_id % 8 WHEN 0 THEN 'log' WHEN 1 THEN 'email'
                                     ELSE 'webhook' END, 0, 0, count(*)
            FROM dead_letters WHERE stage = 'notifications'
           GROUP BY 1) c
   GROUP BY channel ORDER BY channel)sql"};

} // namespace orderd::storage::reading
