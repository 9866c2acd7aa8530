-- SPDX-License-Identifier: Apache-2.0
--
-- Deliveries over channels that are slow, refuse and fail: which notifications
-- a channel tells, how far it has come in a batch, and what is to be tried
-- again.

-- Whether people are told of what comes of a file.
ALTER TABLE imports ADD COLUMN notify boolean NOT NULL DEFAULT true;

-- Which notifications of the batch the channel tells: types as bits (1 << type
-- code), and orders of these sources, or of all.
ALTER TABLE batch_deliveries ADD COLUMN types int NOT NULL DEFAULT 31;
ALTER TABLE batch_deliveries ADD COLUMN sources text[];
-- How many these were at the commit.
ALTER TABLE batch_deliveries ADD COLUMN notices int NOT NULL DEFAULT 0;
UPDATE batch_deliveries d SET notices = b.orders
  FROM batches b WHERE b.id = d.batch_id;
ALTER TABLE batch_deliveries ALTER COLUMN notices DROP DEFAULT;
-- Subjects (orders, or refunds) up to this one are decided; the time is that
-- of the last progress.
ALTER TABLE batch_deliveries ADD COLUMN done_through bigint NOT NULL DEFAULT 0;
ALTER TABLE batch_deliveries ADD COLUMN progress_at timestamptz;

-- What is to be tried again, and when. `forgiven` attempts were made before a
-- person asked for it again; `resends` counts how often one did.
ALTER TABLE notification_exceptions ADD COLUMN channel text NOT NULL DEFAULT '';
ALTER TABLE notification_exceptions ADD COLUMN next_at timestamptz;
ALTER TABLE notification_exceptions ADD COLUMN forgiven int NOT NULL DEFAULT 0;
ALTER TABLE notification_exceptions ADD COLUMN resends int NOT NULL DEFAULT 0;
UPDATE notification_exceptions SET channel =
  CASE notification_id % 8 WHEN 0 THEN 'log' WHEN 1 THEN 'email'
                           ELSE 'webhook' END;
ALTER TABLE notification_exceptions ALTER COLUMN channel DROP DEFAULT;
ALTER TABLE notification_exceptions SET (fillfactor = 60);
-- An exception that was written by hand before has no time to be tried at.
UPDATE notification_exceptions SET delivery_status = 'failed'
 WHERE delivery_status NOT IN ('sent', 'failed', 'expired', 'suppressed');
ALTER TABLE notification_exceptions ADD CONSTRAINT
  notification_exceptions_status_known CHECK (
    delivery_status IN ('retrying', 'sent', 'failed', 'expired', 'suppressed')
    AND (delivery_status = 'retrying') = (next_at IS NOT NULL));
CREATE INDEX notification_exceptions_due ON notification_exceptions
  (channel, next_at) WHERE next_at IS NOT NULL;

DROP INDEX batch_deliveries_waiting;
CREATE INDEX batch_deliveries_waiting ON batch_deliveries (channel, batch_id)
  WHERE delivered_at IS NULL;

-- What was given up by hand is a dead letter like any other.
INSERT INTO dead_letters (stage, subject_id, attempts, error_message, since)
SELECT 'notifications', e.notification_id, e.attempts, e.error_message,
       coalesce(o.paid_at, o.cancelled_at, o.accepted_at)
  FROM notification_exceptions e JOIN orders o ON o.id = e.order_id
 WHERE e.delivery_status = 'failed'
ON CONFLICT (stage, subject_id) DO NOTHING;

