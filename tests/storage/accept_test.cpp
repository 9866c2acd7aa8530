// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/writing_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace orderd;
using testing::buy;

namespace {

using verdict = storage::order_decision::verdict;

struct stocked_shop : testing::writing_shop {
  stocked_shop() {
    add_product("MUG", 1000, 10);
    add_product("HAT", 2500, 2);
    add_product("OLD", 500, 10, false);
    add_product("GOLD", 900'000'000'000, 10);
  }

  std::string statuses() {
    return text("SELECT string_agg(status, ' ' ORDER BY id) FROM orders");
  }
};

bool is_conflict(const storage::error& failed) {
  return failed.kind() == storage::error_kind::conflict;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(accept_orders, stocked_shop)

BOOST_AUTO_TEST_CASE(orders_are_accepted_in_file_order_with_rising_ids_from_1) {
  auto file = start_file("a");
  const auto result = accept_next(
    file, {buy("a@x.com", "MUG"), buy("b@x.com", "MUG"), buy("a@x.com", "MUG")});
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
                  " FROM orders")
             == "1:2 2:3 3:4 4:5");
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
         " accepted_at, ship_to->>'address', accept_batch) FROM orders")
    == "ORD-0000000001|shop-1|R-1|1|2|processing|processing|USD|5500|5500"
       "|2026-11-24 10:00:00+00|Street 1\nTown|1");
  BOOST_TEST(text("SELECT string_agg(concat_ws(':', line_no, quantity,"
                  " unit_price, total_price), ' ' ORDER BY line_no)"
                  " FROM order_items")
             == "1:2:1000:2000 2:1:2500:2500 3:1:1000:1000");
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
  const auto result
    = accept_next(file, {buy("a@x.com", "HAT", 2), buy("b@x.com", "HAT", 1),
                         buy("c@x.com", "MUG", 1)});
  BOOST_TEST(result.accepted == 3);
  BOOST_TEST(result.open.size() == 2);
  BOOST_TEST(statuses() == "processing cancelled processing");
  BOOST_TEST(text("SELECT concat_ws('|', payment_status, cancel_reason,"
                  " cancelled_at, final_day) FROM orders WHERE id = 2")
             == "not_charged|out_of_stock|2026-11-24 10:00:00+00|2026-11-24");
  BOOST_TEST(number("SELECT count(*) FROM order_items WHERE order_id = 2")
             == 1);
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
                  " ORDER BY id) FROM notifications")
             == "processing pending, failure pending");
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
  settings.channels = {"log", "email"};
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
                  " FROM customers")
             == "1|Ada|1|here");
  BOOST_TEST(number("SELECT count(DISTINCT customer_id) FROM orders") == 1);
  BOOST_TEST(text("SELECT ship_to->>'name' FROM orders WHERE id = 3") == "Bob");
}

BOOST_AUTO_TEST_CASE(customers_get_ids_in_the_order_of_their_first_orders) {
  accept(single({buy("z@x.com", "MUG"), buy("a@x.com", "MUG"),
                 buy("z@x.com", "MUG"), buy("m@x.com", "MUG")}));
  BOOST_TEST(text("SELECT string_agg(email, ' ' ORDER BY id) FROM customers")
             == "z@x.com a@x.com m@x.com");
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
  const auto result = accept_next(
    file, {mixed, buy("b@x.com", "OLD"), buy("c@x.com", "MUG")});
  BOOST_TEST(result.accepted == 1);
  BOOST_TEST(result.rejected == 2);
  BOOST_TEST((result.decisions[0].what == verdict::rejected));
  BOOST_TEST(result.decisions[0].code == "unknown_sku");
  BOOST_TEST(result.decisions[1].code == "inactive_sku");
  BOOST_TEST(result.decisions[2].order.value == 1);
  BOOST_TEST(text("SELECT string_agg(concat_ws(' ', line, column_name, code,"
                  " encode(raw, 'escape')), ', ' ORDER BY line)"
                  " FROM import_rejects")
             == "2 products unknown_sku raw of line 2, "
                "3 products inactive_sku raw of line 3");
  check_rules();
}

