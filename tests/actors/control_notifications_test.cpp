// SPDX-License-Identifier: Apache-2.0
#include "actors/errors.hpp"

#include "tests/support/control_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using orderd::testing::control_fixture;
using orderd::testing::some_order;
using json = json_document;

namespace {

/// Order 42 is there, also as `shop:web-1`.
struct notifications_fixture : control_fixture {
  notifications_fixture() {
    storage->find_order = [](const find_order& asked) {
      const bool there = asked.id.value == 42 || asked.order_ref == "web-1";
      return order_found{
          there ? std::make_shared<domain::order_view>(some_order()) : nullptr};
    };
    storage->find_notification = [](const find_notification& asked) {
      auto found = std::make_shared<domain::notification_view>();
      found->id = asked.id;
      found->order = {42};
      found->channel = "email";
      found->delivery_status = "retrying";
      return notification_found{found};
    };
    others->send_test = [this](const send_test& asked) {
      tests.push_back(asked);
      return test_sent{"ann@example.com"};
    };
  }

  json test_params(const json& more = json::object()) {
    json params{{"order_id", 42}, {"type", "success"}, {"channel", "email"}};
    params.update(more);
    return params;
  }

  std::vector<send_test> tests;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(control_notifications_test, notifications_fixture)

BOOST_AUTO_TEST_CASE(a_notification_is_sent_again_and_shown_as_it_is_then) {
  std::vector<resend_notification> asked;
  storage->resend_notification = [&asked](const resend_notification& one) {
    asked.push_back(one);
    return recorded{};
  };
  const auto document = result("notifications.resend", {{"id", 2697}});
  BOOST_TEST(document["notification_id"] == 2697);
  BOOST_TEST(document["delivery_status"] == "retrying");
  BOOST_REQUIRE_EQUAL(asked.size(), 1u);
  BOOST_TEST(asked[0].id.value == 2697);
  BOOST_TEST((asked[0].now == test.clock->now()));
  BOOST_TEST(others->pokes == 1);
}

BOOST_AUTO_TEST_CASE(one_that_is_on_its_way_is_not_sent_again) {
  storage->resend_notification =
      [](const resend_notification&) -> caf::result<recorded> {
    return make_error(errc::conflict, "it was not sent yet");
  };
  const auto answer = error("notifications.resend", {{"id", 2697}});
  BOOST_TEST(answer["data"]["exit"] == 4);
  BOOST_TEST(answer["message"] == "it was not sent yet");
  BOOST_TEST(others->pokes == 0);
}

BOOST_AUTO_TEST_CASE(a_resend_that_cannot_be_read_back_is_not_said_to_fail) {
  storage->resend_notification = [](const resend_notification&) {
    return recorded{};
  };
  storage->find_notification =
      [](const find_notification&) -> caf::result<notification_found> {
    return make_error(errc::unavailable, "the database is away");
  };
  const auto answer = error("notifications.resend", {{"id", 2697}});
  BOOST_TEST(answer["data"]["exit"] == 8);
  BOOST_TEST(others->pokes == 1);
}

BOOST_AUTO_TEST_CASE(a_test_goes_to_the_notifier_with_the_orders_id) {
  const auto answer =
      result("notifications.test", test_params({{"order_id", "shop:web-1"}}));
  BOOST_TEST((answer == json{{"order_id", 42},
                             {"type", "success"},
                             {"channel", "email"},
                             {"to", "ann@example.com"},
                             {"test", true}}));
  BOOST_REQUIRE_EQUAL(tests.size(), 1u);
  BOOST_TEST(tests[0].order.value == 42);
  BOOST_TEST((tests[0].type == domain::notification_type::success));
  BOOST_TEST(tests[0].channel == "email");
  BOOST_TEST(tests[0].to.empty());
}

BOOST_AUTO_TEST_CASE(a_test_may_go_to_another_address) {
  result("notifications.test", test_params({{"to", "jane@example.com"}}));
  BOOST_TEST(tests.at(0).to == "jane@example.com");
}

BOOST_AUTO_TEST_CASE(a_test_that_makes_no_sense_is_not_sent) {
  for (const json& more :
       {json{{"type", "shipped"}}, json{{"channel", "pigeon"}},
        json{{"to", "not an address"}}, json{{"to", "a@b.cd\r\nBcc: e@f.gh"}},
        json{{"channel", "webhook"}, {"to", "jane@example.com"}},
        json{{"channel", nullptr}}, json{{"order_id", nullptr}}})
    BOOST_TEST(error("notifications.test", test_params(more))["data"]["exit"] ==
               2);
  BOOST_TEST(error("notifications.test",
                   test_params({{"order_id", 43}}))["data"]["exit"] == 3);
  BOOST_TEST(tests.empty());
}

BOOST_AUTO_TEST_CASE(what_the_channel_says_is_the_answer) {
  others->send_test = [](const send_test&) -> caf::result<test_sent> {
    return make_error(errc::unavailable, "connection refused");
  };
  const auto answer = error("notifications.test", test_params());
  BOOST_TEST(answer["message"] == "connection refused");
}

BOOST_AUTO_TEST_SUITE_END()
