// SPDX-License-Identifier: Apache-2.0
#include "domain/outgoing.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace orderd::domain;
using namespace std::chrono_literals;

namespace {

constexpr auto day = 24h;
const utc_time noon{std::chrono::microseconds{1'790'000'000'000'000}};

outgoing message(notification_type type, order_state state) {
  outgoing made;
  made.about.order = {42};
  made.about.type = type;
  made.id = id_of(made.about, 1);
  made.state = state;
  made.ordered_at = made.accepted_at = made.since = noon;
  return made;
}

const order_state processing{order_status::processing,
                             payment_status::processing};
const order_state paid{order_status::paid, payment_status::paid};
const order_state declined{order_status::cancelled, payment_status::failed};
const order_state out_of_stock{order_status::cancelled,
                               payment_status::not_charged};
const order_state refunded{order_status::cancelled, payment_status::refunded};
const order_state partly{order_status::shipped,
                         payment_status::partially_refunded};

bool is_sent(const outgoing& what, utc_time now = noon) {
  return !why_skip(what, now, day).has_value();
}

outgoing refund(notification_type type, refund_status state) {
  auto made = message(type, paid);
  made.about.refund = {7};
  made.refund_state = state;
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(outgoing_test)

BOOST_AUTO_TEST_CASE(
    the_first_notification_is_told_of_an_order_that_has_ended) {
  using enum notification_type;
  for (const auto& state : {::processing, paid, declined, out_of_stock, partly})
    BOOST_TEST(is_sent(message(processing, state)));
}

BOOST_AUTO_TEST_CASE(success_is_told_only_while_the_order_is_paid) {
  using enum notification_type;
  BOOST_TEST(is_sent(message(success, paid)));
  BOOST_TEST(is_sent(message(success, partly)));
  BOOST_TEST(!is_sent(message(success, refunded)));
  BOOST_TEST(!is_sent(message(success, declined)));
}

BOOST_AUTO_TEST_CASE(nothing_good_is_told_of_an_order_whose_money_went_back) {
  BOOST_TEST(!is_sent(message(notification_type::processing, refunded)));
}

BOOST_AUTO_TEST_CASE(failure_is_told_only_of_a_cancelled_order) {
  using enum notification_type;
  BOOST_TEST(is_sent(message(failure, declined)));
  BOOST_TEST(is_sent(message(failure, out_of_stock)));
  BOOST_TEST(!is_sent(message(failure, paid)));
}

BOOST_AUTO_TEST_CASE(a_refund_is_told_only_in_the_state_that_it_tells) {
  using enum notification_type;
  BOOST_TEST(is_sent(refund(refund_completed, refund_status::completed)));
  BOOST_TEST(!is_sent(refund(refund_completed, refund_status::reversed)));
  BOOST_TEST(is_sent(refund(refund_failed, refund_status::failed)));
  BOOST_TEST(!is_sent(refund(refund_failed, refund_status::completed)));
}

BOOST_AUTO_TEST_CASE(what_waited_too_long_is_expired_and_not_a_moment_before) {
  const auto one = message(notification_type::success, paid);
  BOOST_TEST(is_sent(one, noon + day));
  const auto skip = why_skip(one, noon + day + 1us, day);
  BOOST_REQUIRE(skip.has_value());
  BOOST_TEST((skip->what == skip_reason::kind::expired));
}

BOOST_AUTO_TEST_CASE(an_order_that_was_old_when_it_came_tells_nobody) {
  auto one = message(notification_type::success, paid);
  one.ordered_at = noon - day - 1us;
  BOOST_TEST(!is_sent(one));
}

BOOST_AUTO_TEST_CASE(an_order_that_was_paid_days_later_is_told_then) {
  auto one = message(notification_type::success, paid);
  one.ordered_at = one.accepted_at = noon - 5 * day;
  BOOST_TEST(is_sent(one));
}

BOOST_AUTO_TEST_CASE(the_refund_of_an_old_order_is_told) {
  auto one =
      refund(notification_type::refund_completed, refund_status::completed);
  one.ordered_at = noon - 100 * day;
  BOOST_TEST(is_sent(one));
}

BOOST_AUTO_TEST_CASE(
    what_a_person_asks_for_again_does_not_expire_but_may_be_stale) {
  auto one = message(notification_type::success, paid);
  one.resends = 1;
  BOOST_TEST(is_sent(one, noon + 10 * day));
  one.state = refunded;
  BOOST_TEST(!is_sent(one, noon + 10 * day));
}

BOOST_AUTO_TEST_CASE(a_dead_letter_that_is_tried_again_does_not_expire) {
  auto one = message(notification_type::success, paid);
  one.attempts = one.forgiven = 8;
  BOOST_TEST(is_sent(one, noon + 10 * day));
}

BOOST_AUTO_TEST_CASE(a_test_is_sent_whatever_the_order_is) {
  auto one = message(notification_type::success, declined);
  one.test = true;
  BOOST_TEST(is_sent(one, noon + 10 * day));
}

BOOST_AUTO_TEST_CASE(the_receivers_id_is_the_same_at_each_attempt) {
  auto one = message(notification_type::success, paid);
  const auto first = public_id(one, "0123abcd");
  one.attempts = 5;
  BOOST_TEST(public_id(one, "0123abcd") == first);
}

BOOST_AUTO_TEST_CASE(resends_tests_and_installations_have_ids_of_their_own) {
  auto one = message(notification_type::success, paid);
  std::set<std::string> seen{public_id(one, "a"), public_id(one, "b")};
  one.resends = 1;
  seen.insert(public_id(one, "a"));
  one.resends = 2;
  seen.insert(public_id(one, "a"));
  one.test = true;
  seen.insert(public_id(one, "a"));
  BOOST_TEST(seen.size() == 5);
}

BOOST_AUTO_TEST_CASE(pauses_double_up_to_the_longest_give_or_take_a_fifth) {
  const auto middle = [](int attempts) {
    return retry_pause(attempts, 1'000ms, 8'000ms, 200);
  };
  BOOST_TEST(middle(1).count() == 1'000);
  BOOST_TEST(middle(2).count() == 2'000);
  BOOST_TEST(middle(4).count() == 8'000);
  BOOST_TEST(middle(1'000'000).count() == 8'000);
  BOOST_TEST(retry_pause(1, 1'000ms, 8'000ms, 0).count() == 800);
  BOOST_TEST(retry_pause(1, 1'000ms, 8'000ms, 400).count() == 1'200);
  for (std::uint64_t dice = 0; dice < 1'000; ++dice) {
    const auto pause = retry_pause(9, 1'000ms, 8'000ms, dice * 7'919);
    BOOST_TEST(pause >= 6'400ms);
    BOOST_TEST(pause <= 9'600ms);
  }
}

BOOST_AUTO_TEST_SUITE_END()
