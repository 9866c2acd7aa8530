// SPDX-License-Identifier: Apache-2.0
#include "actors/importer.hpp"
#include "tests/support/refunds_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using namespace std::chrono_literals;
using domain::import_kind;
using domain::import_state;
using namespace orderd::testing;

/// Refunds beside orders.
BOOST_FIXTURE_TEST_SUITE(importer_lanes_test, refunds_fixture)

BOOST_AUTO_TEST_CASE(neither_of_two_lanes_holds_the_other_up) {
  desk->hold = true;
  put("r.csv", cents(20));
  put("later.csv", cents(1));
  shop_.test.run();
  BOOST_TEST(status().running == 1);
  shop_.put("o.csv", order_file(50));
  shop_.put("p.csv", products_sample, import_kind::products);
  shop_.test.run();
  BOOST_TEST((named("o.csv").state == import_state::done));
  BOOST_TEST((named("p.csv").state == import_state::done));
  BOOST_TEST(named("r.csv").rows == 0);
  BOOST_TEST((named("later.csv").state == import_state::waiting));
  BOOST_TEST(status().running == 1);
  BOOST_TEST(status().waiting == 1);
  desk->hold = false;
  serve();
  shop_.run_dry();
  BOOST_TEST(named("r.csv").accepted == 20);
  BOOST_TEST(named("later.csv").accepted == 1);
  BOOST_TEST(status().running + status().waiting == 0);
}

BOOST_AUTO_TEST_CASE(a_refunds_file_streams_while_an_orders_file_does) {
  shop_.put("o.csv", order_file(100));
  run_to_call("accept", 3);
  put("r.csv", cents(10));
  run_to_call("refunds", 2);
  BOOST_TEST((named("o.csv").state == import_state::running));
  BOOST_TEST(named("o.csv").rows < 100);
  shop_.run_dry();
  BOOST_TEST(named("o.csv").accepted == 100);
  BOOST_TEST(named("r.csv").accepted == 10);
}

BOOST_AUTO_TEST_CASE(a_large_file_keeps_few_batches_in_flight) {
  desk->hold = true;
  put("r.csv", cents(500));
  while (desk->accepted.size() < 500) {
    shop_.test.run();
    serve();
  }
  shop_.run_dry();
  counts(500, 0, 0);
  BOOST_TEST(
      desk->most_waiting ==
      static_cast<std::size_t>(shop_.importer_settings.max_in_flight_batches));
}

BOOST_AUTO_TEST_CASE(a_cancelled_file_skips_its_rest) {
  desk->hold = true;
  put("r.csv", cents(100));
  shop_.test.run();
  const auto answer = shop_.test.ask<import_row>(
      shop_.importer, cancel_import{named("r.csv").id});
  shop_.test.run();
  BOOST_TEST(answer->value.has_value());
  desk->hold = false;
  serve();
  shop_.run_dry();
  BOOST_TEST((last_import().state == import_state::cancelled));
  counts(20, 0, 0, 80);
}

BOOST_AUTO_TEST_CASE(a_restart_in_the_middle_loses_and_doubles_nothing) {
  put("r.csv", cents(100));
  for (int batch = 1; batch <= 20; batch += 3) {
    run_to_call("refunds", batch);
    restart();
  }
  shop_.run_dry();
  counts(100, 0, 0);
  BOOST_TEST(desk->accepted.size() == 100u);
  BOOST_TEST(desk->books.at({2}).refunded().minor == 100);
}

BOOST_AUTO_TEST_CASE(files_of_both_lanes_are_taken_up_after_a_restart) {
  desk->hold = true;
  put("r.csv", cents(20));
  shop_.put("o.csv", order_file(50));
  run_to_call("accept", 3);
  restart();
  desk->hold = false;
  shop_.run_dry();
  BOOST_TEST(named("r.csv").accepted == 20);
  BOOST_TEST(named("o.csv").accepted == 50);
}

BOOST_AUTO_TEST_CASE(a_desk_that_closes_pauses_the_file_until_it_is_back) {
  desk->draining = true;
  put("r.csv", cents(20));
  shop_.test.run();
  shop_.test.advance(1min);
  BOOST_TEST((last_import().state == import_state::running));
  BOOST_TEST(last_import().rows == 0);
  desk->draining = false;
  shop_.run_dry();
  BOOST_TEST((last_import().state == import_state::done));
  counts(20, 0, 0);
}

BOOST_AUTO_TEST_CASE(a_database_that_is_away_fails_no_file) {
  desk->away = 12;
  import("r.csv", cents(20));
  counts(20, 0, 0);
  desk->lost = 2;
  import("again.csv", cents(19));
  BOOST_TEST((last_import().state == import_state::done));
  BOOST_TEST(last_import().rows == 19);
  BOOST_TEST(desk->accepted.size() == 39u);
}

