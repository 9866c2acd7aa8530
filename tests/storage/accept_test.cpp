// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/stocked_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace orderd;
using testing::buy;
using testing::verdict;

BOOST_FIXTURE_TEST_SUITE(accept_orders, testing::stocked_shop)

BOOST_AUTO_TEST_CASE(orders_are_accepted_in_file_order_with_rising_ids_from_1) {
  auto file = start_file("a");
  const auto result =
      accept_next(file, {buy("a@x.com", "MUG"), buy("b@x.com", "MUG"),
                         buy("a@x.com", "MUG")});
  BOOST_TEST(result.accepted == 3);
  BOOST_TEST(result.duplicates == 0);
  BOOST_TEST(result.rejected == 0);
  BOOST_REQUIRE(result.decisions.size() == 3);
  BOOST_REQUIRE(result.open.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto id = static_cast<std::int64_t>(i) + 1;
    BOOST_TEST((result.decisions[i].what == verdict::accepted));
    BOOST_TEST(result.decisions[i].order.value == id);
    BOOST_TEST(result.open[i].order.value == id);
  }
  const auto more = accept_next(file, {buy("c@x.com", "MUG")});
  BOOST_TEST(more.decisions[0].order.value == 4);
  BOOST_TEST(text("SELECT string_agg(id || ':' || line, ' ' ORDER BY id)"
                  " FROM orders") == "1:2 2:3 3:4 4:5");
  check_rules();
}

BOOST_AUTO_TEST_CASE(an_accepted_order_is_recorded_whole) {
  auto file = start_file("a", "shop-1");
  auto order = buy("a@x.com", "MUG", 2, "R-1");
  order.phone = "123";
  order.address = "Street 1\nTown";
  order.lines.push_back({"HAT", 1});
  order.lines.push_back({"MUG", 1});
  const auto result = accept_next(file, {order});
  BOOST_TEST(
      text("SELECT concat_ws('|', order_number, source, order_ref, import_id,"
           " line, status, payment_status, currency, subtotal, total_amount,"
           " accepted_at, ship_to->>'address', accept_batch) FROM orders") ==
      "ORD-0000000001|shop-1|R-1|1|2|processing|processing|USD|5500|5500"
      "|2026-11-24 10:00:00+00|Street 1\nTown|1");
  BOOST_TEST(text("SELECT string_agg(concat_ws(':', line_no, quantity,"
                  " unit_price, total_price), ' ' ORDER BY line_no)"
                  " FROM order_items") ==
             "1:2:1000:2000 2:1:2500:2500 3:1:1000:1000");
  BOOST_TEST(stock_of("MUG") == 7);
  BOOST_TEST(stock_of("HAT") == 1);
  const auto& open = result.open.at(0);
  BOOST_TEST(open.total.minor == 5500);
  BOOST_TEST(open.items.size() == 3);
  BOOST_TEST(open.source == "shop-1");
  BOOST_TEST((open.import == file.id));
  BOOST_TEST(open.batch.value == 1);
  BOOST_REQUIRE(result.facts.notices.size() == 1);
  const auto& notice = result.facts.notices[0].notices.at(0);
  BOOST_TEST((notice.type == domain::notification_type::processing));
  BOOST_TEST(notice.total.minor == 5500);
  BOOST_TEST(number("SELECT remaining FROM open_batches") == 1);
  check_rules();
}

BOOST_AUTO_TEST_CASE(orders_without_stock_are_cancelled_and_keep_their_items) {
  auto file = start_file("a");
  const auto result =
      accept_next(file, {buy("a@x.com", "HAT", 2), buy("b@x.com", "HAT", 1),
                         buy("c@x.com", "MUG", 1)});
  BOOST_TEST(result.accepted == 3);
  BOOST_TEST(result.open.size() == 2);
  BOOST_TEST(statuses() == "processing cancelled processing");
  BOOST_TEST(text("SELECT concat_ws('|', payment_status, cancel_reason,"
                  " cancelled_at, final_day) FROM orders WHERE id = 2") ==
             "not_charged|out_of_stock|2026-11-24 10:00:00+00|2026-11-24");
  BOOST_TEST(number("SELECT count(*) FROM order_items WHERE order_id = 2") ==
             1);
  check_rules();
}

BOOST_AUTO_TEST_CASE(orders_without_stock_are_told_and_counted) {
  const auto result = accept(single({buy("a@x.com", "HAT", 3)}));
  BOOST_TEST(result.open.empty());
  BOOST_REQUIRE(result.facts.notices.size() == 2);
  const auto& ended = result.facts.notices[1].notices.at(0);
  BOOST_TEST((ended.type == domain::notification_type::failure));
  BOOST_TEST(ended.cancel_reason == "out_of_stock");
  BOOST_TEST(text("SELECT string_agg(type || ' ' || delivery_status, ', '"
                  " ORDER BY id) FROM notifications") ==
             "processing pending, failure pending");
  BOOST_TEST(number("SELECT cancelled_out_of_stock FROM daily_kpis") == 1);
  BOOST_TEST(number("SELECT count(*) FROM open_batches") == 0);
  check_rules();
}

