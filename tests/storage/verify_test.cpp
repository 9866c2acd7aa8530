// SPDX-License-Identifier: Apache-2.0
#include "storage/verify.hpp"

#include "tests/storage/damaged_shop.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;

BOOST_FIXTURE_TEST_SUITE(verify_database, testing::damaged_shop)

BOOST_AUTO_TEST_CASE(a_sound_database_has_no_violations) {
  const auto report = verify();
  BOOST_TEST(report.rules.size() == 7);
  for (const auto& rule : report.rules) {
    BOOST_TEST(rule.checked > 0);
    BOOST_TEST(!rule.name.empty());
    BOOST_TEST(rule.violation_count == 0);
    for (const auto& one : rule.violations)
      BOOST_TEST_MESSAGE(one.subject << " " << one.text);
  }
  BOOST_TEST(report.ok());
}

BOOST_AUTO_TEST_CASE(an_empty_database_has_no_violations) {
  testing::test_database fresh;
  storage::pg_reader other{fresh.options()};
  other.begin_verify();
  BOOST_TEST(other.verify({}).ok());
}

BOOST_AUTO_TEST_CASE(all_violations_are_counted_and_some_are_shown) {
  change("INSERT INTO stock_movements SELECT 99, n, 1, 'adjusted', '', NULL,"
         " '2026-11-24 09:00Z' FROM generate_series(100, 149) n;"
         "UPDATE products SET stock_quantity = stock_quantity + 1");
  const auto report = verify();
  BOOST_TEST(report.rules[0].violation_count == 53);
  BOOST_TEST(report.rules[0].violations.size() == storage::max_violations);
}

BOOST_AUTO_TEST_CASE(verify_leaves_no_connection_behind) {
  verify();
  change("DO $$ BEGIN FOR i IN 1..500 LOOP"
         "  PERFORM pg_stat_clear_snapshot();"
         "  EXIT WHEN (SELECT count(*) FROM pg_stat_activity"
         "    WHERE datname = current_database()) <= 2;"
         "  IF i = 500 THEN RAISE 'a connection is left'; END IF;"
         "  PERFORM pg_sleep(0.01);"
         " END LOOP; END $$");
}

// Rule 1.

BOOST_AUTO_TEST_CASE(stock_that_does_not_add_up_is_reported) {
  expect(1, "UPDATE products SET stock_quantity = 103 WHERE id = 1",
         "product MUG",
         "103 on hand, but 110 received - 7 reserved or sold"
         " + 2 restocked = 105");
}

BOOST_AUTO_TEST_CASE(an_order_that_took_no_stock_is_reported) {
  expect(1,
         "UPDATE order_items SET quantity = 4, total_price = 4000"
         " WHERE order_id = 1",
         "product MUG", "= 103");
}

BOOST_AUTO_TEST_CASE(negative_stock_is_reported) {
  expect(1,
         "ALTER TABLE products"
         " DROP CONSTRAINT IF EXISTS products_stock_not_negative;"
         "UPDATE products SET stock_quantity = -1 WHERE id = 3;"
         "INSERT INTO stock_movements VALUES (3, 9, -1, 'adjusted', '',"
         " NULL, '2026-11-24 09:00Z')",
         "product SOFA", "-1 on hand");
}

BOOST_AUTO_TEST_CASE(a_movement_of_no_product_is_reported) {
  expect(1,
         "INSERT INTO stock_movements VALUES (77, 9, 1, 'adjusted', '',"
         " NULL, '2026-11-24 09:00Z')",
         "product 77", "there is no such product");
}

// Rule 2.

BOOST_AUTO_TEST_CASE(an_illegal_state_is_reported) {
  expect(2,
         "ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_state_legal;"
         "UPDATE orders SET payment_status = 'pending' WHERE id = 1",
         "order ORD-0000000001", "is paid with its payment pending");
}

BOOST_AUTO_TEST_CASE(a_state_that_no_legal_step_leads_to_is_reported) {
  expect(2, "UPDATE orders SET payment_status = 'refunded' WHERE id = 1",
         "order ORD-0000000001", "is paid with its payment refunded");
}

BOOST_AUTO_TEST_CASE(an_ended_order_without_final_batch_is_reported) {
  expect(2, "UPDATE orders SET final_batch = NULL WHERE id = 4",
         "order ORD-0000000004", "no batch finalized it");
}

BOOST_AUTO_TEST_CASE(a_final_batch_of_an_order_in_progress_is_reported) {
  expect(2, "UPDATE orders SET final_batch = 3 WHERE id = 5",
         "order ORD-0000000005", "batch 3 finalized it");
}

