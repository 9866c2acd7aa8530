// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/small_shop.hpp"

#include "domain/leaderboard.hpp"

namespace orderd::testing {

namespace {

constexpr std::string_view emptied = R"sql(
DELETE FROM settings; DELETE FROM stock_movements; DELETE FROM order_items;
DELETE FROM refund_items; DELETE FROM refund_reversals; DELETE FROM refunds;
DELETE FROM payments;
DELETE FROM order_refs; DELETE FROM orders; DELETE FROM products;
DELETE FROM customers; DELETE FROM batches; DELETE FROM batch_deliveries;
DELETE FROM notification_exceptions; DELETE FROM open_batches;
DELETE FROM dead_letters; DELETE FROM imports; DELETE FROM import_rejects;
DELETE FROM daily_kpis;
)sql";

// Import 1 is done, import 2 is the same file again, import 3 runs, import 4
// held products. Orders 1 to 4 are of import 1 (paid, paid, out of stock,
// declined), 5 and 6 of import 3 (processing, 6 is dead), 7 and 8 came alone
// (partially refunded; refunded in full and so cancelled).
constexpr std::string_view content = R"sql(
INSERT INTO settings VALUES ('currency', 'USD'), ('currency_decimals', '2'),
  ('timezone', 'UTC'), ('installation_id', 'test');

INSERT INTO products (id, sku, name, description, price, stock_quantity,
                      active, created_at, updated_at) VALUES
  (1, 'MUG', 'Mug', 'Holds tea', 1000, 105, true, '2026-11-24 09:00Z',
   '2026-11-24 09:00Z'),
  (2, 'LAMP', 'Lamp', '', 2500, 48, true, '2026-11-24 09:00Z',
   '2026-11-24 09:00Z'),
  (3, 'SOFA', 'Sofa', '', 90000, 0, false, '2026-11-24 09:00Z',
   '2026-11-24 09:00Z');
INSERT INTO stock_movements (product_id, id, delta, kind, reason, created_at)
VALUES
  (1, 1, 100, 'initial', '', '2026-11-24 09:00Z'),
  (1, 2, 10, 'received', '', '2026-11-24 09:00Z'),
  (2, 3, 50, 'initial', '', '2026-11-24 09:00Z');

INSERT INTO customers (id, email, name, phone, address, total_spent,
                       total_orders, created_at) VALUES
  (1, 'ada@example.com', 'Ada', '1', 'Here', 3500, 2, '2026-11-24 10:00Z'),
  (2, 'ben@example.com', 'Ben', '', '', 3700, 2, '2026-11-24 10:00Z'),
  (3, 'cy@example.com', 'Cy', '', '', 0, 0, '2026-11-24 10:00Z');

INSERT INTO imports (id, kind, source, file, content_sha256, size, state,
                     position, line, rows, accepted, duplicates, rejected,
                     unknown_columns, archived_as, created_at, started_at,
                     finished_at) VALUES
  (1, 'orders', 'default', 'a.csv', '\xaa', 100, 'done', 100, 8, 6, 4, 1, 1,
   ARRAY['colour', 'a "b"'], 'archive/a.1.csv', '2026-11-24 10:00Z',
   '2026-11-24 10:00Z', '2026-11-24 10:02Z'),
  (2, 'orders', 'default', 'a.csv', '\xaa', 100, 'duplicate', 100, 8, 6, 0,
   5, 1, '{}', 'archive/a.2.csv', '2026-11-24 10:05Z', '2026-11-24 10:05Z',
   '2026-11-24 10:06Z'),
  (3, 'orders', 'default', 'b.csv', '\xbb', 900, 'running', 90, 4, 2, 2, 0,
   0, '{}', '', '2026-11-24 11:00Z', '2026-11-24 11:00Z', NULL),
  (4, 'products', '', 'p.csv', '\xcc', 50, 'waiting', 0, 1, 0, 0, 0, 0, '{}',
   '', '2026-11-24 11:30Z', NULL, NULL);
INSERT INTO import_rejects VALUES
  (1, 6, 'products', 'unknown_sku', 'no product has the SKU', 'x,y'),
  (2, 6, 'products', 'unknown_sku', 'no product has the SKU', 'x,y');

INSERT INTO batches VALUES
  (1, 'accept', 1, 2, 5, 1, 4, 4, '2026-11-24 10:00Z'),
  (2, 'finalize', NULL, NULL, NULL, 3, 3, 1, '2026-11-24 10:00Z'),
  (3, 'finalize', NULL, NULL, NULL, 1, 4, 3, '2026-11-24 10:01Z'),
  (4, 'accept', 3, 2, 3, 5, 6, 2, '2026-11-24 11:00Z'),
  (5, 'accept', NULL, NULL, NULL, 7, 7, 1, '2026-11-25 09:00Z'),
  (6, 'finalize', NULL, NULL, NULL, 7, 7, 1, '2026-11-25 09:01Z'),
  (7, 'accept', NULL, NULL, NULL, 8, 8, 1, '2026-11-25 09:30Z'),
  (8, 'finalize', NULL, NULL, NULL, 8, 8, 1, '2026-11-25 09:31Z'),
  (19, 'refund', NULL, NULL, NULL, 1, 2, 2, '2026-11-26 08:00Z');
INSERT INTO batch_deliveries (batch_id, channel, notices, delivered_at)
VALUES
  (1, 'log', 4, '2026-11-24 10:00:01Z'),
  (2, 'log', 1, '2026-11-24 10:00:01Z'), (3, 'log', 3, NULL),
  (4, 'log', 2, NULL), (5, 'log', 1, '2026-11-25 09:00:01Z'),
  (6, 'log', 1, NULL), (7, 'log', 1, '2026-11-25 09:30:01Z'),
  (8, 'log', 1, '2026-11-25 09:31:01Z'),
  (19, 'log', 2, '2026-11-26 08:00:01Z');

INSERT INTO orders (id, customer_id, source, order_ref, import_id, line,
                    status, payment_status, cancel_reason, currency, subtotal,
                    shipping, discount, total_amount, ordered_at, accepted_at,
                    paid_at, cancelled_at, final_day, ship_to, accept_batch,
                    final_batch) VALUES
  (1, 1, 'default', NULL, 1, 2, 'paid', 'paid', NULL, 'USD', 2000, 0, 0,
   2000, '2026-11-24 10:00Z', '2026-11-24 10:00Z', '2026-11-24 10:01Z', NULL,
   '2026-11-24', '{"name": "Ada"}', 1, 3),
  (2, 2, 'default', 'A-1', 1, 3, 'paid', 'paid', NULL, 'USD', 3500, 300, 100,
   3700, '2026-11-24 10:00Z', '2026-11-24 10:00Z', '2026-11-24 10:01Z', NULL,
   '2026-11-24', NULL, 1, 3),
  (3, 2, 'default', NULL, 1, 4, 'cancelled', 'not_charged', 'out_of_stock',
   'USD', 1250000, 0, 0, 1250000, '2026-11-24 10:00Z', '2026-11-24 10:00Z',
   NULL, '2026-11-24 10:00Z', '2026-11-24', NULL, 1, 2),
  (4, 1, 'default', NULL, 1, 5, 'cancelled', 'failed', 'payment_declined',
   'USD', 2500, 0, 0, 2500, '2026-11-24 10:00Z', '2026-11-24 10:00Z', NULL,
   '2026-11-24 10:01Z', '2026-11-24', NULL, 1, 3),
  (5, 1, 'default', NULL, 3, 2, 'processing', 'processing', NULL, 'USD',
   1000, 0, 0, 1000, '2026-11-24 11:00Z', '2026-11-24 11:00Z', NULL, NULL,
   NULL, NULL, 4, NULL),
  (6, 2, 'default', NULL, 3, 3, 'processing', 'processing', NULL, 'USD',
   1000, 0, 0, 1000, '2026-11-24 11:00Z', '2026-11-24 11:00Z', NULL, NULL,
   NULL, NULL, 4, NULL),
  (7, 1, 'web', 'W-1', NULL, NULL, 'paid', 'partially_refunded', NULL, 'USD',
   2000, 0, 0, 2000, '2026-11-25 09:00Z', '2026-11-25 09:00Z',
   '2026-11-25 09:01Z', NULL, '2026-11-25', NULL, 5, 6),
  (8, 2, 'web', 'W-2', NULL, NULL, 'cancelled', 'refunded', 'refunded',
   'USD', 2500, 0, 0, 2500, '2026-11-25 09:30Z', '2026-11-25 09:30Z',
   '2026-11-25 09:31Z', '2026-11-26 08:00Z', '2026-11-25', NULL, 7, 8);
INSERT INTO order_items VALUES
  (1, 1, 1, 2, 1000, 2000),
  (2, 1, 2, 1, 2500, 2500), (2, 2, 1, 1, 1000, 1000),
  (3, 1, 2, 500, 2500, 1250000),
  (4, 1, 2, 1, 2500, 2500),
  (5, 1, 1, 1, 1000, 1000),
  (6, 1, 1, 1, 1000, 1000),
  (7, 1, 1, 2, 1000, 2000),
  (8, 1, 2, 1, 2500, 2500);
INSERT INTO order_refs VALUES
  ('default', 'A-1', 2, '\x01'), ('web', 'W-1', 7, '\x02'),
  ('web', 'W-2', 8, '\x03');
INSERT INTO payments VALUES
  (1, 'captured', 2000, 'simulator', 'tx-1', '', '2026-11-24 10:01Z'),
  (2, 'captured', 3700, 'simulator', 'tx-2', '', '2026-11-24 10:01Z'),
  (4, 'declined', 2500, 'simulator', '', 'no funds', '2026-11-24 10:01Z'),
  (7, 'captured', 2000, 'simulator', 'tx-7', '', '2026-11-25 09:01Z'),
  (8, 'captured', 2500, 'simulator', 'tx-8', '', '2026-11-25 09:31Z');
INSERT INTO refunds (order_id, id, refund_amount, currency, type, status,
                     reason, restock, idempotency_key, params_digest,
                     requested_at, completed_at, completed_day, final_batch)
VALUES
  (7, 1, 500, 'USD', 'partial', 'completed', 'chipped', 'all', 'key-1',
   '\x01', '2026-11-26 07:59Z', '2026-11-26 08:00Z', '2026-11-26', 19),
  (8, 2, 2500, 'USD', 'full', 'completed', '', 'none', NULL, NULL,
   '2026-11-26 07:59Z', '2026-11-26 08:00Z', '2026-11-26', 19);
INSERT INTO refund_items VALUES (7, 1, 1, 0, 2, 0);

INSERT INTO open_batches VALUES (4, 0, 3, 5, 6, 2);
INSERT INTO dead_letters VALUES
  ('orders', 6, 5, 'no answer within 10 s', '2026-11-24 11:10Z'),
  ('orders', 1, 5, 'answered by hand since', '2026-11-24 11:10Z'),
  ('notifications', 8 * 64 + 8, 3, 'mailbox full', '2026-11-25 09:40Z');
INSERT INTO notification_exceptions (order_id, notification_id,
    delivery_status, attempts, error_message, channel) VALUES
  (8, 8 * 64 + 8, 'failed', 3, 'mailbox full', 'log');

INSERT INTO daily_kpis VALUES
  ('2026-11-24', 'default', 'USD', 0, 1, 2000, 2, 1, 0, 0, 0, 0),
  ('2026-11-24', 'default', 'USD', 1, 1, 3700, 2, 0, 1, 0, 0, 0),
  ('2026-11-25', 'web', 'USD', 0, 2, 4500, 3, 0, 0, 0, 3000, 0),
  ('2026-11-26', 'web', 'USD', 0, 0, 0, 0, 0, 0, 3000, 0, 1);
)sql";

test_database& common_database() {
  static test_database one;
  return one;
}

} // namespace

small_shop::small_shop()
    : database(common_database()),
      reader(database.options()),
      hand_(database.connect()) {
  change(emptied);
  change(content);
}

void small_shop::change(std::string_view sql) {
  hand_.execute_script(sql, "change the test's database");
}

domain::memory_figures small_shop::memory() {
  domain::leaderboard board;
  reader.load_customer_totals([&](const auto& page) {
    for (const auto& one : page)
      board.apply(one);
  });
  return {reader.load_kpis(), board.digest(), board.size()};
}

} // namespace orderd::testing
