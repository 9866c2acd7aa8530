// SPDX-License-Identifier: Apache-2.0
#include "storage/verify.hpp"

#include "tests/storage/damaged_shop.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;

BOOST_FIXTURE_TEST_SUITE(verify_batches_and_files, testing::damaged_shop)

// Rule 6.

BOOST_AUTO_TEST_CASE(an_order_of_no_batch_is_reported) {
  expect(6, "UPDATE orders SET accept_batch = 99 WHERE id = 1",
         "order ORD-0000000001", "its batch 99 does not exist");
}

BOOST_AUTO_TEST_CASE(an_order_accepted_by_a_final_batch_is_reported) {
  expect(6, "UPDATE orders SET accept_batch = 3 WHERE id = 1",
         "order ORD-0000000001", "batch 3 accepted it, but is of the kind");
}

BOOST_AUTO_TEST_CASE(an_order_outside_its_batch_is_reported) {
  expect(6, "UPDATE batches SET last_order_id = 3 WHERE id = 1",
         "order ORD-0000000004", "is not among the orders of its batch 1");
}

BOOST_AUTO_TEST_CASE(an_order_accepted_at_another_time_is_reported) {
  expect(6,
         "UPDATE orders SET accepted_at = '2026-11-24 10:30Z'"
         " WHERE id = 1",
         "order ORD-0000000001", "at another time than its batch 1");
}

BOOST_AUTO_TEST_CASE(an_order_of_no_final_batch_is_reported) {
  expect(6, "UPDATE orders SET final_batch = 99 WHERE id = 1",
         "order ORD-0000000001", "its final batch 99 does not exist");
}

BOOST_AUTO_TEST_CASE(an_order_finalized_by_an_accept_batch_is_reported) {
  expect(6, "UPDATE orders SET final_batch = 1 WHERE id = 1",
         "order ORD-0000000001", "batch 1 finalized it, but is of the kind");
}

BOOST_AUTO_TEST_CASE(an_order_outside_its_final_batch_is_reported) {
  expect(6, "UPDATE batches SET first_order_id = 2 WHERE id = 3",
         "order ORD-0000000001", "the orders of its final batch 3");
}

BOOST_AUTO_TEST_CASE(a_batch_that_counts_wrong_is_reported) {
  expect(6, "UPDATE batches SET orders = 5 WHERE id = 1", "batch 1",
         "is of 5 orders, but 4 orders name it");
  expect(6, "UPDATE batches SET orders = 2 WHERE id = 3", "batch 3",
         "is of 2 orders, but 3 orders name it");
}

BOOST_AUTO_TEST_CASE(a_batch_that_nobody_is_told_of_is_sound) {
  change("DELETE FROM batch_deliveries WHERE batch_id = 3");
  BOOST_TEST(verify().ok());
}

BOOST_AUTO_TEST_CASE(a_delivery_that_tells_nothing_is_reported) {
  expect(6, "UPDATE batch_deliveries SET types = 1 WHERE batch_id = 3",
         "batch 3", "over log, which tells nothing of it");
  expect(6, "UPDATE batch_deliveries SET sources = '{}' WHERE batch_id = 1",
         "batch 1", "over log, which tells nothing of it");
}

BOOST_AUTO_TEST_CASE(a_delivery_that_counts_wrong_is_reported) {
  expect(6, "UPDATE batch_deliveries SET notices = 0 WHERE batch_id = 3",
         "batch 3", "has 0 notifications over log, but is of 3");
  expect(6, "UPDATE batch_deliveries SET notices = 4 WHERE batch_id = 3",
         "batch 3", "has 4 notifications over log, but is of 3");
}

BOOST_AUTO_TEST_CASE(a_delivery_of_no_batch_is_reported) {
  expect(6,
         "INSERT INTO batch_deliveries (batch_id, channel, notices)"
         " VALUES (99, 'log', 1)",
         "batch 99", "does not exist");
}

BOOST_AUTO_TEST_CASE(a_delivery_over_no_channel_is_reported) {
  expect(6,
         "UPDATE batch_deliveries SET channel = 'pigeon'"
         " WHERE batch_id = 3",
         "batch 3", "pigeon, which is no channel");
}

BOOST_AUTO_TEST_CASE(a_single_delivery_of_no_order_is_reported) {
  expect(6, add_exception("99, 6336, 'sent', 1, 'log'"), "notification 6336",
         "is about order 99, which does not exist");
}

BOOST_AUTO_TEST_CASE(a_single_delivery_of_what_did_not_happen_is_reported) {
  expect(6, add_exception("1, 1 * 64 + 16, 'sent', 2, 'log'"),
         "notification 80",
         "tells what did not happen: ORD-0000000001 is paid");
  expect(6, add_exception("5, 5 * 64 + 8, 'sent', 2, 'log'"),
         "notification 328", "ORD-0000000005 is processing");
}

BOOST_AUTO_TEST_CASE(a_single_delivery_that_no_channel_tells_is_reported) {
  expect(6, add_exception("1, 1 * 64 + 1, 'sent', 2, 'email'"),
         "notification 65", "is recorded, but email does not tell it");
  expect(6,
         add_exception("2, 2 * 64, 'sent', 2, 'log'") +
             "; UPDATE batch_deliveries SET sources = '{web}'"
             " WHERE batch_id = 1",
         "notification 128", "is recorded, but log does not tell it");
  expect(6,
         add_exception("5, 5 * 64, 'sent', 2, 'log'") +
             "; UPDATE imports SET notify = false",
         "notification 320", "is recorded, but log does not tell it");
}

