// SPDX-License-Identifier: Apache-2.0
#include "actors/notifier.hpp"

#include "actors/errors.hpp"
#include "tests/support/notifier_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::testing;
using boost::test_tools::per_element;
using std::chrono::milliseconds;
using std::chrono::seconds;
using status_of = domain::delivery_exception::status;
using verdict = domain::handed::verdict;

namespace {

/// A notifier with the log and a webhook.
struct fixture : notifier_fixture {
  notifier_actor begin() {
    return start({log, hook});
  }

  void wait(seconds time) {
    for (auto left = time; left > seconds{0}; left -= seconds{1})
      test.advance(seconds{1});
  }

  std::shared_ptr<fake_channel> hook = remote_channel("webhook", 8);
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(notifier_trouble_test, fixture)

BOOST_AUTO_TEST_CASE(a_channel_that_is_down_keeps_its_messages_uncounted) {
  hook->failure = "cannot connect to 127.0.0.1:25: Connection refused";
  const auto actor = begin();
  commit_batches(actor, {batch(1, range(1, 100))});
  test.run();
  wait(seconds{300});
  BOOST_TEST(log->orders.size() == 100u);
  BOOST_TEST(hook->orders.empty());
  BOOST_TEST(database.exceptions.empty());
  BOOST_TEST(status(actor).trouble == "webhook: " + hook->failure);
  BOOST_TEST(status(actor).channels[1].waiting == 100);
  // Not more often than the delays say, and then with one message alone.
  BOOST_TEST(hook->attempts < 8 + 30);
  BOOST_TEST(hook->groups.back() == 1u);

  hook->failure.clear();
  wait(seconds{31});
  settle();
  BOOST_TEST(hook->orders.size() == 100u);
  BOOST_TEST(database.all_decided());
  BOOST_TEST(database.exceptions.empty());
  BOOST_TEST(status(actor).trouble.empty());
  BOOST_TEST(test.events->count("notifications.resumed") == 1u);
}

BOOST_AUTO_TEST_CASE(what_was_ready_when_it_went_down_is_looked_at_again) {
  hook->failure = "away";
  const auto actor = begin();
  commit_batches(actor, {batch(1, {1, 2})});
  test.run();
  database.states[1] = {domain::order_status::cancelled,
                        domain::payment_status::refunded};
  hook->failure.clear();
  wait(seconds{2});
  BOOST_TEST(hook->orders == ids{2}, per_element());
  BOOST_TEST(database.count_of(status_of::suppressed) == 1u);
}

BOOST_AUTO_TEST_CASE(a_wait_that_the_receiver_asked_for_is_kept) {
  int asked = 0;
  hook->answer = [&](const domain::outgoing&) -> domain::handed {
    if (asked++ == 0)
      return {verdict::down, "429 Too Many Requests", seconds{120}};
    return {};
  };
  const auto actor = begin();
  commit(actor, {1});
  test.run();
  wait(seconds{119});
  BOOST_TEST(asked == 1);
  wait(seconds{2});
  BOOST_TEST(hook->orders == ids{1}, per_element());
}

BOOST_AUTO_TEST_CASE(a_channel_that_takes_nothing_is_left_alone_for_a_while) {
  hook->answer = [](const domain::outgoing&) -> domain::handed {
    return {verdict::again, "no reply within 15 s"};
  };
  const auto actor = begin();
  commit_batches(actor, {batch(1, range(1, 1'000))});
  test.run();
  BOOST_TEST(status(actor).trouble == "webhook: no reply within 15 s");
  const auto tried = [&] {
    std::size_t messages = 0;
    for (const auto group : hook->groups)
      messages += group;
    return messages;
  };
  BOOST_TEST(tried() <= 8u * 10u + 20u);
  hook->answer = nullptr;
  wait(seconds{60});
  BOOST_TEST(hook->arrived.size() == 1'000u);
  BOOST_TEST(database.all_decided());
}

BOOST_AUTO_TEST_CASE(a_retry_that_finds_the_channel_down_is_not_forgotten) {
  int asked = 0;
  hook->answer = [&](const domain::outgoing&) -> domain::handed {
    switch (asked++) {
    case 0:
      return {verdict::again, "500 Internal Server Error"};
    case 1:
      return {verdict::down, "connection refused"};
    default:
      return {};
    }
  };
  commit(start({hook}), {1});
  test.run();
  wait(seconds{20});
  BOOST_TEST(hook->orders == ids{1}, per_element());
  BOOST_TEST(database.count_of(status_of::sent) == 1u);
}

BOOST_AUTO_TEST_CASE(
    a_receiver_that_wants_nothing_more_is_left_alone_for_good) {
  hook->answer = [](const domain::outgoing&) -> domain::handed {
    return {verdict::disabled, "410 Gone"};
  };
  const auto first = begin();
  commit_batches(first, {batch(1, range(1, 50))});
  test.run();
  wait(seconds{100});
  BOOST_TEST(test.events->count("notifications.disabled") == 1u);
  BOOST_TEST(database.paused.contains("notifications.webhook"));
  BOOST_TEST(status(first).channels[1].paused);
  BOOST_TEST(!status(first).paused);
  BOOST_TEST(log->orders.size() == 50u);
  const auto attempts = hook->attempts;
  test.stop(first);

  const auto second = begin();
  caf::anon_send(second, deliver_pending{});
  wait(seconds{10});
  BOOST_TEST(hook->attempts == attempts);
  hook->answer = nullptr;
  test.get<recorded>(second, pause_stage{false, "webhook"});
  test.run();
  BOOST_TEST(hook->orders.size() == 50u);
  BOOST_TEST(!database.paused.contains("notifications.webhook"));
}

BOOST_AUTO_TEST_CASE(that_it_wants_nothing_is_stored_once_it_can_be) {
  bool away = true;
  storage.script->store_paused =
      [&](const store_paused& message) -> caf::result<recorded> {
    if (away)
      return make_error(errc::unavailable, "the database is away");
    database.paused.insert(message.stage);
    return recorded{};
  };
  hook->answer = [](const domain::outgoing&) -> domain::handed {
    return {verdict::disabled, "410 Gone"};
  };
  const auto actor = begin();
  commit(actor, {1});
  test.run();
  BOOST_TEST(database.paused.empty());
  away = false;
  wait(seconds{5});
  BOOST_TEST(database.paused.contains("notifications.webhook"));
}

BOOST_AUTO_TEST_CASE(while_the_database_is_away_nothing_is_lost) {
  bool away = false;
  const auto refuse = [] {
    return make_error(errc::unavailable, "the database is away");
  };
  auto& script = *storage.script;
  script.load_outgoing =
      [&](const load_outgoing& m) -> caf::result<outgoing_loaded> {
    return away ? caf::result<outgoing_loaded>(refuse()) : database.look(m);
  };
  script.record_deliveries =
      [&](const record_deliveries& m) -> caf::result<recorded> {
    if (away)
      return refuse();
    database.record(m);
    return recorded{};
  };
  const auto actor = begin();
  commit_batches(actor, {batch(1, range(1, 10))});
  test.run();
  away = true;
  commit_batches(actor, {batch(2, range(11, 1'500))});
  test.run();
  wait(seconds{120});
  // The log needs no look.
  BOOST_TEST(log->orders.size() == 1'500u);
  BOOST_TEST(hook->orders.size() == 10u);
  BOOST_TEST(!status(actor).trouble.empty());
  BOOST_TEST(test.events->count("notifications.delayed") < 20u);
  away = false;
  wait(seconds{31});
  settle();
  BOOST_TEST(hook->arrived.size() == 1'500u);
  BOOST_TEST(hook->orders.size() == 1'500u);
  BOOST_TEST(database.all_decided());
  BOOST_TEST(status(actor).trouble.empty());
}

BOOST_AUTO_TEST_CASE(a_slow_start_of_the_database_is_waited_for) {
  database.paused = {"notifications.webhook", "orders"};
  bool away = true;
  storage.script->load_paused =
      [&](const load_paused&) -> caf::result<paused_loaded> {
    if (away)
      return make_error(errc::unavailable, "the database is away");
    return paused_loaded{{"notifications.webhook", "orders"}};
  };
  const auto actor = begin();
  commit(actor, {1});
  test.run();
  BOOST_TEST(log->orders.empty());
  away = false;
  wait(seconds{2});
  BOOST_TEST(log->orders == ids{1}, per_element());
  BOOST_TEST(hook->orders.empty());
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_that_wait_at_the_start_fit_in_memory) {
  database.policy = {{"log"}, {"webhook"}};
  for (std::int64_t id = 1; id <= 100; ++id)
    database.commit(batch(id, range(id * 1'000, id * 1'000 + 999)));
  const auto actor = begin();
  std::size_t most = 0;
  auto& script = *storage.script;
  script.load_pending_deliveries = [&](const load_pending_deliveries& m) {
    const auto page = database.pending(m);
    std::size_t notices = 0;
    for (const auto& one : *page.batches)
      notices += one.notices.size();
    most = std::max(most, notices);
    return page;
  };
  caf::anon_send(actor, deliver_pending{});
  test.run();
  wait(seconds{5});
  BOOST_TEST(hook->arrived.size() == 100'000u);
  BOOST_TEST(hook->orders.size() == 100'000u);
  BOOST_TEST(log->orders.size() == 100'000u);
  BOOST_TEST(most <= static_cast<std::size_t>(max_queued_notices));
  BOOST_TEST(database.all_decided());
}

BOOST_AUTO_TEST_CASE(many_small_batches_that_wait_take_few_questions) {
  database.policy = {{"webhook"}};
  for (std::int64_t id = 1; id <= 5'000; ++id)
    database.commit(batch(id, {id}));
  const auto actor = start({hook});
  caf::anon_send(actor, deliver_pending{});
  test.run();
  BOOST_TEST(hook->orders.size() == 5'000u);
  BOOST_TEST(database.scans < 40);
  BOOST_TEST(database.looks < 80);
}

BOOST_AUTO_TEST_CASE(a_channel_that_is_down_fills_no_memory) {
  hook->failure = "away";
  const auto actor = start({hook});
  for (std::int64_t id = 1; id <= 30; ++id)
    commit_batches(actor, {batch(id, range(id * 1'000, id * 1'000 + 999))});
  test.run();
  const auto shown = status(actor).channels[0];
  BOOST_TEST(shown.waiting == 30'000);
  BOOST_TEST(test.events->count("notifications.backlog") == 1u);
  hook->failure.clear();
  wait(seconds{10});
  BOOST_TEST(hook->orders.size() == 30'000u);
  BOOST_TEST(status(actor).waiting == 0);
}

BOOST_AUTO_TEST_SUITE_END()
