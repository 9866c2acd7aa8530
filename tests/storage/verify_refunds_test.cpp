// SPDX-License-Identifier: Apache-2.0
// Long because each violation of rule 4 has a test of its own.
#include "storage/verify.hpp"

#include "tests/storage/refunded_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace orderd;

namespace {

constexpr auto any_units =
    "ALTER TABLE refund_items"
    " DROP CONSTRAINT IF EXISTS refund_items_units_not_negative;";

constexpr auto any_day =
    "ALTER TABLE refunds"
    " DROP CONSTRAINT IF EXISTS refunds_completed_on_a_day;";

std::string set(const char* what, int refund) {
  return std::string("UPDATE refunds SET ") + what +
         " WHERE id = " + std::to_string(refund);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(verify_refunds, testing::damaged_refunds)

BOOST_AUTO_TEST_CASE(refunds_in_every_state_violate_nothing) {
  const auto report = verify();
  int rule = 0;
  for (const auto& one : report.rules) {
    BOOST_TEST(one.rule == ++rule);
    BOOST_TEST(one.checked > 0);
    for (const auto& found : one.violations)
      BOOST_ERROR(one.rule << ": " << found.subject << " " << found.text);
  }
  BOOST_TEST(rule == 7);
  BOOST_TEST(report.ok());
}

// Rule 4, amounts.

BOOST_AUTO_TEST_CASE(more_refunded_than_captured_is_reported) {
  expect(4, set("refund_amount = 2501", 16), "order ORD-0000000021",
         "25.01 refunded and 0.00 pending are more than the 25.00 captured");
}

BOOST_AUTO_TEST_CASE(open_refunds_count_against_what_was_captured) {
  expect(4, set("refund_amount = 3401", 14), "order ORD-0000000020",
         "10.00 refunded and 45.01 pending are more than the 55.00 captured");
}

BOOST_AUTO_TEST_CASE(all_that_was_captured_may_be_pending) {
  change(set("refund_amount = 3400", 14));
  BOOST_TEST(verify().ok());
}

BOOST_AUTO_TEST_CASE(absurd_amounts_are_reported_too) {
  change(set("refund_amount = 9223372036854775807", 13));
  expect(4, set("refund_amount = 9223372036854775807", 14),
         "order ORD-0000000020", "92233720368547758.07 pending are more");
}

BOOST_AUTO_TEST_CASE(a_refund_of_an_unpaid_order_is_reported) {
  expect(4,
         "INSERT INTO refunds (order_id, id, refund_amount, currency, type,"
         " status, requested_at) VALUES"
         " (5, 90, 1, 'USD', 'partial', 'pending', '2026-11-26 08:00Z')",
         "order ORD-0000000005", "is processing and unpaid, but has refunds");
}

// Rule 4, the order's state.

BOOST_AUTO_TEST_CASE(a_refund_that_its_order_does_not_know_of_is_reported) {
  expect(4, "UPDATE orders SET payment_status = 'paid' WHERE id = 20",
         "order ORD-0000000020",
         "its payment is paid, but 10.00 of 55.00 were refunded, so it is"
         " partially_refunded");
}

BOOST_AUTO_TEST_CASE(an_order_refunded_in_full_that_says_in_part_is_reported) {
  expect(4,
         "UPDATE orders SET payment_status = 'partially_refunded'"
         " WHERE id = 21",
         "order ORD-0000000021", "so it is refunded");
}

BOOST_AUTO_TEST_CASE(a_reversed_refund_that_still_counts_is_reported) {
  expect(4,
         "UPDATE orders SET payment_status = 'partially_refunded'"
         " WHERE id = 22",
         "order ORD-0000000022", "0.00 of 20.00 were refunded, so it is paid");
}

BOOST_AUTO_TEST_CASE(a_refunded_order_with_another_reason_is_reported) {
  expect(4, "UPDATE orders SET cancel_reason = 'whim' WHERE id = 23",
         "order ORD-0000000023",
         "was paid and then cancelled with the reason whim");
}

BOOST_AUTO_TEST_CASE(an_unpaid_order_cancelled_for_a_refund_is_reported) {
  expect(4, "UPDATE orders SET cancel_reason = 'refunded' WHERE id = 4",
         "order ORD-0000000004", "cancelled for a refund, but never paid");
}

BOOST_AUTO_TEST_CASE(a_cancellation_at_another_time_is_reported) {
  expect(4,
         "UPDATE orders SET cancelled_at = '2026-11-26 11:00Z'"
         " WHERE id = 23",
         "order ORD-0000000023", "none was completed at that moment");
}

// Rule 4, single refunds.

BOOST_AUTO_TEST_CASE(a_refund_in_a_foreign_currency_is_reported) {
  expect(4, set("currency = 'EUR'", 10), "refund REF-0000000010",
         "is in EUR, but its order is in USD");
}

BOOST_AUTO_TEST_CASE(a_completed_refund_without_time_is_reported) {
  expect(4, set("completed_at = NULL", 10), "refund REF-0000000010",
         "is completed, but has no time of it");
  expect(4, set("completed_at = NULL", 12), "refund REF-0000000012",
         "is cancelled, but has no time of it");
}

BOOST_AUTO_TEST_CASE(an_open_refund_with_an_end_is_reported) {
  expect(4, set("completed_at = requested_at", 13), "refund REF-0000000013",
         "is processing, but has a time of its end");
}

BOOST_AUTO_TEST_CASE(a_day_of_a_refund_that_failed_is_reported) {
  change(any_day);
  expect(4, set("completed_day = '2026-11-26'", 11), "refund REF-0000000011",
         "is failed, but counts on 2026-11-26");
}

BOOST_AUTO_TEST_CASE(a_completed_refund_that_counts_on_no_day_is_reported) {
  change(any_day);
  expect(4, set("completed_day = NULL", 10), "refund REF-0000000010",
         "is completed, but counts on no day");
}

BOOST_AUTO_TEST_CASE(a_refund_that_no_batch_settled_is_reported) {
  expect(4, set("final_batch = NULL", 11), "refund REF-0000000011",
         "is failed, but no batch settled it");
}

BOOST_AUTO_TEST_CASE(a_cancelled_refund_that_a_batch_settled_is_reported) {
  expect(4, set("final_batch = 20", 12), "refund REF-0000000012",
         "is cancelled, but batch 20 settled it");
}

BOOST_AUTO_TEST_CASE(a_reversed_refund_without_reversal_is_reported) {
  expect(4, "DELETE FROM refund_reversals WHERE refund_id = 17",
         "refund REF-0000000017", "is reversed, but no reversal is recorded");
}

BOOST_AUTO_TEST_CASE(a_reversal_of_a_completed_refund_is_reported) {
  expect(4,
         "INSERT INTO refund_reversals VALUES"
         " (20, 10, 1000, '', '2026-11-27 08:00Z', '2026-11-27')",
         "refund REF-0000000010", "is completed, but a reversal is recorded");
}

BOOST_AUTO_TEST_CASE(a_reversal_of_another_amount_is_reported) {
  expect(4, "UPDATE refund_reversals SET amount = 499 WHERE refund_id = 17",
         "refund REF-0000000017", "is of 5.00, but 4.99 were reversed");
}

BOOST_AUTO_TEST_CASE(a_key_without_what_was_asked_for_is_reported) {
  expect(4, set("params_digest = NULL", 10), "refund REF-0000000010",
         "has a key, but not what was asked for under it");
}

BOOST_AUTO_TEST_CASE(a_refund_of_nothing_is_reported) {
  expect(4,
         "ALTER TABLE refunds"
         " DROP CONSTRAINT IF EXISTS refunds_amount_positive;" +
             set("refund_amount = 0", 14),
         "refund REF-0000000014", "is of 0.00");
}

// Rule 4, lines.

BOOST_AUTO_TEST_CASE(lines_that_cost_more_than_their_refund_are_reported) {
  expect(4, set("refund_amount = 999", 10), "refund REF-0000000010",
         "is of 9.99, but its lines sum up to 10.00");
}

BOOST_AUTO_TEST_CASE(a_line_at_another_price_is_reported) {
  expect(4, "UPDATE refund_items SET amount = 900 WHERE refund_id = 10",
         "refund REF-0000000010", "line 1 is of 9.00, but is 1 times 10.00");
}

BOOST_AUTO_TEST_CASE(a_line_that_the_order_has_not_is_reported) {
  expect(4, "INSERT INTO refund_items VALUES (20, 13, 7, 0, 0, 0)",
         "refund REF-0000000013", "names line 7, which its order has not");
}

BOOST_AUTO_TEST_CASE(units_that_came_back_before_the_money_are_reported) {
  expect(4, "INSERT INTO refund_items VALUES (20, 15, 1, 0, 1, 0)",
         "refund REF-0000000015",
         "is pending, but 1 units of line 1 went back into stock");
}

BOOST_AUTO_TEST_CASE(negative_units_are_reported) {
  change(any_units);
  expect(4, "UPDATE refund_items SET restocked = -1 WHERE refund_id = 17",
         "refund REF-0000000017", "line 1 names 0 units and put -1 back");
}

BOOST_AUTO_TEST_CASE(more_units_refunded_than_sold_are_reported) {
  expect(4, "INSERT INTO refund_items VALUES (20, 13, 1, 3, 0, 3000)",
         "order ORD-0000000020", "line 1: 4 units were refunded, but 3 were");
}

BOOST_AUTO_TEST_CASE(units_of_refunds_that_failed_are_free_again) {
  change("UPDATE refunds SET refund_amount = 3000 WHERE id = 11;"
         "INSERT INTO refund_items VALUES (20, 11, 1, 3, 0, 3000)");
  BOOST_TEST(verify().ok());
}

BOOST_AUTO_TEST_CASE(more_units_restocked_than_sold_are_reported) {
  expect(4, "UPDATE refund_items SET restocked = 3 WHERE refund_id = 17",
         "order ORD-0000000022",
         "line 1: 3 units went back into stock, but 2 were sold");
}

BOOST_AUTO_TEST_CASE(restocked_units_are_part_of_the_stock) {
  expect(1, "UPDATE refund_items SET restocked = 1 WHERE refund_id = 17",
         "product MUG",
         "103 on hand, but 110 received - 13 reserved or sold + 5 restocked");
}

BOOST_AUTO_TEST_CASE(units_that_nobody_asked_to_restock_are_reported) {
  expect(4, "UPDATE refund_items SET restocked = 2 WHERE refund_id = 10",
         "refund REF-0000000010",
         "names 1 units of line 1 and restocks no others, but 2 went back");
}

BOOST_AUTO_TEST_CASE(absurd_lines_are_reported_too) {
  expect(4,
         "UPDATE refund_items SET amount = 9223372036854775807"
         " WHERE refund_id = 10;"
         "INSERT INTO refund_items VALUES (20, 10, 2, 1, 0,"
         " 9223372036854775807)",
         "refund REF-0000000010",
         "but its lines sum up to 92233720368547758.07");
  expect(4,
         "UPDATE order_items SET quantity = 1, unit_price = 9e18,"
         " total_price = 9e18 WHERE order_id = 20 AND line_no = 2;"
         "UPDATE refund_items SET quantity = 2 WHERE line_no = 2",
         "refund REF-0000000010",
         "line 2 is of 92233720368547758.07, but is 2");
  expect(3,
         "UPDATE order_items SET unit_price = 3e18, total_price = 9e18"
         " WHERE order_id = 20 AND line_no = 1",
         "order ORD-0000000020", "its items sum up to 92233720368547758.07");
}

// Rule 4, dead letters.

BOOST_AUTO_TEST_CASE(a_dead_letter_of_no_refund_is_reported) {
  expect(4,
         "INSERT INTO dead_letters VALUES"
         " ('refunds', 99, 3, '', '2026-11-26 09:00Z')",
         "refund 99", "is listed as dead, but does not exist");
}

BOOST_AUTO_TEST_CASE(a_dead_letter_of_a_settled_refund_is_reported) {
  expect(4,
         "INSERT INTO dead_letters VALUES"
         " ('refunds', 10, 3, '', '2026-11-26 09:00Z')",
         "refund REF-0000000010", "is listed as dead, but is completed");
}

BOOST_AUTO_TEST_CASE(a_dead_letter_of_a_refund_never_asked_for_is_reported) {
  expect(4,
         "INSERT INTO dead_letters VALUES"
         " ('refunds', 14, 3, '', '2026-11-26 09:00Z')",
         "refund REF-0000000014", "is listed as dead, but was never asked for");
}

BOOST_AUTO_TEST_CASE(an_unclear_refund_that_nobody_sees_is_reported) {
  expect(4, "DELETE FROM dead_letters WHERE stage = 'refunds'",
         "refund REF-0000000015",
         "was asked for 3 times and is pending, but not listed as dead");
}

// Rule 2.

BOOST_AUTO_TEST_CASE(a_cancelled_order_whose_refund_was_reversed_was_paid) {
  expect(2, "UPDATE orders SET final_day = NULL WHERE id = 23",
         "order ORD-0000000023", "is cancelled, but counts on no day");
}

// Rule 5.

BOOST_AUTO_TEST_CASE(a_reversal_on_another_day_is_reported) {
  change("UPDATE refund_reversals SET reversed_day = '2026-11-28'"
         " WHERE refund_id = 17");
  expect(5, "SELECT 1", "2026-11-27, source web",
         "refunds is -1500, but the orders say -1000");
  expect(5, "SELECT 1", "2026-11-28, source web",
         "refunds is 400, but the orders say -100");
}

BOOST_AUTO_TEST_CASE(a_reversal_that_the_figures_forgot_is_reported) {
  expect(5, "DELETE FROM daily_kpis WHERE day = '2026-11-27'",
         "2026-11-27, source web", "refunds is 0, but the orders say -1500");
  expect(5, "UPDATE customers SET total_spent = 5200 WHERE id = 2",
         "customer ben@example.com",
         "has 3 orders of 52.00, but the orders say 3 of 57.00");
}

BOOST_AUTO_TEST_CASE(absurd_figures_are_reported_too) {
  change(set("refund_amount = 9223372036854775807", 10) + ";" +
         set("refund_amount = 9223372036854775807", 16));
  expect(5, "SELECT 1", "2026-11-26, source web",
         "refunds is 8000, but the orders say 9223372036854775807");
  expect(5, "SELECT 1", "customer ada@example.com", "but the orders say");
  expect(5,
         "UPDATE daily_kpis SET refunds = 9223372036854775807"
         " WHERE day = '2026-11-26';"
         "INSERT INTO daily_kpis (day, source, currency, connection, refunds)"
         " VALUES ('2026-11-26', 'web', 'USD', 7, 9223372036854775807)",
         "2026-11-26, source web",
         "refunds is 8000 in memory, but 92233720368");
}

// Rule 6.

BOOST_AUTO_TEST_CASE(a_refund_of_no_batch_is_reported) {
  expect(6, set("final_batch = 99", 10), "refund REF-0000000010",
         "its batch 99 does not exist");
}

BOOST_AUTO_TEST_CASE(a_refund_settled_by_a_batch_of_orders_is_reported) {
  expect(6, set("final_batch = 24", 10), "refund REF-0000000010",
         "batch 24 settled it, but is of the kind finalize");
}

BOOST_AUTO_TEST_CASE(an_order_finalized_by_a_batch_of_refunds_is_reported) {
  expect(6, "UPDATE orders SET final_batch = 20 WHERE id = 20",
         "order ORD-0000000020", "batch 20 finalized it, but is of the kind");
}

BOOST_AUTO_TEST_CASE(a_refund_outside_its_batch_is_reported) {
  expect(6, "UPDATE batches SET last_order_id = 10 WHERE id = 20",
         "refund REF-0000000011", "is not among the refunds of its batch 20");
}

BOOST_AUTO_TEST_CASE(a_batch_of_refunds_that_counts_wrong_is_reported) {
  expect(6, "UPDATE batches SET orders = 4 WHERE id = 21", "batch 21",
         "is of 4 refunds, but 3 refunds name it");
}

BOOST_AUTO_TEST_CASE(a_single_delivery_about_a_refund_is_sound) {
  change(add_exception("20, 10 * 64 + 24, 'sent', 8, 'log'), "
                       "(20, 11 * 64 + 32, 'expired', 8, 'log'"));
  BOOST_TEST(verify().ok());
}

BOOST_AUTO_TEST_CASE(a_single_delivery_about_a_foreign_refund_is_reported) {
  expect(6, add_exception("21, 10 * 64 + 24, 'sent', 8, 'log'"),
         "notification 664", "is about refund 10, which order 21 has not");
}

BOOST_AUTO_TEST_CASE(a_single_delivery_about_another_order_is_reported) {
  expect(6, add_exception("21, 20 * 64, 'sent', 8, 'log'"), "notification 1280",
         "is about order 20, but recorded for 21");
}

BOOST_AUTO_TEST_CASE(a_delivery_of_what_did_not_happen_is_reported) {
  expect(6, add_exception("20, 11 * 64 + 24, 'sent', 8, 'log'"),
         "notification 728",
         "tells what did not happen: REF-0000000011 is failed");
  expect(6, add_exception("20, 13 * 64 + 32, 'sent', 8, 'log'"),
         "notification 864", "REF-0000000013 is processing");
}

// Rule 7.

BOOST_AUTO_TEST_CASE(a_file_with_too_few_refunds_is_reported) {
  expect(7, "UPDATE imports SET accepted = 2, rows = 4 WHERE id = 5",
         "import 5", "accepted 2 rows, but has 1 refunds");
}

BOOST_AUTO_TEST_CASE(refunds_of_an_order_file_are_reported) {
  expect(7, set("import_id = 1, line = 2", 10), "import 1",
         "but has 1 refunds");
}

BOOST_AUTO_TEST_CASE(orders_of_a_refund_file_are_reported) {
  expect(7, "UPDATE orders SET import_id = 5, line = 3 WHERE id = 20",
         "import 5", "but has 1 orders");
}

BOOST_AUTO_TEST_CASE(refunds_of_no_import_are_reported) {
  expect(7, set("import_id = 98", 16), "import 98",
         "does not exist, but has 0 orders, 1 refunds");
}

BOOST_AUTO_TEST_CASE(two_refunds_of_one_line_are_reported) {
  expect(7, set("import_id = 5, line = 2", 10), "import 5",
         "line 2 became 2 refunds, such as REF-0000000010 and REF-0000000016");
}

BOOST_AUTO_TEST_CASE(a_refund_of_a_file_without_line_is_reported) {
  expect(7, set("line = NULL", 16), "import 5",
         "REF-0000000016 came from no line of it");
  expect(7, set("line = 9", 10), "import 0",
         "line 9 of no file became REF-0000000010");
}

BOOST_AUTO_TEST_SUITE_END()
