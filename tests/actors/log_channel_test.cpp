// SPDX-License-Identifier: Apache-2.0
#include "actors/log_channel.hpp"

#include "tests/support/test_system.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using testing::field;

namespace {

struct fixture {
  std::shared_ptr<testing::recording_sink> sink =
      std::make_shared<testing::recording_sink>();
  fixture() {
    add({{42}, {7}, domain::notification_type::success, {2'499}, {}},
        domain::order_status::paid);
    add({{43}, {8}, domain::notification_type::failure, {100}, "out_of_stock"},
        domain::order_status::cancelled);
  }

  void add(domain::notice about, domain::order_status status) {
    about.content =
        std::make_shared<domain::notice_content>(domain::notice_content{
            "Ada Example",
            {{"SKU-1", "Lamp", 2, {1'000}}, {"A\"B\n\xff", "", 1, {499}}}});
    domain::outgoing message;
    message.id = domain::id_of(about, 0);
    message.about = std::move(about);
    message.state.status = status;
    messages.push_back(std::move(message));
  }

  std::vector<domain::handed> deliver() {
    return channel.open()->deliver(messages, {});
  }

  actors::log_channel channel{sink, {"USD", 2}};
  std::vector<domain::outgoing> messages;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(log_channel_test, fixture)

BOOST_AUTO_TEST_CASE(its_name_is_log) {
  BOOST_TEST(channel.name() == "log");
  BOOST_TEST(domain::channel_code(channel.name()).has_value());
}

BOOST_AUTO_TEST_CASE(each_message_becomes_one_event_in_order) {
  const auto results = deliver();
  BOOST_REQUIRE(results.size() == 2u);
  BOOST_CHECK(results[1].what == domain::handed::verdict::sent);
  BOOST_REQUIRE(sink->events.size() == 2u);
  BOOST_TEST(sink->count("notification") == 2u);
  BOOST_TEST(field(sink->events[0], "order_id") == "42");
  BOOST_TEST(field(sink->events[1], "order_id") == "43");
}

BOOST_AUTO_TEST_CASE(an_event_says_everything_about_the_notification) {
  deliver();
  const auto& event = sink->events[1];
  BOOST_TEST(field(event, "notification_id") == std::to_string(43 * 64 + 16));
  BOOST_TEST(field(event, "order_id") == "43");
  BOOST_TEST(field(event, "order_number") == "ORD-0000000043");
  BOOST_TEST(field(event, "customer_id") == "8");
  BOOST_TEST(field(event, "customer_name") == "Ada Example");
  BOOST_TEST(field(event, "type") == "failure");
  BOOST_TEST(field(event, "order_status") == "cancelled");
  BOOST_TEST(field(event, "channel") == "log");
  BOOST_TEST(field(event, "total") == "1.00");
  BOOST_TEST(field(event, "currency") == "USD");
  BOOST_TEST(field(event, "message") ==
             "Order ORD-0000000043 was cancelled: out of stock.");
}

BOOST_AUTO_TEST_CASE(items_are_json_whatever_the_sku_holds) {
  deliver();
  BOOST_TEST(field(sink->events[0], "items") ==
             R"([{"sku":"SKU-1","quantity":2},)"
             R"({"sku":"A\"B\n\ufffd","quantity":1}])");
}

BOOST_AUTO_TEST_CASE(a_message_without_content_has_no_items) {
  messages[0].about.content = nullptr;
  deliver();
  BOOST_TEST(field(sink->events[0], "items") == "[]");
  BOOST_TEST(field(sink->events[0], "customer_name").empty());
}

BOOST_AUTO_TEST_CASE(no_messages_are_handed_over_at_once) {
  messages.clear();
  BOOST_TEST(deliver().empty());
  BOOST_TEST(sink->events.empty());
}

BOOST_AUTO_TEST_CASE(a_log_that_cannot_be_written_to_is_down) {
  sink->failure = "No space left on device";
  const auto results = deliver();
  BOOST_REQUIRE(results.size() == 2u);
  for (const auto& result : results) {
    BOOST_CHECK(result.what == domain::handed::verdict::down);
    BOOST_TEST(result.reason == "cannot write 2 notifications to the log: "
                                "No space left on device");
  }
}

BOOST_AUTO_TEST_CASE(a_notice_of_a_refund_names_it) {
  messages.clear();
  add({{42},
       {7},
       domain::notification_type::refund_completed,
       {2'500},
       {},
       {9}},
      domain::order_status::paid);
  deliver();
  const auto& event = sink->events[0];
  BOOST_TEST(field(event, "notification_id") ==
             std::to_string(messages[0].id.value));
  BOOST_TEST(field(event, "refund_id") == "9");
  BOOST_TEST(field(event, "refund_number") == "REF-0000000009");
  BOOST_TEST(field(event, "order_id") == "42");
  BOOST_TEST(field(event, "total") == "25.00");
  BOOST_TEST(field(event, "type") == "refund_completed");
}

BOOST_AUTO_TEST_CASE(a_notice_of_an_order_names_no_refund) {
  deliver();
  BOOST_TEST(field(sink->events[0], "refund_id").empty());
}

BOOST_AUTO_TEST_CASE(a_test_says_that_it_is_one) {
  messages[1].test = true;
  deliver();
  BOOST_TEST(field(sink->events[0], "test").empty());
  BOOST_TEST(field(sink->events[1], "test") == "true");
  BOOST_TEST(channel.receiver_of(messages[1]) == "the log");
}

BOOST_AUTO_TEST_SUITE_END()
