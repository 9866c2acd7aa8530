// SPDX-License-Identifier: Apache-2.0
#include "actors/notifier.hpp"

#include "actors/errors.hpp"
#include "tests/support/notifier_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::testing;
using boost::test_tools::per_element;
using std::chrono::seconds;
using verdict = domain::handed::verdict;

namespace {

/// A notifier with the log and e-mail, and an order 42 to test with.
struct fixture : notifier_fixture {
  fixture() {
    storage.script->load_test_notice =
        [this](const load_test_notice& asked) -> test_notice_loaded {
      if (asked.order.value != 42)
        return {nullptr};
      domain::outgoing message;
      message.about.order = asked.order;
      message.about.type = asked.type;
      message.email = "ada@example.org";
      message.since = asked.now;
      message.test = true;
      return {std::make_shared<domain::outgoing>(message)};
    };
  }

  notifier_actor begin() {
    return start({log, mail});
  }

  caf::error refusal(const notifier_actor& actor, const send_test& message) {
    const auto result = test.ask<test_sent>(actor, message);
    test.run();
    BOOST_REQUIRE(result->error);
    return result->error;
  }

  std::shared_ptr<fake_channel> mail = remote_channel("email");
};

constexpr auto success = domain::notification_type::success;

} // namespace

BOOST_FIXTURE_TEST_SUITE(notifier_desk_test, fixture)

BOOST_AUTO_TEST_CASE(nothing_is_handed_over_while_all_is_paused) {
  const auto actor = begin();
  test.get<recorded>(actor, pause_stage{true, ""});
  BOOST_TEST(database.paused.contains("notifications"));
  commit(actor, range(1, 5));
  test.advance(seconds{100});
  BOOST_TEST(log->orders.empty());
  BOOST_TEST(mail->orders.empty());
  const auto shown = status(actor);
  BOOST_TEST(shown.paused);
  BOOST_TEST(shown.channels[0].paused);
  BOOST_TEST(shown.waiting == 10);
  test.get<recorded>(actor, pause_stage{false, ""});
  test.run();
  BOOST_TEST(log->orders.size() == 5u);
  BOOST_TEST(mail->orders.size() == 5u);
  BOOST_TEST(database.paused.empty());
  BOOST_TEST(test.events->count("notifications.paused") == 1u);
  BOOST_TEST(test.events->count("notifications.unpaused") == 1u);
}

BOOST_AUTO_TEST_CASE(one_channel_is_paused_alone) {
  const auto actor = begin();
  test.get<recorded>(actor, pause_stage{true, "email"});
  commit(actor, {1});
  test.run();
  BOOST_TEST(log->orders == ids{1}, per_element());
  BOOST_TEST(mail->orders.empty());
  BOOST_TEST(!status(actor).paused);
  BOOST_TEST(status(actor).channels[1].paused);
}

BOOST_AUTO_TEST_CASE(whoever_resumes_all_resumes_each) {
  database.paused = {"notifications", "notifications.email", "orders"};
  const auto actor = begin();
  test.get<recorded>(actor, pause_stage{false, ""});
  BOOST_TEST(database.paused == std::set<std::string>{"orders"}, per_element());
  BOOST_TEST(!status(actor).channels[1].paused);
}

BOOST_AUTO_TEST_CASE(one_channel_is_not_resumed_while_all_are_paused) {
  database.paused = {"notifications", "notifications.email"};
  const auto actor = begin();
  const auto one = test.ask<recorded>(actor, pause_stage{false, "email"});
  test.run();
  BOOST_CHECK(error_code(one->error) == errc::refused);
  BOOST_TEST(error_text(one->error) ==
             "all notifications are paused; `queue resume notifications` comes "
             "first");
  BOOST_TEST(database.paused.size() == 2u);
  // What is asked for behind it is done.
  const auto all = test.ask<recorded>(actor, pause_stage{false, ""});
  const auto then = test.ask<recorded>(actor, pause_stage{false, "email"});
  test.run();
  BOOST_TEST(all->value.has_value());
  BOOST_TEST(then->value.has_value());
  BOOST_TEST(database.paused.empty());
}

