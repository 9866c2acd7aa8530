// SPDX-License-Identifier: Apache-2.0
#include "storage/pg_reader.hpp"

#include "tests/storage/read_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>

using namespace orderd;
using namespace std::chrono_literals;
using storage::delivery_exception;
using status = domain::delivery_exception::status;
using enum domain::notification_type;

BOOST_FIXTURE_TEST_SUITE(pg_reader_deliveries, testing::read_shop)

BOOST_AUTO_TEST_CASE(pending_are_those_of_a_channels_types) {
  settings.policy = {{"log"}, {"email", domain::type_bit(success)}};
  ended_orders(3);
  const auto batch = std::to_string(ended.value);
  BOOST_TEST(pending("email") == batch + ": 1 success 3 success");
  BOOST_TEST(pending("log") ==
             std::to_string(started.value) +
                 ": 1 processing 2 processing 3 processing, " + batch +
                 ": 1 success 2 failure 3 success");
  BOOST_TEST(pending("webhook") == "");
}

BOOST_AUTO_TEST_CASE(pending_are_those_of_a_channels_sources) {
  settings.policy = {{"email", domain::all_notification_types, false, {"b"}}};
  std::vector<domain::payment_answer> answers;
  for (const auto* source : {"a", "b", "c"}) {
    auto request = single({testing::buy("a@x.com", "PEN")});
    request.source = source;
    answers.push_back(testing::approved(accept(request).open.at(0)));
  }
  const auto batch = finalize(answers).facts.notices.at(0).batch;
  BOOST_TEST(pending("email", {batch.value - 1}) ==
             std::to_string(batch.value) + ": 2 success");
}

BOOST_AUTO_TEST_CASE(what_progress_came_past_is_not_pending) {
  ended_orders(3);
  come_to(ended, 2);
  BOOST_TEST(pending("email", started) ==
             std::to_string(ended.value) + ": 3 success");
  // All is told, but nobody said that it was all.
  come_to(ended, 3);
  BOOST_TEST(pending("email", started) == std::to_string(ended.value) + ":");
  writer().record_deliveries({{{ended, "email", true, 0}}, {}}, testing::now);
  BOOST_TEST(pending("email", started) == "");
}

BOOST_AUTO_TEST_CASE(exceptions_are_not_pending) {
  ended_orders(3);
  record({1}, success, status::retrying, "busy");
  record({3}, success, status::suppressed);
  BOOST_TEST(pending("email", started) ==
             std::to_string(ended.value) + ": 2 failure");
  BOOST_TEST(pending("log", started) ==
             std::to_string(ended.value) + ": 1 success 2 failure 3 success");
}

BOOST_AUTO_TEST_CASE(pending_refunds_are_sorted_by_refund) {
  const auto order = paid_order(), other = paid_order();
  const auto first = accepted(partial(other, 100));
  const auto second = accepted(partial(order, 100));
  const auto batch =
      settle({answer(second), answer(first, false)}).facts.notices.at(0).batch;
  BOOST_TEST(pending("email", {batch.value - 1}) ==
             std::to_string(batch.value) +
                 ": 1 refund_failed 2 refund_completed");
  come_to(batch, 1);
  BOOST_TEST(pending("email", {batch.value - 1}) ==
             std::to_string(batch.value) + ": 2 refund_completed");
}

BOOST_AUTO_TEST_CASE(a_page_has_no_more_notices_than_asked_for) {
  ended_orders(3);
  const auto first = std::to_string(started.value) +
                     ": 1 processing 2 processing 3 processing";
  const auto both = first + ", " + std::to_string(ended.value) +
                    ": 1 success 2 failure 3 success";
  BOOST_TEST(pending("log", {}, 10, 6) == both);
  BOOST_TEST(pending("log", {}, 10, 5) == first + ", more");
  BOOST_TEST(pending("log", {}, 1, 6) == first + ", more");
  BOOST_TEST(pending("log", {}, 2, 6) == both);
}

BOOST_AUTO_TEST_CASE(a_batch_that_is_larger_than_a_page_comes_alone) {
  ended_orders(3);
  BOOST_TEST(pending("log", {}, 10, 1) ==
             std::to_string(started.value) +
                 ": 1 processing 2 processing 3 processing, more");
  BOOST_TEST(pending("log", started, 10, 1) ==
             std::to_string(ended.value) + ": 1 success 2 failure 3 success");
}

