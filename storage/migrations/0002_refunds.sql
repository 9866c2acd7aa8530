-- SPDX-License-Identifier: Apache-2.0
--
-- Refunds: where they came from, what the gateway said, and what it took
-- back. Amounts are never changed: money moves by new rows.

ALTER TABLE refunds ADD COLUMN import_id bigint;
ALTER TABLE refunds ADD COLUMN line bigint;
ALTER TABLE refunds ADD COLUMN gateway text NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN transaction_id text NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN final_batch bigint;
ALTER TABLE refunds SET (fillfactor = 50);

-- A completed refund that the gateway took back; the refund's own row keeps
-- its amount and its day.
CREATE TABLE refund_reversals (
  order_id      bigint      NOT NULL,
  refund_id     bigint      NOT NULL,
  amount        bigint      NOT NULL,
  reason        text        NOT NULL DEFAULT '',
  reversed_at   timestamptz NOT NULL,
  reversed_day  date        NOT NULL
);

-- Paid orders that were cancelled since all was refunded, by that day.
ALTER TABLE daily_kpis ADD COLUMN cancelled_refunded bigint NOT NULL DEFAULT 0;

-- Refunds may have been made by hand before this. What has ended has a time
-- of its end, what was completed has a day, and nothing else has.
UPDATE refunds SET completed_at =
  CASE WHEN status NOT IN ('pending', 'processing') THEN requested_at END
 WHERE (status IN ('pending', 'processing')) = (completed_at IS NOT NULL);
UPDATE refunds SET completed_day = CASE WHEN status = 'completed' THEN
  (completed_at AT TIME ZONE coalesce(
    (SELECT value FROM settings WHERE name = 'timezone'), 'UTC'))::date END
 WHERE (status = 'completed') <> (completed_day IS NOT NULL);
-- New ids begin behind theirs, within the lane (2^39 ids) of the orders'.
INSERT INTO id_blocks (kind, next_id)
SELECT 'refund', max(r.id) + 1
  FROM refunds r
 WHERE r.id > 0
   AND r.id >> 39 = coalesce((SELECT next_id >> 39 FROM id_blocks
                               WHERE kind = 'order'), 0)
HAVING count(*) > 0
ON CONFLICT (kind) DO NOTHING;

ALTER TABLE refunds DROP CONSTRAINT refunds_status_known;
ALTER TABLE refunds ADD CONSTRAINT refunds_status_known CHECK (
  status IN ('pending', 'processing', 'completed', 'failed', 'cancelled',
             'reversed'));
ALTER TABLE refunds ADD CONSTRAINT refunds_type_known
  CHECK (type IN ('partial', 'full'));
ALTER TABLE refunds ADD CONSTRAINT refunds_restock_known
  CHECK (restock IN ('none', 'all'));
ALTER TABLE refunds ADD CONSTRAINT refunds_completed_on_a_day CHECK (
  (status IN ('completed', 'reversed')) = (completed_day IS NOT NULL));
-- Ids alone find a refund, too.
ALTER TABLE refunds ADD CONSTRAINT refunds_id_unique UNIQUE (id);
-- A key names one request for ever.
CREATE UNIQUE INDEX refunds_key ON refunds (idempotency_key)
  WHERE idempotency_key IS NOT NULL;
-- What a start has to ask the gateway for.
CREATE INDEX refunds_open ON refunds (id)
  WHERE status IN ('pending', 'processing');
ALTER TABLE refund_items ADD CONSTRAINT refund_items_units_not_negative
  CHECK (quantity >= 0 AND restocked >= 0);
ALTER TABLE refund_reversals ADD CONSTRAINT refund_reversals_pkey
  PRIMARY KEY (order_id, refund_id);

ALTER TABLE orders DROP CONSTRAINT orders_state_legal;
-- An order that was cancelled by a refund keeps that when the gateway takes
-- the refund back.
ALTER TABLE orders ADD CONSTRAINT orders_state_legal CHECK (
  (status = 'pending' AND payment_status = 'pending')
  OR (status = 'processing' AND payment_status = 'processing')
  OR (status IN ('paid', 'shipped', 'delivered')
      AND payment_status IN ('paid', 'partially_refunded', 'refunded')
      AND paid_at IS NOT NULL)
  OR (status = 'cancelled'
      AND payment_status IN ('failed', 'not_charged')
      AND paid_at IS NULL AND cancel_reason IS NOT NULL
      AND cancelled_at IS NOT NULL)
  OR (status = 'cancelled'
      AND payment_status IN ('refunded', 'partially_refunded', 'paid')
      AND paid_at IS NOT NULL AND cancel_reason IS NOT NULL
      AND cancelled_at IS NOT NULL));

