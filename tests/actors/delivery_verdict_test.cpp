// SPDX-License-Identifier: Apache-2.0
#include "actors/delivery_verdict.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using std::chrono::milliseconds;
using std::chrono::seconds;
using status = domain::delivery_exception::status;
using verdict = domain::handed::verdict;

namespace {

struct fixture {
  fixture() {
    message.id = {64};
    message.about.order = {1};
  }

  std::optional<domain::delivery_exception> after(domain::handed result) {
    return exception_after(message, result, terms, now, 200);
  }

  domain::outgoing message;
  retry_terms terms{3, milliseconds{1'000}, milliseconds{10'000}};
  domain::utc_time now{seconds{1'000'000}};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(delivery_verdict_test, fixture)

BOOST_AUTO_TEST_CASE(a_first_attempt_that_arrives_leaves_no_row) {
  BOOST_TEST(!after({verdict::sent}));
}

BOOST_AUTO_TEST_CASE(a_later_one_tells_how_many_it_took) {
  message.attempts = 2;
  const auto exception = after({verdict::sent});
  BOOST_REQUIRE(exception);
  BOOST_CHECK(exception->what == status::sent);
  BOOST_TEST(exception->attempts == 3);
  BOOST_TEST(!exception->next_at);
}

BOOST_AUTO_TEST_CASE(one_that_a_person_asked_for_leaves_a_row) {
  message.resends = 1;
  BOOST_TEST(after({verdict::sent})->attempts == 1);
}

BOOST_AUTO_TEST_CASE(one_that_was_not_taken_is_tried_again_later_and_later) {
  auto exception = after({verdict::again, "451 try later"});
  BOOST_CHECK(exception->what == status::retrying);
  BOOST_TEST(exception->attempts == 1);
  BOOST_TEST(exception->error_message == "451 try later");
  BOOST_TEST(exception->order.value == 1);
  BOOST_CHECK(exception->next_at == now + seconds{1});
  message.attempts = 1;
  BOOST_CHECK(after({verdict::again, ""})->next_at == now + seconds{2});
}

BOOST_AUTO_TEST_CASE(a_receivers_longer_wait_is_kept_within_our_longest) {
  BOOST_CHECK(after({verdict::again, "", seconds{5}})->next_at ==
              now + seconds{5});
  BOOST_CHECK(after({verdict::again, "", seconds{500}})->next_at ==
              now + seconds{10});
}

BOOST_AUTO_TEST_CASE(the_last_attempt_makes_a_dead_letter) {
  message.attempts = 2;
  const auto exception = after({verdict::again, "451 try later"});
  BOOST_CHECK(exception->what == status::failed);
  BOOST_TEST(exception->attempts == 3);
  BOOST_TEST(!exception->next_at);
}

BOOST_AUTO_TEST_CASE(forgiven_attempts_count_neither_for_the_limit_nor_delay) {
  message.attempts = 7;
  message.forgiven = 7;
  const auto exception = after({verdict::again, ""});
  BOOST_CHECK(exception->what == status::retrying);
  BOOST_TEST(exception->attempts == 8);
  BOOST_CHECK(exception->next_at == now + seconds{1});
}

BOOST_AUTO_TEST_CASE(a_refusal_is_final_at_once) {
  const auto exception = after({verdict::refused, "550 no such user"});
  BOOST_CHECK(exception->what == status::failed);
  BOOST_TEST(exception->attempts == 1);
  BOOST_TEST(exception->error_message == "550 no such user");
}

BOOST_AUTO_TEST_CASE(one_not_meant_for_the_receiver_was_not_tried) {
  const auto exception = after({verdict::skipped, "not in the allow-list"});
  BOOST_CHECK(exception->what == status::suppressed);
  BOOST_TEST(exception->attempts == 0);
}

BOOST_AUTO_TEST_CASE(one_that_is_not_sent_any_more_says_why) {
  const auto old = exception_for(
      message, {domain::skip_reason::kind::expired, "it waited too long"});
  BOOST_CHECK(old.what == status::expired);
  BOOST_TEST(old.error_message == "it waited too long");
  const auto stale =
      exception_for(message, {domain::skip_reason::kind::stale, "not so"});
  BOOST_CHECK(stale.what == status::suppressed);
}

BOOST_AUTO_TEST_SUITE_END()
