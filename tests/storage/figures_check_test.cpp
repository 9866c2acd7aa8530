// SPDX-License-Identifier: Apache-2.0
#include "storage/figures_check.hpp"

#include "tests/storage/refunded_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace orderd;
using domain::customer_delta;
using domain::customer_id;

namespace {

domain::kpi_key web(const char* day) {
  return {domain::parse_day(day).value(), "web"};
}

struct checked_shop : testing::refunded_shop {
  domain::figures_report check(const domain::figures_scope& scope = {}) {
    reader.begin_verify();
    return reader.check_figures(figures, scope);
  }

  /// What analytics gives if all customers are asked for.
  void with_totals() {
    figures.totals.emplace();
    reader.load_customer_totals([&](const auto& page) {
      figures.totals->insert(figures.totals->end(), page.begin(), page.end());
    });
  }

  domain::memory_figures figures = memory();
};

bool is_right(const domain::figures_report& report) {
  return report.day_differences.empty() &&
         report.customer_differences.empty() && report.fix.empty() &&
         !report.needs_totals;
}

bool equal(const customer_delta& a, std::int64_t customer, std::int64_t spent,
           std::int64_t orders) {
  return a.customer.value == customer && a.spent == spent && a.orders == orders;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(figures_check, checked_shop)

BOOST_AUTO_TEST_CASE(right_figures_have_no_differences) {
  const auto report = check();
  BOOST_TEST(is_right(report));
  BOOST_TEST(report.days == 5);
  BOOST_TEST(report.customers == 3);
}

BOOST_AUTO_TEST_CASE(an_empty_database_has_no_differences) {
  testing::test_database fresh;
  storage::pg_reader other{fresh.options()};
  other.begin_verify();
  const auto report = other.check_figures({}, {});
  BOOST_TEST(is_right(report));
  BOOST_TEST(report.days == 0);
  BOOST_TEST(report.customers == 0);
}

BOOST_AUTO_TEST_CASE(a_recomputation_needs_a_snapshot) {
  BOOST_CHECK_EXCEPTION(
      reader.check_figures({}, {}), storage::error,
      [](const storage::error& failure) {
        return failure.kind() == storage::error_kind::conflict &&
               std::string(failure.what()).find("recompute the figures") !=
                   std::string::npos;
      });
}

BOOST_AUTO_TEST_CASE(figures_are_those_of_the_snapshot) {
  reader.begin_verify();
  change("UPDATE daily_kpis SET refunds = 0;"
         "UPDATE customers SET total_spent = 0");
  BOOST_TEST(is_right(reader.check_figures(figures, {})));
}

BOOST_AUTO_TEST_CASE(a_stored_figure_that_differs_is_to_be_mended) {
  change("UPDATE daily_kpis SET refunds = refunds + 7"
         " WHERE day = '2026-11-26' AND connection = 0");
  const auto report = check();
  BOOST_REQUIRE(report.day_differences.size() == 1);
  const auto& one = report.day_differences[0];
  BOOST_TEST((one.day == web("2026-11-26")));
  BOOST_TEST(one.figure == "refunds");
  BOOST_TEST(one.computed == 8000);
  BOOST_TEST(one.stored == 8007);
  BOOST_TEST(one.memory == 8000);
  BOOST_REQUIRE(report.fix.stored_days.size() == 1);
  domain::kpi_figures missing;
  missing.refunds = -7;
  BOOST_TEST((report.fix.stored_days.at(web("2026-11-26")) == missing));
  BOOST_TEST(report.fix.memory_days.empty());
}

BOOST_AUTO_TEST_CASE(a_figure_in_memory_that_differs_is_to_be_mended) {
  figures.kpis[web("2026-11-25")].orders_paid -= 2;
  figures.kpis[web("2026-12-24")].units_sold = 3;
  const auto report = check();
  BOOST_REQUIRE(report.day_differences.size() == 2);
  BOOST_TEST(report.day_differences[0].figure == "orders_paid");
  BOOST_TEST(report.day_differences[0].computed == 6);
  BOOST_TEST(report.day_differences[0].stored == 6);
  BOOST_TEST(report.day_differences[0].memory == 4);
  BOOST_TEST(report.fix.stored_days.empty());
  BOOST_REQUIRE(report.fix.memory_days.size() == 2);
  BOOST_TEST(report.fix.memory_days.at(web("2026-11-25")).orders_paid == 2);
  BOOST_TEST(report.fix.memory_days.at(web("2026-12-24")).units_sold == -3);
}

BOOST_AUTO_TEST_CASE(memory_that_agrees_with_wrong_rows_is_mended_with_them) {
  change("DELETE FROM daily_kpis WHERE day = '2026-11-27'");
  figures = memory();
  const auto report = check();
  BOOST_TEST(report.fix.stored_days.at(web("2026-11-27")).refunds == -1500);
  BOOST_TEST(report.fix.memory_days.at(web("2026-11-27")).refunds == -1500);
}

BOOST_AUTO_TEST_CASE(what_was_mended_has_no_differences) {
  change("UPDATE daily_kpis SET gross_revenue = 1, cancelled_refunded = 5"
         " WHERE connection = 1");
  const auto report = check();
  BOOST_TEST(!report.fix.stored_days.empty());
  for (const auto& [day, missing] : report.fix.stored_days)
    change("UPDATE daily_kpis SET gross_revenue = gross_revenue + " +
           std::to_string(missing.gross_revenue) +
           ", cancelled_refunded = cancelled_refunded + " +
           std::to_string(missing.cancelled_refunded) +
           " WHERE connection = 1 AND day = '" + domain::format_day(day.day) +
           "' AND source = '" + day.source + "'");
  BOOST_TEST(is_right(check()));
}

BOOST_AUTO_TEST_CASE(one_day_is_compared_alone) {
  change("UPDATE daily_kpis SET orders_paid = orders_paid + 1");
  domain::figures_scope scope;
  scope.date = domain::parse_day("2026-11-25");
  const auto report = check(scope);
  BOOST_TEST(report.days == 1);
  BOOST_REQUIRE(report.day_differences.size() == 1);
  BOOST_TEST(report.day_differences[0].computed == 6);
  BOOST_TEST(report.day_differences[0].stored == 8);
  BOOST_TEST(report.fix.stored_days.size() == 1);
  scope.date = domain::parse_day("2026-12-24");
  BOOST_TEST(check(scope).day_differences.empty());
}

BOOST_AUTO_TEST_CASE(each_figure_of_one_day_is_the_same_as_of_all) {
  for (const auto* day :
       {"2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28"}) {
    domain::figures_scope scope;
    scope.date = domain::parse_day(day);
    scope.customers = false;
    BOOST_TEST(is_right(check(scope)), day);
  }
}

BOOST_AUTO_TEST_CASE(only_the_part_asked_for_is_compared) {
  change("UPDATE daily_kpis SET orders_paid = 0;"
         "UPDATE customers SET total_orders = 9");
  const auto days = check({.customers = false});
  BOOST_TEST(!days.day_differences.empty());
  BOOST_TEST(days.customer_differences.empty());
  BOOST_TEST(days.customers == 0);
  const auto customers = check({.days = false});
  BOOST_TEST(customers.day_differences.empty());
  BOOST_TEST(customers.days == 0);
  BOOST_TEST(customers.customer_differences.size() == 3);
}

BOOST_AUTO_TEST_CASE(stored_totals_that_differ_are_named) {
  figures = memory();
  with_totals();
  change("UPDATE customers SET total_spent = 1, total_orders = 5"
         " WHERE id = 2");
  const auto report = check();
  BOOST_REQUIRE(report.customer_differences.size() == 1);
  const auto& one = report.customer_differences[0];
  BOOST_TEST(one.email == "ben@example.com");
  BOOST_TEST(equal(one.computed, 2, 5700, 3));
  BOOST_TEST(equal(one.stored, 2, 1, 5));
  BOOST_TEST(equal(one.memory, 2, 5700, 3));
  BOOST_REQUIRE(report.fix.stored_customers.size() == 1);
  BOOST_TEST(equal(report.fix.stored_customers[0], 2, 5699, -2));
  BOOST_TEST(report.fix.memory_customers.empty());
  BOOST_TEST(!report.needs_totals);
}

BOOST_AUTO_TEST_CASE(memory_with_equal_digest_is_mended_as_what_is_stored) {
  change("UPDATE customers SET total_spent = 0, total_orders = 0"
         " WHERE id = 3");
  figures = memory();
  const auto report = check();
  BOOST_TEST(!report.needs_totals);
  BOOST_REQUIRE(report.customer_differences.size() == 1);
  BOOST_TEST(equal(report.customer_differences[0].memory, 3, 0, 0));
  BOOST_REQUIRE(report.fix.stored_customers.size() == 1);
  BOOST_TEST(equal(report.fix.stored_customers[0], 3, 600, 2));
  BOOST_REQUIRE(report.fix.memory_customers.size() == 1);
  BOOST_TEST(equal(report.fix.memory_customers[0], 3, 600, 2));
}

BOOST_AUTO_TEST_CASE(another_digest_needs_the_totals) {
  change("UPDATE customers SET total_spent = 1 WHERE id = 2");
  figures.leaderboard_digest += 1;
  const auto report = check();
  BOOST_TEST(report.needs_totals);
  BOOST_TEST(report.customer_differences.size() == 1);
  BOOST_TEST(report.fix.stored_customers.size() == 1);
  BOOST_TEST(report.fix.memory_customers.empty());
}

BOOST_AUTO_TEST_CASE(another_number_of_customers_needs_the_totals) {
  figures.customers += 1;
  BOOST_TEST(check().needs_totals);
}

BOOST_AUTO_TEST_CASE(totals_in_memory_that_differ_are_to_be_mended) {
  with_totals();
  figures.leaderboard_digest += 1;
  figures.totals->front().spent += 100;
  const auto report = check();
  BOOST_TEST(!report.needs_totals);
  BOOST_REQUIRE(report.customer_differences.size() == 1);
  BOOST_TEST(report.customer_differences[0].email == "ada@example.com");
  BOOST_TEST(report.fix.stored_customers.empty());
  BOOST_REQUIRE(report.fix.memory_customers.size() == 1);
  BOOST_TEST(equal(report.fix.memory_customers[0], 1, -100, 0));
}

BOOST_AUTO_TEST_CASE(customers_that_memory_misses_or_invents_are_found) {
  change("INSERT INTO customers (id, email, name, created_at) VALUES"
         " (7, 'eve@example.com', 'Eve', '2026-11-24 10:00Z')");
  with_totals();
  figures.totals->erase(figures.totals->begin());
  figures.totals->push_back({customer_id{7}, 300, 1});
  figures.totals->push_back({customer_id{8}, 400, 1});
  const auto report = check();
  BOOST_REQUIRE(report.customer_differences.size() == 3);
  BOOST_TEST(report.customer_differences[0].email == "ada@example.com");
  BOOST_TEST(equal(report.customer_differences[0].memory, 1, 0, 0));
  BOOST_TEST(report.customer_differences[1].email == "eve@example.com");
  BOOST_TEST(report.customer_differences[2].email.empty());
  BOOST_REQUIRE(report.fix.memory_customers.size() == 3);
  BOOST_TEST(equal(report.fix.memory_customers[0], 1, 8000, 3));
  BOOST_TEST(equal(report.fix.memory_customers[1], 7, -300, -1));
  BOOST_TEST(equal(report.fix.memory_customers[2], 8, -400, -1));
  BOOST_TEST(report.fix.stored_customers.empty());
}

BOOST_AUTO_TEST_CASE(more_customers_than_a_page_are_compared) {
  change("INSERT INTO customers (id, email, name, total_orders, created_at)"
         " SELECT n, n || '@example.com', '', 1, '2026-11-24 10:00Z'"
         "   FROM generate_series(100, 25099) n");
  figures = memory();
  const auto report = check({.days = false});
  BOOST_TEST(report.customers == 25'003);
  BOOST_TEST(report.customer_differences.size() == 25'000);
  BOOST_TEST(report.fix.memory_customers.size() == 25'000);
  BOOST_TEST(!report.needs_totals);
}

BOOST_AUTO_TEST_SUITE_END()
