// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"

/// What verify asks about files (rule 7); see rule_check.
namespace orderd::storage::checking {

/// Rule 7: the counts of an import add up, and are those of its orders or
/// refunds and of its rejects.
inline constexpr statement import_counts{"check the counts of imports", R"sql(
  WITH accepted AS (
    SELECT import_id, sum(orders) AS orders, sum(refunds) AS refunds
      FROM (SELECT import_id, count(*) AS orders, 0 AS refunds
              FROM orders WHERE import_id IS NOT NULL GROUP BY import_id
            UNION ALL
            SELECT import_id, 0, count(*)
              FROM refunds WHERE import_id IS NOT NULL
             GROUP BY import_id) a
     GROUP BY import_id),
  rejected AS (
    SELECT import_id, count(*) AS rejects
      FROM import_rejects GROUP BY import_id),
  judged AS (
    SELECT coalesce(i.id, a.import_id, r.import_id) AS id,
           CASE
             WHEN i.id IS NULL THEN
               'does not exist, but has ' || coalesce(a.orders, 0)
               || ' orders, ' || coalesce(a.refunds, 0) || ' refunds and '
               || coalesce(r.rejects, 0) || ' rejects'
             WHEN i.rows <> i.accepted + i.duplicates + i.rejected
                            + i.skipped
               OR least(i.accepted, i.duplicates, i.rejected, i.skipped) < 0
             THEN
               i.rows || ' rows are not ' || i.accepted || ' accepted, '
               || i.duplicates || ' duplicates, ' || i.rejected
               || ' rejected and ' || i.skipped || ' skipped'
             WHEN coalesce(a.orders, 0)
                  <> CASE i.kind WHEN 'orders' THEN i.accepted ELSE 0 END
             THEN
               'accepted ' || i.accepted || ' rows, but has '
               || coalesce(a.orders, 0) || ' orders'
             WHEN coalesce(a.refunds, 0)
                  <> CASE i.kind WHEN 'refunds' THEN i.accepted ELSE 0 END
             THEN
               'accepted ' || i.accepted || ' rows, but has '
               || coalesce(a.refunds, 0) || ' refunds'
             WHEN i.rejected <> coalesce(r.rejects, 0) THEN
               'rejected ' || i.rejected || ' rows, but has '
               || coalesce(r.rejects, 0) || ' rejects'
           END AS text
      FROM imports i
      FULL JOIN accepted a ON a.import_id = i.id
      FULL JOIN rejected r ON r.import_id = coalesce(i.id, a.import_id))
  SELECT 'import ' || id, text, count(*) OVER ()
    FROM judged WHERE text IS NOT NULL
   ORDER BY id LIMIT $1)sql"};

/// Rule 7: a reference names the one order that carries it. Two orders with
/// the same one cannot both be named.
inline constexpr statement order_refs{"check the order references", R"sql(
  WITH judged AS (
    SELECT coalesce(o.id, r.order_id) AS id,
           CASE
             WHEN r.order_id IS NULL THEN
               'has the reference ' || o.source || ':' || o.order_ref
               || ', which does not lead to it'
             WHEN o.id IS NULL THEN
               'the reference ' || r.source || ':' || r.order_ref
               || ' leads to it, but it has none or does not exist'
             ELSE
               'the reference ' || r.source || ':' || r.order_ref
               || ' leads to it, but it has ' || o.source || ':'
               || o.order_ref
           END AS text,
           o.source IS DISTINCT FROM r.source
             OR o.order_ref IS DISTINCT FROM r.order_ref AS wrong
      FROM (SELECT id, source, order_ref FROM orders
             WHERE order_ref IS NOT NULL) o
      FULL JOIN order_refs r ON r.order_id = o.id)
  SELECT 'order ' || coalesce((SELECT o.order_number FROM orders o
                                 WHERE o.id = j.id), j.id::text),
         text, count(*) OVER ()
    FROM judged j WHERE wrong
   ORDER BY id LIMIT $1)sql"};

/// Rule 7: an order stands where its batch says that its file was read, so
/// that the same line is found again.
inline constexpr statement order_lines{"check the lines of orders", R"sql(
  SELECT 'order ' || o.order_number,
         'comes from '
         || coalesce('import ' || o.import_id, 'no import') || ', line '
         || coalesce(o.line::text, 'none') || ', but its batch ' || b.id
         || ' from ' || coalesce('import ' || b.import_id || ', lines '
              || b.first_line || ' to ' || b.last_line, 'no import'),
         count(*) OVER ()
    FROM orders o JOIN batches b ON b.id = o.accept_batch
   WHERE o.import_id IS DISTINCT FROM b.import_id
      OR (o.import_id IS NOT NULL
          AND (o.line BETWEEN b.first_line AND b.last_line) IS NOT TRUE)
   ORDER BY o.id LIMIT $1)sql"};

/// Rule 7: a row of a file is one order at most.
inline constexpr statement lines_twice{"check the lines of imports", R"sql(
  SELECT 'import ' || import_id,
         'line ' || line || ' became ' || count(*) || ' orders, such as '
         || min(order_number) || ' and ' || max(order_number),
         count(*) OVER ()
    FROM orders WHERE import_id IS NOT NULL AND line IS NOT NULL
   GROUP BY import_id, line HAVING count(*) > 1
   ORDER BY import_id, line LIMIT $1)sql"};

/// Rule 7: nor more than one refund, and a refund of a file knows its line.
/// The same file again meets the same keys, which are unique.
inline constexpr statement refund_lines_twice{"check the refunds of imports",
                                              R"sql(
  WITH judged AS (
    SELECT import_id, line,
           CASE
             WHEN import_id IS NULL THEN
               'line ' || line || ' of no file became ' || min(refund_number)
             WHEN line IS NULL THEN
               min(refund_number) || ' came from no line of it'
             WHEN count(*) > 1 THEN
               'line ' || line || ' became ' || count(*)
               || ' refunds, such as ' || min(refund_number) || ' and '
               || max(refund_number)
           END AS text
      FROM refunds WHERE import_id IS NOT NULL OR line IS NOT NULL
     GROUP BY import_id, line)
  SELECT 'import ' || coalesce(import_id, 0), text, count(*) OVER ()
    FROM judged WHERE text IS NOT NULL
   ORDER BY import_id, line LIMIT $1)sql"};

/// Rule 7: neither is it when the same file came again. Rows with a reference
/// are told apart by that.
inline constexpr statement contents_twice{"check the repeated files", R"sql(
  WITH repeated AS (
    SELECT id, content_sha256 FROM imports
     WHERE kind = 'orders' AND content_sha256 IN (
             SELECT content_sha256 FROM imports WHERE kind = 'orders'
              GROUP BY content_sha256 HAVING count(*) > 1))
  SELECT 'import ' || max(i.id),
         'line ' || o.line || ' of its content became ' || count(*)
         || ' orders, such as ' || min(o.order_number) || ' and '
         || max(o.order_number),
         count(*) OVER ()
    FROM repeated i JOIN orders o ON o.import_id = i.id
   WHERE o.order_ref IS NULL
   GROUP BY i.content_sha256, o.line
  HAVING count(DISTINCT o.import_id) > 1
   ORDER BY max(i.id), o.line LIMIT $1)sql"};

} // namespace orderd::storage::checking
