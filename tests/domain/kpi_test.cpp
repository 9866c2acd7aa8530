// SPDX-License-Identifier: Apache-2.0
#include "domain/kpi.hpp"

#include "domain/order.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace orderd::domain;

namespace {

constexpr business_day day{std::chrono::year{2026} / 11 / 24};

order_outcome paid(std::int64_t customer, std::int64_t total,
                   std::int64_t units) {
  return {day, "default", {customer}, {total}, units, true, {}};
}

order_outcome cancelled(std::string_view reason) {
  return {day, "default", {1}, {500}, 2, false, std::string(reason)};
}

} // namespace

BOOST_AUTO_TEST_SUITE(kpi_test)

BOOST_AUTO_TEST_CASE(a_paid_order_counts_money_and_units) {
  kpi_table table;
  fold(table, paid(1, 2'499, 3));
  const auto& figures = table.at({day, "default"});
  BOOST_TEST(figures.orders_paid == 1);
  BOOST_TEST(figures.gross_revenue == 2'499);
  BOOST_TEST(figures.units_sold == 3);
  BOOST_TEST(figures.orders_cancelled() == 0);
}

BOOST_AUTO_TEST_CASE(a_cancelled_order_counts_by_its_reason_alone) {
  kpi_table table;
  fold(table, cancelled(reason_out_of_stock));
  fold(table, cancelled(reason_payment_declined));
  fold(table, cancelled(reason_payment_declined));
  const auto& figures = table.at({day, "default"});
  BOOST_TEST(figures.cancelled_out_of_stock == 1);
  BOOST_TEST(figures.cancelled_payment_declined == 2);
  BOOST_TEST(figures.orders_cancelled() == 3);
  BOOST_TEST(figures.gross_revenue == 0);
  BOOST_TEST(figures.units_sold == 0);
}

BOOST_AUTO_TEST_CASE(days_and_sources_are_kept_apart) {
  kpi_table table;
  auto outcome = paid(1, 100, 1);
  fold(table, outcome);
  outcome.source = "acme";
  fold(table, outcome);
  outcome.day += std::chrono::days{1};
  fold(table, outcome);
  BOOST_TEST(table.size() == 3u);
}

BOOST_AUTO_TEST_CASE(the_average_is_rounded_half_up_and_zero_without_orders) {
  kpi_figures figures;
  BOOST_TEST(figures.average_order_value() == 0);
  figures.gross_revenue = 5;
  figures.orders_paid = 2;
  BOOST_TEST(figures.average_order_value() == 3);
  figures.gross_revenue = 10;
  figures.orders_paid = 3;
  BOOST_TEST(figures.average_order_value() == 3);
}

BOOST_AUTO_TEST_CASE(net_revenue_is_gross_less_refunds) {
  kpi_figures figures;
  figures.gross_revenue = 1'000;
  figures.refunds = 1'200;
  BOOST_TEST(figures.net_revenue() == -200);
}

BOOST_AUTO_TEST_CASE(every_figure_takes_part_in_a_sum) {
  kpi_figures sum{1, 2, 3, 4, 5, 6, 7};
  sum += kpi_figures{10, 20, 30, 40, 50, 60, 70};
  BOOST_CHECK((sum == kpi_figures{11, 22, 33, 44, 55, 66, 77}));
}

BOOST_AUTO_TEST_CASE(customer_deltas_sum_paid_orders_by_customer) {
  const auto deltas =
      customer_deltas({paid(7, 100, 1), cancelled(reason_out_of_stock),
                       paid(3, 50, 1), paid(7, 25, 1)});
  BOOST_REQUIRE(deltas.size() == 2u);
  BOOST_TEST(deltas[0].customer.value == 3);
  BOOST_TEST(deltas[0].spent == 50);
  BOOST_TEST(deltas[0].orders == 1);
  BOOST_TEST(deltas[1].customer.value == 7);
  BOOST_TEST(deltas[1].spent == 125);
  BOOST_TEST(deltas[1].orders == 2);
}

BOOST_AUTO_TEST_CASE(a_refund_counts_on_its_day_and_on_that_of_its_order) {
  const auto later = day + std::chrono::days{3};
  kpi_table table;
  fold(table, refund_outcome{later, day, "default", {7}, {2'500}, true});
  BOOST_TEST(table.at({later, "default"}).refunds == 2'500);
  BOOST_TEST(table.at({later, "default"}).refunds_by_order_day == 0);
  BOOST_TEST(table.at({later, "default"}).cancelled_refunded == 1);
  BOOST_TEST(table.at({later, "default"}).orders_cancelled() == 1);
  BOOST_TEST(table.at({day, "default"}).refunds == 0);
  BOOST_TEST(table.at({day, "default"}).refunds_by_order_day == 2'500);
}

BOOST_AUTO_TEST_CASE(a_refund_lowers_what_was_spent_not_the_orders) {
  const auto deltas = customer_deltas(
      std::vector<refund_outcome>{{day, day, "default", {7}, {2'500}, false},
                                  {day, day, "default", {3}, {100}, true},
                                  {day, day, "default", {7}, {-500}, false}});
  BOOST_REQUIRE(deltas.size() == 2u);
  BOOST_TEST(deltas[0].customer.value == 3);
  BOOST_TEST(deltas[0].spent == -100);
  BOOST_TEST(deltas[1].spent == -2'000);
  BOOST_TEST(deltas[1].orders == 0);
}

BOOST_AUTO_TEST_CASE(folding_parts_and_summing_equals_folding_all) {
  std::mt19937 random{20261124};
  kpi_table whole;
  kpi_table parts[3];
  for (int i = 0; i < 3'000; ++i) {
    auto outcome = random() % 3 == 0 ? cancelled(reason_out_of_stock)
                                     : paid(1, random() % 10'000, 1);
    outcome.day += std::chrono::days{random() % 5};
    outcome.source = random() % 2 == 0 ? "a" : "b";
    fold(whole, outcome);
    fold(parts[random() % 3], outcome);
  }
  kpi_table sum;
  for (const auto& part : parts)
    for (const auto& [key, figures] : part)
      sum[key] += figures;
  BOOST_CHECK(sum == whole);
}

BOOST_AUTO_TEST_SUITE_END()
