// SPDX-License-Identifier: Apache-2.0
#include "app/notify/mail_receiver.hpp"

#include "tests/app/outgoing_sample.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using app::mail_receiver;
using orderd::testing::sample_message;
using verdict = domain::handed::verdict;

namespace {

auto to(const std::string& email, const config::email_options& options = {}) {
  auto message = sample_message();
  message.email = email;
  return mail_receiver(message, options);
}

} // namespace

BOOST_AUTO_TEST_SUITE(mail_receiver_test)

BOOST_AUTO_TEST_CASE(a_mail_goes_to_the_customer) {
  BOOST_CHECK_EQUAL(to("john@example.com").value(), "john@example.com");
}

BOOST_AUTO_TEST_CASE(what_is_no_address_is_refused_for_good) {
  for (const auto* bad :
       {"", "john", "a@example.com\r\nRCPT TO:<b@example.com>",
        "a@example.com> SIZE=1", "a b@example.com", "a@b@example.com",
        "<a@example.com>", "a@example.com\n", "\"a\"@example.com"}) {
    BOOST_TEST_CONTEXT(bad)
    if (const auto address = to(bad); address)
      BOOST_CHECK_EQUAL(*address, "a@example.com"); // a blank at its end
    else
      BOOST_CHECK(address.error().what == verdict::refused);
  }
}

BOOST_AUTO_TEST_CASE(in_a_trial_all_mails_go_to_one_address) {
  const config::email_options options{.redirect_to = "trial@example.org",
                                      .allow = {"@example.net"}};
  BOOST_CHECK_EQUAL(to("john@example.com", options).value(),
                    "trial@example.org");
}

BOOST_AUTO_TEST_CASE(who_is_not_allowed_gets_nothing) {
  const config::email_options options{
      .allow = {"Jane@example.com", "@EXAMPLE.net"}};
  BOOST_CHECK(to("john@example.com", options).error().what == verdict::skipped);
  BOOST_CHECK(to("john@sub.example.net", options).error().what ==
              verdict::skipped);
  BOOST_CHECK(to("jane@example.com", options).has_value());
  BOOST_CHECK(to("john@example.net", options).has_value());
}

BOOST_AUTO_TEST_CASE(an_international_domain_takes_its_ascii_form) {
  BOOST_CHECK_EQUAL(to("jurgen@münchen.de").value(),
                    "jurgen@xn--mnchen-3ya.de");
  BOOST_CHECK_EQUAL(to("jürgen@MÜNCHEN.de").value(),
                    "jürgen@xn--mnchen-3ya.de");
  BOOST_CHECK_EQUAL(to("jürgen@example.com").value(), "jürgen@example.com");
  BOOST_CHECK_EQUAL(to("a@faß.例え").value(), "a@xn--fa-hia.xn--r8jz45g");
}

BOOST_AUTO_TEST_CASE(an_international_domain_is_allowed_by_its_ascii_form) {
  const config::email_options options{.allow = {"@xn--mnchen-3ya.de"}};
  BOOST_CHECK(to("jurgen@münchen.de", options).has_value());
  BOOST_CHECK(to("jurgen@zürich.de", options).error().what == verdict::skipped);
}

BOOST_AUTO_TEST_CASE(a_domain_without_an_ascii_form_is_refused_for_good) {
  for (const auto* bad : {"a@example.com＞", "a@b.com＞　SIZE＝1", "a@b＠c.com",
                          "a@\u2603.com", "a@b。。c.com", "a@xn--ü.com"}) {
    const auto address = to(bad);
    BOOST_REQUIRE_MESSAGE(!address, bad << " became " << address.value_or(""));
    BOOST_CHECK(address.error().what == verdict::refused);
    BOOST_CHECK(address.error().reason.find("ASCII form") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_test_goes_where_a_person_says) {
  auto message = sample_message();
  message.test = true;
  message.to = "me@localhost";
  const config::email_options options{.redirect_to = "trial@example.org",
                                      .allow = {"@example.net"}};
  BOOST_CHECK_EQUAL(mail_receiver(message, options).value(), "me@localhost");
  message.to.clear();
  BOOST_CHECK_EQUAL(mail_receiver(message, options).value(),
                    "trial@example.org");
  message.to = "no address";
  BOOST_CHECK(mail_receiver(message, options).error().what == verdict::refused);
}

BOOST_AUTO_TEST_SUITE_END()
