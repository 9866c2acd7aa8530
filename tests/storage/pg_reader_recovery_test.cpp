// SPDX-License-Identifier: Apache-2.0
#include "storage/pg_reader.hpp"

#include "tests/storage/small_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace orderd;
using namespace orderd::storage;
using domain::batch_id;
using domain::order_id;

namespace {

constexpr auto end_other_connections =
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()";

domain::kpi_key day(const char* text, const char* source) {
  return {domain::parse_day(text).value(), source};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(pg_reader_for_the_daemon, testing::small_shop)

BOOST_AUTO_TEST_CASE(day_figures_are_summed_over_connections) {
  const auto table = reader.load_kpis();
  BOOST_TEST(table.size() == 3);
  const auto& first = table.at(day("2026-11-24", "default"));
  BOOST_TEST(first.orders_paid == 2);
  BOOST_TEST(first.gross_revenue == 5700);
  BOOST_TEST(first.units_sold == 4);
  BOOST_TEST(first.cancelled_out_of_stock == 1);
  BOOST_TEST(first.cancelled_payment_declined == 1);
  BOOST_TEST(table.at(day("2026-11-25", "web")).refunds_by_order_day == 3000);
  BOOST_TEST(table.at(day("2026-11-26", "web")).refunds == 3000);
}

BOOST_AUTO_TEST_CASE(customers_that_never_paid_are_not_loaded) {
  std::vector<domain::customer_delta> all;
  reader.load_customer_totals([&](const auto& page) {
    all.insert(all.end(), page.begin(), page.end());
  });
  BOOST_REQUIRE(all.size() == 2);
  BOOST_TEST(all[0].customer.value == 1);
  BOOST_TEST(all[0].spent == 3500);
  BOOST_TEST(all[0].orders == 2);
}

BOOST_AUTO_TEST_CASE(customers_come_in_pages) {
  change("INSERT INTO customers (id, email, name, total_orders, created_at)"
         " SELECT n, n || '@example.com', '', 1, '2026-11-24 10:00Z'"
         "   FROM generate_series(100, 25099) n");
  std::vector<std::size_t> pages;
  reader.load_customer_totals(
      [&](const auto& page) { pages.push_back(page.size()); });
  BOOST_TEST(pages == (std::vector<std::size_t>{10'000, 10'000, 5'002}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(open_orders_leave_out_the_dead) {
  const auto open = reader.open_orders({}, 10);
  BOOST_REQUIRE(open.size() == 1);
  BOOST_TEST(open[0].order.value == 5);
  BOOST_TEST(open[0].customer.value == 1);
  BOOST_TEST(open[0].import.value == 3);
  BOOST_TEST(open[0].batch.value == 4);
  BOOST_TEST(open[0].total.minor == 1000);
  BOOST_TEST(open[0].source == "default");
  BOOST_REQUIRE(open[0].items.size() == 1);
  BOOST_TEST(open[0].items[0].product.value == 1);
  BOOST_TEST(open[0].items[0].quantity == 1);
}

BOOST_AUTO_TEST_CASE(open_orders_come_by_id_a_page_at_a_time) {
  change("DELETE FROM dead_letters;"
         "INSERT INTO order_items VALUES (5, 2, 2, 3, 0, 0)");
  const auto first = reader.open_orders({}, 1);
  BOOST_REQUIRE(first.size() == 1);
  BOOST_TEST(first[0].order.value == 5);
  BOOST_TEST(first[0].items.size() == 2);
  const auto second = reader.open_orders(order_id{5}, 1);
  BOOST_REQUIRE(second.size() == 1);
  BOOST_TEST(second[0].order.value == 6);
  BOOST_TEST(reader.open_orders(order_id{6}, 1).empty());
}

BOOST_AUTO_TEST_CASE(orders_of_another_batch_in_the_range_are_not_taken_twice) {
  change("DELETE FROM dead_letters;"
         "INSERT INTO open_batches VALUES (1, 0, 1, 1, 8, 1)");
  BOOST_TEST(reader.open_orders({}, 10).size() == 2);
}

BOOST_AUTO_TEST_CASE(dead_orders_are_those_that_still_wait) {
  const auto dead = reader.dead_orders();
  BOOST_REQUIRE(dead.size() == 1);
  BOOST_TEST(dead[0].order.value == 6);
  BOOST_TEST(dead[0].attempts == 5);
  BOOST_TEST(dead[0].error_message == "no answer within 10 s");
}

BOOST_AUTO_TEST_CASE(pending_deliveries_come_with_their_notices) {
  using enum domain::notification_type;
  const auto batches = reader.pending_deliveries("log", {}, 10, 100).batches;
  BOOST_REQUIRE(batches.size() == 3);
  BOOST_TEST(batches[0].batch.value == 3);
  BOOST_REQUIRE(batches[0].notices.size() == 3);
  BOOST_TEST(batches[0].notices[0].order.value == 1);
  BOOST_TEST(batches[0].notices[0].customer.value == 1);
  BOOST_TEST(batches[0].notices[0].total.minor == 2000);
  BOOST_TEST((batches[0].notices[0].type == success));
  BOOST_TEST(batches[0].notices[2].order.value == 4);
  BOOST_TEST((batches[0].notices[2].type == failure));
  BOOST_TEST(batches[0].notices[2].cancel_reason == "payment_declined");
  BOOST_TEST(batches[1].batch.value == 4);
  BOOST_REQUIRE(batches[1].notices.size() == 2);
  BOOST_TEST((batches[1].notices[0].type == processing));
  BOOST_TEST(batches[2].batch.value == 6);
}

BOOST_AUTO_TEST_CASE(pending_deliveries_are_paged_by_batch_and_channel) {
  const auto page = reader.pending_deliveries("log", batch_id{3}, 1, 100);
  BOOST_REQUIRE(page.batches.size() == 1);
  BOOST_TEST(page.batches[0].batch.value == 4);
  BOOST_TEST(page.more);
  const auto other = reader.pending_deliveries("email", {}, 10, 100);
  BOOST_TEST(other.batches.empty());
  BOOST_TEST(!other.more);
}

BOOST_AUTO_TEST_CASE(a_batch_without_orders_is_still_to_be_handed_over) {
  change("INSERT INTO batches VALUES (9, 'accept', NULL, NULL, NULL, 9, 9, 0,"
         " '2026-11-25 10:00Z');"
         "INSERT INTO batch_deliveries (batch_id, channel, notices)"
         " VALUES (9, 'log', 1)");
  const auto page = reader.pending_deliveries("log", batch_id{8}, 1, 1).batches;
  BOOST_REQUIRE(page.size() == 1);
  BOOST_TEST(page[0].notices.empty());
}

BOOST_AUTO_TEST_CASE(a_read_survives_a_lost_connection) {
  BOOST_TEST(reader.find_order(order_id{1}).has_value());
  change(end_other_connections);
  BOOST_TEST(reader.find_order(order_id{1}).has_value());
}

BOOST_AUTO_TEST_CASE(a_database_that_is_away_makes_reads_unavailable) {
  connect_options options;
  options.url = "host=/nonexistent dbname=orders";
  pg_reader nowhere{options};
  BOOST_CHECK_EXCEPTION(nowhere.find_order(order_id{1}), error,
                        [](const error& failure) {
                          const std::string text = failure.what();
                          return failure.kind() == error_kind::unavailable &&
                                 text.find("No such file") != std::string::npos;
                        });
}

BOOST_AUTO_TEST_CASE(verify_sees_the_moment_at_which_it_was_begun) {
  reader.begin_verify();
  const auto then = memory();
  change("UPDATE customers SET total_orders = 9 WHERE id = 3");
  BOOST_TEST(reader.find_customer(domain::customer_id{3})->total_orders == 9);
  BOOST_TEST(reader.verify(then).ok());
  reader.begin_verify();
  BOOST_TEST(!reader.verify(then).ok());
}

BOOST_AUTO_TEST_CASE(verify_needs_a_snapshot) {
  BOOST_CHECK_EXCEPTION(reader.verify({}), error, [](const error& failure) {
    return failure.kind() == error_kind::conflict;
  });
}

BOOST_AUTO_TEST_CASE(a_snapshot_that_was_lost_is_not_replaced) {
  reader.begin_verify();
  change(end_other_connections);
  BOOST_CHECK_EXCEPTION(reader.verify({}), error, [](const error& failure) {
    return failure.kind() == error_kind::unavailable;
  });
}

BOOST_AUTO_TEST_SUITE_END()