BOOST_AUTO_TEST_CASE(a_file_ends_once_its_refunds_are_settled) {
  desk->unsettled = true;
  put("r.csv", cents(5));
  put("next.csv", cents(6));
  shop_.test.run();
  BOOST_TEST(named("r.csv").accepted == 5);
  BOOST_TEST(named("next.csv").accepted == 6);
  BOOST_TEST((named("r.csv").state == import_state::running));
  BOOST_TEST(status().running == 2);
  desk->unsettled = false;
  serve();
  shop_.run_dry();
  BOOST_TEST((named("r.csv").state == import_state::done));
}

BOOST_AUTO_TEST_CASE(unsettled_refunds_hold_up_no_orders) {
  desk->unsettled = true;
  for (std::size_t i = 0; i <= max_settling_imports; ++i)
    put("r" + std::to_string(i) + ".csv", cents(1));
  shop_.put("o.csv", order_file(5));
  shop_.test.run();
  BOOST_TEST((named("o.csv").state == import_state::done));
  BOOST_TEST(status().running ==
             static_cast<std::int64_t>(max_settling_imports));
  BOOST_TEST(status().waiting == 1);
}

BOOST_AUTO_TEST_CASE(a_desk_that_closes_while_a_file_ends_is_asked_again) {
  desk->hold = true;
  put("r.csv", cents(5));
  shop_.test.run();
  desk->hold = false;
  serve();
  desk->unsettled = true;
  desk->draining = true;
  shop_.test.run();
  shop_.test.advance(1min);
  desk->draining = false;
  desk->unsettled = false;
  shop_.run_dry();
  BOOST_TEST((last_import().state == import_state::done));
}

BOOST_AUTO_TEST_CASE(draining_leaves_batches_to_those_who_have_them) {
  desk->hold = true;
  put("r.csv", cents(20));
  shop_.put("o.csv", order_file(200));
  run_to_call("accept", 3);
  const auto answer = shop_.test.ask<drained>(shop_.importer, drain{});
  shop_.test.run();
  BOOST_TEST(answer->value.has_value());
  serve();
  shop_.test.run();
  const auto rows = named("r.csv").rows;
  shop_.test.advance(10min);
  BOOST_TEST(named("r.csv").rows == rows);
  BOOST_TEST(named("o.csv").rows < 200);
  desk->hold = false;
  restart();
  shop_.run_dry();
  BOOST_TEST(named("r.csv").accepted == 20);
  BOOST_TEST(named("o.csv").accepted == 200);
}

BOOST_AUTO_TEST_SUITE_END()

/// With the refund actor itself.
BOOST_FIXTURE_TEST_SUITE(importer_workflow_test, import_fixture)

BOOST_AUTO_TEST_CASE(kills_at_any_moment_lose_and_double_no_row_of_either) {
  shop_.put("first.csv", quoted_sample);
  shop_.run_dry();
  shop_.put("o.csv", order_file(40));
  shop_.put("r.csv", refunds_fixture::cents(40), import_kind::refunds);
  for (int steps = 1; steps < 60; ++steps) {
    for (int i = 0; i < steps && shop_.step(); ++i)
      ;
    shop_.kill();
    shop_.open();
  }
  shop_.run_dry();
  BOOST_TEST(shop_.store->imports.size() == 3u);
  for (const auto& [id, record] : shop_.store->imports)
    BOOST_TEST((record.state == import_state::done), record.file);
  BOOST_TEST(shop_.store->orders.size() == 43u);
  BOOST_TEST(shop_.store->refunds.size() == 40u);
  shop_.check("killed");
}

BOOST_AUTO_TEST_CASE(a_refund_of_an_order_of_a_running_import_comes_back) {
  shop_.ledger->latency = 5s;
  shop_.put("o.csv", order_file(10));
  run_to_call("accept", 1);
  shop_.put("r.csv", "order,full\n1,yes\n2,yes\n", import_kind::refunds);
  shop_.run_dry();
  const auto& record = shop_.store->imports.rbegin()->second;
  BOOST_TEST(record.rejected == 2);
  for (const auto& [line, reject] : shop_.store->rejects[record.id])
    BOOST_TEST(reject.code == "order_in_progress");
  shop_.put("again.csv", shop_.folder->rejects.at(record.id),
            import_kind::refunds);
  shop_.run_dry();
  BOOST_TEST(shop_.store->imports.rbegin()->second.accepted == 2);
  BOOST_TEST(shop_.store->refunds.size() == 2u);
  shop_.check("dropped again");
}

BOOST_AUTO_TEST_SUITE_END()
