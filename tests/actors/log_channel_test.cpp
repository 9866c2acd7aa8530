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
  actors::log_channel channel{sink, {"USD", 2}};
  std::vector<domain::notice> notices{
      {{42}, {7}, domain::notification_type::success, {2'499}, {}},
      {{43}, {8}, domain::notification_type::failure, {100}, "out_of_stock"}};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(log_channel_test, fixture)

BOOST_AUTO_TEST_CASE(its_name_is_log) {
  BOOST_TEST(channel.name() == "log");
  BOOST_TEST(domain::channel_code(channel.name()).has_value());
}

BOOST_AUTO_TEST_CASE(each_notice_becomes_one_event_in_order) {
  BOOST_REQUIRE(channel.deliver(notices, {}));
  BOOST_REQUIRE(sink->events.size() == 2u);
  BOOST_TEST(sink->count("notification") == 2u);
  BOOST_TEST(field(sink->events[0], "order_id") == "42");
  BOOST_TEST(field(sink->events[1], "order_id") == "43");
}

BOOST_AUTO_TEST_CASE(an_event_says_everything_about_the_notification) {
  BOOST_REQUIRE(channel.deliver(notices, {}));
  const auto& event = sink->events[1];
  BOOST_TEST(field(event, "notification_id") == std::to_string(43 * 64 + 16));
  BOOST_TEST(field(event, "order_id") == "43");
  BOOST_TEST(field(event, "order_number") == "ORD-0000000043");
  BOOST_TEST(field(event, "customer_id") == "8");
  BOOST_TEST(field(event, "type") == "failure");
  BOOST_TEST(field(event, "channel") == "log");
  BOOST_TEST(field(event, "total") == "1.00");
  BOOST_TEST(field(event, "currency") == "USD");
  BOOST_TEST(field(event, "message") ==
             "Order ORD-0000000043 was cancelled: out of stock.");
}

BOOST_AUTO_TEST_CASE(an_empty_batch_is_handed_over_at_once) {
  BOOST_TEST(channel.deliver({}, {}).has_value());
  BOOST_TEST(sink->events.empty());
}

BOOST_AUTO_TEST_CASE(a_failed_write_says_what_failed_and_why) {
  sink->failure = "No space left on device";
  const auto done = channel.deliver(notices, {});
  BOOST_REQUIRE(!done);
  BOOST_TEST(done.error() == "cannot write 2 notifications to the log: "
                             "No space left on device");
}

BOOST_AUTO_TEST_CASE(a_notice_of_a_refund_names_it) {
  notices = {{{42},
              {7},
              domain::notification_type::refund_completed,
              {2'500},
              {},
              {9}}};
  BOOST_REQUIRE(channel.deliver(notices, {}));
  const auto& event = sink->events[0];
  BOOST_TEST(field(event, "notification_id") ==
             std::to_string(domain::id_of(notices[0], 0).value));
  BOOST_TEST(field(event, "refund_id") == "9");
  BOOST_TEST(field(event, "refund_number") == "REF-0000000009");
  BOOST_TEST(field(event, "order_id") == "42");
  BOOST_TEST(field(event, "total") == "25.00");
  BOOST_TEST(field(event, "type") == "refund_completed");
}

BOOST_AUTO_TEST_CASE(a_notice_of_an_order_names_no_refund) {
  BOOST_REQUIRE(channel.deliver(notices, {}));
  BOOST_TEST(field(sink->events[0], "refund_id").empty());
}

BOOST_AUTO_TEST_SUITE_END()
