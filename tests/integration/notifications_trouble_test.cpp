// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/told_shop.hpp"
#include "tests/support/mail_server.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace orderd::testing;
using nlohmann::json;

namespace {

bool holds(const json& text, std::string_view part) {
  return text.is_string() &&
         text.get_ref<const std::string&>().find(part) != std::string::npos;
}

std::set<std::string> ids_of(const std::vector<json>& mails) {
  std::set<std::string> ids;
  for (const auto& mail : mails)
    ids.insert(mail["message_id"]);
  return ids;
}

/// Each order's customer was told of both in this order.
void check_each_told_once(const std::vector<json>& mails, int orders) {
  BOOST_TEST(mails.size() == static_cast<std::size_t>(orders) * 2);
  BOOST_TEST(ids_of(mails).size() == mails.size());
  std::set<std::string> first;
  int wrong = 0;
  for (const auto& mail : mails) {
    const bool is_first = first.insert(mail["envelope_to"][0]).second;
    const bool is_processing = header_of(mail, "X-Orderd-Type") == "processing";
    wrong += is_first == is_processing ? 0 : 1;
  }
  BOOST_TEST(wrong == 0);
}

/// The server and the daemon that all tests here share.
struct mail_shop {
  mail_server mails;
  told_shop shop{mails.settings(), {"notify.max_attempts=4"}};

  void await_trouble(std::string_view text) {
    wait_until("the trouble is known",
               [&] { return holds(shop.channel("email")["trouble"], text); });
  }
};

mail_shop& one() {
  static mail_shop instance;
  return instance;
}

/// The same, whatever the last test left.
mail_shop& fresh() {
  one().mails.set_rules(json::object());
  one().mails.start();
  return one();
}

} // namespace

BOOST_AUTO_TEST_SUITE(notifications_trouble)

BOOST_AUTO_TEST_CASE(a_server_that_is_down_loses_nothing_and_slows_nobody) {
  auto& [mails, shop] = fresh();
  mails.stop();
  constexpr int orders = 300;
  const auto order = shop.order_id(shop.order(orders));
  one().await_trouble("127.0.0.1");
  BOOST_TEST(shop.waiting() == orders * 2);
  BOOST_TEST(shop.daemon.number("SELECT count(*) FROM orders WHERE status = "
                                "'paid'") == orders);
  // The wait is no failure of any mail.
  BOOST_TEST(shop.notification(order, "success")["attempts"] == 0);
  BOOST_TEST(shop.dead_letters().empty());
  mails.start();
  shop.await_told();
  check_each_told_once(mails.messages(), orders);
  BOOST_TEST(shop.notification(order, "success")["delivery_status"] == "sent");
  wait_until("the trouble is over",
             [&] { return shop.channel("email")["trouble"].empty(); });
  shop.daemon.check_rules();
}

BOOST_AUTO_TEST_CASE(a_server_that_goes_and_comes_gets_the_rest) {
  auto& [mails, shop] = fresh();
  mails.set_rules({{"pause_ms", 2}});
  const auto before = mails.count();
  constexpr int orders = 300;
  shop.order(orders);
  for (std::size_t times = 1; times <= 3; ++times) {
    wait_until("some mails came",
               [&] { return mails.count() >= before + times * orders / 4; });
    mails.stop();
    mails.start();
  }
  shop.await_told();
  const auto all = mails.messages(before);
  BOOST_TEST(ids_of(all).size() == orders * 2U);
  // Only those that it had taken, but not yet answered, came twice.
  BOOST_TEST(all.size() <= orders * 2U + 3 * 4U);
  BOOST_TEST(shop.dead_letters().empty());
}

BOOST_AUTO_TEST_CASE(who_is_refused_for_good_is_a_dead_letter_until_retried) {
  auto& [mails, shop] = fresh();
  const auto before = mails.count();
  const auto whom = told_shop::address(shop.next_customer());
  mails.set_rules({{"refuse", {{whom, "550 5.1.1 No mailbox like this"}}}});
  const auto order = shop.order_id(shop.order(4));
  shop.await_told();
  BOOST_TEST(mails.count() == before + 6);
  const auto told = shop.notification(order, "success");
  BOOST_TEST(told["delivery_status"] == "failed");
  BOOST_TEST(told["attempts"] == 1);
  BOOST_TEST(holds(told["error_message"], "No mailbox like this"),
             told["error_message"]);
  BOOST_TEST(shop.dead_letters().size() == 2U);
  BOOST_TEST(shop.channel("email")["dead"] == 2);
  BOOST_TEST(shop.channel("email")["trouble"].empty());

  const auto retry = [&](json more) {
    more["all"] = true;
    more["stage"] = "notifications";
    return shop.daemon.answer_of("queue.retry", more);
  };
  BOOST_TEST(retry({{"error", "no such text"}})["result"]["retried"] == 0);
  const auto tried = retry({{"error", "no mailbox"}, {"dry_run", true}});
  BOOST_TEST(tried["result"]["dry_run"] == true, tried.dump());
  BOOST_TEST(shop.dead_letters().size() == 2U);
  mails.set_rules(json::object());
  const auto retried = retry({{"error", "no mailbox"}});
  BOOST_TEST(retried["result"]["retried"] == 2, retried.dump());
  shop.await_status(order, "success", "sent");
  shop.await_status(order, "processing", "sent");
  BOOST_TEST(shop.notification(order, "success")["attempts"] == 2);
  BOOST_TEST(mails.messages_to(whom).size() == 2U);
  BOOST_TEST(shop.dead_letters().empty());
  shop.daemon.check_rules();
}