BOOST_AUTO_TEST_CASE(a_pause_outlives_the_notifier) {
  const auto first = begin();
  test.get<recorded>(first, pause_stage{true, "email"});
  test.stop(first);
  const auto second = begin();
  commit(second, {1});
  test.run();
  BOOST_TEST(mail->orders.empty());
}

BOOST_AUTO_TEST_CASE(a_pause_that_cannot_be_stored_is_none) {
  storage.script->store_paused =
      [](const store_paused&) -> caf::result<recorded> {
    return make_error(errc::unavailable, "the database is away");
  };
  const auto actor = begin();
  const auto result = test.ask<recorded>(actor, pause_stage{true, ""});
  test.run();
  BOOST_CHECK(error_code(result->error) == errc::unavailable);
  commit(actor, {1});
  test.run();
  BOOST_TEST(log->orders == ids{1}, per_element());
}

BOOST_AUTO_TEST_CASE(an_unknown_channel_cannot_be_paused) {
  const auto result = test.ask<recorded>(begin(), pause_stage{true, "webhook"});
  test.run();
  BOOST_CHECK(error_code(result->error) == errc::refused);
  BOOST_TEST(error_text(result->error) ==
             "the channel webhook is not configured");
}

BOOST_AUTO_TEST_CASE(what_was_down_is_tried_at_once_when_a_person_resumes_it) {
  mail->failure = "connection refused";
  const auto actor = begin();
  commit(actor, {1});
  test.run();
  for (int i = 0; i != 100; ++i)
    test.advance(seconds{1});
  mail->failure.clear();
  test.get<recorded>(actor, pause_stage{false, "email"});
  test.run();
  BOOST_TEST(mail->orders == ids{1}, per_element());
}

BOOST_AUTO_TEST_CASE(
    pausing_one_channel_keeps_the_rest_that_another_asked_for) {
  mail->answer = [](const domain::outgoing&) -> domain::handed {
    return {verdict::down, "429 Too Many Requests", seconds{600}};
  };
  const auto actor = begin();
  commit(actor, {1});
  test.run();
  test.get<recorded>(actor, pause_stage{true, "log"});
  test.get<recorded>(actor, pause_stage{false, "log"});
  test.get<recorded>(actor, pause_stage{true, "email"});
  test.run();
  BOOST_TEST(mail->attempts == 1);
  BOOST_TEST(!status(actor).channels[1].trouble.empty());
  test.get<recorded>(actor, pause_stage{false, "email"});
  test.run();
  BOOST_TEST(mail->attempts == 2);
}

// -- tests --------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_test_is_sent_and_leaves_no_trace) {
  const auto actor = begin();
  const auto sent =
      test.get<test_sent>(actor, send_test{{42}, success, "email"});
  BOOST_TEST(sent.to == "ada@example.org");
  BOOST_REQUIRE(mail->tests.size() == 1u);
  BOOST_TEST(mail->tests[0].test);
  settle();
  BOOST_TEST(database.groups.empty());
}

BOOST_AUTO_TEST_CASE(a_test_may_go_to_another_address_and_during_a_pause) {
  database.paused = {"notifications"};
  const auto sent = test.get<test_sent>(
      begin(), send_test{{42}, success, "email", "me@example.org"});
  BOOST_TEST(sent.to == "me@example.org");
  BOOST_TEST(mail->tests[0].to == "me@example.org");
}

BOOST_AUTO_TEST_CASE(a_test_that_fails_says_why_and_counts_for_nothing) {
  const auto actor = begin();
  mail->answer = [](const domain::outgoing&) -> domain::handed {
    return {verdict::refused, "550 no such user"};
  };
  auto error = refusal(actor, {{42}, success, "email"});
  BOOST_CHECK(error_code(error) == errc::refused);
  BOOST_TEST(error_text(error) ==
             "cannot send a test over email: 550 no such user");
  mail->failure = "connection refused";
  error = refusal(actor, {{42}, success, "email"});
  BOOST_CHECK(error_code(error) == errc::unavailable);
  BOOST_TEST(status(actor).trouble.empty());
}

