-- SPDX-License-Identifier: Apache-2.0
--
-- The yardstick's tables: how a shop's application would lay orders out, with
-- its ids, indexes and five foreign keys, and a row for each notification.
-- Filling them with rows that are known beforehand is the least that such an
-- application must do, and so a limit to what it can reach.
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS bench_limit CASCADE;
CREATE SCHEMA bench_limit;
SET search_path = bench_limit;

CREATE TABLE products (
  id             bigint        PRIMARY KEY,
  sku            varchar(32)   NOT NULL UNIQUE,
  name           varchar(255)  NOT NULL,
  price          numeric(10,2) NOT NULL,
  stock_quantity int           NOT NULL,
  created_at     timestamptz   NOT NULL DEFAULT now(),
  updated_at     timestamptz   NOT NULL DEFAULT now()
);

CREATE TABLE customers (
  id           bigint        PRIMARY KEY,
  email        varchar(255)  NOT NULL UNIQUE,
  name         varchar(255)  NOT NULL,
  phone        varchar(64),
  address      text,
  total_spent  numeric(12,2) NOT NULL DEFAULT 0,
  total_orders int           NOT NULL DEFAULT 0,
  created_at   timestamptz   NOT NULL DEFAULT now(),
  updated_at   timestamptz   NOT NULL DEFAULT now()
);

CREATE TABLE orders (
  id             bigint        PRIMARY KEY,
  customer_id    bigint        NOT NULL REFERENCES customers,
  order_number   varchar(32)   NOT NULL UNIQUE,
  total_amount   numeric(10,2) NOT NULL,
  status         varchar(16)   NOT NULL,
  payment_status varchar(16)   NOT NULL,
  payment_ref    varchar(32),
  paid_at        timestamptz,
  created_at     timestamptz   NOT NULL DEFAULT now(),
  updated_at     timestamptz   NOT NULL DEFAULT now()
);
CREATE INDEX ON orders (customer_id);

CREATE TABLE order_items (
  id          bigint        PRIMARY KEY,
  order_id    bigint        NOT NULL REFERENCES orders,
  product_id  bigint        NOT NULL REFERENCES products,
  quantity    int           NOT NULL,
  unit_price  numeric(10,2) NOT NULL,
  total_price numeric(10,2) NOT NULL
);
CREATE INDEX ON order_items (order_id);
CREATE INDEX ON order_items (product_id);

CREATE TABLE notifications (
  id          bigint      PRIMARY KEY,
  order_id    bigint      NOT NULL REFERENCES orders,
  customer_id bigint      NOT NULL REFERENCES customers,
  type        varchar(16) NOT NULL,
  channel     varchar(16) NOT NULL,
  status      varchar(16) NOT NULL,
  message     text        NOT NULL,
  metadata    json,
  sent_at     timestamptz,
  created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON notifications (order_id);
CREATE INDEX ON notifications (customer_id);

CREATE TEMP TABLE lines (sku text, name text, price numeric, stock int);
\copy lines from 'products.csv' with (format csv, header)
INSERT INTO products (id, sku, name, price, stock_quantity)
SELECT row_number() OVER (ORDER BY sku), sku, name, price, stock FROM lines;
VACUUM ANALYZE products;
CHECKPOINT;