BOOST_AUTO_TEST_CASE(who_is_refused_for_now_is_tried_again_and_then_dead) {
  auto& [mails, shop] = fresh();
  const auto whom = told_shop::address(shop.next_customer());
  mails.set_rules({{"refuse", {{whom, "450 4.2.1 Busy"}}}});
  const auto first = shop.order(2);
  const auto order = shop.order_id(first);
  const auto dead = shop.await_status(order, "success", "failed");
  BOOST_TEST(dead["attempts"] == 4);
  BOOST_TEST(holds(dead["error_message"], "Busy"), dead["error_message"]);
  BOOST_TEST(mails.messages_to(told_shop::address(first + 1)).size() == 2U);
  shop.daemon.call("queue.retry", {{"id", dead["notification_id"]}});
  wait_until("it is tried again", [&] {
    return shop.notification(order, "success")["attempts"] > 4;
  });
  mails.set_rules(json::object());
  shop.await_status(order, "success", "sent");
  BOOST_TEST(mails.messages_to(whom).size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_unclear_end_is_tried_again_under_the_same_id) {
  auto& [mails, shop] = fresh();
  const auto before = mails.count();
  const auto whom = told_shop::address(shop.next_customer());
  mails.set_rules({{"drop_once", {whom}}});
  const auto order = shop.order_id(shop.order(3));
  shop.await_told();
  const auto both = mails.messages_to(whom);
  BOOST_TEST(both.size() == 3U);
  BOOST_TEST(ids_of(both).size() == 2U);
  BOOST_TEST(ids_of(mails.messages(before)).size() == 6U);
  BOOST_TEST(shop.notification(order, "success")["delivery_status"] == "sent");
}

BOOST_AUTO_TEST_CASE(without_the_right_certificate_nothing_is_sent) {
  auto& [mails, shop] = fresh();
  const auto before = mails.count();
  shop.restart({"notify.email.ca_file="});
  shop.order(2);
  one().await_trouble("certificate");
  BOOST_TEST(mails.count() == before);
  BOOST_TEST(shop.waiting() == 4);
  shop.restart();
  shop.await_told();
  BOOST_TEST(mails.count() == before + 4);
}

BOOST_AUTO_TEST_CASE(without_starttls_nothing_is_sent_unless_it_is_off) {
  auto& shop = fresh().shop;
  const mail_server plain{{mail_security::off, "", ""}};
  auto settings = plain.settings();
  settings.emplace_back("notify.email.starttls=require");
  shop.restart(settings);
  shop.order(2);
  one().await_trouble("127.0.0.1");
  BOOST_TEST(plain.count() == 0U);
  settings.back() = "notify.email.starttls=off";
  shop.restart(settings);
  shop.await_told();
  BOOST_TEST(plain.count() == 4U);
  shop.restart();
}

BOOST_AUTO_TEST_CASE(a_paused_channel_sends_nothing_until_resumed) {
  auto& [mails, shop] = fresh();
  const auto before = mails.count();
  const json stage{{"stage", "notifications"}, {"channel", "email"}};
  shop.daemon.call("queue.pause", stage);
  const auto order = shop.order_id(shop.order(20));
  BOOST_TEST(shop.channel("email")["paused"] == true);
  BOOST_TEST(shop.waiting() == 40);
  // A test mail goes all the same; it stays so after a restart.
  const json test{
      {"order_id", order}, {"type", "success"}, {"channel", "email"}};
  shop.daemon.call("notifications.test", test);
  BOOST_TEST(mails.count() == before + 1);
  shop.restart();
  BOOST_TEST(shop.channel("email")["paused"] == true);
  shop.daemon.call("notifications.test", test);
  BOOST_TEST(mails.count() == before + 2);
  shop.daemon.call("queue.resume", stage);
  shop.await_told();
  BOOST_TEST(mails.count() == before + 42);
}

BOOST_AUTO_TEST_SUITE_END()