BOOST_AUTO_TEST_CASE(an_ended_order_that_counts_on_no_day_is_reported) {
  expect(2, "UPDATE orders SET final_day = NULL WHERE id = 3",
         "order ORD-0000000003", "counts on no day");
}

BOOST_AUTO_TEST_CASE(a_time_of_payment_without_payment_is_reported) {
  expect(2, "UPDATE orders SET paid_at = accepted_at WHERE id = 4",
         "order ORD-0000000004", "has a time of payment");
}

BOOST_AUTO_TEST_CASE(a_reason_of_cancellation_without_one_is_reported) {
  expect(2, "UPDATE orders SET cancel_reason = 'whim' WHERE id = 1",
         "order ORD-0000000001", "cancellation do not agree");
}

BOOST_AUTO_TEST_CASE(an_order_that_nobody_will_finish_is_reported) {
  expect(2, "DELETE FROM open_batches", "order ORD-0000000005",
         "nothing will finish it");
}

BOOST_AUTO_TEST_CASE(an_order_outside_its_open_batch_is_reported) {
  expect(2, "UPDATE open_batches SET last_order_id = 5", "order ORD-0000000006",
         "nothing will finish it");
}

BOOST_AUTO_TEST_CASE(an_open_batch_that_counts_wrong_is_reported) {
  expect(2, "UPDATE open_batches SET remaining = 1", "batch 4",
         "waits for 1 orders, but 2 of its orders are processing");
}

// Rule 3.

BOOST_AUTO_TEST_CASE(a_paid_order_without_payment_is_reported) {
  expect(3, "DELETE FROM payments WHERE order_id = 1", "order ORD-0000000001",
         "has no captured payment");
}

BOOST_AUTO_TEST_CASE(a_paid_order_with_a_declined_payment_is_reported) {
  expect(3, "UPDATE payments SET status = 'declined' WHERE order_id = 8",
         "order ORD-0000000008", "has no captured payment");
}

BOOST_AUTO_TEST_CASE(a_captured_amount_other_than_the_total_is_reported) {
  expect(3, "UPDATE payments SET amount = 1999 WHERE order_id = 1",
         "order ORD-0000000001", "its total is 20.00, but 19.99 was captured");
}

BOOST_AUTO_TEST_CASE(a_charge_for_a_cancelled_order_is_reported) {
  expect(3, "UPDATE payments SET status = 'captured' WHERE order_id = 4",
         "order ORD-0000000004", "is cancelled and unpaid, but 25.00");
}

BOOST_AUTO_TEST_CASE(a_charge_for_an_order_in_progress_is_reported) {
  expect(3,
         "INSERT INTO payments VALUES (5, 'captured', 1000, 'simulator',"
         " '', '', '2026-11-24 11:01Z')",
         "order ORD-0000000005", "is processing and unpaid, but 10.00");
}

BOOST_AUTO_TEST_CASE(a_payment_of_no_order_is_reported) {
  expect(3,
         "INSERT INTO payments VALUES (99, 'captured', 1000, 'simulator',"
         " '', '', '2026-11-24 11:01Z')",
         "order 99", "there is no such order");
}

BOOST_AUTO_TEST_CASE(a_total_that_does_not_add_up_is_reported) {
  expect(3,
         "ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_total_adds_up;"
         "UPDATE orders SET shipping = 400 WHERE id = 2",
         "order ORD-0000000002",
         "its total is 37.00, but its parts sum up to 38.00");
}

BOOST_AUTO_TEST_CASE(an_order_in_a_foreign_currency_is_reported) {
  expect(3, "UPDATE orders SET currency = 'EUR' WHERE id = 2",
         "order ORD-0000000002", "is in EUR, but the installation is in USD");
}

BOOST_AUTO_TEST_CASE(a_subtotal_other_than_its_items_is_reported) {
  expect(3, "DELETE FROM order_items WHERE order_id = 2 AND line_no = 2",
         "order ORD-0000000002",
         "its subtotal is 35.00, but its items sum up to 25.00");
}

BOOST_AUTO_TEST_CASE(an_order_without_items_is_reported) {
  expect(3, "DELETE FROM order_items WHERE order_id = 5",
         "order ORD-0000000005", "has no items");
}

BOOST_AUTO_TEST_CASE(an_item_that_costs_something_else_is_reported) {
  expect(3,
         "ALTER TABLE order_items"
         " DROP CONSTRAINT IF EXISTS order_items_total_adds_up;"
         "UPDATE order_items SET unit_price = 999 WHERE order_id = 1",
         "order ORD-0000000001", "line 1 costs 20.00, but is 2 times 9.99");
}

BOOST_AUTO_TEST_SUITE_END()