-- A notification exists if its channel's row of the batch has its type and its
-- source, and its import, if there was one, was not to be silent. It is
-- decided once the batch is, or the channel came past its subject in it, or it
-- is an exception.
CREATE OR REPLACE VIEW notifications AS
SELECT n.subject_id * 64 + n.type_code * 8 + n.channel_code AS id,
       n.order_id, n.customer_id, n.type, n.channel, n.order_status,
       n.total_amount, n.currency,
       'Order ' || n.order_number || CASE n.type
         WHEN 'processing' THEN ' is being processed.'
         WHEN 'success' THEN ' is paid. Total: '
           || amount_text(n.total_amount, n.decimals) || ' ' || n.currency
           || '.'
         WHEN 'refund_completed' THEN ' was refunded: '
           || amount_text(n.total_amount, n.decimals) || ' ' || n.currency
           || '.'
         WHEN 'refund_failed' THEN ' could not be refunded: '
           || amount_text(n.total_amount, n.decimals) || ' ' || n.currency
           || '.'
         ELSE ' was cancelled: ' || replace(n.cancel_reason, '_', ' ') || '.'
       END AS message,
       jsonb_build_object('order_number', n.order_number,
         'order_id', n.order_id, 'customer_id', n.customer_id,
         'status', n.order_status, 'total', n.total_amount,
         'currency', n.currency,
         'customer_name', coalesce(nullif(n.ship_to->>'name', ''),
           (SELECT c.name FROM customers c WHERE c.id = n.customer_id)),
         'items', (SELECT coalesce(jsonb_agg(jsonb_build_object(
             'sku', p.sku, 'quantity', i.quantity) ORDER BY i.line_no), '[]')
           FROM order_items i JOIN products p ON p.id = i.product_id
          WHERE i.order_id = n.order_id)) AS metadata,
       CASE WHEN e.order_id IS NOT NULL THEN e.delivery_status
            WHEN n.decided THEN 'sent' ELSE 'pending' END AS delivery_status,
       CASE WHEN e.order_id IS NOT NULL THEN e.attempts
            WHEN n.decided THEN 1 ELSE 0 END AS attempts,
       CASE WHEN e.order_id IS NOT NULL THEN e.sent_at
            WHEN n.decided THEN coalesce(n.delivered_at, n.progress_at)
       END AS sent_at,
       coalesce(e.error_message, '') AS error_message,
       n.created_at, e.next_at, coalesce(e.resends, 0) AS resends
  FROM (
    SELECT o.id AS subject_id, o.id AS order_id, o.order_number,
           o.customer_id, o.source, o.import_id, o.ship_to, o.total_amount,
           o.currency, o.cancel_reason, 0 AS type_code,
           'processing'::text AS type, 'processing'::text AS order_status,
           d.channel, d.types, d.sources, d.delivered_at, d.progress_at,
           d.delivered_at IS NOT NULL OR o.id <= d.done_through AS decided,
           b.created_at,
           CASE d.channel WHEN 'log' THEN 0 WHEN 'email' THEN 1 ELSE 2 END
             AS channel_code,
           (SELECT value::int FROM settings
             WHERE name = 'currency_decimals') AS decimals
      FROM orders o
      JOIN batches b ON b.id = o.accept_batch
      JOIN batch_deliveries d ON d.batch_id = b.id
    UNION ALL
    SELECT o.id, o.id, o.order_number, o.customer_id, o.source, o.import_id,
           o.ship_to, o.total_amount, o.currency, o.cancel_reason,
           CASE WHEN o.paid_at IS NULL THEN 2 ELSE 1 END,
           CASE WHEN o.paid_at IS NULL THEN 'failure' ELSE 'success' END,
           CASE WHEN o.paid_at IS NULL THEN 'cancelled' ELSE 'paid' END,
           d.channel, d.types, d.sources, d.delivered_at, d.progress_at,
           d.delivered_at IS NOT NULL OR o.id <= d.done_through,
           b.created_at,
           CASE d.channel WHEN 'log' THEN 0 WHEN 'email' THEN 1 ELSE 2 END,
           (SELECT value::int FROM settings
             WHERE name = 'currency_decimals')
      FROM orders o
      JOIN batches b ON b.id = o.final_batch
      JOIN batch_deliveries d ON d.batch_id = b.id
    UNION ALL
    SELECT r.id, o.id, o.order_number, o.customer_id, o.source, r.import_id,
           o.ship_to, r.refund_amount, o.currency, o.cancel_reason,
           CASE WHEN r.completed_day IS NULL THEN 4 ELSE 3 END,
           CASE WHEN r.completed_day IS NULL THEN 'refund_failed'
                ELSE 'refund_completed' END,
           o.status, d.channel, d.types, d.sources, d.delivered_at,
           d.progress_at,
           d.delivered_at IS NOT NULL OR r.id <= d.done_through,
           b.created_at,
           CASE d.channel WHEN 'log' THEN 0 WHEN 'email' THEN 1 ELSE 2 END,
           (SELECT value::int FROM settings
             WHERE name = 'currency_decimals')
      FROM refunds r
      JOIN orders o ON o.id = r.order_id
      JOIN batches b ON b.id = r.final_batch
      JOIN batch_deliveries d ON d.batch_id = b.id
  ) n
  LEFT JOIN imports f ON f.id = n.import_id
  LEFT JOIN notification_exceptions e
    ON e.order_id = n.order_id
   AND e.notification_id
       = n.subject_id * 64 + n.type_code * 8 + n.channel_code
 WHERE n.types & (1 << n.type_code) <> 0
   AND (n.sources IS NULL OR n.source = ANY (n.sources))
   AND coalesce(f.notify, true);
