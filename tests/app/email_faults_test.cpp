// SPDX-License-Identifier: Apache-2.0
#include "tests/app/email_fixture.hpp"
#include "tests/support/waiting.hpp"

#include <boost/test/unit_test.hpp>

#include <thread>

using namespace orderd;
using namespace orderd::testing;
using deed = smtp_answer::deed;

namespace {

/// Does `what` in answer to a line with this beginning, on the connections
/// up to `last`.
smtp_server::settings fault(const std::string& at, smtp_answer what,
                            int last = 1'000) {
  return {.script = [=](const std::string& line,
                        int connection) -> std::optional<smtp_answer> {
    const bool here = at.empty() ? line.empty() : line.starts_with(at);
    return here && connection <= last ? std::optional(what) : std::nullopt;
  }};
}

config::email_options hasty(const std::string& url) {
  auto options = plain_options(url);
  options.timeout_s = 1;
  return options;
}

std::vector<domain::outgoing> three_mails() {
  std::vector<domain::outgoing> mails(3, sample_message());
  mails[1].email = "jane@example.com";
  mails[2].email = "bob@example.com";
  return mails;
}

/// What becomes of one mail.
domain::handed with(smtp_server::settings settings) {
  smtp_server server(std::move(settings));
  return mailing(hasty(server.url())).send_one();
}

} // namespace

BOOST_AUTO_TEST_SUITE(email_faults_test)

BOOST_AUTO_TEST_CASE(a_server_that_is_down_takes_no_attempt) {
  mailing shop(hasty("smtp://127.0.0.1:" + std::to_string(dead_port())));
  const auto results = shop.send(three_mails());
  check_verdicts(results, {verdict::down, verdict::down, verdict::down});
  BOOST_CHECK(holds(results[0].reason, "smtp://127.0.0.1:"));
}

BOOST_AUTO_TEST_CASE(the_next_mail_after_a_server_was_down_arrives) {
  const int port = dead_port();
  mailing shop(hasty("smtp://127.0.0.1:" + std::to_string(port)));
  check_verdicts({shop.send_one()}, {verdict::down});
  smtp_server server({});
  auto options = hasty(server.url());
  mailing back(options);
  check_verdicts({back.send_one()}, {verdict::sent});
}

BOOST_AUTO_TEST_CASE(a_server_that_hangs_before_a_mail_is_down) {
  for (const auto* at : {"", "EHLO"})
    check_verdicts({with(fault(at, {deed::hang}))}, {verdict::down});
}

BOOST_AUTO_TEST_CASE(a_server_that_hangs_in_a_mail_is_tried_again) {
  for (const auto* at : {"MAIL", "RCPT", "DATA", "."})
    check_verdicts({with(fault(at, {deed::hang}))}, {verdict::again});
}

BOOST_AUTO_TEST_CASE(mails_behind_one_that_hangs_are_not_tried) {
  smtp_server server(fault("RCPT", {deed::hang}));
  mailing shop(hasty(server.url()));
  check_verdicts(shop.send(three_mails()),
                 {verdict::again, verdict::down, verdict::down});
}

BOOST_AUTO_TEST_CASE(a_reply_that_is_cut_before_a_mail_is_down) {
  for (const auto* at : {"", "EHLO"})
    check_verdicts({with(fault(at, {deed::say_and_cut, "25"}))},
                   {verdict::down});
}

BOOST_AUTO_TEST_CASE(a_reply_that_is_cut_in_a_mail_is_tried_again) {
  for (const auto* at : {"MAIL", "RCPT", "DATA", "."})
    check_verdicts({with(fault(at, {deed::say_and_cut, "25"}))},
                   {verdict::again});
}

BOOST_AUTO_TEST_CASE(an_unclear_end_says_so) {
  const auto result = with(fault(".", {deed::say_and_cut, ""}));
  check_verdicts({result}, {verdict::again});
  BOOST_CHECK(holds(result.reason, "nobody knows"));
}

BOOST_AUTO_TEST_CASE(after_an_unclear_end_the_same_message_id_is_sent) {
  smtp_server server(fault(".", {deed::say_and_cut, ""}, 1));
  mailing shop(hasty(server.url()));
  check_verdicts({shop.send_one()}, {verdict::again});
  auto again = sample_message();
  again.attempts = 1;
  check_verdicts(shop.send({again}), {verdict::sent});
  BOOST_REQUIRE_EQUAL(server.mails().size(), 2u);
  for (const auto& mail : server.mails())
    BOOST_CHECK(holds(mail.data, "Message-ID: <inst-73@example.org>\r\n"));
}

BOOST_AUTO_TEST_CASE(a_recipient_refused_for_good_stops_no_other) {
  smtp_server server(fault("RCPT TO:<jane", {deed::say, "550 no Jane\r\n"}));
  mailing shop(hasty(server.url()));
  const auto results = shop.send(three_mails());
  check_verdicts(results, {verdict::sent, verdict::refused, verdict::sent});
  BOOST_CHECK(holds(results[1].reason, "550 no Jane"));
  BOOST_CHECK(holds(results[1].reason, "jane@example.com"));
  BOOST_CHECK_EQUAL(server.mails().size(), 2u);
}

