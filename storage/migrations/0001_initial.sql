-- SPDX-License-Identifier: Apache-2.0
--
-- The whole schema of an installation. Names are unqualified: search_path
-- decides where they live. Amounts are minor units (bigint), times UTC.

CREATE FUNCTION usec(timestamptz) RETURNS bigint LANGUAGE sql STABLE
  AS 'SELECT (extract(epoch FROM $1) * 1000000)::bigint';

CREATE FUNCTION amount_text(minor bigint, decimals int) RETURNS text
  LANGUAGE sql IMMUTABLE
  AS 'SELECT CASE WHEN decimals = 0 THEN minor::text
        ELSE CASE WHEN minor < 0 THEN ''-'' ELSE '''' END
             || (abs(minor) / (10 ^ decimals)::bigint)::text || ''.''
             || lpad((abs(minor) % (10 ^ decimals)::bigint)::text, decimals,
                     ''0'') END';

-- Fixed at the first start: installation_id, currency, currency_decimals,
-- timezone.
CREATE TABLE settings (
  name  text NOT NULL,
  value text NOT NULL
);

-- One row a writing connection. The first statement of every write
-- transaction updates it, so it fences off older epochs and tells after a
-- lost COMMIT whether the transaction took place. The holder is a random
-- number of the process that took the lane.
CREATE TABLE lane (
  lane       int    NOT NULL,
  connection int    NOT NULL,
  holder     bigint NOT NULL DEFAULT 0,
  epoch      bigint NOT NULL DEFAULT 0,
  seq        bigint NOT NULL DEFAULT 0,
  batch      bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 20);

-- Ids are allotted in blocks ahead of their use.
CREATE TABLE id_blocks (
  kind    text   NOT NULL,
  next_id bigint NOT NULL
) WITH (fillfactor = 20);

CREATE TABLE products (
  id             bigint      NOT NULL,
  sku            text        NOT NULL,
  name           text        NOT NULL DEFAULT '',
  description    text        NOT NULL DEFAULT '',
  price          bigint      NOT NULL,
  stock_quantity bigint      NOT NULL DEFAULT 0,
  active         boolean     NOT NULL DEFAULT true,
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL
) WITH (fillfactor = 50);

-- What changed stock other than sales and their roll-back.
CREATE TABLE stock_movements (
  product_id bigint      NOT NULL,
  id         bigint      NOT NULL,
  delta      bigint      NOT NULL,
  kind       text        NOT NULL,
  reason     text        NOT NULL DEFAULT '',
  import_id  bigint,
  created_at timestamptz NOT NULL
);

-- Answers to requests that carry a key and are not repeatable by themselves.
CREATE TABLE request_keys (
  key        text        NOT NULL,
  request    text        NOT NULL,
  answer     jsonb       NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE customers (
  id           bigint      NOT NULL,
  email        text        NOT NULL,
  name         text        NOT NULL,
  phone        text        NOT NULL DEFAULT '',
  address      text        NOT NULL DEFAULT '',
  total_spent  bigint      NOT NULL DEFAULT 0,
  total_orders bigint      NOT NULL DEFAULT 0,
  created_at   timestamptz NOT NULL
) WITH (fillfactor = 60);

CREATE TABLE orders (
  id             bigint      NOT NULL,
  order_number   text        GENERATED ALWAYS AS ('ORD-' ||
    CASE WHEN id < 10000000000 THEN lpad(id::text, 10, '0')
         ELSE id::text END) STORED,
  customer_id    bigint      NOT NULL,
  source         text        NOT NULL,
  order_ref      text,
  import_id      bigint,
  line           bigint,
  status         text        NOT NULL,
  payment_status text        NOT NULL,
  cancel_reason  text,
  currency       text        NOT NULL,
  subtotal       bigint      NOT NULL,
  shipping       bigint      NOT NULL DEFAULT 0,
  discount       bigint      NOT NULL DEFAULT 0,
  tax            bigint      NOT NULL DEFAULT 0,
  tax_included   boolean     NOT NULL DEFAULT true,
  total_amount   bigint      NOT NULL,
  ordered_at     timestamptz NOT NULL,
  accepted_at    timestamptz NOT NULL,
  paid_at        timestamptz,
  cancelled_at   timestamptz,
  final_day      date,
  ship_to        jsonb,
  extra          jsonb,
  accept_batch   bigint      NOT NULL,
  final_batch    bigint
) WITH (fillfactor = 50);

CREATE TABLE order_items (
  order_id    bigint NOT NULL,
  line_no     int    NOT NULL,
  product_id  bigint NOT NULL,
  quantity    int    NOT NULL,
  unit_price  bigint NOT NULL,
  total_price bigint NOT NULL
);

-- (source, order_ref) names an order for ever; the digest tells a repeated
-- order from another one under the same reference.
CREATE TABLE order_refs (
  source    text   NOT NULL,
  order_ref text   NOT NULL,
  order_id  bigint NOT NULL,
  digest    bytea  NOT NULL
);

-- One row an order: the gateway's final answer. At most one capture an order
-- is what the primary key says.
CREATE TABLE payments (
  order_id       bigint      NOT NULL,
  status         text        NOT NULL,
  amount         bigint      NOT NULL,
  gateway        text        NOT NULL,
  transaction_id text        NOT NULL DEFAULT '',
  error_message  text        NOT NULL DEFAULT '',
  answered_at    timestamptz NOT NULL
);

CREATE TABLE refunds (
  order_id        bigint      NOT NULL,
  id              bigint      NOT NULL,
  refund_number   text        GENERATED ALWAYS AS ('REF-' ||
    CASE WHEN id < 10000000000 THEN lpad(id::text, 10, '0')
         ELSE id::text END) STORED,
  refund_amount   bigint      NOT NULL,
  currency        text        NOT NULL,
  type            text        NOT NULL,
  status          text        NOT NULL,
  reason          text        NOT NULL DEFAULT '',
  notes           text        NOT NULL DEFAULT '',
  restock         text        NOT NULL DEFAULT 'none',
  idempotency_key text,
  params_digest   bytea,
  attempts        int         NOT NULL DEFAULT 0,
  error_message   text        NOT NULL DEFAULT '',
  requested_at    timestamptz NOT NULL,
  completed_at    timestamptz,
  completed_day   date
);

CREATE TABLE refund_items (
  order_id   bigint NOT NULL,
  refund_id  bigint NOT NULL,
  line_no    int    NOT NULL,
  quantity   int    NOT NULL,
  restocked  int    NOT NULL DEFAULT 0,
  amount     bigint NOT NULL
);

-- One row for the orders that one transaction accepted, or finalized out of
-- one accepted batch. Deliveries of notifications are kept a batch.
CREATE TABLE batches (
  id             bigint      NOT NULL,
  kind           text        NOT NULL,
  import_id      bigint,
  first_line     bigint,
  last_line      bigint,
  first_order_id bigint      NOT NULL,
  last_order_id  bigint      NOT NULL,
  orders         int         NOT NULL,
  created_at     timestamptz NOT NULL
);

CREATE TABLE batch_deliveries (
  batch_id     bigint NOT NULL,
  channel      text   NOT NULL,
  delivered_at timestamptz
) WITH (fillfactor = 60);

-- Single notifications whose delivery differs from their batch's.
CREATE TABLE notification_exceptions (
  order_id        bigint      NOT NULL,
  notification_id bigint      NOT NULL,
  delivery_status text        NOT NULL,
  attempts        int         NOT NULL,
  sent_at         timestamptz,
  error_message   text        NOT NULL DEFAULT ''
);

-- Accepted batches with orders that still wait for the gateway's answer; the
-- only thing that recovery reads.
CREATE TABLE open_batches (
  batch_id       bigint NOT NULL,
  lane           int    NOT NULL,
  import_id      bigint,
  first_order_id bigint NOT NULL,
  last_order_id  bigint NOT NULL,
  remaining      int    NOT NULL
) WITH (fillfactor = 50);

-- Orders (and later refunds) for which no clear answer came within the
-- configured attempts; a person decides.
CREATE TABLE dead_letters (
  stage         text        NOT NULL,
  subject_id    bigint      NOT NULL,
  attempts      int         NOT NULL,
  error_message text        NOT NULL,
  since         timestamptz NOT NULL
);

CREATE TABLE imports (
  id               bigint      NOT NULL,
  kind             text        NOT NULL,
  source           text        NOT NULL,
  file             text        NOT NULL,
  content_sha256   bytea       NOT NULL,
  size             bigint      NOT NULL,
  state            text        NOT NULL,
  position         bigint      NOT NULL DEFAULT 0,
  line             bigint      NOT NULL DEFAULT 1,
  rows             bigint      NOT NULL DEFAULT 0,
  accepted         bigint      NOT NULL DEFAULT 0,
  duplicates       bigint      NOT NULL DEFAULT 0,
  rejected         bigint      NOT NULL DEFAULT 0,
  skipped          bigint      NOT NULL DEFAULT 0,
  cancel_requested boolean     NOT NULL DEFAULT false,
  unknown_columns  text[]      NOT NULL DEFAULT '{}',
  archived_as      text        NOT NULL DEFAULT '',
  error_message    text        NOT NULL DEFAULT '',
  created_at       timestamptz NOT NULL,
  started_at       timestamptz,
  finished_at      timestamptz
) WITH (fillfactor = 20);

CREATE TABLE import_rejects (
  import_id   bigint NOT NULL,
  line        bigint NOT NULL,
  column_name text   NOT NULL DEFAULT '',
  code        text   NOT NULL,
  reason      text   NOT NULL,
  raw         bytea  NOT NULL
);

-- Sums a day, kept by each writing connection for itself and added up on
-- reading. `refunds_by_order_day` counts refunds on the day that their order
-- counted.
CREATE TABLE daily_kpis (
  day                        date   NOT NULL,
  source                     text   NOT NULL,
  currency                   text   NOT NULL,
  connection                 int    NOT NULL,
  orders_paid                bigint NOT NULL DEFAULT 0,
  gross_revenue              bigint NOT NULL DEFAULT 0,
  units_sold                 bigint NOT NULL DEFAULT 0,
  cancelled_out_of_stock     bigint NOT NULL DEFAULT 0,
  cancelled_payment_declined bigint NOT NULL DEFAULT 0,
  refunds                    bigint NOT NULL DEFAULT 0,
  refunds_by_order_day       bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 20);

ALTER TABLE settings ADD CONSTRAINT settings_pkey PRIMARY KEY (name);
ALTER TABLE lane ADD CONSTRAINT lane_pkey PRIMARY KEY (lane, connection);
ALTER TABLE id_blocks ADD CONSTRAINT id_blocks_pkey PRIMARY KEY (kind);
ALTER TABLE products ADD CONSTRAINT products_pkey PRIMARY KEY (id);
ALTER TABLE products ADD CONSTRAINT products_sku_unique UNIQUE (sku);
ALTER TABLE products ADD CONSTRAINT products_stock_not_negative
  CHECK (stock_quantity >= 0);
ALTER TABLE products ADD CONSTRAINT products_price_not_negative
  CHECK (price >= 0);
ALTER TABLE stock_movements ADD CONSTRAINT stock_movements_pkey
  PRIMARY KEY (product_id, id);
ALTER TABLE stock_movements ADD CONSTRAINT stock_movements_kind_known
  CHECK (kind IN ('initial', 'received', 'adjusted'));
ALTER TABLE request_keys ADD CONSTRAINT request_keys_pkey PRIMARY KEY (key);
ALTER TABLE customers ADD CONSTRAINT customers_pkey PRIMARY KEY (id);
ALTER TABLE customers ADD CONSTRAINT customers_email_unique UNIQUE (email);
ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
ALTER TABLE orders ADD CONSTRAINT orders_state_legal CHECK (
  (status = 'pending' AND payment_status = 'pending')
  OR (status = 'processing' AND payment_status = 'processing')
  OR (status IN ('paid', 'shipped', 'delivered')
      AND payment_status IN ('paid', 'partially_refunded', 'refunded')
      AND paid_at IS NOT NULL)
  OR (status = 'cancelled'
      AND payment_status IN ('failed', 'not_charged', 'refunded')
      AND cancel_reason IS NOT NULL AND cancelled_at IS NOT NULL));
ALTER TABLE orders ADD CONSTRAINT orders_total_adds_up CHECK (
  total_amount = subtotal + shipping - discount
    + CASE WHEN tax_included THEN 0 ELSE tax END AND total_amount >= 0);
ALTER TABLE order_items ADD CONSTRAINT order_items_pkey
  PRIMARY KEY (order_id, line_no);
ALTER TABLE order_items ADD CONSTRAINT order_items_quantity_positive
  CHECK (quantity > 0);
ALTER TABLE order_items ADD CONSTRAINT order_items_total_adds_up
  CHECK (total_price = unit_price * quantity);
ALTER TABLE order_refs ADD CONSTRAINT order_refs_pkey
  PRIMARY KEY (source, order_ref);
ALTER TABLE payments ADD CONSTRAINT payments_pkey PRIMARY KEY (order_id);
ALTER TABLE payments ADD CONSTRAINT payments_status_known
  CHECK (status IN ('captured', 'declined'));
ALTER TABLE refunds ADD CONSTRAINT refunds_pkey PRIMARY KEY (order_id, id);
ALTER TABLE refunds ADD CONSTRAINT refunds_amount_positive
  CHECK (refund_amount > 0);
ALTER TABLE refunds ADD CONSTRAINT refunds_status_known CHECK (
  status IN ('pending', 'processing', 'completed', 'failed', 'cancelled'));
ALTER TABLE refund_items ADD CONSTRAINT refund_items_pkey
  PRIMARY KEY (order_id, refund_id, line_no);
ALTER TABLE batches ADD CONSTRAINT batches_pkey PRIMARY KEY (id);
ALTER TABLE batches ADD CONSTRAINT batches_kind_known
  CHECK (kind IN ('accept', 'finalize'));
CREATE INDEX batches_import_lines ON batches (import_id, last_line)
  WHERE kind = 'accept' AND import_id IS NOT NULL;
ALTER TABLE batch_deliveries ADD CONSTRAINT batch_deliveries_pkey
  PRIMARY KEY (batch_id, channel);
CREATE INDEX batch_deliveries_waiting ON batch_deliveries (batch_id)
  WHERE delivered_at IS NULL;
ALTER TABLE notification_exceptions ADD CONSTRAINT
  notification_exceptions_pkey PRIMARY KEY (order_id, notification_id);
ALTER TABLE open_batches ADD CONSTRAINT open_batches_pkey
  PRIMARY KEY (batch_id);
ALTER TABLE open_batches ADD CONSTRAINT open_batches_remaining_not_negative
  CHECK (remaining >= 0);
ALTER TABLE dead_letters ADD CONSTRAINT dead_letters_pkey
  PRIMARY KEY (stage, subject_id);
ALTER TABLE imports ADD CONSTRAINT imports_pkey PRIMARY KEY (id);
ALTER TABLE imports ADD CONSTRAINT imports_state_known CHECK (state IN (
  'waiting', 'running', 'done', 'duplicate', 'quarantined', 'failed',
  'cancelled'));
ALTER TABLE imports ADD CONSTRAINT imports_counts_add_up
  CHECK (rows = accepted + duplicates + rejected + skipped);
CREATE INDEX imports_content ON imports (content_sha256);
CREATE INDEX imports_unfinished ON imports (id)
  WHERE finished_at IS NULL;
ALTER TABLE import_rejects ADD CONSTRAINT import_rejects_pkey
  PRIMARY KEY (import_id, line);
ALTER TABLE daily_kpis ADD CONSTRAINT daily_kpis_pkey
  PRIMARY KEY (day, source, currency, connection);

ALTER TABLE orders ADD CONSTRAINT orders_customer_exists
  FOREIGN KEY (customer_id) REFERENCES customers (id);
ALTER TABLE order_items ADD CONSTRAINT order_items_order_exists
  FOREIGN KEY (order_id) REFERENCES orders (id);
ALTER TABLE order_items ADD CONSTRAINT order_items_product_exists
  FOREIGN KEY (product_id) REFERENCES products (id);
ALTER TABLE refunds ADD CONSTRAINT refunds_order_exists
  FOREIGN KEY (order_id) REFERENCES orders (id);

-- A notification is known by its order and its batch: writing each as a row
-- would cost as much as the order. The id is order * 64 + type * 8 + channel.
CREATE VIEW notifications AS
SELECT n.order_id * 64 + n.type_code * 8 + n.channel_code AS id,
       n.order_id, n.customer_id, n.type, n.channel, n.order_status,
       n.total_amount, n.currency,
       'Order ' || n.order_number || CASE n.type
         WHEN 'processing' THEN ' is being processed.'
         WHEN 'success' THEN ' is paid. Total: '
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
    SELECT o.id AS order_id, o.order_number, o.customer_id, o.total_amount,
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
    SELECT o.id, o.order_number, o.customer_id, o.total_amount, o.currency,
           o.cancel_reason,
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
  ) n
  LEFT JOIN notification_exceptions e
    ON e.order_id = n.order_id
   AND e.notification_id
       = n.order_id * 64 + n.type_code * 8 + n.channel_code;
