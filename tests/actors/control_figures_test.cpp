// SPDX-License-Identifier: Apache-2.0
#include "tests/support/control_fixture.hpp"

#include "actors/errors.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using orderd::testing::control_fixture;

namespace {

using json = json_document;

template <class T>
shared<T> make(T value) {
  return std::make_shared<const T>(std::move(value));
}

domain::figures_report wrong_figures() {
  const auto day = domain::parse_day("2026-11-24").value();
  domain::figures_report report;
  report.days = 12;
  report.customers = 34;
  report.day_differences = {{{day, "default"}, "gross_revenue", 4998, 0, 4998},
                            {{day, "default"}, "orders_paid", 1, 0, 1}};
  report.customer_differences = {
      {{7}, "ada@example.com", {{7}, 4998, 1}, {{7}, 2498, 1}, {{7}, 4998, 1}}};
  return report;
}

struct figures_fixture : control_fixture {
  figures_fixture() {
    storage->recompute_figures = [this](const recompute_figures& asked) {
      seen.push_back(asked);
      return figures_recomputed{make(report)};
    };
    storage->customers_by_id = [](const customers_by_id&) {
      return customers_listed{make(std::vector<domain::customer_view>{})};
    };
    storage->find_customer = [](const find_customer& asked) {
      domain::customer_view ada;
      ada.id = {7};
      ada.name = "Ada Example";
      ada.email = "ada@example.com";
      const auto known = asked.id == ada.id || asked.email == ada.email;
      return customer_found{known ? make(ada) : nullptr};
    };
  }

  domain::figures_report report = wrong_figures();
  std::vector<recompute_figures> seen;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(control_figures_test, figures_fixture)

BOOST_AUTO_TEST_CASE(the_figures_of_one_source_are_asked_for) {
  const auto all = result("kpis.show");
  BOOST_TEST(all["source"].is_null());
  BOOST_TEST(others->asked_kpis.back().source.empty());
  const auto one = result("kpis.show", {{"source", "shop"}});
  BOOST_TEST(one["source"] == "shop");
  BOOST_TEST(others->asked_kpis.back().source == "shop");
  BOOST_TEST(error("kpis.show", {{"source", "A B"}})["data"]["exit"] == 2);
}

BOOST_AUTO_TEST_CASE(orders_that_were_refunded_are_a_reason_of_their_own) {
  others->kpis = {{test.clock->day_of(test.clock->now()), {}}};
  others->kpis[0].figures.cancelled_refunded = 2;
  const auto figures = result("kpis.show");
  BOOST_TEST(figures["cancelled_by_reason"]["refunded"] == 2);
  BOOST_TEST(figures["orders_cancelled"] == 2);
}

BOOST_AUTO_TEST_CASE(the_board_shows_a_customers_own_place) {
  others->own_place = {3, {{7}, 4998, 2}};
  const auto board = result("leaderboard.show",
                            {{"limit", 2}, {"customer", "Ada@Example.com"}});
  BOOST_TEST((board["customer"] == json{{"rank", 3},
                                        {"customer_id", 7},
                                        {"name", "Ada Example"},
                                        {"email", "ada@example.com"},
                                        {"total_spent", "49.98"},
                                        {"total_orders", 2}}));
  BOOST_TEST(others->asked_boards.back().customer.value == 7);
  BOOST_TEST(others->asked_boards.back().limit == 2);
}

BOOST_AUTO_TEST_CASE(who_never_paid_has_no_rank_and_a_stranger_is_not_found) {
  others->own_place = {0, {{7}, 0, 0}};
  others->leaders = {{{8}, 4998, 1}};
  const auto board = result("leaderboard.show", {{"customer", 7}});
  BOOST_TEST(board["customer"]["rank"].is_null());
  BOOST_TEST(board["entries"].size() == 1u);
  BOOST_TEST(
      error("leaderboard.show", {{"customer", "x@y.zz"}})["data"]["exit"] == 3);
  BOOST_TEST(!result("leaderboard.show").contains("customer"));
}

BOOST_AUTO_TEST_CASE(days_are_recomputed_and_mended) {
  const auto found = result("kpis.generate", {{"date", "2026-11-24"}});
  BOOST_TEST(found["checked"] == 12);
  BOOST_TEST(found["difference_count"] == 2);
  BOOST_TEST(found["mended"] == true);
  BOOST_TEST((found["differences"][0] == json{{"date", "2026-11-24"},
                                              {"source", "default"},
                                              {"figure", "gross_revenue"},
                                              {"computed", "49.98"},
                                              {"stored", "0.00"},
                                              {"memory", "49.98"}}));
  BOOST_TEST(found["differences"][1]["computed"] == 1);
  BOOST_REQUIRE_EQUAL(seen.size(), 1u);
  BOOST_TEST(seen[0].mend);
  BOOST_TEST(seen[0].scope.days);
  BOOST_TEST(!seen[0].scope.customers);
  BOOST_TEST((seen[0].scope.date == domain::parse_day("2026-11-24")));
  BOOST_TEST(static_cast<bool>(seen[0].figures));
}

BOOST_AUTO_TEST_CASE(a_check_mends_nothing_and_works_in_every_state) {
  others->state = "standby";
  const auto found = result("kpis.generate", {{"check", true}});
  BOOST_TEST(found["difference_count"] == 2);
  BOOST_TEST(found["mended"] == false);
  BOOST_TEST(!seen.at(0).mend);
  BOOST_TEST(!seen[0].scope.date);
  BOOST_TEST(error("kpis.generate")["data"]["exit"] == 4);
  BOOST_TEST(error("leaderboard.update")["data"]["exit"] == 4);
  BOOST_TEST(seen.size() == 1u);
}

BOOST_AUTO_TEST_CASE(customers_are_recomputed) {
  const auto found = result("leaderboard.update");
  BOOST_TEST(found["checked"] == 34);
  BOOST_TEST(found["difference_count"] == 1);
  const auto& one = found["differences"][0];
  BOOST_TEST(one["customer_id"] == 7);
  BOOST_TEST(one["email"] == "ada@example.com");
  BOOST_TEST(one["computed"]["total_spent"] == "49.98");
  BOOST_TEST(one["stored"]["total_spent"] == "24.98");
  BOOST_TEST(one["memory"]["total_orders"] == 1);
  BOOST_TEST(!seen.at(0).scope.days);
  BOOST_TEST(seen[0].scope.customers);
}

BOOST_AUTO_TEST_CASE(differences_beyond_a_thousand_are_counted_alone) {
  report.day_differences.resize(1'234, report.day_differences[0]);
  const auto found = result("kpis.generate", {{"check", true}});
  BOOST_TEST(found["differences"].size() == 1'000u);
  BOOST_TEST(found["difference_count"] == 1'234);
}

BOOST_AUTO_TEST_CASE(figures_that_are_right_are_not_mended) {
  report = {};
  const auto found = result("kpis.generate");
  BOOST_TEST(found["difference_count"] == 0);
  BOOST_TEST(found["differences"].empty());
  BOOST_TEST(found["mended"] == false);
}

BOOST_AUTO_TEST_SUITE_END()
