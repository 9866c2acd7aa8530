// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"

/// What `pg_reader` asks about what waits for a person. The names complete the
/// sentence "cannot ...".
namespace orderd::storage::reading {

/// Those of the stage $1 whose message has $2 in it; NULL is no condition.
/// What was decided since is left out.
#define ORDERD_DEAD_LETTERS                                                    \
  "WITH d AS (SELECT * FROM dead_letters"                                      \
  "  WHERE ($1::text IS NULL OR stage = $1)"                                   \
  "   AND ($2::text IS NULL"                                                   \
  "    OR strpos(lower(error_message), lower($2)) > 0)),"                      \
  " dead AS ("                                                                 \
  " SELECT d.stage, o.id AS order_id, 0::bigint AS refund_id,"                 \
  "  0::bigint AS id, '' AS channel, o.total_amount, o.currency, d.attempts,"  \
  "  d.error_message, d.since"                                                 \
  " FROM d JOIN orders o ON o.id = d.subject_id"                               \
  " WHERE d.stage = 'orders' AND o.status = 'processing'"                      \
  " UNION ALL"                                                                 \
  " SELECT d.stage, r.order_id, r.id, 0, '', r.refund_amount, r.currency,"     \
  "  d.attempts, d.error_message, d.since"                                     \
  " FROM d JOIN refunds r ON r.id = d.subject_id"                              \
  " WHERE d.stage = 'refunds' AND r.status = 'pending'"                        \
  " UNION ALL"                                                                 \
  " SELECT d.stage, o.id, coalesce(r.id, 0), d.subject_id, e.channel,"         \
  "  coalesce(r.refund_amount, o.total_amount), o.currency, d.attempts,"       \
  "  d.error_message, d.since"                                                 \
  " FROM d"                                                                    \
  " LEFT JOIN refunds r"                                                       \
  "  ON d.subject_id / 8 % 8 IN (3, 4) AND r.id = d.subject_id / 64"           \
  " JOIN orders o ON o.id = coalesce(r.order_id, d.subject_id / 64)"           \
  " JOIN notification_exceptions e"                                            \
  "  ON e.order_id = o.id AND e.notification_id = d.subject_id"                \
  " WHERE d.stage = 'notifications' AND e.delivery_status = 'failed')"

/// Oldest first, at most $3.
inline constexpr statement read_dead_letters{
    "list dead letters",
    ORDERD_DEAD_LETTERS " SELECT * FROM dead"
                        " ORDER BY since, stage, order_id, refund_id, id"
                        " LIMIT $3"};

inline constexpr statement count_dead_letters{
    "count dead letters", ORDERD_DEAD_LETTERS " SELECT count(*) FROM dead"};

inline constexpr statement read_paused_stages{"read what is paused", R"sql(
  SELECT substr(name, length('paused.') + 1) FROM settings
   WHERE starts_with(name, 'paused.') AND value = 'true'
   ORDER BY name)sql"};

} // namespace orderd::storage::reading
