// SPDX-License-Identifier: Apache-2.0
#include "app/notify/webhook_message.hpp"

#include "app/notify/base64.hpp"
#include "tests/app/outgoing_sample.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace orderd;
using domain::notification_type;
using orderd::testing::sample_message;

BOOST_AUTO_TEST_SUITE(webhook_message_test)

// The example of the Standard Webhooks specification.
BOOST_AUTO_TEST_CASE(the_signature_is_that_of_the_specification) {
  const auto key = app::from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
  const auto signature =
      app::webhook_signature({key}, "msg_p5jXN8AQM9LWM0D4loKWxJek",
                             1'614'265'330, R"({"test": 2432232314})");
  BOOST_CHECK_EQUAL(signature,
                    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

BOOST_AUTO_TEST_CASE(each_key_signs) {
  const auto both = app::webhook_signature({"new", "old"}, "id", 1, "{}");
  BOOST_CHECK_EQUAL(both, app::webhook_signature({"new"}, "id", 1, "{}") + " " +
                              app::webhook_signature({"old"}, "id", 1, "{}"));
}

BOOST_AUTO_TEST_CASE(the_body_tells_of_the_order) {
  const auto body = nlohmann::json::parse(
      app::webhook_body(sample_message(), domain::currency{}));
  BOOST_CHECK_EQUAL(body.at("type"), "success");
  BOOST_CHECK_EQUAL(body.at("timestamp"), "2026-11-24T11:59:58Z");
  const auto expected = nlohmann::json::parse(R"({
    "notification_id": 73, "test": false,
    "message": "Order ORD-0000000001 is paid. Total: 59.98 USD.",
    "order_id": 1, "order_number": "ORD-0000000001", "order_ref": "R-1",
    "order_status": "paid", "payment_status": "paid", "source": "shop",
    "customer_id": 7, "customer_name": "John Doe",
    "customer_email": "john@example.com",
    "total": "59.98", "currency": "USD", "reason": null,
    "items": [
      {"sku": "MUG-1", "name": "Mug, \"blue\" & round", "quantity": 2,
       "total_price": "20.00"},
      {"sku": "PEN-2", "name": null, "quantity": 1,
       "total_price": "39.98"}]})");
  BOOST_CHECK_EQUAL(body.at("data").dump(2), expected.dump(2));
}

BOOST_AUTO_TEST_CASE(the_body_tells_of_the_refund) {
  const auto data =
      nlohmann::json::parse(
          app::webhook_body(sample_message(notification_type::refund_failed),
                            domain::currency{}))
          .at("data");
  BOOST_CHECK_EQUAL(data.at("refund_id"), 5);
  BOOST_CHECK_EQUAL(data.at("refund_status"), "failed");
  BOOST_CHECK_EQUAL(data.at("reason"), "damaged");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_break_nothing) {
  const auto body = app::webhook_body(
      sample_message(notification_type::success, "J\xffhn\r\n\"x"),
      domain::currency{});
  BOOST_CHECK(nlohmann::json::accept(body));
}

BOOST_AUTO_TEST_SUITE_END()