BOOST_AUTO_TEST_CASE(what_a_channel_does_not_tell_takes_no_room_in_a_page) {
  settings.policy = {{"email", domain::type_bit(success)}};
  std::string all;
  for (int i = 0; i < 2; ++i) {
    std::vector<domain::payment_answer> answers;
    for (const auto& open : accept(single({testing::buy("a@x.com", "PEN"),
                                           testing::buy("b@x.com", "PEN"),
                                           testing::buy("c@x.com", "PEN")}))
                                .open)
      answers.push_back(open.order.value % 3 == 1 ? testing::approved(open)
                                                  : testing::declined(open));
    const auto batch = finalize(answers).facts.notices.at(0).batch;
    all += (i == 0 ? "" : ", ") + std::to_string(batch.value) + ": " +
           std::to_string(i * 3 + 1) + " success";
  }
  BOOST_TEST(pending("email", {}, 10, 2) == all);
}

BOOST_AUTO_TEST_CASE(what_a_channel_does_not_tell_is_not_counted) {
  settings.policy = {{"log"}, {"email", domain::type_bit(success)}};
  ended_orders(3);
  BOOST_TEST(counts() == "email 2 0 0; log 6 0 0; ");
}

BOOST_AUTO_TEST_CASE(deliveries_are_counted_by_what_they_wait_for) {
  BOOST_TEST(counts() == "");
  const auto orders = ended_orders(4);
  BOOST_TEST(counts() == "email 8 0 0; log 8 0 0; ");
  come_to(started, orders[2].value);
  writer().record_deliveries({{{ended, "log", true, 0}}, {}}, testing::now);
  BOOST_TEST(counts() == "email 5 0 0; log 4 0 0; ");
  record(orders[0], success, status::failed, "refused");
  record(orders[1], failure, status::retrying, "busy");
  come_to(ended, orders[1].value);
  BOOST_TEST(counts() == "email 3 1 1; log 4 0 0; ");
}

BOOST_AUTO_TEST_CASE(dead_notifications_are_listed_with_the_other_stages) {
  const auto orders = ended_orders(2);
  const auto order = paid_order();
  const auto refund = completed(partial(order, 100));
  record(orders[0], success, status::failed, "550 No such user");
  delivery_exception about_refund;
  about_refund.id =
      domain::make_notification_id(refund.refund.value, refund_completed, 1);
  about_refund.order = order;
  about_refund.what = status::failed;
  about_refund.attempts = 8;
  about_refund.error_message = "mailbox full";
  writer().record_deliveries({{}, {about_refund}}, testing::now + 1s);
  const auto open = accept(single({testing::buy("z@x.com", "PEN")})).open.at(0);
  const std::vector<domain::dead_letter> letters{{open.order, 5, "no answer"}};
  writer().record_dead(letters, testing::now + 2s);
  const auto all = reader.dead_letters({});
  BOOST_REQUIRE(all.size() == 3);
  BOOST_TEST(all[0].stage == "notifications");
  BOOST_TEST((all[0].order == orders[0]));
  BOOST_TEST((all[0].notification ==
              domain::make_notification_id(orders[0].value, success, 1)));
  BOOST_TEST(all[0].channel == "email");
  BOOST_TEST(all[0].amount.minor == 950);
  BOOST_TEST((all[1].refund == refund.refund));
  BOOST_TEST((all[1].order == order));
  BOOST_TEST(all[1].amount.minor == 100);
  BOOST_TEST(all[1].attempts == 8);
  BOOST_TEST(all[2].stage == "orders");
  const auto count = [&](std::optional<std::string> stage,
                         std::optional<std::string> part) {
    const storage::dead_letter_filter filter{std::move(stage), std::move(part),
                                             1};
    BOOST_TEST(reader.dead_letters(filter).size() <= 1);
    return reader.count_dead_letters(filter);
  };
  BOOST_TEST(count({}, {}) == 3);
  BOOST_TEST(count("notifications", {}) == 2);
  BOOST_TEST(count("notifications", "no such") == 1);
  BOOST_TEST(count({}, "no ") == 2);
  BOOST_TEST(count("refunds", {}) == 0);
  check_rules();
}

BOOST_AUTO_TEST_CASE(the_view_has_all_that_a_notification_says) {
  const auto order = paid_order();
  change("UPDATE orders SET ship_to = NULL");
  BOOST_TEST(text("SELECT concat_ws('|', metadata->>'customer_name',"
                  " metadata->>'items', metadata->>'total',"
                  " metadata->>'currency') FROM notifications"
                  " WHERE type = 'success' AND channel = 'email'"
                  "  AND order_id = " +
                  std::to_string(order.value)) ==
             "Name of ada@example.com|[{\"sku\": \"MUG\", \"quantity\": 2},"
             " {\"sku\": \"PEN\", \"quantity\": 1}]|5948|USD");
}

BOOST_AUTO_TEST_SUITE_END()
