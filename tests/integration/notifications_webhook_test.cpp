// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/told_shop.hpp"
#include "tests/support/webhook_receiver.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace orderd::testing;
using nlohmann::json;

namespace {

std::set<std::string> ids_of(const std::vector<json>& requests) {
  std::set<std::string> ids;
  for (const auto& request : requests)
    ids.insert(request["headers"]["webhook-id"]);
  return ids;
}

std::vector<json> with_status(std::vector<json> requests, int status) {
  std::erase_if(requests,
                [&](const json& one) { return one["status"] != status; });
  return requests;
}

/// The receiver and the daemon that all tests here share.
struct webhook_shop {
  webhook_receiver receiver;
  told_shop shop{receiver.settings(),
                 {"notify.max_attempts=3", "notify.webhook.connections=1"}};
};

webhook_shop& one() {
  static webhook_shop instance;
  return instance;
}

/// The same, whatever the last test left.
webhook_shop& fresh() {
  one().receiver.set_rules(json::object());
  one().receiver.start();
  return one();
}

} // namespace

BOOST_AUTO_TEST_SUITE(notifications_webhook)

BOOST_AUTO_TEST_CASE(each_notification_is_posted_once_and_verified) {
  auto& [receiver, shop] = fresh();
  const auto order = shop.order_id(shop.order(3));
  shop.await_told();
  const auto requests = receiver.requests();
  BOOST_TEST(requests.size() == 6U);
  BOOST_TEST(ids_of(requests).size() == 6U);
  for (const auto& request : requests)
    BOOST_TEST_CONTEXT(request.dump()) {
      BOOST_TEST(request["verified"] == true);
      BOOST_TEST(request["method"] == "POST");
      BOOST_TEST(request["path"] == "/orders?shop=1");
      BOOST_TEST(
          request["headers"]["content-type"].get<std::string>().starts_with(
              "application/json"));
    }
  BOOST_TEST(shop.notification(order, "success")["delivery_status"] == "sent");
}

BOOST_AUTO_TEST_CASE(a_post_says_all_that_a_notification_carries) {
  auto& [receiver, shop] = fresh();
  const auto before = receiver.count();
  const std::string name = "Ada \"The <First>\" \xF0\x9F\x9A\x80";
  const auto order = shop.order_of(name, "ada@example.com");
  shop.await_told();
  const auto requests = receiver.requests(before);
  BOOST_TEST_REQUIRE(requests.size() == 2U);
  const auto& body = requests[1]["body"];
  BOOST_TEST_CONTEXT(body.dump()) {
    BOOST_TEST(body["type"] == "success");
    const auto& data = body.at("data");
    BOOST_TEST(data["order_id"] == order["order_id"]);
    BOOST_TEST(data["order_number"] == order["order_number"]);
    BOOST_TEST(data["customer_id"] == order["customer"]["customer_id"]);
    BOOST_TEST(data["customer_name"] == name);
    BOOST_TEST(data["order_status"] == "paid");
    BOOST_TEST(data["total"] == "49.98");
    BOOST_TEST(data["currency"] == "USD");
    BOOST_TEST(data["items"][0]["sku"] == "PROD001");
    BOOST_TEST(data["items"][0]["quantity"] == 2);
  }
}

BOOST_AUTO_TEST_CASE(what_fails_is_tried_again_under_its_id_and_then_dead) {
  auto& [receiver, shop] = fresh();
  const auto before = receiver.count();
  receiver.set_rules({{"status", 500}});
  const auto order = shop.order_id(shop.order(1));
  const auto dead = shop.await_status(order, "success", "failed");
  BOOST_TEST(dead["attempts"] == 3);
  BOOST_TEST(dead["error_message"].get<std::string>().find("500") !=
             std::string::npos);
  shop.await_status(order, "processing", "failed");
  const auto requests = receiver.requests(before);
  BOOST_TEST(requests.size() == 6U);
  BOOST_TEST(ids_of(requests).size() == 2U);
  receiver.set_rules(json::object());
  shop.daemon.call("queue.retry", {{"all", true}, {"stage", "notifications"}});
  shop.await_status(order, "success", "sent");
  shop.await_status(order, "processing", "sent");
  BOOST_TEST(ids_of(receiver.requests(before)).size() == 2U);
  BOOST_TEST(receiver.count() == before + 8);
  shop.daemon.check_rules();
}

