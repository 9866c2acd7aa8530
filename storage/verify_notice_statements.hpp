// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"

/// What verify asks about batches with their notifications (rule 6); see
/// rule_check.
namespace orderd::storage::checking {

/// Rule 6: the batches that an order names exist and hold it: its
/// notifications are found through them, and its time through the batch's.
inline constexpr statement batches_of_orders{"check the batches of orders",
                                             R"sql(
  WITH judged AS (
    SELECT o.id, o.order_number,
           CASE
             WHEN a.id IS NULL THEN
               'its batch ' || o.accept_batch || ' does not exist'
             WHEN a.kind <> 'accept' THEN
               'batch ' || a.id || ' accepted it, but is of the kind '
               || a.kind
             WHEN o.id NOT BETWEEN a.first_order_id AND a.last_order_id THEN
               'is not among the orders of its batch ' || a.id
             WHEN o.accepted_at <> a.created_at THEN
               'was accepted at another time than its batch ' || a.id
             WHEN o.final_batch IS NOT NULL AND f.id IS NULL THEN
               'its final batch ' || o.final_batch || ' does not exist'
             WHEN f.kind <> 'finalize' THEN
               'batch ' || f.id || ' finalized it, but is of the kind '
               || f.kind
             WHEN o.id NOT BETWEEN f.first_order_id AND f.last_order_id THEN
               'is not among the orders of its final batch ' || f.id
           END AS text
      FROM orders o
      LEFT JOIN batches a ON a.id = o.accept_batch
      LEFT JOIN batches f ON f.id = o.final_batch)
  SELECT 'order ' || order_number, text, count(*) OVER ()
    FROM judged WHERE text IS NOT NULL
   ORDER BY id LIMIT $1)sql"};

/// Rule 6: neither is a refund outside the batch that settled it.
inline constexpr statement batches_of_refunds{"check the batches of refunds",
                                              R"sql(
  WITH judged AS (
    SELECT r.id, r.refund_number,
           CASE
             WHEN b.id IS NULL THEN
               'its batch ' || r.final_batch || ' does not exist'
             WHEN b.kind <> 'refund' THEN
               'batch ' || b.id || ' settled it, but is of the kind '
               || b.kind
             WHEN r.id NOT BETWEEN b.first_order_id AND b.last_order_id THEN
               'is not among the refunds of its batch ' || b.id
           END AS text
      FROM refunds r LEFT JOIN batches b ON b.id = r.final_batch
     WHERE r.final_batch IS NOT NULL)
  SELECT 'refund ' || refund_number, text, count(*) OVER ()
    FROM judged WHERE text IS NOT NULL
   ORDER BY id LIMIT $1)sql"};

/// Rule 6: no order and no refund left its batch.
inline constexpr statement batch_sizes{"check the sizes of batches", R"sql(
  WITH counted AS (
    SELECT accept_batch AS batch, count(*) AS orders
      FROM orders GROUP BY accept_batch
    UNION ALL
    SELECT final_batch, count(*)
      FROM orders WHERE final_batch IS NOT NULL GROUP BY final_batch
    UNION ALL
    SELECT final_batch, count(*)
      FROM refunds WHERE final_batch IS NOT NULL GROUP BY final_batch),
  compared AS (
    SELECT b.id, b.orders AS size, sum(coalesce(c.orders, 0)) AS named,
           CASE b.kind WHEN 'refund' THEN ' refunds' ELSE ' orders' END
             AS things
      FROM batches b LEFT JOIN counted c ON c.batch = b.id
     GROUP BY b.id, b.orders, b.kind)
  SELECT 'batch ' || id,
         'is of ' || size || things || ', but ' || named || things
         || ' name it',
         count(*) OVER ()
    FROM compared WHERE size <> named
   ORDER BY id LIMIT $1)sql"};

/// Rule 6: what is to be told of a batch is something, over a channel that is
/// known.
inline constexpr statement deliveries{"check the deliveries", R"sql(
  WITH judged AS (
    SELECT d.batch_id AS id,
           CASE
             WHEN b.id IS NULL THEN
               'is to be told over ' || d.channel || ', but does not exist'
             WHEN d.channel NOT IN ('log', 'email', 'webhook') THEN
               'is to be told over ' || d.channel || ', which is no channel'
             WHEN d.sources = '{}' OR d.types & CASE b.kind
               WHEN 'accept' THEN 1 WHEN 'finalize' THEN 6 ELSE 24 END = 0
               THEN 'is to be told over ' || d.channel
                 || ', which tells nothing of it'
             WHEN d.notices NOT BETWEEN 1 AND b.orders THEN
               'has ' || d.notices || ' notifications over ' || d.channel
                 || ', but is of ' || b.orders
           END AS text
      FROM batch_deliveries d LEFT JOIN batches b ON b.id = d.batch_id)
  SELECT 'batch ' || id, text, count(*) OVER ()
    FROM judged WHERE text IS NOT NULL
   ORDER BY id LIMIT $1)sql"};

/// Rule 6: single deliveries belong to orders, tell what happened, and are of
/// what their channel tells. The parts of a notification's id are those of
/// `domain::make_notification_id`.
inline constexpr statement notification_exceptions{
    "check the single deliveries", R"sql(
  WITH parts AS (
    SELECT notification_id AS id, order_id, notification_id / 64 AS subject,
           notification_id / 8 % 8 IN (3, 4) AS of_refund,
           (notification_id / 8 % 8)::int AS type, channel,
           CASE notification_id % 8 WHEN 0 THEN 'log' WHEN 1 THEN 'email'
                                    WHEN 2 THEN 'webhook' END AS meant
      FROM notification_exceptions),
  judged AS (
    SELECT n.id,
           CASE
             WHEN n.type > 4 OR n.meant IS NULL THEN
               'is of no known type or channel'
             WHEN n.channel <> n.meant THEN
               'goes over ' || n.meant || ', but is recorded for '
               || n.channel
             WHEN o.id IS NULL THEN
               'is about order ' || n.order_id || ', which does not exist'
             WHEN n.of_refund AND r.id IS NULL THEN
               'is about refund ' || n.subject || ', which order '
               || n.order_id || ' has not'
             WHEN NOT n.of_refund AND n.subject <> o.id THEN
               'is about order ' || n.subject || ', but recorded for '
               || o.id
             WHEN n.of_refund AND (r.final_batch IS NULL
               OR (n.type = 3) <> (r.completed_day IS NOT NULL)) THEN
               'tells what did not happen: ' || r.refund_number || ' is '
               || r.status
             WHEN n.type IN (1, 2) AND (o.final_batch IS NULL
               OR (n.type = 1) <> (o.paid_at IS NOT NULL)) THEN
               'tells what did not happen: ' || o.order_number || ' is '
               || o.status
             WHEN d.batch_id IS NULL OR d.types & (1 << n.type) = 0
               OR NOT coalesce(o.source = ANY (d.sources), true)
               OR NOT coalesce(f.notify, true) THEN
               'is recorded, but ' || n.channel || ' does not tell it'
           END AS text
      FROM parts n
      LEFT JOIN orders o ON o.id = n.order_id
      LEFT JOIN refunds r
        ON n.of_refund AND r.order_id = n.order_id AND r.id = n.subject
      LEFT JOIN batch_deliveries d
        ON d.channel = n.channel
       AND d.batch_id = CASE WHEN n.of_refund THEN r.final_batch
                             WHEN n.type = 0 THEN o.accept_batch
                             ELSE o.final_batch END
      LEFT JOIN imports f
        ON f.id = CASE WHEN n.of_refund THEN r.import_id
                       ELSE o.import_id END)
  SELECT 'notification ' || id, text, count(*) OVER ()
    FROM judged WHERE text IS NOT NULL
   ORDER BY id LIMIT $1)sql"};

/// Rule 6: a person is asked about those that failed, and about no others.
inline constexpr statement dead_notifications{
    "check the dead letters of notifications", R"sql(
  WITH judged AS (
    SELECT coalesce(e.notification_id, d.subject_id) AS id,
           CASE
             WHEN d.subject_id IS NULL THEN 'failed, but is no dead letter'
             WHEN e.notification_id IS NULL THEN
               'is a dead letter, but did not fail'
           END AS text
      FROM (SELECT notification_id FROM notification_exceptions
             WHERE delivery_status = 'failed') e
      FULL JOIN (SELECT subject_id FROM dead_letters
                  WHERE stage = 'notifications') d
        ON d.subject_id = e.notification_id)
  SELECT 'notification ' || id, text, count(*) OVER ()
    FROM judged WHERE text IS NOT NULL
   ORDER BY id LIMIT $1)sql"};

} // namespace orderd::storage::checking