-- A batch of refunds: `first_order_id` and `last_order_id` are then the ids
-- of the refunds, and `orders` is their number.
ALTER TABLE batches DROP CONSTRAINT batches_kind_known;
ALTER TABLE batches ADD CONSTRAINT batches_kind_known
  CHECK (kind IN ('accept', 'finalize', 'refund'));

ALTER TABLE refund_items ADD CONSTRAINT refund_items_refund_exists
  FOREIGN KEY (order_id, refund_id) REFERENCES refunds (order_id, id);
ALTER TABLE refund_reversals ADD CONSTRAINT refund_reversals_refund_exists
  FOREIGN KEY (order_id, refund_id) REFERENCES refunds (order_id, id);

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
         'status', n.order_status) AS metadata,
       coalesce(e.delivery_status,
         CASE WHEN n.delivered_at IS NULL THEN 'pending' ELSE 'sent' END)
         AS delivery_status,
       coalesce(e.attempts,
         CASE WHEN n.delivered_at IS NULL THEN 0 ELSE 1 END) AS attempts,
       coalesce(e.sent_at, n.delivered_at) AS sent_at,
       coalesce(e.error_message, '') AS error_message,
       n.created_at
  FROM (
    SELECT o.id AS subject_id, o.id AS order_id, o.order_number,
           o.customer_id, o.total_amount,
           o.currency, o.cancel_reason, 0 AS type_code,
           'processing'::text AS type, 'processing'::text AS order_status,
           d.channel, d.delivered_at, b.created_at,
           CASE d.channel WHEN 'log' THEN 0 WHEN 'email' THEN 1 ELSE 2 END
             AS channel_code,
           (SELECT value::int FROM settings
             WHERE name = 'currency_decimals') AS decimals
      FROM orders o
      JOIN batches b ON b.id = o.accept_batch
      JOIN batch_deliveries d ON d.batch_id = b.id
    UNION ALL
    SELECT o.id, o.id, o.order_number, o.customer_id, o.total_amount,
           o.currency, o.cancel_reason,
           CASE WHEN o.paid_at IS NULL THEN 2 ELSE 1 END,
           CASE WHEN o.paid_at IS NULL THEN 'failure' ELSE 'success' END,
           CASE WHEN o.paid_at IS NULL THEN 'cancelled' ELSE 'paid' END,
           d.channel, d.delivered_at, b.created_at,
           CASE d.channel WHEN 'log' THEN 0 WHEN 'email' THEN 1 ELSE 2 END,
           (SELECT value::int FROM settings
             WHERE name = 'currency_decimals')
      FROM orders o
      JOIN batches b ON b.id = o.final_batch
      JOIN batch_deliveries d ON d.batch_id = b.id
    UNION ALL
    SELECT r.id, o.id, o.order_number, o.customer_id, r.refund_amount,
           o.currency, o.cancel_reason,
           CASE WHEN r.completed_day IS NULL THEN 4 ELSE 3 END,
           CASE WHEN r.completed_day IS NULL THEN 'refund_failed'
                ELSE 'refund_completed' END,
           o.status, d.channel, d.delivered_at, b.created_at,
           CASE d.channel WHEN 'log' THEN 0 WHEN 'email' THEN 1 ELSE 2 END,
           (SELECT value::int FROM settings
             WHERE name = 'currency_decimals')
      FROM refunds r
      JOIN orders o ON o.id = r.order_id
      JOIN batches b ON b.id = r.final_batch
      JOIN batch_deliveries d ON d.batch_id = b.id
  ) n
  LEFT JOIN notification_exceptions e
    ON e.order_id = n.order_id
   AND e.notification_id
       = n.subject_id * 64 + n.type_code * 8 + n.channel_code;
