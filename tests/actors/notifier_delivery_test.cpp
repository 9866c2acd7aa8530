// SPDX-License-Identifier: Apache-2.0
#include "actors/notifier.hpp"

#include "tests/support/notifier_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace orderd;
using namespace orderd::testing;
using boost::test_tools::per_element;
using std::chrono::milliseconds;
using std::chrono::seconds;
using status_of = domain::delivery_exception::status;
using type = domain::notification_type;
using verdict = domain::handed::verdict;

namespace {

/// A notifier with e-mail alone.
struct fixture : notifier_fixture {
  notifier_actor begin() {
    return start({mail});
  }

  /// The exception of the notification that an order is being worked on.
  const fake_deliveries::exception* exception_of(std::int64_t order) const {
    return database.find(
        domain::make_notification_id(order, type::processing, mail_code));
  }

  static constexpr int mail_code = 1;
  std::shared_ptr<fake_channel> mail = remote_channel("email");
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(notifier_delivery_test, fixture)

BOOST_AUTO_TEST_CASE(a_message_says_what_the_database_knows_now) {
  const auto actor = begin();
  std::string name;
  mail->answer = [&](const domain::outgoing& message) {
    name = message.about.content->customer_name;
    return domain::handed{};
  };
  commit(actor, {1});
  test.run();
  BOOST_TEST(name == "Ada Example");
  BOOST_TEST(database.looks == 1);
}

BOOST_AUTO_TEST_CASE(progress_is_recorded_grouped_and_soon) {
  const auto actor = begin();
  commit(actor, range(1, 50));
  test.run();
  BOOST_TEST(mail->orders.size() == 50u);
  BOOST_TEST(database.groups.empty());
  settle();
  BOOST_REQUIRE(database.groups.size() == 1u);
  BOOST_TEST(database.groups[0] == 50u);
  BOOST_TEST(database.all_decided());
  settle();
  BOOST_TEST(database.groups.size() == 1u);
}

BOOST_AUTO_TEST_CASE(groups_are_small_and_shared_among_the_sessions) {
  const auto actor = begin();
  commit_batches(actor, {batch(1, range(1, 300))});
  test.run();
  BOOST_TEST(mail->orders.size() == 300u);
  BOOST_TEST(*std::ranges::max_element(mail->groups) == 10u);
  BOOST_TEST(mail->opened == 4);
  BOOST_TEST(database.looks == 2);
}

BOOST_AUTO_TEST_CASE(one_not_taken_is_tried_again_under_the_same_id) {
  mail->answer = [](const domain::outgoing& message) -> domain::handed {
    if (message.about.order.value == 2 && message.attempts == 0)
      return {verdict::again, "451 try later"};
    return {};
  };
  const auto actor = begin();
  commit_batches(actor, {batch(1, {1, 2, 3})});
  test.run();
  BOOST_TEST(mail->orders == (ids{1, 3}), per_element());
  settle();
  BOOST_REQUIRE(exception_of(2));
  BOOST_CHECK(exception_of(2)->what.what == status_of::retrying);
  BOOST_TEST(database.complete("email", 1));
  test.advance(seconds{3});
  BOOST_TEST(mail->orders.size() == 2u);
  test.advance(seconds{4});
  BOOST_TEST(mail->orders == (ids{1, 3, 2}), per_element());
  settle();
  BOOST_CHECK(exception_of(2)->what.what == status_of::sent);
  BOOST_TEST(exception_of(2)->what.attempts == 2);
  BOOST_TEST(mail->arrived.size() == 3u);
  BOOST_TEST(database.all_decided());
}

BOOST_AUTO_TEST_CASE(one_that_is_never_taken_becomes_a_dead_letter) {
  mail->answer = [](const domain::outgoing&) -> domain::handed {
    return {verdict::again, "451 try later"};
  };
  const auto actor = begin();
  commit(actor, {1});
  for (int i = 0; i != 200; ++i)
    test.advance(seconds{1});
  BOOST_REQUIRE(exception_of(1));
  BOOST_CHECK(exception_of(1)->what.what == status_of::failed);
  BOOST_TEST(mail->attempts == 4);
  BOOST_TEST(test.events->count("notifications.failed") == 1u);
  BOOST_TEST(status(actor).channels[0].dead == 1);
  BOOST_TEST(status(actor).waiting == 0);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_not_tried_again) {
  mail->answer = [](const domain::outgoing&) -> domain::handed {
    return {verdict::refused, "550 no such user"};
  };
  const auto actor = begin();
  commit_batches(actor, {batch(1, range(1, 60))});
  test.run();
  settle();
  test.advance(seconds{7'200});
  BOOST_TEST(database.count_of(status_of::failed) == 60u);
  BOOST_TEST(exception_of(1)->what.error_message == "550 no such user");
  BOOST_TEST(mail->groups.size() < 60u);
  // One line for all of them.
  BOOST_REQUIRE(test.events->count("notifications.failed") == 1u);
  BOOST_TEST(status(actor).trouble.empty());
}

BOOST_AUTO_TEST_CASE(what_is_not_true_any_more_is_not_sent) {
  database.states[2] = {domain::order_status::cancelled,
                        domain::payment_status::refunded};
  const auto actor = begin();
  commit_batches(actor, {batch(1, {1, 2, 3})});
  test.run();
  settle();
  BOOST_TEST(mail->orders == (ids{1, 3}), per_element());
  BOOST_CHECK(exception_of(2)->what.what == status_of::suppressed);
  BOOST_TEST(test.events->count("notifications.skipped") == 1u);
}

BOOST_AUTO_TEST_CASE(what_waited_too_long_is_not_sent) {
  const auto actor = begin();
  database.commit(batch(1, range(1, 20)));
  test.advance(std::chrono::hours{25});
  database.commit(batch(2, {30}));
  caf::anon_send(actor, deliver_pending{});
  test.run();
  settle();
  BOOST_TEST(mail->orders == ids{30}, per_element());
  BOOST_TEST(database.count_of(status_of::expired) == 20u);
  BOOST_TEST(database.all_decided());
}

BOOST_AUTO_TEST_CASE(the_log_knows_no_age) {
  const auto actor = start({log});
  database.commit(batch(1, {1}));
  test.advance(std::chrono::hours{1'000});
  caf::anon_send(actor, deliver_pending{});
  test.run();
  BOOST_TEST(log->orders == ids{1}, per_element());
}

BOOST_AUTO_TEST_CASE(one_whose_order_is_gone_is_done) {
  database.gone = {2};
  const auto actor = begin();
  commit_batches(actor, {batch(1, {1, 2, 3})});
  test.run();
  settle();
  BOOST_TEST(mail->orders == (ids{1, 3}), per_element());
  BOOST_TEST(database.complete("email", 1));
}

BOOST_AUTO_TEST_CASE(a_person_may_have_one_sent_again_under_a_new_id) {
  const auto actor = begin();
  commit(actor, {1});
  test.run();
  settle();
  const auto id = mail->sent.front();
  test.advance(std::chrono::hours{100});
  database.resend(id, test.clock->now());
  caf::anon_send(actor, deliver_due{});
  test.run();
  settle();
  BOOST_TEST(mail->orders == (ids{1, 1}), per_element());
  BOOST_TEST(mail->arrived.size() == 2u);
  BOOST_CHECK(exception_of(1)->what.what == status_of::sent);
  BOOST_TEST(exception_of(1)->what.attempts == 1);
}

BOOST_AUTO_TEST_CASE(retries_of_a_predecessor_are_taken_up) {
  database.policy = {{"email"}};
  database.commit(batch(1, range(1, 250)));
  database.rows["email"][1].complete = true;
  for (std::int64_t order = 1; order <= 250; ++order)
    database.resend(
        domain::make_notification_id(order, type::processing, mail_code),
        test.clock->now());
  begin();
  for (int i = 0; i != 5; ++i)
    settle();
  BOOST_TEST(mail->orders.size() == 250u);
  BOOST_TEST(mail->arrived.size() == 250u);
  BOOST_TEST(database.all_decided());
}

BOOST_AUTO_TEST_CASE(only_what_the_policy_tells_is_sent) {
  const auto actor = start({log, mail});
  // As if the configuration had changed: the database has the old scope.
  database.policy[1].types = domain::type_bit(type::success);
  database.commit(batch(1, {1}));
  database.commit(batch(2, {2}, type::success));
  caf::anon_send(actor, deliver_pending{});
  test.run();
  settle();
  BOOST_TEST(mail->orders == ids{2}, per_element());
  BOOST_TEST(log->orders == (ids{1, 2}), per_element());
}

BOOST_AUTO_TEST_CASE(a_channel_that_tells_nothing_gets_nothing) {
  notifier_dependencies dependencies;
  dependencies.storage = storage.actor;
  dependencies.channels = {log, mail};
  dependencies.policy = {{"log"},
                         {"email", domain::all_notification_types, false}};
  database.policy = dependencies.policy;
  dependencies.clock = test.clock;
  dependencies.events = test.events;
  dependencies.threads = false;
  const auto actor = test.spawn(notifier, std::move(dependencies));
  commit(actor, range(1, 5));
  test.run();
  settle();
  BOOST_TEST(log->orders.size() == 5u);
  BOOST_TEST(mail->orders.empty());
  BOOST_TEST(status(actor).waiting == 0);
}

BOOST_AUTO_TEST_CASE(an_orders_first_notification_arrives_before_its_second) {
  const auto actor = begin();
  commit_batches(
      actor, {batch(1, range(1, 100)), batch(2, range(1, 100), type::success)});
  test.run();
  BOOST_REQUIRE(mail->sent.size() == 200u);
  for (std::size_t i = 0; i != 100; ++i)
    BOOST_CHECK(domain::type_of(mail->sent[i]) == type::processing);
}

BOOST_AUTO_TEST_CASE(the_rate_of_a_channel_is_kept) {
  mail = remote_channel("email", 4, 50);
  const auto actor = begin();
  commit_batches(actor, {batch(1, range(1, 500))});
  test.run();
  for (int i = 0; i != 4'000; ++i)
    test.advance(milliseconds{1});
  BOOST_TEST(mail->orders.size() >= 190u);
  BOOST_TEST(mail->orders.size() <= 206u);
  for (int i = 0; i != 7'000; ++i)
    test.advance(milliseconds{1});
  BOOST_TEST(mail->orders.size() == 500u);
}

BOOST_AUTO_TEST_CASE(a_look_that_became_old_is_taken_again) {
  mail = remote_channel("email", 1, 1);
  const auto actor = begin();
  commit_batches(actor, {batch(1, range(1, 300))});
  test.run();
  for (int i = 0; i != 60; ++i)
    test.advance(seconds{1});
  BOOST_TEST(mail->orders.size() >= 58u);
  // Two are looked at together: what is ready is never old.
  BOOST_TEST(database.looks >= 29);
}

BOOST_AUTO_TEST_SUITE_END()
