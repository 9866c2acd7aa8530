// SPDX-License-Identifier: Apache-2.0
#include "storage/verify.hpp"

#include "tests/storage/damaged_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace orderd;

BOOST_FIXTURE_TEST_SUITE(verify_figures, testing::damaged_shop)

BOOST_AUTO_TEST_CASE(day_figures_that_differ_from_the_orders_are_reported) {
  const auto kept = [&](const char* column, const char* day, const char* text) {
    expect(5,
           std::string("UPDATE daily_kpis SET ") + column + " = " + column +
               " + 1 WHERE connection = 0 AND day = '" + day + "'",
           std::string(day) + (day == std::string("2026-11-24")
                                   ? ", source default"
                                   : ", source web"),
           text);
  };
  kept("orders_paid", "2026-11-24", "orders_paid is 3, but the orders say 2");
  kept("gross_revenue", "2026-11-24", "gross_revenue is 5701, but the orders");
  kept("units_sold", "2026-11-25", "units_sold is 4, but the orders say 3");
  kept("cancelled_out_of_stock", "2026-11-24", "stock is 2, but the orders");
  kept("cancelled_payment_declined", "2026-11-24", "declined is 2, but the");
  kept("cancelled_refunded", "2026-11-26", "refunded is 2, but the orders say");
  kept("refunds", "2026-11-26", "refunds is 3001, but the orders say 3000");
  kept("refunds_by_order_day", "2026-11-25", "day is 3001, but the orders");
}

BOOST_AUTO_TEST_CASE(a_day_without_figures_is_reported) {
  expect(5, "DELETE FROM daily_kpis WHERE day = '2026-11-25'",
         "2026-11-25, source web", "orders_paid is 0, but the orders say 2");
}

BOOST_AUTO_TEST_CASE(customer_totals_that_differ_are_reported) {
  expect(5, "UPDATE customers SET total_spent = 4000 WHERE id = 1",
         "customer ada@example.com",
         "has 2 orders of 40.00, but the orders say 2 of 35.00");
  expect(5, "UPDATE customers SET total_orders = 1 WHERE id = 3",
         "customer cy@example.com", "has 1 orders of 0.00");
}

BOOST_AUTO_TEST_CASE(day_figures_in_a_foreign_currency_are_reported) {
  expect(5, "UPDATE daily_kpis SET currency = 'EUR' WHERE day = '2026-11-26'",
         "2026-11-26, source web",
         "has figures in EUR, but the installation is in USD");
}

BOOST_AUTO_TEST_CASE(each_figure_in_memory_is_compared) {
  const auto day = domain::parse_day("2026-11-26").value();
  figures.kpis[{day, "web"}].cancelled_refunded = 0;
  expect(5, "SELECT 1", "2026-11-26, source web",
         "cancelled_refunded is 0 in memory, but 1 in the database");
}

BOOST_AUTO_TEST_CASE(figures_in_memory_that_differ_are_reported) {
  figures.kpis.begin()->second.orders_paid += 1;
  expect(5, "SELECT 1", "2026-11-24, source default",
         "orders_paid is 3 in memory, but 2 in the database");
}

BOOST_AUTO_TEST_CASE(a_day_that_only_memory_has_is_reported) {
  const auto day = domain::parse_day("2026-12-24").value();
  figures.kpis[{day, "web"}].units_sold = 1;
  expect(5, "SELECT 1", "2026-12-24, source web",
         "units_sold is 1 in memory, but 0 in the database");
}

BOOST_AUTO_TEST_CASE(a_day_of_zeros_is_the_same_as_none) {
  const auto day = domain::parse_day("2026-12-24").value();
  figures.kpis[{day, "web"}] = {};
  BOOST_TEST(verify().ok());
}

BOOST_AUTO_TEST_CASE(a_leaderboard_that_differs_is_reported) {
  figures.leaderboard_digest += 1;
  expect(5, "SELECT 1", "leaderboard", "with other totals");
  figures.customers = 3;
  expect(5, "SELECT 1", "leaderboard",
         "3 customers in memory, 2 in the database");
}

BOOST_AUTO_TEST_CASE(with_all_totals_the_customer_that_differs_is_named) {
  figures.totals = {{domain::customer_id{1}, 3500, 2},
                    {domain::customer_id{2}, 3700, 1}};
  expect(5, "SELECT 1", "customer ben@example.com",
         "has 1 orders of 37.00 in memory, but 2 of 37.00 in the database");
}

BOOST_AUTO_TEST_SUITE_END()
