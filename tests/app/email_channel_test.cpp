// SPDX-License-Identifier: Apache-2.0
#include "tests/app/email_fixture.hpp"

#include "app/notify/base64.hpp"

#include <boost/test/unit_test.hpp>

#include <thread>

using namespace orderd;
using namespace orderd::testing;
using domain::notification_type;

BOOST_AUTO_TEST_SUITE(email_channel_test)

BOOST_AUTO_TEST_CASE(a_mail_arrives_with_envelope_headers_and_both_texts) {
  smtp_server server({});
  mailing shop(plain_options(server.url()));
  check_verdicts({shop.send_one()}, {verdict::sent});
  BOOST_REQUIRE_EQUAL(server.mails().size(), 1u);
  const auto mail = server.mails().front();
  BOOST_CHECK(mail.from.starts_with("<shop@example.org>"));
  BOOST_CHECK_EQUAL(mail.to, "<john@example.com>");
  for (const auto* part :
       {"From: The Shop <shop@example.org>\r\n",
        "To: John Doe <john@example.com>\r\n",
        "Subject: Your order ORD-0000000001 is paid\r\n",
        "Message-ID: <inst-73@example.org>\r\n",
        "Date: Tue, 24 Nov 2026 11:59:58 +0000\r\n",
        "Auto-Submitted: auto-generated\r\n", "Mime-Version: 1.0\r\n",
        "Content-Type: multipart/alternative; boundary=",
        "Content-Type: text/plain; charset=utf-8\r\n",
        "Content-Type: text/html; charset=utf-8\r\n",
        "- 2 x Mug, \"blue\" & round (MUG-1): 20.00 USD\r\n"})
    BOOST_CHECK_MESSAGE(holds(mail.data, part), part << "\nis not in\n"
                                                     << mail.data);
}

BOOST_AUTO_TEST_CASE(an_international_domain_is_sent_in_its_ascii_form) {
  smtp_server server({});
  mailing shop(plain_options(server.url()));
  auto message = sample_message();
  message.email = "jurgen@münchen.de";
  check_verdicts(shop.send({message}), {verdict::sent});
  const auto mail = server.mails().at(0);
  BOOST_CHECK_EQUAL(mail.to, "<jurgen@xn--mnchen-3ya.de>");
  BOOST_CHECK(holds(mail.data, "To: John Doe <jurgen@xn--mnchen-3ya.de>\r\n"));
}

BOOST_AUTO_TEST_CASE(one_connection_takes_many_mails) {
  smtp_server server({});
  mailing shop(plain_options(server.url()));
  for (int round = 0; round < 3; ++round)
    for (const auto& result :
         shop.send(std::vector<domain::outgoing>(10, sample_message())))
      BOOST_CHECK(result.what == verdict::sent);
  BOOST_CHECK_EQUAL(server.mails().size(), 30u);
  BOOST_CHECK_EQUAL(server.connections(), 1);
}

BOOST_AUTO_TEST_CASE(several_sessions_send_side_by_side) {
  smtp_server server({});
  mailing shop(plain_options(server.url()));
  std::vector<std::thread> threads;
  std::atomic<int> sent = 0;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      const auto session = shop.channel.open();
      for (const auto& result :
           session->deliver(std::vector<domain::outgoing>(20, sample_message()),
                            sending_time()))
        sent += result.what == verdict::sent ? 1 : 0;
    });
  for (auto& thread : threads)
    thread.join();
  BOOST_CHECK_EQUAL(sent, 80);
  BOOST_CHECK_EQUAL(server.connections(), 4);
}

BOOST_AUTO_TEST_CASE(no_name_adds_a_header_or_an_address) {
  smtp_server server({});
  mailing shop(plain_options(server.url()));
  const std::vector<std::string> names{"J\r\nBcc: all@example.com",
                                       "J\nDATA\n.\nMAIL FROM:<x@example.com>",
                                       "\"J\" <all@example.com>, x",
                                       std::string(300, 'x'),
                                       "Jöhn 😀",
                                       "\u202e\u05d3\u05d5\u05d3",
                                       "\r\n.\r\n",
                                       ""};
  for (const auto& name : names)
    check_verdicts(
        shop.send({sample_message(notification_type::success, name)}),
        {verdict::sent});
  BOOST_CHECK_EQUAL(server.mails().size(), names.size());
  for (const auto& mail : server.mails()) {
    BOOST_CHECK_EQUAL(mail.to, "<john@example.com>");
    const auto head = mail.data.substr(0, mail.data.find("\r\n\r\n"));
    BOOST_CHECK(!holds(head, "\nBcc"));
    BOOST_CHECK(!holds(head, "\nMAIL"));
  }
}

