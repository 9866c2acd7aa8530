// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/writing_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace orderd;
using testing::approved;
using testing::buy;
using testing::declined;

namespace {

struct open_shop : testing::writing_shop {
  open_shop() {
    add_product("MUG", 1000, 10);
    add_product("HAT", 2500, 2);
  }

  std::vector<domain::open_order>
  open(std::vector<domain::order_input> orders) {
    return accept(single(std::move(orders))).open;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(finalize_orders, open_shop)

BOOST_AUTO_TEST_CASE(an_approved_order_is_paid) {
  const auto orders = open({buy("a@x.com", "MUG", 2)});
  const auto result = finalize({approved(orders[0])});
  BOOST_TEST(result.paid == 1);
  BOOST_TEST(result.cancelled == 0);
  BOOST_TEST(text("SELECT concat_ws('|', status, payment_status, paid_at,"
                  " final_day, final_batch) FROM orders") ==
             "paid|paid|2026-11-24 10:00:00+00|2026-11-24|" +
                 std::to_string(result.facts.notices.at(0).batch.value));
  BOOST_TEST(text("SELECT concat_ws('|', order_id, status, amount, gateway,"
                  " transaction_id, error_message) FROM payments") ==
             "1|captured|2000|simulator|tx-1|");
  BOOST_TEST(text("SELECT concat_ws('|', total_spent, total_orders)"
                  " FROM customers") == "2000|1");
  BOOST_TEST(text("SELECT concat_ws('|', day, source, orders_paid,"
                  " gross_revenue, units_sold) FROM daily_kpis") ==
             "2026-11-24|web|1|2000|2");
  BOOST_TEST(stock_of("MUG") == 8);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_declined_order_is_cancelled_and_its_stock_given_back) {
  auto order = buy("a@x.com", "HAT", 1);
  order.lines.push_back({"MUG", 3});
  order.lines.push_back({"HAT", 1});
  const auto orders = open({order});
  BOOST_TEST(stock_of("HAT") == 0);
  const auto result = finalize({declined(orders.at(0))});
  BOOST_TEST(result.cancelled == 1);
  BOOST_TEST(text("SELECT concat_ws('|', status, payment_status,"
                  " cancel_reason, cancelled_at) FROM orders") ==
             "cancelled|failed|payment_declined|2026-11-24 10:00:00+00");
  BOOST_TEST(stock_of("HAT") == 2);
  BOOST_TEST(stock_of("MUG") == 10);
  BOOST_TEST(number("SELECT count(*) FROM order_items") == 3);
  BOOST_TEST(text("SELECT concat_ws('|', status, amount, error_message)"
                  " FROM payments") == "declined|8000|no funds");
  BOOST_TEST(number("SELECT total_orders FROM customers") == 0);
  BOOST_TEST(number("SELECT cancelled_payment_declined FROM daily_kpis") == 1);
  check_rules();
}

BOOST_AUTO_TEST_CASE(answers_of_several_batches_and_both_kinds_are_mixed) {
  auto orders = open({buy("a@x.com", "MUG"), buy("b@x.com", "MUG")});
  auto file = start_file("a");
  for (auto& one :
       accept_next(file, {buy("a@x.com", "HAT"), buy("c@x.com", "MUG")}).open)
    orders.push_back(one);
  const auto result =
      finalize({declined(orders[3]), approved(orders[2]), approved(orders[0])});
  BOOST_TEST(result.paid == 2);
  BOOST_TEST(result.cancelled == 1);
  BOOST_TEST(text("SELECT string_agg(status, ' ' ORDER BY id) FROM orders") ==
             "paid processing paid cancelled");
  BOOST_TEST(
      text("SELECT string_agg(remaining::text, ' ') FROM open_batches") == "1");
  BOOST_TEST(
      text("SELECT total_spent FROM customers WHERE email = 'a@x.com'") ==
      "3500");
  BOOST_REQUIRE(result.facts.notices.size() == 1);
  const auto& notices = result.facts.notices[0].notices;
  BOOST_REQUIRE(notices.size() == 3);
  BOOST_TEST(notices[0].order.value == 1);
  BOOST_TEST((notices[2].type == domain::notification_type::failure));
  BOOST_TEST(notices[2].cancel_reason == "payment_declined");
  check_rules();
}

BOOST_AUTO_TEST_CASE(open_batches_shrink_and_vanish) {
  const auto orders = open({buy("a@x.com", "MUG"), buy("b@x.com", "MUG"),
                            buy("c@x.com", "HAT", 3), buy("d@x.com", "MUG")});
  BOOST_TEST(number("SELECT remaining FROM open_batches") == 3);
  finalize({approved(orders[1])});
  BOOST_TEST(number("SELECT remaining FROM open_batches") == 2);
  finalize({declined(orders[0]), approved(orders[2])});
  BOOST_TEST(number("SELECT count(*) FROM open_batches") == 0);
  check_rules();
}

BOOST_AUTO_TEST_CASE(orders_that_were_finalized_are_left_alone) {
  const auto orders = open(
      {buy("a@x.com", "MUG"), buy("b@x.com", "MUG"), buy("c@x.com", "MUG")});
  finalize({approved(orders[0]), declined(orders[1])});
  const auto again =
      finalize({declined(orders[0]), approved(orders[1]), approved(orders[2])});
  BOOST_TEST(again.paid == 1);
  BOOST_TEST(again.cancelled == 0);
  BOOST_TEST(again.facts.notices.at(0).notices.size() == 1);
  BOOST_TEST(text("SELECT string_agg(status, ' ' ORDER BY id) FROM orders") ==
             "paid cancelled paid");
  check_rules();
}

BOOST_AUTO_TEST_CASE(finalizing_twice_changes_nothing) {
  const auto orders = open({buy("a@x.com", "MUG"), buy("b@x.com", "MUG")});
  for (const bool closed : {false, true}) {
    const std::vector<domain::payment_answer> answers{approved(orders[0]),
                                                      declined(orders[1])};
    finalize(closed ? answers : std::vector{answers[0]});
    const auto before = text("SELECT string_agg(o::text, '') FROM orders o") +
                        text("SELECT string_agg(b::text, '') FROM batches b");
    const auto again = finalize(closed ? answers : std::vector{answers[0]});
    BOOST_TEST(again.paid == 0);
    BOOST_TEST(again.cancelled == 0);
    BOOST_TEST(again.facts.notices.empty());
    BOOST_TEST(again.facts.kpis.empty());
    BOOST_TEST(text("SELECT string_agg(o::text, '') FROM orders o") +
                   text("SELECT string_agg(b::text, '') FROM batches b") ==
               before);
  }
  check_rules();
}

BOOST_AUTO_TEST_CASE(of_two_answers_about_one_order_the_first_counts) {
  const auto orders = open({buy("a@x.com", "MUG")});
  const auto result = finalize({declined(orders[0]), approved(orders[0])});
  BOOST_TEST(result.paid == 0);
  BOOST_TEST(result.cancelled == 1);
  check_rules();
}

BOOST_AUTO_TEST_CASE(no_answers_are_no_transaction) {
  const auto before = number("SELECT max(seq) FROM lane");
  BOOST_TEST(finalize({}).paid == 0);
  BOOST_TEST(number("SELECT max(seq) FROM lane") == before);
}

BOOST_AUTO_TEST_CASE(an_order_of_total_0_is_paid) {
  add_product("FREE", 0, 5);
  const auto orders = open({buy("a@x.com", "FREE")});
  finalize({approved(orders.at(0))});
  BOOST_TEST(text("SELECT status FROM orders") == "paid");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_sale_makes_room_for_later_orders_only_when_declined) {
  const auto orders = open({buy("a@x.com", "HAT", 2)});
  BOOST_TEST(open({buy("b@x.com", "HAT", 1)}).empty());
  finalize({declined(orders[0])});
  BOOST_TEST(open({buy("b@x.com", "HAT", 1)}).size() == 1);
  check_rules();
}

BOOST_AUTO_TEST_CASE(every_order_has_two_notifications) {
  const auto orders = open(
      {buy("a@x.com", "MUG"), buy("b@x.com", "MUG"), buy("c@x.com", "HAT", 3)});
  finalize({approved(orders[0]), declined(orders[1])});
  BOOST_TEST(text("SELECT string_agg(order_id || ' ' || type, ', '"
                  " ORDER BY id) FROM notifications") ==
             "1 processing, 1 success, 2 processing, 2 failure,"
             " 3 processing, 3 failure");
}

BOOST_AUTO_TEST_CASE(deliveries_are_recorded_once) {
  const auto accepted = accept(single({buy("a@x.com", "MUG")}));
  const auto batch = accepted.facts.notices.at(0).batch;
  const domain::delivery_records done{{{batch, "log"}}, {}};
  writer().record_deliveries(done, testing::now);
  writer().record_deliveries(done, testing::now + std::chrono::hours{1});
  writer().record_deliveries({}, testing::now);
  BOOST_TEST(text("SELECT concat_ws('|', delivery_status, attempts, sent_at)"
                  " FROM notifications") == "sent|1|2026-11-24 10:00:00+00");
}

BOOST_AUTO_TEST_CASE(dead_letters_are_recorded_once) {
  const auto orders = open({buy("a@x.com", "MUG"), buy("b@x.com", "MUG")});
  writer().record_dead({}, testing::now);
  const std::vector<domain::dead_letter> dead{
      {orders[0].order, 5, "no answer"}, {orders[1].order, 3, "timed out"}};
  writer().record_dead(dead, testing::now);
  writer().record_dead(dead, testing::now + std::chrono::hours{1});
  BOOST_TEST(text("SELECT string_agg(concat_ws(' ', stage, subject_id,"
                  " attempts, error_message, since), ', ' ORDER BY subject_id)"
                  " FROM dead_letters") ==
             "orders 1 5 no answer 2026-11-24 10:00:00+00, "
             "orders 2 3 timed out 2026-11-24 10:00:00+00");
  check_rules();
}

BOOST_AUTO_TEST_SUITE_END()
