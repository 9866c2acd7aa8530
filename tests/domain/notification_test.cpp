// SPDX-License-Identifier: Apache-2.0
#include "domain/notification.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace orderd::domain;

namespace {

constexpr notification_type types[] = {
    notification_type::processing, notification_type::success,
    notification_type::failure, notification_type::refund_completed,
    notification_type::refund_failed};

notice about(notification_type type, std::string reason = {}) {
  return {{42}, {7}, type, {2'499}, std::move(reason)};
}

std::string message(const notice& n) {
  return notification_message(n, {"USD", 2});
}

} // namespace

BOOST_AUTO_TEST_SUITE(notification_test)

BOOST_AUTO_TEST_CASE(ids_follow_from_subject_type_and_channel) {
  BOOST_TEST(make_notification_id(42, notification_type::failure, 1).value ==
             42 * 64 + 2 * 8 + 1);
}

BOOST_AUTO_TEST_CASE(ids_are_unique_and_lead_back_to_the_subject) {
  std::set<std::int64_t> seen;
  for (std::int64_t subject = 1; subject <= 100; ++subject)
    for (const auto type : types)
      for (int channel = 0; channel < 3; ++channel) {
        const auto id = make_notification_id(subject, type, channel);
        BOOST_TEST(seen.insert(id.value).second);
        BOOST_TEST(subject_of(id) == subject);
      }
}

BOOST_AUTO_TEST_CASE(the_id_of_the_largest_order_fits_a_json_number) {
  constexpr auto largest = (std::int64_t{1} << 47) - 1;
  const auto id =
      make_notification_id(largest, notification_type::refund_failed, 2);
  BOOST_TEST(id.value < (std::int64_t{1} << 53));
  BOOST_TEST(subject_of(id) == largest);
}

BOOST_AUTO_TEST_CASE(the_channels_have_stable_codes) {
  BOOST_TEST(channel_code("log").value() == 0);
  BOOST_TEST(channel_code("email").value() == 1);
  BOOST_TEST(channel_code("webhook").value() == 2);
  BOOST_TEST(!channel_code("pigeon"));
}

BOOST_AUTO_TEST_CASE(the_types_have_their_names) {
  BOOST_TEST(to_string(notification_type::processing) == "processing");
  BOOST_TEST(to_string(notification_type::success) == "success");
  BOOST_TEST(to_string(notification_type::failure) == "failure");
  BOOST_TEST(to_string(notification_type::refund_completed) ==
             "refund_completed");
  BOOST_TEST(to_string(notification_type::refund_failed) == "refund_failed");
}

BOOST_AUTO_TEST_CASE(a_notice_of_a_refund_is_named_by_the_refund) {
  auto notice = about(notification_type::refund_completed);
  notice.refund = {7};
  const auto id = id_of(notice, 0);
  BOOST_TEST(subject_of(id) == 7);
  BOOST_TEST(is_about_refund(id));
  notice = about(notification_type::success);
  BOOST_TEST(subject_of(id_of(notice, 2)) == 42);
  BOOST_TEST(!is_about_refund(id_of(notice, 2)));
}

BOOST_AUTO_TEST_CASE(messages_say_what_became_of_the_order) {
  BOOST_TEST(message(about(notification_type::processing)) ==
             "Order ORD-0000000042 is being processed.");
  BOOST_TEST(message(about(notification_type::success)) ==
             "Order ORD-0000000042 is paid. Total: 24.99 USD.");
  BOOST_TEST(message(about(notification_type::failure, "out_of_stock")) ==
             "Order ORD-0000000042 was cancelled: out of stock.");
  BOOST_TEST(message(about(notification_type::refund_completed)) ==
             "Order ORD-0000000042 was refunded: 24.99 USD.");
  BOOST_TEST(message(about(notification_type::refund_failed)) ==
             "Order ORD-0000000042 could not be refunded: 24.99 USD.");
}

BOOST_AUTO_TEST_SUITE_END()