BOOST_AUTO_TEST_CASE(what_the_server_said_is_the_reason) {
  smtp_server server(fault("RCPT", {deed::say, "550 no such user\r\n"}));
  const auto result = mailing(hasty(server.url())).send_one();
  BOOST_CHECK_EQUAL(result.reason,
                    "cannot send a mail to john@example.com by way of " +
                        server.url() + ": the server said `550 no such user`");
}

BOOST_AUTO_TEST_CASE(a_recipient_refused_for_now_is_tried_again) {
  smtp_server server(fault("RCPT TO:<jane", {deed::say, "450 later\r\n"}));
  mailing shop(hasty(server.url()));
  check_verdicts(shop.send(three_mails()),
                 {verdict::sent, verdict::again, verdict::sent});
}

BOOST_AUTO_TEST_CASE(a_mail_refused_after_its_content_is_judged_by_the_code) {
  check_verdicts({with(fault(".", {deed::say, "554 spam\r\n"}))},
                 {verdict::refused});
  check_verdicts({with(fault(".", {deed::say, "451 disk full\r\n"}))},
                 {verdict::again});
  check_verdicts({with(fault("MAIL", {deed::say, "552 too large\r\n"}))},
                 {verdict::refused});
  check_verdicts({with(fault("DATA", {deed::say, "421 bye\r\n"}))},
                 {verdict::again});
}

BOOST_AUTO_TEST_CASE(a_server_that_wants_no_mail_at_all_is_down) {
  check_verdicts({with(fault("", {deed::say_and_cut, "421 busy\r\n"})),
                  with(fault("", {deed::say_and_cut, "554 go away\r\n"})),
                  with(fault("MAIL", {deed::say, "530 log in\r\n"})),
                  with(fault("MAIL", {deed::say, "553 not you\r\n"}))},
                 {verdict::down, verdict::down, verdict::down, verdict::down});
}

BOOST_AUTO_TEST_CASE(a_421_in_mid_session_costs_no_attempt) {
  smtp_server server(
      {.script = [](const std::string& line,
                    int connection) -> std::optional<smtp_answer> {
        if (connection == 1 && line.starts_with("MAIL")) {
          static std::atomic<int> mails = 0;
          if (++mails == 2)
            return smtp_answer{deed::say_and_cut, "421 enough\r\n"};
        }
        return std::nullopt;
      }});
  mailing shop(hasty(server.url()));
  check_verdicts(shop.send(three_mails()),
                 {verdict::sent, verdict::sent, verdict::sent});
  BOOST_CHECK_EQUAL(server.connections(), 2);
  BOOST_CHECK_EQUAL(server.mails().size(), 3u);
}

BOOST_AUTO_TEST_CASE(a_kept_connection_that_was_closed_costs_no_attempt) {
  smtp_server server(fault(".", {deed::say_and_cut, "250 ok\r\n"}));
  mailing shop(hasty(server.url()));
  check_verdicts(shop.send(three_mails()),
                 {verdict::sent, verdict::sent, verdict::sent});
  BOOST_CHECK_EQUAL(server.connections(), 3);
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_no_smtp_is_down) {
  check_verdicts(
      {with(fault("", {deed::say, "HTTP/1.1 400 Bad Request\r\n\r\n"}))},
      {verdict::down});
}

BOOST_AUTO_TEST_CASE(a_reason_shows_no_control_characters) {
  const auto result = with(fault("RCPT", {deed::say, "550 \x1b[31mred\r\n"}));
  check_verdicts({result}, {verdict::refused});
  BOOST_CHECK(!holds(result.reason, "\x1b"));
}

BOOST_AUTO_TEST_CASE(a_server_that_never_says_bye_is_left_without) {
  smtp_server server(fault("QUIT", {deed::hang}));
  const auto began = std::chrono::steady_clock::now();
  {
    mailing shop(plain_options(server.url()));
    check_verdicts({shop.send_one()}, {verdict::sent});
  }
  BOOST_CHECK(std::chrono::steady_clock::now() - began <
              std::chrono::seconds{5});
}

BOOST_AUTO_TEST_CASE(the_end_of_the_process_is_not_waited_out) {
  smtp_server server(fault("", {deed::hang}));
  auto options = plain_options(server.url());
  options.timeout_s = 600;
  mailing shop(options);
  std::vector<domain::handed> results;
  std::thread sending([&] { results = shop.send(three_mails()); });
  wait_until("the server was called", [&] { return server.connections() > 0; });
  *shop.stop = true;
  sending.join();
  check_verdicts(results, {verdict::down, verdict::down, verdict::down});
}

BOOST_AUTO_TEST_CASE(once_the_daemon_drains_no_further_mail_is_begun) {
  std::shared_ptr<std::atomic<bool>> draining;
  smtp_server server({.script = [&](const std::string& line,
                                    int) -> std::optional<smtp_answer> {
    if (line == ".")
      *draining = true;
    return std::nullopt;
  }});
  mailing shop(hasty(server.url()));
  draining = shop.draining;
  check_verdicts(shop.send(three_mails()),
                 {verdict::sent, verdict::down, verdict::down});
  check_verdicts({shop.send_one()}, {verdict::down});
  BOOST_CHECK_EQUAL(server.mails().size(), 1u);
}

BOOST_AUTO_TEST_SUITE_END()
