// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/refunded_shop.hpp"

namespace orderd::testing {

namespace {

// Order 20 has a refund of one line (10), one that was declined (11), one
// that was cancelled (12), one that is being asked for (13), one that waits
// (14) and a dead one (15). Order 21 was shipped and refunded in full by the
// file of import 5 (16). Of order 22 a refund was taken back (17). Order 23
// was cancelled by a full refund (18), which was taken back, and then
// refunded in part once more (19).
constexpr std::string_view content = R"sql(
UPDATE products SET stock_quantity = stock_quantity - 2 WHERE id IN (1, 2);
UPDATE customers SET total_spent = 8000, total_orders = 3 WHERE id = 1;
UPDATE customers SET total_spent = 5700, total_orders = 3 WHERE id = 2;
UPDATE customers SET total_spent = 600, total_orders = 2 WHERE id = 3;

INSERT INTO imports (id, kind, source, file, content_sha256, size, state,
                     position, line, rows, accepted, duplicates, rejected,
                     archived_as, created_at, started_at, finished_at) VALUES
  (5, 'refunds', 'default', 'r.csv', '\xdd', 60, 'done', 60, 5, 3, 1, 1, 1,
   'archive/r.5.csv', '2026-11-26 09:59Z', '2026-11-26 09:59Z',
   '2026-11-26 10:01Z');
INSERT INTO import_rejects VALUES
  (5, 4, 'amount', 'amount_not_left', 'at most 0.00 is left', 'x,y');

INSERT INTO batches VALUES
  (20, 'refund', NULL, NULL, NULL, 10, 11, 2, '2026-11-26 09:00Z'),
  (21, 'refund', NULL, NULL, NULL, 16, 18, 3, '2026-11-26 10:00Z'),
  (22, 'refund', NULL, NULL, NULL, 19, 19, 1, '2026-11-28 09:00Z'),
  (23, 'accept', NULL, NULL, NULL, 20, 23, 4, '2026-11-25 10:00Z'),
  (24, 'finalize', NULL, NULL, NULL, 20, 23, 4, '2026-11-25 10:01Z');
INSERT INTO batch_deliveries (batch_id, channel, notices, delivered_at)
VALUES
  (20, 'log', 2, NULL), (21, 'log', 3, '2026-11-26 10:00:01Z'),
  (22, 'log', 1, '2026-11-28 09:00:01Z'),
  (23, 'log', 4, '2026-11-25 10:00:01Z'),
  (24, 'log', 4, '2026-11-25 10:01:01Z');

INSERT INTO orders (id, customer_id, source, status, payment_status,
                    cancel_reason, currency, subtotal, total_amount,
                    ordered_at, accepted_at, paid_at, cancelled_at, final_day,
                    accept_batch, final_batch) VALUES
  (20, 1, 'web', 'paid', 'partially_refunded', NULL, 'USD', 5500, 5500,
   '2026-11-25 10:00Z', '2026-11-25 10:00Z', '2026-11-25 10:01Z', NULL,
   '2026-11-25', 23, 24),
  (21, 3, 'web', 'shipped', 'refunded', NULL, 'USD', 2500, 2500,
   '2026-11-25 10:00Z', '2026-11-25 10:00Z', '2026-11-25 10:01Z', NULL,
   '2026-11-25', 23, 24),
  (22, 2, 'web', 'paid', 'paid', NULL, 'USD', 2000, 2000,
   '2026-11-25 10:00Z', '2026-11-25 10:00Z', '2026-11-25 10:01Z', NULL,
   '2026-11-25', 23, 24),
  (23, 3, 'web', 'cancelled', 'partially_refunded', 'refunded', 'USD', 1000,
   1000, '2026-11-25 10:00Z', '2026-11-25 10:00Z', '2026-11-25 10:01Z',
   '2026-11-26 10:00Z', '2026-11-25', 23, 24);
INSERT INTO order_items VALUES
  (20, 1, 1, 3, 1000, 3000), (20, 2, 2, 1, 2500, 2500),
  (21, 1, 2, 1, 2500, 2500),
  (22, 1, 1, 2, 1000, 2000),
  (23, 1, 1, 1, 1000, 1000);
INSERT INTO payments VALUES
  (20, 'captured', 5500, 'simulator', 'tx-20', '', '2026-11-25 10:01Z'),
  (21, 'captured', 2500, 'simulator', 'tx-21', '', '2026-11-25 10:01Z'),
  (22, 'captured', 2000, 'simulator', 'tx-22', '', '2026-11-25 10:01Z'),
  (23, 'captured', 1000, 'simulator', 'tx-23', '', '2026-11-25 10:01Z');

INSERT INTO refunds (order_id, id, refund_amount, currency, type, status,
                     reason, notes, restock, idempotency_key, params_digest,
                     attempts, error_message, transaction_id, gateway,
                     import_id, line, requested_at, completed_at,
                     completed_day, final_batch) VALUES
  (20, 10, 1000, 'USD', 'partial', 'completed', 'broken', 'seen', 'none',
   'key-10', '\x10', 1, '', 're-10', 'simulator', NULL, NULL,
   '2026-11-26 08:59Z', '2026-11-26 09:00Z', '2026-11-26', 20),
  (20, 11, 700, 'USD', 'partial', 'failed', '', '', 'none', NULL, NULL, 1,
   'no funds', '', 'simulator', NULL, NULL, '2026-11-26 08:59Z',
   '2026-11-26 09:00Z', NULL, 20),
  (20, 12, 300, 'USD', 'partial', 'cancelled', '', '', 'none', NULL, NULL, 0,
   '', '', '', NULL, NULL, '2026-11-26 08:59Z', '2026-11-26 09:00Z', NULL,
   NULL),
  (20, 13, 500, 'USD', 'partial', 'processing', '', '', 'none', NULL, NULL, 1,
   '', '', '', NULL, NULL, '2026-11-26 09:10Z', NULL, NULL, NULL),
  (20, 14, 400, 'USD', 'partial', 'pending', '', '', 'none', NULL, NULL, 0,
   '', '', '', NULL, NULL, '2026-11-26 09:11Z', NULL, NULL, NULL),
  (20, 15, 600, 'USD', 'partial', 'pending', '', '', 'all', NULL, NULL, 3,
   'no answer within 10 s', '', '', NULL, NULL, '2026-11-26 09:12Z', NULL,
   NULL, NULL),
  (21, 16, 2500, 'USD', 'full', 'completed', '', '', 'none', 'file-5-2',
   '\x16', 1, '', 're-16', 'simulator', 5, 2, '2026-11-26 09:59Z',
   '2026-11-26 10:00Z', '2026-11-26', 21),
  (22, 17, 500, 'USD', 'partial', 'reversed', '', '', 'all', NULL, NULL, 1,
   '', 're-17', 'simulator', NULL, NULL, '2026-11-26 09:59Z',
   '2026-11-26 10:00Z', '2026-11-26', 21),
  (23, 18, 1000, 'USD', 'full', 'reversed', '', '', 'all', NULL, NULL, 1,
   '', 're-18', 'simulator', NULL, NULL, '2026-11-26 09:59Z',
   '2026-11-26 10:00Z', '2026-11-26', 21),
  (23, 19, 400, 'USD', 'partial', 'completed', '', '', 'none', NULL, NULL, 1,
   '', 're-19', 'simulator', NULL, NULL, '2026-11-28 08:59Z',
   '2026-11-28 09:00Z', '2026-11-28', 22);
INSERT INTO refund_items VALUES
  (20, 10, 1, 1, 1, 1000), (22, 17, 1, 0, 2, 0), (23, 18, 1, 0, 1, 0);
INSERT INTO refund_reversals VALUES
  (22, 17, 500, 'account closed', '2026-11-27 07:00Z', '2026-11-27'),
  (23, 18, 1000, '', '2026-11-27 07:00Z', '2026-11-27');
INSERT INTO dead_letters VALUES
  ('refunds', 15, 3, 'no answer within 10 s', '2026-11-26 09:13Z');

INSERT INTO daily_kpis VALUES
  ('2026-11-25', 'web', 'USD', 1, 4, 11000, 8, 0, 0, 0, 3900, 0),
  ('2026-11-26', 'web', 'USD', 1, 0, 0, 0, 0, 0, 5000, 0, 1),
  ('2026-11-27', 'web', 'USD', 1, 0, 0, 0, 0, 0, -1500, 0, 0),
  ('2026-11-28', 'web', 'USD', 1, 0, 0, 0, 0, 0, 400, 0, 0);
)sql";

} // namespace

void add_refunds(small_shop& to) {
  to.change(content);
}

} // namespace orderd::testing