BOOST_AUTO_TEST_CASE(a_test_of_what_there_is_not_is_refused) {
  const auto actor = begin();
  BOOST_CHECK(error_code(refusal(actor, {{43}, success, "email"})) ==
              errc::not_found);
  BOOST_CHECK(error_code(refusal(actor, {{42}, success, "webhook"})) ==
              errc::refused);
  BOOST_CHECK(
      error_code(refusal(actor, {{42}, success, "log", "me@example.org"})) ==
      errc::invalid);
}

// -- status and end -----------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_status_names_what_waits_for_a_channel_that_is_gone) {
  database.policy = {{"log"}, {"webhook"}};
  database.commit(batch(1, {1, 2, 3}));
  const auto actor = begin();
  const auto shown = status(actor);
  BOOST_REQUIRE(shown.channels.size() == 3u);
  BOOST_TEST(shown.channels[2].channel == "webhook");
  BOOST_TEST(shown.channels[2].waiting == 3);
  BOOST_TEST(shown.channels[2].trouble == "the channel is not configured");
}

BOOST_AUTO_TEST_CASE(the_status_comes_although_the_database_does_not_answer) {
  held_answers<count_deliveries, deliveries_counted> counts{
      storage, &fake_storage::count_deliveries};
  const auto actor = begin();
  const auto first = test.ask<notifier_status>(actor, get_status{});
  const auto second = test.ask<notifier_status>(actor, get_status{});
  test.run();
  BOOST_TEST(counts.unanswered() == 1u);
  BOOST_TEST(!first->answered());
  test.advance(count_patience);
  BOOST_TEST(first->value.has_value());
  BOOST_TEST(second->value.has_value());
}

BOOST_AUTO_TEST_CASE(drain_leaves_to_the_database_what_a_channel_did_not_take) {
  mail->failure = "connection refused";
  const auto actor = begin();
  commit_batches(actor, {batch(1, range(1, 50))});
  test.run();
  BOOST_TEST(log->orders.size() == 50u);
  test.get<drained>(actor, drain{});
  BOOST_TEST(database.complete("log", 1));
  BOOST_TEST(!database.complete("email", 1));
  mail->failure.clear();
  test.advance(seconds{100});
  BOOST_TEST(mail->orders.empty());
}

BOOST_AUTO_TEST_CASE(drain_records_what_was_handed_over) {
  const auto actor = begin();
  commit_batches(actor, {batch(1, range(1, 50))});
  test.run();
  BOOST_TEST(!database.complete("email", 1));
  test.get<drained>(actor, drain{});
  BOOST_TEST(database.all_decided());
}

BOOST_AUTO_TEST_CASE(drain_records_what_was_sent_of_a_group_that_was_cut) {
  const auto actor = begin();
  mail->answer = [&](const domain::outgoing& message) -> domain::handed {
    if (message.about.order.value < 3)
      return {};
    caf::anon_send(actor, drain{});
    return {verdict::down, "the daemon ends"};
  };
  commit_batches(actor, {batch(1, range(1, 5))});
  test.run();
  test.get<drained>(actor, drain{});
  BOOST_TEST(mail->orders == (ids{1, 2}), per_element());
  BOOST_TEST(!database.complete("email", 1));
  BOOST_TEST(test.events->count("notifications.delayed") == 0u);
}

BOOST_AUTO_TEST_CASE(drain_does_not_wait_for_what_is_paused) {
  database.paused = {"notifications"};
  const auto actor = begin();
  commit(actor, {1});
  test.run();
  test.get<drained>(actor, drain{});
}

BOOST_AUTO_TEST_SUITE_END()
