// SPDX-License-Identifier: Apache-2.0
#include "actors/notifier.hpp"

#include "actors/errors.hpp"
#include "tests/support/notifier_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::testing;
using boost::test_tools::per_element;
using std::chrono::milliseconds;

BOOST_FIXTURE_TEST_SUITE(notifier_test, notifier_fixture)

BOOST_AUTO_TEST_CASE(what_was_committed_is_delivered_and_recorded) {
  const auto actor = start();
  commit(actor, {1, 2});
  test.run();
  BOOST_TEST(log->orders == range(1, 2), per_element());
  BOOST_TEST((database.complete("log", 1) && database.complete("log", 2)));
  BOOST_TEST(status(actor).waiting == 0);
  BOOST_CHECK(log->last == test.clock->now());
}

BOOST_AUTO_TEST_CASE(each_channel_gets_each_batch) {
  const auto mail = remote_channel("email");
  const auto actor = start({log, mail});
  commit(actor, range(1, 3));
  test.run();
  settle();
  BOOST_TEST(log->orders.size() == 3u);
  BOOST_TEST(mail->orders.size() == 3u);
  BOOST_TEST(database.complete("log", 3));
  BOOST_TEST(database.complete("email", 3));
}

BOOST_FIXTURE_TEST_CASE(records_are_grouped_and_one_is_in_flight,
                        slow_record_fixture) {
  const auto actor = start();
  commit(actor, {1});
  test.run();
  for (std::int64_t id = 2; id <= 9; ++id)
    commit(actor, {id});
  test.run();
  BOOST_TEST(log->orders.size() == 9u);
  BOOST_TEST(records.unanswered() == 1u);
  BOOST_TEST(status(actor).waiting == 9);
  give_record();
  BOOST_TEST(records.unanswered() == 1u);
  give_record();
  BOOST_REQUIRE(database.groups.size() == 2u);
  BOOST_TEST(database.groups[1] == 8u);
  BOOST_TEST(status(actor).waiting == 0);
}

BOOST_AUTO_TEST_CASE(a_failing_channel_is_asked_again_with_growing_delays) {
  const auto actor = start();
  log->failure = "No space left on device";
  commit(actor, {1});
  test.run();
  BOOST_TEST(log->attempts == 1);
  BOOST_TEST(status(actor).trouble == "log: No space left on device");
  BOOST_TEST(status(actor).waiting == 1);
  test.advance(milliseconds{99});
  BOOST_TEST(log->attempts == 1);
  test.advance(milliseconds{1});
  BOOST_TEST(log->attempts == 2);
  test.advance(milliseconds{199});
  BOOST_TEST(log->attempts == 2);
  test.advance(milliseconds{1});
  BOOST_TEST(log->attempts == 3);
  BOOST_TEST(test.events->count("notifications.delayed") == 3u);

  log->failure.clear();
  test.advance(milliseconds{400});
  BOOST_TEST(log->orders == ids{1}, per_element());
  BOOST_TEST(status(actor).trouble.empty());
  BOOST_TEST(database.complete("log", 1));
  BOOST_TEST(test.events->count("notifications.resumed") == 1u);
}

BOOST_AUTO_TEST_CASE(delays_never_exceed_the_longest) {
  start();
  backoff delays(first_notify_delay, longest_notify_delay);
  for (int i = 0; i < 20; ++i)
    delays.next();
  BOOST_CHECK(delays.next() == longest_notify_delay);
  delays.reset();
  BOOST_CHECK(delays.next() == first_notify_delay);
}

BOOST_AUTO_TEST_CASE(a_failing_channel_does_not_hold_back_another) {
  const auto mail = remote_channel("email");
  mail->failure = "connection refused";
  const auto actor = start({log, mail});
  commit(actor, range(1, 3));
  test.run();
  BOOST_TEST(log->orders.size() == 3u);
  BOOST_TEST(database.complete("log", 3));
  BOOST_TEST(!database.complete("email", 1));
}

BOOST_AUTO_TEST_CASE(a_record_that_fails_is_tried_again_without_delivering) {
  int failures = 2;
  storage.script->record_deliveries =
      [&](const record_deliveries& message) -> caf::result<recorded> {
    if (failures-- > 0)
      return make_error(errc::unknown_outcome, "connection lost");
    database.record(message);
    return recorded{};
  };
  const auto actor = start();
  commit(actor, {1});
  test.run();
  BOOST_TEST(status(actor).trouble ==
             "cannot record delivered notifications: connection lost");
  commit(actor, {2});
  test.advance(milliseconds{100});
  test.advance(milliseconds{200});
  BOOST_TEST((database.complete("log", 1) && database.complete("log", 2)));
  BOOST_TEST(log->orders == range(1, 2), per_element());
  BOOST_TEST(status(actor).trouble.empty());
}

BOOST_FIXTURE_TEST_CASE(drain_waits_until_all_is_recorded,
                        slow_record_fixture) {
  const auto actor = start();
  commit(actor, range(1, 5));
  test.run();
  const auto done = test.ask<drained>(actor, drain{});
  test.run();
  BOOST_TEST(!done->answered());
  give_record();
  BOOST_TEST(done->value.has_value());
}

BOOST_AUTO_TEST_CASE(drain_of_an_idle_notifier_is_answered_at_once) {
  test.get<drained>(start(), drain{});
}

BOOST_AUTO_TEST_SUITE_END()
