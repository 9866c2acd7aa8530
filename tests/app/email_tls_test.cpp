// SPDX-License-Identifier: Apache-2.0
#include "tests/app/email_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

using namespace orderd;
using namespace orderd::testing;

namespace {

/// A server, and a shop that trusts `trusted`.
struct secured {
  secured(smtp_server::settings settings, const test_certificate& trusted)
      : server(std::move(settings)), shop(options_for(trusted)) {}

  config::email_options options_for(const test_certificate& trusted) {
    directory.put("ca.pem", trusted.certificate);
    directory.put("password", "s3cret\n");
    auto options = plain_options(server.url());
    options.starttls = "require";
    options.ca_file = (directory.path() / "ca.pem").string();
    options.user = "shop";
    options.password_file = (directory.path() / "password").string();
    return options;
  }

  /// Neither the mail nor the password was given away.
  void check_told_nothing() {
    for (const auto& line : server.lines())
      BOOST_CHECK(line.starts_with("EHLO") || line.starts_with("HELO") ||
                  line == "STARTTLS" || line == "QUIT");
    BOOST_CHECK(server.mails().empty());
  }

  app::temporary_directory directory;
  smtp_server server;
  mailing shop;
};

} // namespace

BOOST_AUTO_TEST_SUITE(email_tls_test)

BOOST_AUTO_TEST_CASE(a_certificate_that_is_vouched_for_is_trusted) {
  const auto certificate = make_certificate("127.0.0.1");
  secured starttls({.certificate = certificate, .starttls = true}, certificate);
  check_verdicts({starttls.shop.send_one()}, {verdict::sent});
  secured at_once({.certificate = certificate, .tls_at_once = true},
                  certificate);
  check_verdicts({at_once.shop.send_one()}, {verdict::sent});
}

BOOST_AUTO_TEST_CASE(a_certificate_of_somebody_else_is_down) {
  const auto theirs = make_certificate("127.0.0.1");
  const auto ours = make_certificate("127.0.0.1");
  secured starttls({.certificate = theirs, .starttls = true, .auth = true},
                   ours);
  const auto result = starttls.shop.send_one();
  check_verdicts({result}, {verdict::down});
  BOOST_CHECK(holds(result.reason, "certificate"));
  starttls.check_told_nothing();
  secured at_once({.certificate = theirs, .tls_at_once = true}, ours);
  check_verdicts({at_once.shop.send_one()}, {verdict::down});
}

BOOST_AUTO_TEST_CASE(a_certificate_for_another_host_is_down) {
  const auto certificate = make_certificate("mail.example.net");
  secured away({.certificate = certificate, .starttls = true, .auth = true},
               certificate);
  check_verdicts({away.shop.send_one()}, {verdict::down});
  away.check_told_nothing();
}

BOOST_AUTO_TEST_CASE(stripped_starttls_is_refused) {
  const auto certificate = make_certificate("127.0.0.1");
  secured stripped({.auth = true}, certificate);
  const auto result = stripped.shop.send_one();
  check_verdicts({result}, {verdict::down});
  BOOST_CHECK(holds(result.reason, "STARTTLS"));
  stripped.check_told_nothing();
}

BOOST_AUTO_TEST_CASE(refused_starttls_is_down) {
  const auto certificate = make_certificate("127.0.0.1");
  secured refused({.script = [](const std::string& line,
                                int) -> std::optional<smtp_answer> {
                     if (line == "STARTTLS")
                       return smtp_answer{smtp_answer::deed::say_and_cut,
                                          "454 not now\r\n"};
                     return std::nullopt;
                   },
                   .certificate = certificate,
                   .starttls = true,
                   .auth = true},
                  certificate);
  check_verdicts({refused.shop.send_one()}, {verdict::down});
  refused.check_told_nothing();
}

BOOST_AUTO_TEST_CASE(a_login_that_fails_is_down_and_not_repeated_to_people) {
  const auto certificate = make_certificate("127.0.0.1");
  secured closed(
      {.script = [](const std::string& line,
                    int) -> std::optional<smtp_answer> {
         if (line.starts_with("AUTH"))
           return smtp_answer{smtp_answer::deed::say, "535 wrong\r\n"};
         return std::nullopt;
       },
       .certificate = certificate,
       .starttls = true,
       .auth = true},
      certificate);
  const auto result = closed.shop.send_one();
  check_verdicts({result}, {verdict::down});
  BOOST_CHECK(holds(result.reason, "535 wrong"));
  BOOST_CHECK(!holds(result.reason, "s3cret"));
  BOOST_CHECK(!holds(result.reason, "AHNob3A"));
}

BOOST_AUTO_TEST_CASE(a_missing_file_of_certificates_is_down) {
  const auto certificate = make_certificate("127.0.0.1");
  smtp_server server({.certificate = certificate, .starttls = true});
  auto options = plain_options(server.url());
  options.starttls = "require";
  options.ca_file = "/nonexistent/ca.pem";
  mailing shop(options);
  check_verdicts({shop.send_one()}, {verdict::down});
}

BOOST_AUTO_TEST_CASE(proxies_of_the_environment_are_ignored) {
  ::setenv("all_proxy", "http://127.0.0.1:1", 1);
  smtp_server server({});
  mailing shop(plain_options(server.url()));
  check_verdicts({shop.send_one()}, {verdict::sent});
  ::unsetenv("all_proxy");
}

BOOST_AUTO_TEST_SUITE_END()
