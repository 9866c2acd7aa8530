// SPDX-License-Identifier: Apache-2.0
#include "app/notify/mail_headers.hpp"

#include "tests/app/outgoing_sample.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace orderd;
using domain::notification_type;
using orderd::testing::sample_message;
using orderd::testing::sending_time;

namespace {

std::vector<std::string> headers_of(const domain::outgoing& message,
                                    const std::string& to) {
  const app::mail_sender sender{
      {"The Shop", "shop@example.org"}, std::nullopt, "inst"};
  return app::mail_headers(sender, message, to, "Hello", sending_time());
}

bool has(const std::vector<std::string>& headers, const std::string& header) {
  return std::ranges::find(headers, header) != headers.end();
}

} // namespace

BOOST_AUTO_TEST_SUITE(mail_headers_test)

BOOST_AUTO_TEST_CASE(a_mail_says_who_what_and_that_a_program_wrote_it) {
  const auto headers = headers_of(sample_message(), "john@example.com");
  const std::vector<std::string> expected{
      "From: The Shop <shop@example.org>",
      "To: John Doe <john@example.com>",
      "Subject: Hello",
      "Date: Tue, 24 Nov 2026 11:59:58 +0000",
      "Message-ID: <inst-73@example.org>",
      "Auto-Submitted: auto-generated",
      "X-Orderd-Notification: 73",
      "X-Orderd-Type: success",
      "X-Orderd-Order: ORD-0000000001"};
  BOOST_CHECK_EQUAL_COLLECTIONS(headers.begin(), headers.end(),
                                expected.begin(), expected.end());
}

BOOST_AUTO_TEST_CASE(another_attempt_has_the_same_headers) {
  auto message = sample_message();
  const auto first = headers_of(message, "john@example.com");
  message.attempts = 3;
  BOOST_CHECK(headers_of(message, "john@example.com") == first);
}

BOOST_AUTO_TEST_CASE(a_mail_that_a_person_asked_for_again_is_another_one) {
  auto message = sample_message();
  message.resends = 2;
  const auto headers = headers_of(message, "john@example.com");
  BOOST_CHECK(has(headers, "Message-ID: <inst-73-r2@example.org>"));
  BOOST_CHECK(has(headers, "Date: Tue, 24 Nov 2026 12:00:00 +0000"));
}

BOOST_AUTO_TEST_CASE(a_redirected_mail_does_not_give_its_receiver_a_name) {
  BOOST_CHECK(has(headers_of(sample_message(), "trial@example.org"),
                  "To: trial@example.org"));
}

BOOST_AUTO_TEST_CASE(a_customer_of_an_international_domain_keeps_the_name) {
  auto message = sample_message();
  message.email = "john@münchen.de";
  BOOST_CHECK(has(headers_of(message, "john@xn--mnchen-3ya.de"),
                  "To: John Doe <john@xn--mnchen-3ya.de>"));
}

BOOST_AUTO_TEST_CASE(a_test_is_marked) {
  auto message = sample_message();
  message.test = true;
  const auto headers = headers_of(message, "john@example.com");
  BOOST_CHECK(has(headers, "Subject: [TEST] Hello"));
  BOOST_CHECK(has(headers, "X-Orderd-Test: yes"));
}

BOOST_AUTO_TEST_CASE(a_refund_is_named) {
  BOOST_CHECK(
      has(headers_of(sample_message(notification_type::refund_completed),
                     "john@example.com"),
          "X-Orderd-Refund: " + domain::refund_number(domain::refund_id{5})));
}

BOOST_AUTO_TEST_SUITE_END()
