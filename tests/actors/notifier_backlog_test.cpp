// SPDX-License-Identifier: Apache-2.0
#include "actors/notifier.hpp"

#include "actors/errors.hpp"
#include "tests/support/notifier_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::testing;
using boost::test_tools::per_element;
using std::chrono::milliseconds;

BOOST_FIXTURE_TEST_SUITE(notifier_backlog_test, notifier_fixture)

BOOST_AUTO_TEST_CASE(overload_goes_through_the_database_and_nothing_is_lost) {
  const auto actor = start();
  log->failure = "No space left on device";
  for (std::int64_t id = 1; id <= 500; ++id)
    commit(actor, {id});
  test.run();
  BOOST_TEST(test.events->count("notifications.backlog") == 1u);
  BOOST_TEST(status(actor).waiting == 500);
  log->failure.clear();
  test.advance(milliseconds{100});
  BOOST_TEST(log->orders == range(1, 500), per_element());
  BOOST_TEST(database.all_decided());
  BOOST_TEST(database.scans > 0);
  BOOST_TEST(status(actor).waiting == 0);

  const auto scans = database.scans;
  commit(actor, {501});
  test.run();
  BOOST_TEST(log->orders.back() == 501);
  BOOST_TEST(database.scans == scans);
}

BOOST_AUTO_TEST_CASE(what_a_predecessor_left_is_delivered_once) {
  const auto actor = start();
  for (std::int64_t id = 1; id <= 30; ++id)
    database.commit(batch(id, {id}));
  for (std::int64_t id = 1; id <= 3; ++id)
    database.rows["log"][id].complete = true;
  caf::anon_send(actor, deliver_pending{});
  test.run();
  BOOST_TEST(log->orders == range(4, 30), per_element());
  BOOST_TEST(database.all_decided());
  caf::anon_send(actor, deliver_pending{});
  test.run();
  BOOST_TEST(log->orders.size() == 27u);
}

BOOST_FIXTURE_TEST_CASE(a_restart_delivers_again_what_was_not_recorded,
                        slow_record_fixture) {
  const auto first = start();
  commit(first, {1});
  test.run();
  BOOST_TEST(log->orders.size() == 1u);
  test.stop(first);

  const auto second = start();
  caf::anon_send(second, deliver_pending{});
  test.run();
  BOOST_TEST(log->orders == (ids{1, 1}), per_element());
}

BOOST_FIXTURE_TEST_CASE(no_scan_while_a_record_is_in_flight,
                        slow_record_fixture) {
  const auto actor = start();
  commit(actor, {1});
  caf::anon_send(actor, deliver_pending{});
  test.run();
  BOOST_TEST(records.unanswered() == 1u);
  BOOST_TEST(database.scans == 0);
  give_record();
  BOOST_TEST(database.scans == 1);
  BOOST_TEST(log->orders == ids{1}, per_element());
}

BOOST_FIXTURE_TEST_CASE(a_scan_that_overlaps_a_live_batch_does_not_repeat_it,
                        slow_scan_fixture) {
  const auto actor = start();
  caf::anon_send(actor, deliver_pending{});
  test.run();
  BOOST_REQUIRE(scans.unanswered() == 1u);
  commit(actor, {1});
  test.run();
  scans.give(database.pending(scans.requests()[0]));
  BOOST_TEST(log->orders == ids{1}, per_element());
}

BOOST_AUTO_TEST_CASE(a_batch_told_after_a_scan_brought_it_is_not_repeated) {
  const auto actor = start();
  database.commit(batch(1, {1}));
  caf::anon_send(actor, deliver_pending{});
  test.run();
  commit(actor, {1});
  test.run();
  BOOST_TEST(log->orders == ids{1}, per_element());
}

BOOST_AUTO_TEST_CASE(a_scan_that_fails_is_tried_again) {
  bool broken = true;
  storage.script->load_pending_deliveries =
      [&](const load_pending_deliveries& asked)
      -> caf::result<pending_deliveries_loaded> {
    if (broken)
      return make_error(errc::unavailable, "the database is away");
    return database.pending(asked);
  };
  const auto actor = start();
  database.commit(batch(1, {1}));
  caf::anon_send(actor, deliver_pending{});
  test.run();
  BOOST_TEST(log->orders.empty());
  broken = false;
  test.advance(milliseconds{100});
  BOOST_TEST(log->orders == ids{1}, per_element());
}

BOOST_FIXTURE_TEST_CASE(drain_leaves_the_backlog_to_the_next_start,
                        slow_scan_fixture) {
  const auto actor = start();
  database.commit(batch(1, {1}));
  caf::anon_send(actor, deliver_pending{});
  test.run();
  const auto done = test.ask<drained>(actor, drain{});
  test.run();
  scans.give(database.pending(scans.requests()[0]));
  BOOST_TEST(done->value.has_value());
  BOOST_TEST(log->orders.empty());
  BOOST_TEST(scans.requests().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
