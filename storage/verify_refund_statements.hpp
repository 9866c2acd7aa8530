// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"

/// What verify asks about refunds (rule 4); see rule_check. Sums are kept
/// within a bigint, so that even absurd amounts are reported.
namespace orderd::storage::checking {

/// What was captured for each order, and what its refunds hold of it.
#define ORDERD_REFUND_SUMS                                                     \
  " sums AS ("                                                                 \
  "   SELECT order_id,"                                                        \
  "          least(coalesce(sum(refund_amount) FILTER ("                       \
  "            WHERE status = 'completed'), 0),"                               \
  "            9223372036854775807)::bigint AS completed,"                     \
  "          least(coalesce(sum(refund_amount) FILTER ("                       \
  "            WHERE status IN ('pending', 'processing')), 0),"                \
  "            9223372036854775807)::bigint AS open"                           \
  "     FROM refunds GROUP BY order_id),"                                      \
  " books AS ("                                                                \
  "   SELECT o.id, o.order_number, o.status, o.payment_status, o.paid_at,"     \
  "          coalesce(p.amount, 0) AS captured,"                               \
  "          coalesce(s.completed, 0) AS completed,"                           \
  "          coalesce(s.open, 0) AS open, s.order_id IS NOT NULL AS named"     \
  "     FROM orders o"                                                         \
  "     LEFT JOIN sums s ON s.order_id = o.id"                                 \
  "     LEFT JOIN payments p"                                                  \
  "       ON p.order_id = o.id AND p.status = 'captured')"

/// Rule 4: refunds stay within what was captured, and only what was paid is
/// refunded.
inline constexpr statement refunded_amounts{"check the sums of refunds",
                                            "WITH" ORDERD_REFUND_SUMS R"sql(
  SELECT 'order ' || order_number,
         CASE WHEN paid_at IS NULL THEN
                'is ' || status || ' and unpaid, but has refunds'
              ELSE
                amount_text(completed, $2) || ' refunded and '
                || amount_text(open, $2) || ' pending are more than the '
                || amount_text(captured, $2) || ' captured' END,
         count(*) OVER ()
    FROM books
   WHERE named
     AND (paid_at IS NULL OR completed > captured::numeric - open)
   ORDER BY id LIMIT $1)sql"};

/// Rule 4: a paid order's payment is what its refunds make of it.
inline constexpr statement refunded_states{"check the states of refunded"
                                           " orders",
                                           "WITH" ORDERD_REFUND_SUMS R"sql(,
  judged AS (
    SELECT *, CASE WHEN completed = 0 THEN 'paid'
                   WHEN completed < captured THEN 'partially_refunded'
                   ELSE 'refunded' END AS should
      FROM books WHERE paid_at IS NOT NULL)
  SELECT 'order ' || order_number,
         'its payment is ' || payment_status || ', but '
         || amount_text(completed, $2) || ' of '
         || amount_text(captured, $2) || ' were refunded, so it is '
         || should,
         count(*) OVER ()
    FROM judged WHERE payment_status <> should
   ORDER BY id LIMIT $1)sql"};

/// Rule 4: what was paid is only cancelled by a refund, at its moment.
inline constexpr statement cancelled_by_refund{"check the orders cancelled by"
                                               " refunds",
                                               R"sql(
  WITH ended AS (
    SELECT DISTINCT order_id, completed_at
      FROM refunds WHERE completed_day IS NOT NULL),
  judged AS (
    SELECT o.id, o.order_number,
           CASE
             WHEN o.paid_at IS NULL AND o.cancel_reason = 'refunded' THEN
               'was cancelled for a refund, but never paid'
             WHEN o.paid_at IS NOT NULL
              AND o.cancel_reason IS DISTINCT FROM 'refunded' THEN
               'was paid and then cancelled with the reason '
               || coalesce(o.cancel_reason, 'none')
             WHEN o.paid_at IS NOT NULL AND e.order_id IS NULL THEN
               'was cancelled for a refund, but none was completed at that'
               || ' moment'
           END AS text
      FROM orders o
      LEFT JOIN ended e
        ON e.order_id = o.id AND e.completed_at = o.cancelled_at
     WHERE o.status = 'cancelled')
  SELECT 'order ' || order_number, text, count(*) OVER ()
    FROM judged WHERE text IS NOT NULL
   ORDER BY id LIMIT $1)sql"};

/// Rule 4: the columns that go with a refund's state are set in it and in no
/// other.
inline constexpr statement refund_rows{"check the refunds", R"sql(
  WITH judged AS (
    SELECT r.id, r.refund_number,
           CASE
             WHEN r.currency <> o.currency THEN
               'is in ' || r.currency || ', but its order is in '
               || o.currency
             WHEN (r.completed_at IS NOT NULL)
                  <> (r.status NOT IN ('pending', 'processing')) THEN
               'is ' || r.status || ', but '
               || CASE WHEN r.completed_at IS NULL THEN 'has no time of it'
                       ELSE 'has a time of its end' END
             WHEN (r.completed_day IS NOT NULL)
                  <> (r.status IN ('completed', 'reversed')) THEN
               'is ' || r.status || ', but counts on '
               || coalesce(r.completed_day::text, 'no day')
             WHEN (r.final_batch IS NOT NULL)
                  <> (r.status IN ('completed', 'reversed', 'failed')) THEN
               'is ' || r.status || ', but '
               || coalesce('batch ' || r.final_batch, 'no batch')
               || ' settled it'
             WHEN (v.refund_id IS NOT NULL) <> (r.status = 'reversed') THEN
               'is ' || r.status || ', but '
               || CASE WHEN v.refund_id IS NULL THEN 'no reversal is recorded'
                       ELSE 'a reversal is recorded' END
             WHEN v.amount <> r.refund_amount THEN
               'is of ' || amount_text(r.refund_amount, $2) || ', but '
               || amount_text(v.amount, $2) || ' were reversed'
             WHEN r.refund_amount <= 0 THEN
               'is of ' || amount_text(r.refund_amount, $2)
             WHEN r.idempotency_key IS NOT NULL
              AND r.params_digest IS NULL THEN
               'has a key, but not what was asked for under it'
           END AS text
      FROM refunds r
      JOIN orders o ON o.id = r.order_id
      LEFT JOIN refund_reversals v
        ON v.order_id = r.order_id AND v.refund_id = r.id)
  SELECT 'refund ' || refund_number, text, count(*) OVER ()
    FROM judged WHERE text IS NOT NULL
   ORDER BY id LIMIT $1)sql"};

/// Rule 4: the lines of a refund are lines of its order at their price, and
/// nothing comes back before the money went.
inline constexpr statement refund_lines{"check the lines of refunds", R"sql(
  WITH judged AS (
    SELECT r.id, n.line_no, r.refund_number,
           CASE
             WHEN i.order_id IS NULL THEN
               'names line ' || n.line_no || ', which its order has not'
             WHEN n.amount <> n.quantity::numeric * i.unit_price THEN
               'line ' || n.line_no || ' is of ' || amount_text(n.amount, $2)
               || ', but is ' || n.quantity || ' times '
               || amount_text(i.unit_price, $2)
             WHEN n.restocked <> 0
              AND r.status NOT IN ('completed', 'reversed') THEN
               'is ' || r.status || ', but ' || n.restocked
               || ' units of line ' || n.line_no || ' went back into stock'
             WHEN r.restock = 'none' AND n.restocked > n.quantity THEN
               'names ' || n.quantity || ' units of line ' || n.line_no
               || ' and restocks no others, but ' || n.restocked
               || ' went back'
             WHEN n.quantity < 0 OR n.restocked < 0 THEN
               'line ' || n.line_no || ' names ' || n.quantity
               || ' units and put ' || n.restocked || ' back'
           END AS text
      FROM refund_items n
      JOIN refunds r ON r.order_id = n.order_id AND r.id = n.refund_id
      LEFT JOIN order_items i
        ON i.order_id = n.order_id AND i.line_no = n.line_no)
  SELECT 'refund ' || refund_number, text, count(*) OVER ()
    FROM judged WHERE text IS NOT NULL
   ORDER BY id, line_no LIMIT $1)sql"};

/// Rule 4: the lines that a refund names cost no more than it is of.
inline constexpr statement refund_line_sums{"check the sums of refunded lines",
                                            R"sql(
  WITH sums AS (
    SELECT order_id, refund_id,
           least(greatest(sum(amount), -9223372036854775807),
                 9223372036854775807)::bigint AS amount
      FROM refund_items GROUP BY order_id, refund_id)
  SELECT 'refund ' || r.refund_number,
         'is of ' || amount_text(r.refund_amount, $2)
         || ', but its lines sum up to ' || amount_text(s.amount, $2),
         count(*) OVER ()
    FROM sums s JOIN refunds r ON r.order_id = s.order_id AND r.id = s.refund_id
   WHERE s.amount > r.refund_amount
   ORDER BY r.id LIMIT $1)sql"};

/// Rule 4: of a line no more units are refunded, and no more go back, than
/// were sold.
inline constexpr statement refunded_units{"check the refunded units", R"sql(
  WITH taken AS (
    SELECT n.order_id, n.line_no,
           coalesce(sum(n.quantity) FILTER (
             WHERE r.status IN ('pending', 'processing', 'completed')), 0)
             AS refunded,
           sum(n.restocked) AS restocked
      FROM refund_items n
      JOIN refunds r ON r.order_id = n.order_id AND r.id = n.refund_id
     GROUP BY n.order_id, n.line_no)
  SELECT 'order ' || o.order_number,
         'line ' || i.line_no || ': '
         || CASE WHEN t.refunded > i.quantity
                 THEN t.refunded || ' units were refunded'
                 ELSE t.restocked || ' units went back into stock' END
         || ', but ' || i.quantity || ' were sold',
         count(*) OVER ()
    FROM taken t
    JOIN order_items i ON i.order_id = t.order_id AND i.line_no = t.line_no
    JOIN orders o ON o.id = t.order_id
   WHERE greatest(t.refunded, t.restocked) > i.quantity
   ORDER BY o.id, i.line_no LIMIT $1)sql"};

/// Rule 4: a refund that was asked for without a clear answer is pending and
/// listed for a person, and nothing else is.
inline constexpr statement dead_refunds{"check the dead refunds", R"sql(
  WITH judged AS (
    SELECT coalesce(r.id, d.subject_id) AS id, r.refund_number,
           CASE
             WHEN r.id IS NULL THEN
               'is listed as dead, but does not exist'
             WHEN d.subject_id IS NOT NULL AND r.status <> 'pending' THEN
               'is listed as dead, but is ' || r.status
             WHEN d.subject_id IS NOT NULL AND r.attempts = 0 THEN
               'is listed as dead, but was never asked for'
             WHEN d.subject_id IS NULL AND r.status = 'pending'
              AND r.attempts > 0 THEN
               'was asked for ' || r.attempts || ' times and is pending, but'
               || ' not listed as dead: nobody will decide'
           END AS text
      FROM refunds r
      FULL JOIN (SELECT subject_id FROM dead_letters
                  WHERE stage = 'refunds') d ON d.subject_id = r.id)
  SELECT 'refund ' || coalesce(refund_number, id::text), text,
         count(*) OVER ()
    FROM judged WHERE text IS NOT NULL
   ORDER BY id LIMIT $1)sql"};

} // namespace orderd::storage::checking