BOOST_AUTO_TEST_CASE(no_address_speaks_to_the_server) {
  smtp_server server({});
  mailing shop(plain_options(server.url()));
  auto evil = sample_message();
  evil.email = "john@example.com>\r\nRCPT TO:<all@example.com";
  check_verdicts(shop.send({evil, sample_message()}),
                 {verdict::refused, verdict::sent});
  BOOST_CHECK_EQUAL(server.mails().size(), 1u);
}

BOOST_AUTO_TEST_CASE(who_is_not_allowed_is_skipped_without_a_word) {
  smtp_server server({});
  auto options = plain_options(server.url());
  options.allow = {"@example.net"};
  mailing shop(options);
  check_verdicts({shop.send_one()}, {verdict::skipped});
  BOOST_CHECK_EQUAL(server.connections(), 0);
}

BOOST_AUTO_TEST_CASE(a_line_that_begins_with_a_dot_arrives) {
  smtp_server server({});
  const app::temporary_directory directory;
  directory.put("success.txt.mustache", "first\n.\n..\n.last");
  mailing shop(plain_options(server.url()));
  app::email_channel channel(plain_options(server.url()),
                             directory.path().string(),
                             {"inst", domain::currency{}, nullptr, shop.stop});
  check_verdicts(
      channel.open()->deliver(std::vector{sample_message()}, sending_time()),
      {verdict::sent});
  BOOST_REQUIRE_EQUAL(server.mails().size(), 1u);
  BOOST_CHECK(holds(server.mails()[0].data, "first\r\n.\r\n..\r\n.last"));
  BOOST_CHECK(!holds(server.mails()[0].data, "text/html"));
}

BOOST_AUTO_TEST_CASE(a_login_uses_the_password_of_the_file) {
  const auto certificate = make_certificate("127.0.0.1");
  smtp_server server(
      {.certificate = certificate, .starttls = true, .auth = true});
  const app::temporary_directory directory;
  directory.put("password", "s3cret\n");
  directory.put("ca.pem", certificate.certificate);
  auto options = plain_options(server.url());
  options.starttls = "require";
  options.ca_file = (directory.path() / "ca.pem").string();
  options.user = "shop";
  options.password_file = (directory.path() / "password").string();
  mailing shop(options);
  check_verdicts({shop.send_one()}, {verdict::sent});
  directory.put("password", "newer\n");
  shop.channel.reload_password();
  check_verdicts({shop.send_one()}, {verdict::sent});
  for (const auto& secret :
       {std::string("\0shop\0s3cret", 12), std::string("\0shop\0newer", 11)}) {
    bool found = false;
    for (const auto& line : server.lines())
      found = found || holds(line, app::to_base64(secret));
    BOOST_CHECK(found);
  }
}

BOOST_AUTO_TEST_CASE(a_reload_that_fails_changes_nothing) {
  smtp_server server({});
  const app::temporary_directory directory;
  directory.put("success.subject.mustache", "One {{order_id}}");
  mailing shop(plain_options(server.url()));
  app::email_channel channel(plain_options(server.url()),
                             directory.path().string(),
                             {"inst", domain::currency{}, nullptr, shop.stop});
  const auto session = channel.open();
  const auto send = [&] {
    session->deliver(std::vector{sample_message()}, sending_time());
    return server.mails().back().data;
  };
  BOOST_CHECK(holds(send(), "Subject: One 1\r\n"));
  directory.put("success.subject.mustache", "Two {{nmae}}");
  BOOST_CHECK_THROW(channel.reload_templates(), std::runtime_error);
  BOOST_CHECK(holds(send(), "Subject: One 1\r\n"));
  directory.put("success.subject.mustache", "Three");
  channel.reload_templates();
  BOOST_CHECK(holds(send(), "Subject: Three\r\n"));
}

BOOST_AUTO_TEST_SUITE_END()