BOOST_AUTO_TEST_CASE(a_redirect_is_not_followed) {
  const webhook_receiver other;
  auto& [receiver, shop] = fresh();
  const auto url = other.settings()[1];
  receiver.set_rules(
      {{"status", 302},
       {"headers", {{"Location", url.substr(url.find('=') + 1)}}}});
  shop.await_status(shop.order_id(shop.order(1)), "success", "failed");
  receiver.set_rules(json::object());
  BOOST_TEST(other.count() == 0U);
}

BOOST_AUTO_TEST_CASE(who_asks_for_a_pause_gets_it) {
  auto& [receiver, shop] = fresh();
  const auto before = receiver.count();
  receiver.set_rules(
      {{"status", 429}, {"headers", {{"Retry-After", "2"}}}, {"times", 1}});
  const auto order = shop.order_id(shop.order(20));
  shop.await_told();
  const auto requests = receiver.requests(before);
  BOOST_TEST(requests.size() == 41U);
  BOOST_TEST(requests[0]["status"] == 429);
  BOOST_TEST(
      requests[1]["at"].get<double>() - requests[0]["at"].get<double>() >= 1.9);
  BOOST_TEST(ids_of(requests).size() == 40U);
  // It was no failure of the one that was refused.
  for (const auto* type : {"processing", "success"})
    BOOST_TEST(shop.notification(order, type)["delivery_status"] == "sent");
}

BOOST_AUTO_TEST_CASE(who_is_gone_hears_no_more_until_resumed) {
  auto& [receiver, shop] = fresh();
  const auto before = receiver.count();
  receiver.set_rules({{"status", 410}});
  shop.order(20);
  wait_until("it is paused",
             [&] { return shop.channel("webhook")["paused"] == true; });
  const auto asked = receiver.count();
  BOOST_TEST(shop.waiting() == 40);
  receiver.set_rules(json::object());
  shop.restart();
  BOOST_TEST(shop.channel("webhook")["paused"] == true);
  shop.order(1);
  BOOST_TEST(receiver.count() == asked);
  shop.daemon.call("queue.resume",
                   {{"stage", "notifications"}, {"channel", "webhook"}});
  shop.await_told();
  BOOST_TEST(with_status(receiver.requests(before), 200).size() == 42U);
}

BOOST_AUTO_TEST_CASE(each_channel_tells_all_whatever_the_other_does) {
  auto& [receiver, shop] = fresh();
  const auto before = receiver.count();
  shop.restart({"notify.channels=log,webhook"});
  receiver.stop();
  shop.order(50);
  wait_until("the log has all of them", [&] {
    return one().shop.daemon.events("notification").size() == 100U;
  });
  wait_until("only the posts wait", [&] { return shop.waiting() == 100; });
  receiver.start();
  shop.await_told();
  BOOST_TEST(with_status(receiver.requests(before), 200).size() == 100U);
}

BOOST_AUTO_TEST_CASE(while_secrets_rotate_old_and_new_receivers_are_content) {
  auto& shop = fresh().shop;
  for (const auto& accepted : {first_secret, second_secret}) {
    const webhook_receiver receiver{
        {{accepted}, {second_secret, first_secret}}};
    shop.restart(receiver.settings());
    shop.order(2);
    shop.await_told();
    BOOST_TEST(with_status(receiver.requests(), 200).size() == 4U);
    BOOST_TEST(receiver.count() == 4U);
  }
}

BOOST_AUTO_TEST_SUITE_END()
