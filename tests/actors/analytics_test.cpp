// SPDX-License-Identifier: Apache-2.0
#include "actors/analytics.hpp"

#include "actors/errors.hpp"
#include "tests/support/held_answers.hpp"
#include "tests/support/test_system.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;

namespace {

constexpr domain::business_day today{std::chrono::year{2026} / 11 / 24};
constexpr domain::business_day yesterday = today - std::chrono::days{1};

domain::kpi_figures paid(std::int64_t orders, std::int64_t revenue) {
  domain::kpi_figures figures;
  figures.orders_paid = orders;
  figures.gross_revenue = revenue;
  return figures;
}

committed commit_of(domain::kpi_table kpis,
                    std::vector<domain::customer_delta> customers) {
  auto facts = std::make_shared<domain::commit_facts>();
  facts->kpis = std::move(kpis);
  facts->customers = std::move(customers);
  return {std::move(facts)};
}

/// Analytics over a database that holds one order of yesterday.
struct fixture {
  fixture() {
    storage.script->load_figures = [](const load_figures&) { return held(); };
  }

  static figures_loaded held() {
    auto kpis = std::make_shared<domain::kpi_table>();
    (*kpis)[{yesterday, "default"}] = paid(1, 100);
    auto board = std::make_shared<domain::leaderboard>();
    board->apply({{1}, 100, 1});
    return {std::move(kpis), std::move(board)};
  }

  analytics_actor start() {
    const auto actor = test.spawn(analytics, storage.actor);
    test.run();
    return actor;
  }

  void commit(const analytics_actor& actor, domain::kpi_table kpis,
              std::vector<domain::customer_delta> customers) {
    caf::anon_send(actor, commit_of(std::move(kpis), std::move(customers)));
  }

  std::vector<kpi_row> kpis(const analytics_actor& actor, get_kpis request) {
    return *test.get<kpis_shown>(actor, request).rows;
  }

