// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"

/// The statements that record what became of notifications. Lists are sorted
/// by key, so that concurrent transactions lock in the same order: batches,
/// single deliveries, dead letters.
namespace orderd::storage::sql {

inline constexpr statement record_progress{
    "record the progress of deliveries",
    "UPDATE batch_deliveries d SET"
    "  done_through = greatest(d.done_through, u.through),"
    "  progress_at = $5::timestamptz,"
    "  delivered_at = CASE WHEN u.complete = 1 THEN $5::timestamptz END"
    " FROM unnest($1::bigint[], $2::text[], $3::int[], $4::bigint[])"
    "  u(batch_id, channel, complete, through)"
    " WHERE d.batch_id = u.batch_id AND d.channel = u.channel"
    "  AND d.delivered_at IS NULL"
    "  AND (u.complete = 1 OR u.through > d.done_through)"};

/// The last error stays with one that was sent after all.
inline constexpr statement record_exceptions{
    "record single deliveries",
    "INSERT INTO notification_exceptions AS e (order_id, notification_id,"
    "  channel, delivery_status, attempts, error_message, next_at, sent_at)"
    " SELECT u.order_id, u.id, u.channel, u.status, u.attempts, u.error,"
    "  CASE WHEN u.status = 'retrying' THEN u.next_at END,"
    "  CASE WHEN u.status = 'sent' THEN $8::timestamptz END"
    " FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[],"
    "  $5::int[], $6::text[], $7::timestamptz[])"
    "  u(order_id, id, channel, status, attempts, error, next_at)"
    " ON CONFLICT (order_id, notification_id) DO UPDATE SET"
    "  delivery_status = EXCLUDED.delivery_status,"
    "  attempts = EXCLUDED.attempts, next_at = EXCLUDED.next_at,"
    "  error_message = coalesce(nullif(EXCLUDED.error_message, ''),"
    "   e.error_message),"
    "  sent_at = coalesce(EXCLUDED.sent_at, e.sent_at)"
    " WHERE (e.delivery_status, e.attempts, e.next_at) IS DISTINCT FROM"
    "  (EXCLUDED.delivery_status, EXCLUDED.attempts, EXCLUDED.next_at)"};

inline constexpr statement add_dead_notifications{
    "record dead letters of notifications",
    "INSERT INTO dead_letters (stage, subject_id, attempts, error_message,"
    "  since)"
    " SELECT 'notifications', u.*, $4::timestamptz"
    " FROM unnest($1::bigint[], $2::int[], $3::text[]) u"
    " ON CONFLICT (stage, subject_id) DO NOTHING"};

/// There may be many dead letters, so each is looked up by its key, whatever
/// the statistics of an empty table made of `= ANY` on the second column.
inline constexpr statement forget_dead_notifications{
    "forget dead letters of notifications",
    "DELETE FROM dead_letters WHERE ctid = ANY(ARRAY("
    " SELECT d.place FROM unnest($1::bigint[]) n(id),"
    " LATERAL (SELECT ctid AS place FROM dead_letters"
    "  WHERE stage = 'notifications' AND subject_id = n.id OFFSET 0) d))"};

inline constexpr statement find_refund_order{
    "look up a notification's refund",
    "SELECT order_id FROM refunds WHERE id = $1::bigint"};

inline constexpr statement find_notification{
    "look up a notification",
    "SELECT delivery_status, attempts, sent_at FROM notifications"
    " WHERE order_id = $1::bigint AND id = $2::bigint"};

inline constexpr statement ask_again{
    "ask for a notification again",
    "INSERT INTO notification_exceptions AS e (order_id, notification_id,"
    "  channel, delivery_status, attempts, sent_at, next_at, forgiven,"
    "  resends)"
    " VALUES ($1::bigint, $2::bigint, $3::text, 'retrying', $4::int,"
    "  $5::timestamptz, $6::timestamptz, $4::int, 1)"
    " ON CONFLICT (order_id, notification_id) DO UPDATE SET"
    "  delivery_status = 'retrying', next_at = EXCLUDED.next_at,"
    "  forgiven = e.attempts, resends = e.resends + 1"
    " WHERE e.delivery_status <> 'retrying'"};

/// The order of dead letter `d`. A refund's is looked up by its key, whatever
/// statistics say.
#define ORDERD_ORDER_OF_DEAD                                                   \
  "CASE WHEN d.subject_id / 8 % 8 IN (3, 4) THEN"                              \
  " (SELECT r.order_id FROM refunds r WHERE r.id = d.subject_id / 64)"         \
  " ELSE d.subject_id / 64 END"

inline constexpr statement dead_notifications_by_id{
    "find dead letters of notifications",
    "SELECT d.subject_id, " ORDERD_ORDER_OF_DEAD
    " FROM unnest($1::bigint[]) n(id),"
    " LATERAL (SELECT subject_id FROM dead_letters"
    "  WHERE stage = 'notifications' AND subject_id = n.id OFFSET 0) d"};

/// Those whose message has $1 in it, or all if that is NULL; at most $2.
inline constexpr statement dead_notifications_by_error{
    "find dead letters of notifications by their error",
    "SELECT d.subject_id, " ORDERD_ORDER_OF_DEAD
    " FROM dead_letters d WHERE d.stage = 'notifications'"
    "  AND ($1::text IS NULL"
    "   OR strpos(lower(d.error_message), lower($1::text)) > 0)"
    " ORDER BY d.subject_id LIMIT $2::bigint"};

inline constexpr statement revive_exceptions{
    "revive notifications",
    "UPDATE notification_exceptions e SET delivery_status = 'retrying',"
    "  next_at = $3::timestamptz, forgiven = e.attempts"
    " FROM unnest($1::bigint[], $2::bigint[]) u(order_id, id)"
    " WHERE e.order_id = u.order_id AND e.notification_id = u.id"
    "  AND e.delivery_status = 'failed'"};

} // namespace orderd::storage::sql
