// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/told_shop.hpp"
#include "tests/support/json_lines.hpp"
#include "tests/support/mail_server.hpp"
#include "tests/support/orderctl.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <set>

using namespace orderd::testing;
using nlohmann::json;

namespace {

/// One mailbox, as the parser tells it.
json mailbox(const std::string& name, const std::string& address) {
  return json::array({json::array({name, address})});
}

constexpr std::size_t longest_mail_line = 998;

mail_server::options with_password() {
  mail_server::options how;
  how.user = "shop";
  how.password = "pass: word \"7\"";
  return how;
}

/// The server and the daemon that all tests here share.
struct mail_shop {
  mail_server mails{with_password()};
  told_shop shop{mails.settings()};

  mail_shop() {
    shop.daemon.import_orders("quoted.csv", quoted_sample);
    shop.await_told();
  }
};

mail_shop& one() {
  static mail_shop instance;
  return instance;
}

bool holds(const json& text, std::string_view part) {
  return text.get_ref<const std::string&>().find(part) != std::string::npos;
}

/// What is true of every mail.
void check_form(const json& mail) {
  BOOST_TEST_CONTEXT(mail.dump()) {
    BOOST_TEST(mail["defects"] == json::array());
    BOOST_TEST(mail["from"] == mailbox("The Shop", "shop@example.org"));
    BOOST_TEST(mail["envelope_from"] == "shop@example.org");
    BOOST_TEST(mail["parts"] == json::array({"multipart/alternative",
                                             "text/plain", "text/html"}));
    BOOST_TEST(header_of(mail, "Auto-Submitted") == "auto-generated");
    BOOST_TEST(header_of(mail, "MIME-Version") == "1.0");
    BOOST_TEST(!header_of(mail, "Date").empty());
    BOOST_TEST(holds(mail["message_id"], "@example.org>"));
    BOOST_TEST(mail["to"].size() == 1U);
    BOOST_TEST(mail["envelope_to"].size() == 1U);
    BOOST_TEST(mail["longest_line"].get<std::size_t>() <= longest_mail_line);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(notifications_email)

BOOST_AUTO_TEST_CASE(each_customer_gets_each_mail_once_and_in_order) {
  const auto mails = one().mails.messages();
  BOOST_TEST(mails.size() >= 6U);
  std::set<std::string> ids;
  for (const auto& mail : mails) {
    check_form(mail);
    BOOST_TEST(ids.insert(mail["message_id"]).second);
    BOOST_TEST(mail["tls"] == true);
    BOOST_TEST(mail["user"] == "shop");
  }
  for (const auto* address :
       {"john@example.com", "jane@example.com", "bob@example.com"}) {
    const auto both = one().mails.messages_to(address);
    BOOST_TEST_REQUIRE(both.size() == 2U, address);
    BOOST_TEST(both[0]["text"] != both[1]["text"]);
    BOOST_TEST(both[0]["subject"] != both[1]["subject"]);
    for (const auto& mail : both)
      BOOST_TEST(mail["to"][0][1] == address);
  }
}

BOOST_AUTO_TEST_CASE(a_mail_says_what_was_ordered_and_what_it_costs) {
  const auto mail = one().mails.messages_to("john@example.com").back();
  BOOST_TEST(mail["to"] == mailbox("John Doe", "john@example.com"));
  for (const auto* part : {"text", "html"})
    for (const auto* what :
         {"John Doe", "ORD-0000000001", "59.48", "USD", "PROD001", "PROD002"})
      BOOST_TEST(holds(mail[part], what),
                 part << " lacks " << what << ": " << mail[part]);
  BOOST_TEST(holds(mail["subject"], "ORD-0000000001"));
}

BOOST_AUTO_TEST_CASE(the_history_names_each_mail_by_its_message_id) {
  for (const auto* type : {"processing", "success"}) {
    const auto told = one().shop.notification(1, type);
    BOOST_TEST(told["channel"] == "email");
    BOOST_TEST(told["delivery_status"] == "sent");
    BOOST_TEST(told["total_amount"] == "59.48");
    const auto id = "-" + std::to_string(told["notification_id"].get<int>()) +
                    "@example.org>";
    int mails = 0;
    for (const auto& mail : one().mails.messages_to("john@example.com"))
      mails += holds(mail["message_id"], id) ? 1 : 0;
    BOOST_TEST(mails == 1, type);
  }
}

BOOST_AUTO_TEST_CASE(whatever_customers_are_called_their_mails_are_whole) {
  const std::string long_name(255, 'x');
  std::string wide_name;
  while (wide_name.size() < 252)
    wide_name += "\xF0\x9F\x9A\x80"; // an emoji
  const std::map<std::string, std::string> names{
      {"quotes@example.com", R"(Ada "The <First>" \ Example, Jr.)"},
      {"long@example.com", long_name},
      {"emoji@example.com", wide_name},
      {"rtl@example.com",
       "\xE2\x80\xAE\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D\xE2\x80\xAC"},
      {"words@example.com", "=?utf-8?Q?=0ABcc:_john@example.com?= Doe"},
      {"markup@example.com", "<script>alert(1)</script> & {{total}} {{{x}}}"},
      {"colon@example.com", "Bcc: john@example.com"},
      {"o'neil+tag@example.com", "J\xC3\xB6rg"}};
  for (const auto& [email, name] : names)
    one().shop.order_of(name, email);
  one().shop.await_told();
  for (const auto& [email, name] : names) {
    const auto mails = one().mails.messages_to(email);
    BOOST_TEST_REQUIRE(mails.size() == 2U, email);
    for (const auto& mail : mails) {
      check_form(mail);
      BOOST_TEST(mail["to"] == mailbox(name, email), mail.dump());
      BOOST_TEST(holds(mail["text"], name), mail["text"]);
      BOOST_TEST(!holds(mail["html"], "<script>"));
      for (const auto& header : mail["headers"])
        BOOST_TEST(header[0] != "Bcc");
    }
  }
}

BOOST_AUTO_TEST_CASE(names_that_would_break_a_line_are_no_orders) {
  const auto before = one().mails.count();
  for (const auto* name : {"Ada\r\nBcc: john@example.com", "Ada\rExample",
                           "Ada\nExample", "Ada\x01"}) {
    const json order{{"order_ref", "broken"},
                     {"customer_name", name},
                     {"customer_email", "ada@example.com"},
                     {"products", {{{"sku", "PROD001"}, {"quantity", 1}}}}};
    const auto error =
        one().shop.daemon.refused("orders.create", {{"order", order}});
    BOOST_TEST(holds(error["message"], "customer_name"), error.dump());
  }
  one().shop.await_told();
  BOOST_TEST(one().mails.count() == before);
}

BOOST_AUTO_TEST_CASE(a_refund_is_told_with_its_amount) {
  one().shop.daemon.call("refund.process", {{"order", "2"},
                                            {"type", "partial"},
                                            {"amount", "24.97"},
                                            {"wait", true}});
  one().shop.await_status(2, "refund_completed", "sent");
  const auto mails = one().mails.messages_to("jane@example.com");
  BOOST_TEST_REQUIRE(mails.size() == 3U);
  check_form(mails.back());
  for (const auto* part : {"text", "html"})
    BOOST_TEST(holds(mails.back()[part], "24.97"), mails.back()[part]);
}

BOOST_AUTO_TEST_CASE(a_test_mail_is_marked_and_leaves_no_trace) {
  const auto before = one().shop.notifications(3);
  const auto sent = one().shop.daemon.call("notifications.test",
                                           {{"order_id", "3"},
                                            {"type", "success"},
                                            {"channel", "email"},
                                            {"to", "trial@example.com"}});
  BOOST_TEST(holds(sent["to"], "trial@example.com"));
  const auto mails = one().mails.messages_to("trial@example.com");
  BOOST_TEST_REQUIRE(mails.size() == 1U);
  check_form(mails[0]);
  BOOST_TEST(holds(mails[0]["subject"], "[TEST]"), mails[0]["subject"]);
  BOOST_TEST(holds(mails[0]["message_id"], "-test-"));
  one().shop.daemon.call(
      "notifications.test",
      {{"order_id", "3"}, {"type", "failure"}, {"channel", "email"}});
  BOOST_TEST(one().mails.messages_to("bob@example.com").size() == 3U);
  BOOST_TEST(one().shop.notifications(3) == before);
  const auto error = one().shop.daemon.refused(
      "notifications.test",
      {{"order_id", "3"}, {"type", "success"}, {"channel", "webhook"}});
  BOOST_TEST(error["data"]["exit"] == 4);
}

BOOST_AUTO_TEST_CASE(a_resent_mail_is_a_new_one) {
  const auto first = one().shop.notification(3, "success");
  one().shop.daemon.call("notifications.resend",
                         {{"id", first["notification_id"]}});
  wait_until("it was sent again", [] {
    return one().shop.notification(3, "success")["attempts"] == 2;
  });
  const auto mails = one().mails.messages_to("bob@example.com");
  const auto& again = mails.back();
  check_form(again);
  BOOST_TEST(again["message_id"] != mails[1]["message_id"]);
  BOOST_TEST(again["text"] == mails[1]["text"]);
  BOOST_TEST(one().shop.notification(3, "success")["delivery_status"] ==
             "sent");
  BOOST_TEST(one().shop.daemon.refused("notifications.resend",
                                       {{"id", 999'999'999}})["data"]["exit"] ==
             3);
}

BOOST_AUTO_TEST_CASE(a_file_imported_without_notices_tells_nobody) {
  const auto before = one().mails.count();
  const auto path = one().shop.daemon.directory() / "quiet.csv";
  write_for_daemon(path, order_file(20, 5'000));
  run_orderctl(one().shop.daemon,
               {"orders", "import", path.string(), "--no-notify", "--wait"});
  one().shop.order_of("Ada Example", "loud@example.com");
  one().shop.await_told();
  BOOST_TEST(one().mails.count() == before + 2);
  const auto orders =
      one().shop.daemon.call("orders.list", {{"limit", 2}})["orders"];
  BOOST_TEST(one().shop.notifications(orders[1]["order_id"]).empty());
  one().shop.daemon.check_rules();
}

BOOST_AUTO_TEST_CASE(only_what_is_to_be_told_is_told) {
  const mail_server mails{{mail_security::smtps, "shop", "secret"}};
  auto settings = mails.settings();
  settings.insert(settings.end(), {"notify.email.types=failure,refund_failed",
                                   "payment.simulator.approve_rate=0"});
  one().shop.restart(settings);
  const auto order = one().shop.order_id(one().shop.order(3));
  one().shop.await_told();
  const auto told = mails.messages();
  BOOST_TEST(told.size() == 3U);
  for (const auto& mail : told) {
    check_form(mail);
    BOOST_TEST(mail["tls"] == true);
    BOOST_TEST(mail["user"] == "shop");
  }
  BOOST_TEST(one().shop.notifications(order).size() == 1U);
  BOOST_TEST(one().shop.notification(order, "failure")["delivery_status"] ==
             "sent");
}

BOOST_AUTO_TEST_SUITE_END()