BOOST_AUTO_TEST_CASE(an_amount_that_is_too_large_is_rejected) {
  auto sum = buy("a@x.com", "GOLD");
  sum.lines.push_back({"GOLD", 1});
  const auto result
    = accept(single({sum, buy("a@x.com", "GOLD", 2'000'000'000),
                     buy("a@x.com", "GOLD")}));
  BOOST_TEST(result.decisions[0].code == "amount_overflow");
  BOOST_TEST(result.decisions[1].code == "amount_overflow");
  BOOST_TEST((result.decisions[2].what == verdict::accepted));
}

BOOST_AUTO_TEST_CASE(a_repeated_reference_with_the_same_content_is_a_duplicate) {
  auto file = start_file("a");
  const auto result
    = accept_next(file, {buy("a@x.com", "MUG", 1, "R-1"),
                         buy("a@x.com", "MUG", 1, "R-1")});
  BOOST_TEST(result.accepted == 1);
  BOOST_TEST(result.duplicates == 1);
  BOOST_TEST((result.decisions[1].what == verdict::duplicate));
  BOOST_TEST(result.decisions[1].order.value == 1);
  const auto later = accept_next(file, {buy("a@x.com", "MUG", 1, "R-1")});
  BOOST_TEST(later.duplicates == 1);
  BOOST_TEST(later.decisions[0].order.value == 1);
  BOOST_TEST(later.open.empty());
  auto other = start_file("b");
  BOOST_TEST(
    accept_next(other, {buy("a@x.com", "MUG", 1, "R-1")}).duplicates == 1);
  BOOST_TEST(number("SELECT count(*) FROM orders") == 1);
  BOOST_TEST(stock_of("MUG") == 9);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_repeated_reference_with_other_content_is_a_conflict) {
  auto file = start_file("a");
  const auto result
    = accept_next(file, {buy("a@x.com", "MUG", 1, "R-1"),
                         buy("a@x.com", "MUG", 2, "R-1")});
  BOOST_TEST(result.accepted == 1);
  BOOST_TEST(result.decisions[1].code == "order_ref_conflict");
  const auto later = accept_next(file, {buy("b@x.com", "MUG", 1, "R-1")});
  BOOST_TEST(later.decisions[0].code == "order_ref_conflict");
  check_rules();
}

BOOST_AUTO_TEST_CASE(references_of_different_sources_are_independent) {
  auto one = start_file("a", "one");
  auto two = start_file("b", "two");
  BOOST_TEST(accept_next(one, {buy("a@x.com", "MUG", 1, "R")}).accepted == 1);
  BOOST_TEST(accept_next(two, {buy("b@x.com", "MUG", 2, "R")}).accepted == 1);
}

BOOST_AUTO_TEST_CASE(a_reference_whose_order_was_rejected_is_still_free) {
  auto file = start_file("a");
  BOOST_TEST(
    accept_next(file, {buy("a@x.com", "NONE", 1, "R-1"),
                       buy("a@x.com", "MUG", 1, "R-1")}).accepted == 1);
  check_rules();
}

BOOST_AUTO_TEST_CASE(equal_rows_without_reference_are_separate_orders) {
  auto file = start_file("a");
  const auto result
    = accept_next(file, {buy("a@x.com", "MUG"), buy("a@x.com", "MUG")});
  BOOST_TEST(result.accepted == 2);
  BOOST_TEST(accept_next(file, {buy("a@x.com", "MUG")}).accepted == 1);
}

BOOST_AUTO_TEST_CASE(the_same_file_again_gives_duplicates_line_by_line) {
  const std::vector<domain::order_input> rows{
    buy("a@x.com", "MUG"), buy("b@x.com", "NONE"), buy("c@x.com", "HAT", 3)};
  auto file = start_file("same");
  accept_next(file, rows);
  // By two slices of other sizes than the first time.
  auto again = start_file("same");
  const auto first = accept_next(again, {rows[0]});
  const auto second = accept_next(again, {rows[1], rows[2]});
  BOOST_TEST(first.duplicates == 1);
  BOOST_TEST(first.decisions[0].order.value == 1);
  BOOST_TEST((second.decisions[0].what == verdict::rejected));
  BOOST_TEST((second.decisions[1].what == verdict::duplicate));
  BOOST_TEST(second.decisions[1].order.value == 2);
  BOOST_TEST(number("SELECT count(*) FROM orders") == 2);
  check_rules();
}

BOOST_AUTO_TEST_CASE(rejected_rows_of_the_same_file_are_tried_again) {
  auto file = start_file("same");
  accept_next(file, {buy("a@x.com", "MUG"), buy("b@x.com", "NEW"),
                     buy("c@x.com", "MUG")});
  add_product("NEW", 100, 5);
  auto again = start_file("same");
  const auto result
    = accept_next(again, {buy("a@x.com", "MUG"), buy("b@x.com", "NEW"),
                          buy("c@x.com", "MUG")});
  BOOST_TEST(result.duplicates == 2);
  BOOST_TEST(result.accepted == 1);
  BOOST_TEST(result.decisions[1].order.value == 3);
  BOOST_TEST(number("SELECT import_id FROM orders WHERE id = 3")
             == again.id.value);
  auto third = start_file("same");
  BOOST_TEST(accept_next(third, {buy("a@x.com", "MUG"), buy("b@x.com", "NEW"),
                                 buy("c@x.com", "MUG")})
               .duplicates
             == 3);
  check_rules();
}

BOOST_AUTO_TEST_CASE(rows_that_a_cancelled_import_left_are_accepted_later) {
  auto file = start_file("same");
  accept_next(file, {buy("a@x.com", "MUG")});
  writer().request_cancel(file.id);
  writer().skip_rows({file.id, file.sha, file.at, {900, 9}}, 2);
  writer().end_import({file.id, storage::import_state::cancelled, "", ""},
                      testing::now);
  auto again = start_file("same");
  const auto result
    = accept_next(again, {buy("a@x.com", "MUG"), buy("b@x.com", "MUG"),
                          buy("c@x.com", "MUG")});
  BOOST_TEST(result.duplicates == 1);
  BOOST_TEST(result.accepted == 2);
  check_rules();
}

BOOST_AUTO_TEST_CASE(other_content_at_the_same_lines_is_new) {
  auto file = start_file("one");
  accept_next(file, {buy("a@x.com", "MUG")});
  auto other = start_file("two");
  BOOST_TEST(accept_next(other, {buy("a@x.com", "MUG")}).accepted == 1);
}

BOOST_AUTO_TEST_CASE(single_orders_do_not_look_like_rows_of_a_file) {
  accept(single({buy("a@x.com", "MUG")}));
  BOOST_TEST(accept(single({buy("a@x.com", "MUG")})).accepted == 1);
  BOOST_TEST(text("SELECT import_id FROM orders WHERE id = 1") == "NULL");
  BOOST_TEST(text("SELECT line FROM orders WHERE id = 1") == "NULL");
  BOOST_TEST(text("SELECT first_line FROM batches WHERE id = 1") == "NULL");
  check_rules();
}

BOOST_AUTO_TEST_CASE(the_position_and_the_counts_of_the_import_move) {
  auto file = start_file("a");
  auto request = next_of(file, {buy("a@x.com", "MUG", 1, "R"),
                                buy("a@x.com", "MUG", 1, "R"),
                                buy("a@x.com", "NONE")});
  request.rejects.push_back({9, "products", "invalid_json", "no JSON", "raw"});
  const auto result = accept(request);
  BOOST_TEST(result.rejected == 2);
  BOOST_TEST(text("SELECT concat_ws('|', position, line, rows, accepted,"
                  " duplicates, rejected, skipped) FROM imports")
             == "300|5|4|1|1|2|0");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_position_that_moved_is_a_conflict_and_nothing_is_written) {
  auto file = start_file("a");
  const auto request = next_of(file, {buy("a@x.com", "MUG")});
  accept(request);
  BOOST_CHECK_EXCEPTION(writer().accept(request), storage::error, is_conflict);
  auto skewed = next_of(file, {buy("b@x.com", "MUG")});
  skewed.slice->from.offset += 1;
  BOOST_CHECK_EXCEPTION(writer().accept(skewed), storage::error, is_conflict);
  BOOST_TEST(number("SELECT count(*) FROM orders") == 1);
  BOOST_TEST(number("SELECT count(*) FROM batches") == 1);
  BOOST_TEST(stock_of("MUG") == 9);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_slice_with_rejects_that_was_decided_is_a_conflict_too) {
  auto file = start_file("a");
  auto request = next_of(file, {buy("a@x.com", "NONE"),
                                buy("a@x.com", "MUG", 1, "R")});
  request.rejects.push_back({9, "products", "invalid_json", "no JSON", "raw"});
  accept(request);
  BOOST_CHECK_EXCEPTION(writer().accept(request), storage::error, is_conflict);
  check_rules();
}

BOOST_AUTO_TEST_CASE(an_import_that_does_not_run_takes_no_orders) {
  auto file = start_file("a");
  writer().end_import({file.id, storage::import_state::done, "", ""},
                      testing::now);
  BOOST_CHECK_EXCEPTION(accept_next(file, {buy("a@x.com", "MUG")}),
                        storage::error, is_conflict);
}

BOOST_AUTO_TEST_CASE(a_conflict_leaves_no_gap_in_the_ids) {
  auto file = start_file("a");
  auto skewed = next_of(file, {buy("b@x.com", "MUG"), buy("b@x.com", "MUG")});
  skewed.slice->from.offset += 1;
  BOOST_CHECK_THROW(writer().accept(skewed), storage::error);
  BOOST_TEST(accept(single({buy("a@x.com", "MUG")})).decisions[0].order.value
             == 1);
}

BOOST_AUTO_TEST_CASE(rejects_keep_their_bytes_also_when_they_are_no_text) {
  auto file = start_file("a");
  auto request = next_of(file, {});
  request.slice->to = {50, 4};
  const std::string bytes{"\xff\xfe\0 \"half", 9};
  request.rejects.push_back({2, "customer_name", "invalid_utf8", "no UTF-8",
                             bytes});
  request.rejects.push_back({3, "", "malformed_csv", "a quote", ""});
  const auto result = accept(request);
  BOOST_TEST(result.rejected == 2);
  BOOST_TEST(text("SELECT encode(raw, 'hex') FROM import_rejects"
                  " WHERE line = 2")
             == "fffe00202268616c66");
  BOOST_TEST(text("SELECT position FROM imports") == "50");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_slice_of_nothing_moves_the_position) {
  auto file = start_file("a");
  auto request = next_of(file, {});
  request.slice->to = {50, 4};
  accept(request);
  BOOST_TEST(text("SELECT concat_ws(' ', position, rows) FROM imports")
             == "50 0");
}

BOOST_AUTO_TEST_CASE(no_orders_at_all_are_no_transaction) {
  accept(single({}));
  BOOST_TEST(number("SELECT max(seq) FROM lane") == 0);
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

BOOST_FIXTURE_TEST_SUITE(accept_refused_by_the_database, stocked_shop)

BOOST_AUTO_TEST_CASE(a_row_that_the_database_refuses_becomes_a_reject) {
  change("ALTER TABLE orders ADD CONSTRAINT no_three CHECK"
         " (total_amount <> 3000)");
  auto file = start_file("a");
  const auto result = accept_next(
    file, {buy("a@x.com", "MUG"), buy("b@x.com", "MUG", 3),
           buy("c@x.com", "MUG"), buy("d@x.com", "MUG"),
           buy("e@x.com", "MUG", 3)});
  BOOST_TEST(result.accepted == 3);
  BOOST_TEST(result.rejected == 2);
  BOOST_TEST(result.decisions[1].code == "database_refused");
  BOOST_TEST(result.decisions[1].reason.find("no_three") != std::string::npos);
  BOOST_TEST(result.decisions[4].code == "database_refused");
  BOOST_TEST(text("SELECT string_agg(id || ':' || line, ' ' ORDER BY id)"
                  " FROM orders")
             == "1:2 2:4 3:5");
  BOOST_TEST(stock_of("MUG") == 7);
  BOOST_TEST(number("SELECT count(*) FROM import_rejects") == 2);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_row_refused_for_its_place_in_the_file_is_found) {
  change("ALTER TABLE orders ADD CONSTRAINT no_line_3 CHECK"
         " (line <> 3 OR import_id IS NULL)");
  auto file = start_file("a");
  const auto result
    = accept_next(file, {buy("a@x.com", "MUG"), buy("b@x.com", "MUG"),
                         buy("c@x.com", "MUG")});
  BOOST_TEST(result.accepted == 2);
  BOOST_TEST(result.decisions[1].code == "database_refused");
  check_rules();
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_refused_alone) {
  auto bad = buy("bad@x.com", "MUG");
  bad.name = "\xff\xfe";
  auto nul = buy("nul@x.com", "MUG");
  nul.address = std::string("a\0b", 3);
  auto worse = buy("a@x.com", "MUG");
  worse.address = "\xc3(";
  const auto result
    = accept(single({buy("a@x.com", "MUG"), bad, nul, worse,
                     buy("b@x.com", "MUG")}));
  BOOST_TEST(result.accepted == 2);
  for (const std::size_t i : {1, 2, 3})
    BOOST_TEST(result.decisions[i].code == "database_refused");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_whole_batch_may_be_refused) {
  change("ALTER TABLE orders ADD CONSTRAINT none CHECK (total_amount < 0)");
  auto file = start_file("a");
  std::vector<domain::order_input> orders;
  for (int i = 0; i < 9; ++i)
    orders.push_back(buy("a@x.com", "MUG"));
  const auto result = accept_next(file, orders);
  BOOST_TEST(result.rejected == 9);
  BOOST_TEST(number("SELECT rejected FROM imports") == 9);
  check_rules();
}

BOOST_AUTO_TEST_CASE(what_was_accepted_once_stays_a_duplicate_when_refused_now) {
  auto file = start_file("same");
  accept_next(file, {buy("a@x.com", "MUG", 3), buy("b@x.com", "MUG", 1)});
  change("ALTER TABLE orders ADD CONSTRAINT no_four CHECK"
         " (total_amount <> 4000)");
  auto again = start_file("same");
  const auto result
    = accept_next(again, {buy("a@x.com", "MUG", 3), buy("b@x.com", "MUG", 1),
                          buy("c@x.com", "MUG", 4)});
  BOOST_TEST(result.duplicates == 2);
  BOOST_TEST(result.decisions[2].code == "database_refused");
  check_rules();
}

BOOST_AUTO_TEST_CASE(trying_rows_out_leaves_no_gap_in_the_order_ids) {
  change("ALTER TABLE orders ADD CONSTRAINT no_three CHECK"
         " (total_amount <> 3000)");
  accept(single({buy("a@x.com", "MUG", 3), buy("b@x.com", "MUG")}));
  BOOST_TEST(number("SELECT id FROM orders") == 1);
  BOOST_TEST(accept(single({buy("b@x.com", "MUG")})).decisions[0].order.value
             == 2);
}

BOOST_AUTO_TEST_CASE(a_customer_who_vanishes_in_between_is_found_anew) {
  change("CREATE SEQUENCE runs; CREATE FUNCTION vanish() RETURNS trigger"
         " LANGUAGE plpgsql AS $$ BEGIN IF nextval('runs') = 1 THEN"
         " RETURN NULL; END IF; RETURN NEW; END $$;"
         "CREATE TRIGGER vanish BEFORE INSERT ON customers FOR EACH ROW"
         " EXECUTE FUNCTION vanish()");
  BOOST_TEST(accept(single({buy("a@x.com", "MUG")})).accepted == 1);
  BOOST_TEST(number("SELECT count(*) FROM customers") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
