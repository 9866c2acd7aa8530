// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/refund_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <vector>

using namespace orderd;

BOOST_FIXTURE_TEST_SUITE(refund_settle, testing::refund_shop)

BOOST_AUTO_TEST_CASE(a_completed_refund_changes_all_that_it_touches_at_once) {
  const auto order = paid_order();
  const auto open = accepted(partial(order, 2500));
  const auto result = settle({answer(open)});
  BOOST_TEST(result.completed == 1);
  BOOST_TEST(result.failed == 0);
  BOOST_REQUIRE(result.facts.notices.size() == 1);
  const auto batch = result.facts.notices[0].batch;
  BOOST_TEST(text("SELECT concat_ws('|', status, attempts, gateway,"
                  " transaction_id, error_message, completed_at,"
                  " completed_day, final_batch) FROM refunds") ==
             "completed|1|simulator|rx-1||2026-11-24 10:00:00+00|2026-11-24|" +
                 std::to_string(batch.value));
  BOOST_TEST(state_of(order) == "paid|partially_refunded");
  BOOST_TEST(text("SELECT concat_ws('|', total_spent, total_orders)"
                  " FROM customers") == "3448|1");
  BOOST_TEST(text("SELECT concat_ws('|', day, source, gross_revenue, refunds,"
                  " refunds_by_order_day, cancelled_refunded)"
                  " FROM daily_kpis") == "2026-11-24|web|5948|2500|2500|0");
  BOOST_TEST(text("SELECT concat_ws('|', kind, first_order_id, last_order_id,"
                  " orders) FROM batches WHERE id = " +
                  std::to_string(batch.value)) == "refund|1|1|1");
  BOOST_TEST(stock_of("MUG") == 99'998);
  BOOST_TEST(number("SELECT count(*) FROM refund_items") == 0);
  const auto& notices = result.facts.notices[0].notices;
  BOOST_REQUIRE(notices.size() == 1);
  BOOST_TEST((notices[0].type == domain::notification_type::refund_completed));
  BOOST_TEST((notices[0].refund == open.refund));
  BOOST_TEST((notices[0].order == order));
  BOOST_TEST(notices[0].customer.value == 1);
  BOOST_TEST(notices[0].total.minor == 2500);
  BOOST_TEST(text("SELECT message FROM notifications"
                  " WHERE type = 'refund_completed'") ==
             "Order ORD-0000000001 was refunded: 25.00 USD.");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_full_refund_before_shipment_cancels_and_restocks) {
  const auto order = paid_order();
  completed(partial(order, 2500));
  completed(full(order));
  BOOST_TEST(text("SELECT concat_ws('|', status, payment_status,"
                  " cancel_reason, cancelled_at, final_day) FROM orders") ==
             "cancelled|refunded|refunded|2026-11-24 10:00:00+00|2026-11-24");
  BOOST_TEST(stock_of("MUG") == 100'000);
  BOOST_TEST(stock_of("PEN") == 100'000);
  BOOST_TEST(text("SELECT string_agg(concat_ws(' ', refund_id, line_no,"
                  " quantity, restocked, amount), ', ' ORDER BY line_no)"
                  " FROM refund_items") == "2 1 0 2 0, 2 2 0 1 0");
  BOOST_TEST(text("SELECT concat_ws('|', refunds, cancelled_refunded)"
                  " FROM daily_kpis") == "5948|1");
  BOOST_TEST(number("SELECT total_spent FROM customers") == 0);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_shipped_order_stays_shipped_and_keeps_its_units_out) {
  const auto order = paid_order();
  change("UPDATE orders SET status = 'shipped'");
  completed(full(order));
  BOOST_TEST(state_of(order) == "shipped|refunded");
  BOOST_TEST(stock_of("MUG") == 99'998);
  BOOST_TEST(number("SELECT cancelled_refunded FROM daily_kpis") == 0);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_declined_refund_gives_its_amount_free) {
  const auto order = paid_order();
  const auto open = accepted(full(order));
  const auto result = settle({answer(open, false)});
  BOOST_TEST(result.completed == 0);
  BOOST_TEST(result.failed == 1);
  BOOST_TEST(text("SELECT concat_ws('|', status, attempts, error_message,"
                  " transaction_id, completed_at, completed_day)"
                  " FROM refunds") ==
             "failed|1|account closed||2026-11-24 10:00:00+00");
  BOOST_TEST(state_of(order) == "paid|paid");
  BOOST_TEST(result.facts.kpis.empty());
  BOOST_TEST(result.facts.customers.empty());
  const auto& notices = result.facts.notices.at(0).notices;
  BOOST_TEST((notices.at(0).type == domain::notification_type::refund_failed));
  BOOST_TEST(text("SELECT message FROM notifications"
                  " WHERE type = 'refund_failed'") ==
             "Order ORD-0000000001 could not be refunded: 59.48 USD.");
  completed(full(order));
  BOOST_TEST(state_of(order) == "cancelled|refunded");
  check_rules();
}

BOOST_AUTO_TEST_CASE(named_lines_are_restocked_and_never_above_what_was_sold) {
  const auto order = paid_order();
  completed(units(order, "MUG", 1));
  BOOST_TEST(stock_of("MUG") == 99'999);
  auto all = partial(order, 100);
  all.restock = domain::restock_rule::all;
  completed(all);
  BOOST_TEST(stock_of("MUG") == 100'000);
  BOOST_TEST(stock_of("PEN") == 100'000);
  // All is back, so what is named now finds no units left to restock.
  completed(units(order, "PEN", 1));
  completed(all);
  BOOST_TEST(stock_of("PEN") == 100'000);
  BOOST_TEST(text("SELECT string_agg(concat_ws(' ', refund_id, line_no,"
                  " quantity, restocked, amount), ', '"
                  " ORDER BY refund_id, line_no) FROM refund_items") ==
             "1 1 1 1 2499, 2 1 0 1 0, 2 2 0 1 0, 3 2 1 0 950");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_full_refund_of_all_lines_restocks_into_their_rows) {
  const auto order = paid_order();
  auto wanted = full(order);
  wanted.lines = {{"MUG", 2}};
  wanted.restock = domain::restock_rule::all;
  completed(wanted);
  BOOST_TEST(text("SELECT string_agg(concat_ws(' ', line_no, quantity,"
                  " restocked, amount), ', ' ORDER BY line_no)"
                  " FROM refund_items") == "1 2 2 4998, 2 0 1 0");
  BOOST_TEST(stock_of("MUG") == 100'000);
  check_rules();
}

BOOST_AUTO_TEST_CASE(answers_of_many_kinds_are_settled_in_one_transaction) {
  const auto orders = paid_orders(5);
  const auto open = request({partial(orders[0], 100), full(orders[0]),
                             full(orders[1]), full(orders[2]),
                             partial(orders[3], 300), partial(orders[4], 400)})
                        .open;
  const auto before = number("SELECT seq FROM lane WHERE connection = 0");
  const auto result =
      settle({answer(open[5]), answer(open[4]), answer(open[3], false),
              answer(open[2]), answer(open[1]), answer(open[0])});
  BOOST_TEST(result.completed == 5);
  BOOST_TEST(result.failed == 1);
  BOOST_TEST(number("SELECT seq FROM lane WHERE connection = 0") == before + 1);
  BOOST_TEST(state_of(orders[0]) == "cancelled|refunded");
  BOOST_TEST(state_of(orders[1]) == "cancelled|refunded");
  BOOST_TEST(state_of(orders[2]) == "paid|paid");
  BOOST_TEST(state_of(orders[3]) == "paid|partially_refunded");
  BOOST_TEST(result.facts.customers.size() == 4);
  BOOST_TEST(result.facts.notices.at(0).notices.size() == 6);
  BOOST_TEST(text("SELECT concat_ws('|', first_order_id, last_order_id, orders)"
                  " FROM batches WHERE kind = 'refund'") == "1|6|6");
  BOOST_TEST(text("SELECT concat_ws('|', refunds, cancelled_refunded)"
                  " FROM daily_kpis") == "12596|2");
  check_rules();
}

BOOST_AUTO_TEST_CASE(settling_twice_changes_nothing) {
  const auto order = paid_order();
  const auto one = accepted(partial(order, 100));
  const auto two = accepted(partial(order, 200));
  settle({answer(one), answer(two, false)});
  const auto state = [&] {
    return text("SELECT string_agg(r::text, '' ORDER BY id) FROM refunds r") +
           text("SELECT string_agg(k::text, '') FROM daily_kpis k") +
           text("SELECT string_agg(o::text, '') FROM orders o") +
           text("SELECT string_agg(b::text, '' ORDER BY id) FROM batches b");
  };
  const auto before = state();
  const auto again = settle({answer(one, false), answer(two)});
  BOOST_TEST(again.completed == 0);
  BOOST_TEST(again.failed == 0);
  BOOST_TEST(again.facts.notices.empty());
  BOOST_TEST(again.facts.kpis.empty());
  BOOST_TEST(again.facts.customers.empty());
  BOOST_TEST(state() == before);
  check_rules();
}

BOOST_AUTO_TEST_CASE(of_two_answers_about_one_refund_the_first_counts) {
  const auto open = accepted(partial(paid_order(), 100));
  const auto result = settle({answer(open, false), answer(open)});
  BOOST_TEST(result.completed == 0);
  BOOST_TEST(result.failed == 1);
  check_rules();
}

BOOST_AUTO_TEST_CASE(answers_about_nothing_are_left_alone) {
  const auto before = number("SELECT max(seq) FROM lane");
  BOOST_TEST(settle({}).completed == 0);
  BOOST_TEST(number("SELECT max(seq) FROM lane") == before);
  domain::open_refund none;
  none.refund = {77};
  none.order = paid_order();
  BOOST_TEST(settle({answer(none)}).completed == 0);
  none.order = {99};
  BOOST_TEST(settle({answer(none)}).completed == 0);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_refund_counts_on_its_day_and_on_its_orders_day) {
  const auto order = paid_order();
  const auto open = accepted(partial(order, 2500));
  const auto result = writer().settle_refunds(
      {{answer(open)}, testing::now, testing::today + std::chrono::days{1}});
  told.add(result.facts);
  BOOST_TEST(text("SELECT string_agg(concat_ws(' ', day, refunds,"
                  " refunds_by_order_day), ', ' ORDER BY day)"
                  " FROM daily_kpis") ==
             "2026-11-24 0 2500, 2026-11-25 2500 0");
  BOOST_TEST(text("SELECT completed_day FROM refunds") == "2026-11-25");
  check_rules();
}

BOOST_AUTO_TEST_CASE(each_writer_counts_in_rows_of_its_own) {
  const auto order = paid_order();
  const auto open = accepted(partial(order, 2500));
  told.add(writer(1)
               .settle_refunds({{answer(open)}, testing::now, testing::today})
               .facts);
  BOOST_TEST(text("SELECT string_agg(concat_ws(' ', connection, gross_revenue,"
                  " refunds), ', ' ORDER BY connection) FROM daily_kpis") ==
             "0 5948 0, 1 0 2500");
  check_rules();
}

BOOST_AUTO_TEST_SUITE_END()