BOOST_AUTO_TEST_CASE(an_order_gets_stock_for_all_its_lines_or_for_none) {
  auto order = buy("a@x.com", "MUG", 3);
  order.lines.push_back({"HAT", 3});
  accept(single({order, buy("b@x.com", "HAT", 2)}));
  BOOST_TEST(statuses() == "cancelled processing");
  BOOST_TEST(stock_of("MUG") == 10);
  BOOST_TEST(stock_of("HAT") == 0);
}

BOOST_AUTO_TEST_CASE(the_same_sku_twice_in_an_order_is_summed) {
  auto order = buy("a@x.com", "HAT", 1);
  order.lines.push_back({"HAT", 2});
  accept(single({order}));
  BOOST_TEST(statuses() == "cancelled");
  BOOST_TEST(stock_of("HAT") == 2);
}

BOOST_AUTO_TEST_CASE(each_configured_channel_has_a_delivery_to_do) {
  settings.policy = {{"log"}, {"email"}};
  accept(single({buy("a@x.com", "HAT", 3)}));
  BOOST_TEST(number("SELECT count(*) FROM batch_deliveries") == 4);
  BOOST_TEST(number("SELECT count(*) FROM notifications") == 4);
}

BOOST_AUTO_TEST_CASE(an_email_identifies_a_customer_who_stays_as_they_are) {
  auto first = buy("a@x.com", "MUG");
  first.name = "Ada";
  first.phone = "1";
  first.address = "here";
  auto same_batch = buy("a@x.com", "MUG");
  same_batch.name = "Eve";
  accept(single({first, same_batch}));
  auto later = buy("a@x.com", "MUG");
  later.name = "Bob";
  later.phone = "2";
  later.address = "there";
  accept(single({later}));
  BOOST_TEST(text("SELECT concat_ws('|', id, name, phone, address)"
                  " FROM customers") == "1|Ada|1|here");
  BOOST_TEST(number("SELECT count(DISTINCT customer_id) FROM orders") == 1);
  BOOST_TEST(text("SELECT ship_to->>'name' FROM orders WHERE id = 3") == "Bob");
}

BOOST_AUTO_TEST_CASE(customers_get_ids_in_the_order_of_their_first_orders) {
  accept(single({buy("z@x.com", "MUG"), buy("a@x.com", "MUG"),
                 buy("z@x.com", "MUG"), buy("m@x.com", "MUG")}));
  BOOST_TEST(text("SELECT string_agg(email, ' ' ORDER BY id) FROM customers") ==
             "z@x.com a@x.com m@x.com");
}

BOOST_AUTO_TEST_CASE(rejected_orders_make_no_customers) {
  const auto result = accept(single({buy("a@x.com", "NONE")}));
  BOOST_TEST(result.rejected == 1);
  BOOST_TEST(number("SELECT count(*) FROM customers") == 0);
}

BOOST_AUTO_TEST_CASE(unknown_and_inactive_skus_reject_the_whole_order) {
  auto file = start_file("a");
  auto mixed = buy("a@x.com", "MUG");
  mixed.lines.push_back({"NONE", 1});
  const auto result =
      accept_next(file, {mixed, buy("b@x.com", "OLD"), buy("c@x.com", "MUG")});
  BOOST_TEST(result.accepted == 1);
  BOOST_TEST(result.rejected == 2);
  BOOST_TEST((result.decisions[0].what == verdict::rejected));
  BOOST_TEST(result.decisions[0].code == "unknown_sku");
  BOOST_TEST(result.decisions[1].code == "inactive_sku");
  BOOST_TEST(result.decisions[2].order.value == 1);
  BOOST_TEST(text("SELECT string_agg(concat_ws(' ', line, column_name, code,"
                  " encode(raw, 'escape')), ', ' ORDER BY line)"
                  " FROM import_rejects") ==
             "2 products unknown_sku raw of line 2, "
             "3 products inactive_sku raw of line 3");
  check_rules();
}

BOOST_AUTO_TEST_CASE(an_amount_that_is_too_large_is_rejected) {
  auto sum = buy("a@x.com", "GOLD");
  sum.lines.push_back({"GOLD", 1});
  const auto result = accept(single(
      {sum, buy("a@x.com", "GOLD", 2'000'000'000), buy("a@x.com", "GOLD")}));
  BOOST_TEST(result.decisions[0].code == "amount_overflow");
  BOOST_TEST(result.decisions[1].code == "amount_overflow");
  BOOST_TEST((result.decisions[2].what == verdict::accepted));
}

BOOST_AUTO_TEST_CASE(a_thousand_orders_are_one_batch) {
  change("UPDATE products SET stock_quantity = stock_quantity + 990"
         " WHERE sku = 'MUG';"
         "UPDATE stock_movements SET delta = 1000 WHERE product_id = 1");
  auto file = start_file("a");
  std::vector<domain::order_input> orders;
  for (int i = 0; i < 1001; ++i)
    orders.push_back(buy("c" + std::to_string(i % 300) + "@x.com", "MUG", 1,
                         i % 2 == 0 ? "R" + std::to_string(i) : ""));
  const auto result = accept_next(file, orders);
  BOOST_TEST(result.accepted == 1001);
  BOOST_TEST(result.open.size() == 1000);
  BOOST_TEST(number("SELECT count(*) FROM batches") == 2);
  BOOST_TEST(number("SELECT count(*) FROM customers") == 300);
  check_rules();
}

BOOST_AUTO_TEST_SUITE_END()