  testing::test_system test;
  testing::running_storage storage{test};
};

/// The same while storage has not answered yet.
struct slow_fixture : fixture {
  testing::held_answers<load_figures, figures_loaded> figures{
      storage, &testing::fake_storage::load_figures};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(analytics_test, fixture)

BOOST_AUTO_TEST_CASE(it_starts_with_what_the_database_holds) {
  const auto actor = start();
  const auto totals = test.get<totals_shown>(actor, get_totals{}).totals;
  BOOST_CHECK(totals == paid(1, 100));
  const auto rows = kpis(actor, {yesterday, today, ""});
  BOOST_REQUIRE(rows.size() == 1u);
  BOOST_CHECK(rows[0].day == yesterday);
  BOOST_CHECK(rows[0].figures == paid(1, 100));
}

BOOST_AUTO_TEST_CASE(commits_are_added_exactly) {
  const auto actor = start();
  commit(actor, {{{today, "default"}, paid(2, 50)}}, {{{1}, 20, 1}});
  commit(actor, {{{today, "default"}, paid(1, 7)}}, {{{2}, 37, 2}});
  const auto rows = kpis(actor, {yesterday, today, ""});
  BOOST_REQUIRE(rows.size() == 2u);
  BOOST_CHECK(rows[0].figures == paid(1, 100));
  BOOST_CHECK(rows[1].figures == paid(3, 57));
  const auto totals = test.get<totals_shown>(actor, get_totals{}).totals;
  BOOST_CHECK(totals == paid(4, 157));
}

BOOST_AUTO_TEST_CASE(days_are_summed_over_sources_or_shown_for_one) {
  const auto actor = start();
  commit(actor,
         {{{today, "acme"}, paid(2, 50)}, {{today, "default"}, paid(1, 1)}},
         {});
  const auto all = kpis(actor, {today, today, ""});
  BOOST_REQUIRE(all.size() == 1u);
  BOOST_CHECK(all[0].figures == paid(3, 51));
  const auto one = kpis(actor, {yesterday, today, "acme"});
  BOOST_REQUIRE(one.size() == 1u);
  BOOST_CHECK(one[0].figures == paid(2, 50));
  BOOST_TEST(kpis(actor, {today, today, "nobody"}).empty());
}

BOOST_AUTO_TEST_CASE(both_ends_of_a_range_belong_to_it) {
  const auto actor = start();
  commit(actor, {{{today, "default"}, paid(1, 1)}}, {});
  BOOST_TEST(kpis(actor, {yesterday, yesterday, ""}).size() == 1u);
  BOOST_TEST(kpis(actor, {yesterday, today, ""}).size() == 2u);
  BOOST_TEST(kpis(actor, {today, yesterday, ""}).empty());
}

BOOST_AUTO_TEST_CASE(the_leaderboard_follows_the_commits) {
  const auto actor = start();
  commit(actor, {}, {{{2}, 150, 1}, {{3}, 100, 1}});
  const auto shown = test.get<leaderboard_shown>(actor, get_leaderboard{2});
  BOOST_REQUIRE(shown.entries->size() == 2u);
  BOOST_TEST((*shown.entries)[0].customer.value == 2);
  BOOST_TEST((*shown.entries)[1].customer.value == 1);
}

BOOST_AUTO_TEST_CASE(a_customer_is_told_its_own_place) {
  const auto actor = start();
  commit(actor, {}, {{{2}, 150, 1}, {{3}, 100, 2}});
  const auto shown =
      test.get<leaderboard_shown>(actor, get_leaderboard{1, {3}});
  BOOST_TEST(shown.entries->size() == 1u);
  BOOST_TEST(shown.own.rank == 3);
  BOOST_TEST(shown.own.totals.spent == 100);
  BOOST_TEST(shown.own.totals.orders == 2);
  const auto nobody =
      test.get<leaderboard_shown>(actor, get_leaderboard{1, {99}});
  BOOST_TEST(nobody.own.rank == 0);
  BOOST_TEST(nobody.own.totals.customer.value == 99);
}

BOOST_AUTO_TEST_CASE(refunds_change_sums_and_places_at_once) {
  const auto actor = start();
  domain::kpi_figures refunded;
  refunded.refunds = 60;
  refunded.cancelled_refunded = 1;
  commit(actor, {{{today, "default"}, refunded}},
         {{{2}, 90, 1}, {{1}, -60, 0}});
  const auto totals = test.get<totals_shown>(actor, get_totals{}).totals;
  BOOST_TEST(totals.net_revenue() == 40);
  BOOST_TEST(totals.cancelled_refunded == 1);
  const auto shown =
      test.get<leaderboard_shown>(actor, get_leaderboard{1, {1}});
  BOOST_TEST(shown.own.rank == 2);
  BOOST_TEST(shown.own.totals.spent == 40);
}

BOOST_AUTO_TEST_CASE(totals_of_each_customer_come_by_id_if_asked_for) {
  const auto actor = start();
  commit(actor, {}, {{{3}, 5, 1}, {{2}, 150, 1}});
  const auto digest =
      test.get<memory_figures_shown>(actor, get_memory_figures{}).figures;
  BOOST_TEST(!digest->totals.has_value());
  const auto all =
      test.get<memory_figures_shown>(actor, get_memory_figures{true}).figures;
  BOOST_REQUIRE(all->totals.has_value());
  BOOST_REQUIRE(all->totals->size() == 3u);
  for (std::int64_t id = 1; id <= 3; ++id)
    BOOST_TEST(
        (*all->totals)[static_cast<std::size_t>(id - 1)].customer.value == id);
  BOOST_TEST((*all->totals)[1].spent == 150);
}

BOOST_AUTO_TEST_CASE(a_leaderboard_beyond_its_limits_is_refused) {
  const auto actor = start();
  for (const int limit : {-1, 0, max_leaderboard_entries + 1}) {
    const auto answer =
        test.ask<leaderboard_shown>(actor, get_leaderboard{limit});
    test.run();
    BOOST_CHECK(error_code(answer->error) == errc::invalid);
  }
}

BOOST_AUTO_TEST_CASE(a_snapshot_holds_every_commit_told_before_it) {
  const auto actor = start();
  commit(actor, {{{today, "default"}, paid(1, 30)}}, {{{2}, 30, 1}});
  const auto snapshot =
      test.get<memory_figures_shown>(actor, get_memory_figures{}).figures;
  commit(actor, {{{today, "default"}, paid(1, 5)}}, {{{2}, 5, 1}});
  test.run();

  domain::leaderboard expected;
  expected.apply({{1}, 100, 1});
  expected.apply({{2}, 30, 1});
  BOOST_TEST(snapshot->leaderboard_digest == expected.digest());
  BOOST_TEST(snapshot->customers == 2u);
  BOOST_TEST(snapshot->kpis.size() == 2u);
  BOOST_CHECK((snapshot->kpis.at({today, "default"}) == paid(1, 30)));
}

BOOST_FIXTURE_TEST_CASE(requests_wait_until_the_figures_are_there,
                        slow_fixture) {
  const auto actor = start();
  const auto totals = test.ask<totals_shown>(actor, get_totals{});
  const auto board = test.ask<leaderboard_shown>(actor, get_leaderboard{5});
  test.run();
  BOOST_TEST(!totals->answered());
  figures.give(held());
  BOOST_REQUIRE(totals->value);
  BOOST_CHECK(totals->value->totals == paid(1, 100));
  BOOST_REQUIRE(board->value);
  BOOST_TEST(board->value->entries->size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(no_more_requests_wait_than_the_limit, slow_fixture) {
  const auto actor = start();
  for (std::size_t i = 0; i < max_requests_before_figures; ++i)
    test.ask<totals_shown>(actor, get_totals{});
  test.run();
  const auto last = test.ask<totals_shown>(actor, get_totals{});
  test.run();
  BOOST_CHECK(error_code(last->error) == errc::not_ready);
  figures.give(held());
}

BOOST_FIXTURE_TEST_CASE(a_commit_before_the_figures_ends_it, slow_fixture) {
  const auto actor = start();
  commit(actor, {{{today, "default"}, paid(1, 1)}}, {});
  test.run();
  BOOST_CHECK(error_code(test.ending(actor)) == errc::internal);
}

BOOST_AUTO_TEST_CASE(figures_that_cannot_be_loaded_end_it) {
  storage.script->load_figures =
      [](const load_figures&) -> caf::result<figures_loaded> {
    return make_error(errc::unavailable, "cannot read the figures");
  };
  const auto actor = start();
  BOOST_TEST(error_text(test.ending(actor)) == "cannot read the figures");
}

BOOST_AUTO_TEST_SUITE_END()