BOOST_AUTO_TEST_CASE(a_single_delivery_over_another_channel_is_reported) {
  expect(6, add_exception("1, 1 * 64, 'sent', 2, 'email'"), "notification 64",
         "goes over log, but is recorded for email");
  expect(6, add_exception("1, 1 * 64 + 7, 'sent', 2, 'log'"), "notification 71",
         "is of no known type or channel");
}

BOOST_AUTO_TEST_CASE(one_that_failed_without_a_dead_letter_is_reported) {
  expect(6, "DELETE FROM dead_letters WHERE stage = 'notifications'",
         "notification 520", "failed, but is no dead letter");
}

BOOST_AUTO_TEST_CASE(a_dead_letter_of_one_that_did_not_fail_is_reported) {
  expect(6,
         "UPDATE notification_exceptions SET delivery_status = 'sent'"
         " WHERE notification_id = 520",
         "notification 520", "is a dead letter, but did not fail");
}

// Rule 7.

BOOST_AUTO_TEST_CASE(counts_that_do_not_add_up_are_reported) {
  expect(7,
         "ALTER TABLE imports"
         " DROP CONSTRAINT IF EXISTS imports_counts_add_up;"
         "UPDATE imports SET rows = 7 WHERE id = 1",
         "import 1", "7 rows are not 4 accepted, 1 duplicates");
}

BOOST_AUTO_TEST_CASE(negative_counts_are_reported) {
  expect(7, "UPDATE imports SET skipped = -1, duplicates = 2 WHERE id = 1",
         "import 1", "-1 skipped");
}

BOOST_AUTO_TEST_CASE(an_import_with_too_few_orders_is_reported) {
  expect(7, "UPDATE imports SET accepted = 5, rows = 7 WHERE id = 1",
         "import 1", "accepted 5 rows, but has 4 orders");
}

BOOST_AUTO_TEST_CASE(an_import_without_its_rejects_is_reported) {
  expect(7, "DELETE FROM import_rejects WHERE import_id = 1", "import 1",
         "rejected 1 rows, but has 0 rejects");
}

BOOST_AUTO_TEST_CASE(orders_of_a_product_file_are_reported) {
  expect(7, "UPDATE imports SET kind = 'products' WHERE id = 1", "import 1",
         "but has 4 orders");
}

BOOST_AUTO_TEST_CASE(orders_and_rejects_of_no_import_are_reported) {
  expect(7,
         "UPDATE orders SET import_id = 98 WHERE id = 1;"
         "UPDATE import_rejects SET import_id = 99 WHERE import_id = 2",
         "import 98", "does not exist, but has 1 orders");
  expect(7, "SELECT 1", "import 99",
         "does not exist, but has 0 orders, 0 refunds and");
}

BOOST_AUTO_TEST_CASE(a_reference_that_leads_nowhere_is_reported) {
  expect(7, "DELETE FROM order_refs WHERE order_id = 2", "order ORD-0000000002",
         "has the reference default:A-1, which does not lead to it");
}

BOOST_AUTO_TEST_CASE(a_reference_to_an_order_without_one_is_reported) {
  expect(7, "INSERT INTO order_refs VALUES ('web', 'X', 1, '')",
         "order ORD-0000000001",
         "the reference web:X leads to it, but it has none");
}

BOOST_AUTO_TEST_CASE(a_reference_to_another_order_is_reported) {
  expect(7, "UPDATE order_refs SET source = 'shop' WHERE order_id = 7",
         "order ORD-0000000007", "shop:W-1 leads to it, but it has web:W-1");
}

BOOST_AUTO_TEST_CASE(two_orders_with_one_reference_are_reported) {
  expect(7, "UPDATE orders SET order_ref = 'W-1' WHERE id = 8",
         "order ORD-0000000008", "web:W-2 leads to it, but it has web:W-1");
}

BOOST_AUTO_TEST_CASE(an_order_of_another_import_than_its_batch_is_reported) {
  expect(7, "UPDATE orders SET import_id = 3 WHERE id = 1",
         "order ORD-0000000001",
         "comes from import 3, line 2, but its batch 1 from import 1, lines");
}

BOOST_AUTO_TEST_CASE(an_order_outside_the_lines_of_its_batch_is_reported) {
  expect(7, "UPDATE orders SET line = 6 WHERE id = 4", "order ORD-0000000004",
         "line 6, but its batch 1 from import 1, lines 2 to 5");
  expect(7, "UPDATE orders SET line = NULL WHERE id = 4",
         "order ORD-0000000004", "line none");
  expect(7, "UPDATE orders SET import_id = 1 WHERE id = 7",
         "order ORD-0000000007", "but its batch 5 from no import");
}

BOOST_AUTO_TEST_CASE(two_orders_of_one_line_are_reported) {
  expect(7, "UPDATE orders SET line = 3 WHERE id = 1", "import 1",
         "line 3 became 2 orders, such as ORD-0000000001 and ORD-0000000002");
}

BOOST_AUTO_TEST_CASE(an_order_accepted_again_from_the_same_file_is_reported) {
  expect(7,
         "UPDATE orders SET import_id = 2 WHERE id = 4;"
         "UPDATE orders SET line = 5 WHERE id = 3",
         "import 2", "line 5 of its content became 2 orders");
}

BOOST_AUTO_TEST_CASE(equal_lines_of_a_file_with_references_are_orders) {
  change("UPDATE orders SET order_ref = 'N-' || id WHERE id IN (1, 4);"
         "INSERT INTO order_refs VALUES ('default', 'N-1', 1, ''),"
         " ('default', 'N-4', 4, '')");
  BOOST_TEST(verify().ok());
}

BOOST_AUTO_TEST_SUITE_END()
