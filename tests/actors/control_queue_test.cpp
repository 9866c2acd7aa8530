// SPDX-License-Identifier: Apache-2.0
#include "tests/support/dead_letters_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using orderd::testing::queue_fixture;
using json = json_document;

BOOST_FIXTURE_TEST_SUITE(control_queue_test, queue_fixture)

BOOST_AUTO_TEST_CASE(each_stage_says_what_it_has_at_hand) {
  others->importer = {1, 7, true, {}};
  others->processor = {3, 2, 1, true};
  others->refunds = {5, 4, 6, true};
  others->notifier = {9, {}, false, {}};
  others->notifier.channels.push_back({"log", 4, 0, 0, 0, false, {}});
  others->notifier.channels.push_back(
      {"email", 5, 2, 1, 3, true, "connection refused"});
  const auto stages = result("queue.status")["stages"];
  BOOST_REQUIRE_EQUAL(stages.size(), 4u);
  BOOST_TEST((stages[0] == json{{"stage", "imports"},
                                {"in_flight", 1},
                                {"waiting", 7},
                                {"dead", 0},
                                {"paused", true}}));
  BOOST_TEST((stages[1] == json{{"stage", "orders"},
                                {"in_flight", 3},
                                {"waiting", 2},
                                {"dead", 1},
                                {"paused", true}}));
  BOOST_TEST((stages[2] == json{{"stage", "refunds"},
                                {"in_flight", 5},
                                {"waiting", 4},
                                {"dead", 6},
                                {"paused", true}}));
  BOOST_TEST(stages[3]["stage"] == "notifications");
  BOOST_TEST(stages[3]["in_flight"] == 2);
  BOOST_TEST(stages[3]["waiting"] == 9);
  BOOST_TEST(stages[3]["retrying"] == 1);
  BOOST_TEST(stages[3]["dead"] == 3);
  BOOST_TEST(stages[3]["paused"] == false);
  BOOST_TEST(
      (stages[3]["channels"][1] == json{{"channel", "email"},
                                        {"in_flight", 2},
                                        {"waiting", 5},
                                        {"retrying", 1},
                                        {"dead", 3},
                                        {"paused", true},
                                        {"trouble", "connection refused"}}));
}

BOOST_AUTO_TEST_CASE(status_names_what_is_paused_and_which_channel_is_down) {
  others->processor.paused = true;
  others->notifier.channels.push_back(
      {"email", 5, 0, 0, 0, true, "connection refused"});
  const auto status = result("status");
  BOOST_TEST((status["paused"] == json{"orders", "notifications.email"}));
  BOOST_TEST((status["troubles"] ==
              json::array({"channel email: connection refused"})));
  BOOST_TEST(status["state"] == "ready");
}

BOOST_AUTO_TEST_CASE(each_stage_is_paused_and_resumed_by_its_own_actor) {
  std::vector<std::string> seen;
  const auto noting = [&seen](const std::string& whom) {
    return [&seen, whom](const pause_stage& asked) {
      seen.push_back(whom + (asked.paused ? " pause" : " resume") +
                     asked.channel);
      return recorded{};
    };
  };
  others->pause_imports = noting("importer");
  others->pause_orders = noting("processor");
  others->pause_refunds = noting("refunds");
  others->pause_notifications = noting("notifier");
  for (const auto* stage : {"imports", "orders", "refunds", "notifications"})
    BOOST_TEST((result("queue.pause", {{"stage", stage}}) ==
                json{{"stage", stage}, {"paused", true}}));
  BOOST_TEST((result("queue.resume",
                     {{"stage", "notifications"}, {"channel", "email"}}) ==
              json{{"stage", "notifications"},
                   {"paused", false},
                   {"channel", "email"}}));
  BOOST_TEST((seen == std::vector<std::string>{
                          "importer pause", "processor pause", "refunds pause",
                          "notifier pause", "notifier resumeemail"}));
}

BOOST_AUTO_TEST_CASE(a_stage_or_channel_that_there_is_not_is_a_wrong_request) {
  for (const json& params :
       {json::object(), json{{"stage", "all"}},
        json{{"stage", "notifications"}, {"channel", "pigeon"}},
        json{{"stage", "orders"}, {"channel", "email"}}})
    BOOST_TEST(error("queue.pause", params)["data"]["exit"] == 2);
}

BOOST_AUTO_TEST_CASE(dead_letters_are_listed_with_all_their_numbers) {
  const auto document = result("queue.dead");
  const auto& dead = document["dead"];
  BOOST_REQUIRE_EQUAL(dead.size(), 6u);
  BOOST_TEST(document["total"] == 6);
  BOOST_TEST(dead[0]["order_number"] == "ORD-0000000001");
  BOOST_TEST(dead[0]["refund_id"].is_null());
  BOOST_TEST(dead[0]["refund_number"].is_null());
  BOOST_TEST(dead[0]["notification_id"].is_null());
  BOOST_TEST(dead[0]["amount"] == "49.98");
  BOOST_TEST(dead[0]["attempts"] == 5);
  BOOST_TEST(dead[1]["stage"] == "refunds");
  BOOST_TEST(dead[1]["refund_number"] == "REF-0000000001");
  BOOST_TEST(dead[4]["notification_id"] == 329);
  BOOST_TEST(dead[4]["channel"] == "email");
}

BOOST_AUTO_TEST_CASE(dead_letters_are_filtered_by_storage) {
  const auto found =
      result("queue.dead",
             {{"stage", "notifications"}, {"error", "full"}, {"limit", 5}});
  BOOST_TEST(found["dead"].size() == 2u);
  BOOST_TEST(filters.back().limit == 5);
  BOOST_TEST(error("queue.dead", {{"stage", "none"}})["data"]["exit"] == 2);
  BOOST_TEST(error("queue.dead", {{"error", ""}})["data"]["exit"] == 2);
}

BOOST_AUTO_TEST_SUITE_END()
