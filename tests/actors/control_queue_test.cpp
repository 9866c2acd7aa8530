// SPDX-License-Identifier: Apache-2.0
#include "tests/support/control_fixture.hpp"

#include "actors/errors.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using orderd::testing::control_fixture;

namespace {

using json = json_document;

template <class T>
shared<T> make(T value) {
  return std::make_shared<const T>(std::move(value));
}

domain::dead_letter_view dead_order(std::int64_t id) {
  domain::dead_letter_view letter;
  letter.stage = "orders";
  letter.order = {id};
  letter.amount = {4998};
  letter.currency = "USD";
  letter.attempts = 5;
  letter.error_message = "no answer";
  return letter;
}

domain::dead_letter_view dead_refund(std::int64_t id, std::int64_t order) {
  auto letter = dead_order(order);
  letter.stage = "refunds";
  letter.refund = {id};
  return letter;
}

/// Dead are order 1, refund 1 of order 5, and refund 3 of order 2.
struct queue_fixture : control_fixture {
  queue_fixture() {
    storage->list_dead_letters = [](const list_dead_letters&) {
      return dead_letters_listed{make(
          std::vector{dead_order(1), dead_refund(1, 5), dead_refund(3, 2)})};
    };
    others->retry_dead_orders = [this](const retry_dead_orders& asked) {
      orders.push_back(asked.ids);
      const auto all = asked.ids.empty();
      return dead_retried{all || asked.ids[0].value == 1 ? 1 : 0};
    };
    others->retry_dead_refunds = [this](const retry_dead_refunds& asked) {
      refunds.push_back(asked.ids);
      const auto all = asked.ids.empty();
      return dead_retried{all ? 2 : asked.ids[0].value < 4 ? 1 : 0};
    };
  }

  int retry_exit(const json& params) {
    return error("queue.retry", params)["data"]["exit"];
  }

  std::vector<std::vector<domain::order_id>> orders;
  std::vector<std::vector<domain::refund_id>> refunds;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(control_queue_test, queue_fixture)

BOOST_AUTO_TEST_CASE(each_stage_says_what_it_has_at_hand) {
  others->processor = {3, 2, 1};
  others->refunds = {5, 4, 6, true};
  others->notifier = {9, {}};
  const auto stages = result("queue.status")["stages"];
  BOOST_REQUIRE_EQUAL(stages.size(), 3u);
  BOOST_TEST((stages[0] == json{{"stage", "orders"},
                                {"in_flight", 3},
                                {"waiting", 2},
                                {"dead", 1},
                                {"paused", false}}));
  BOOST_TEST((stages[1] == json{{"stage", "refunds"},
                                {"in_flight", 5},
                                {"waiting", 4},
                                {"dead", 6},
                                {"paused", true}}));
  BOOST_TEST(stages[2]["stage"] == "notifications");
  BOOST_TEST(stages[2]["waiting"] == 9);
}

BOOST_AUTO_TEST_CASE(refunds_are_paused_and_resumed) {
  std::vector<bool> seen;
  others->pause_refunds = [&seen](const pause_refunds& asked) {
    seen.push_back(asked.paused);
    return recorded{};
  };
  const json stage{{"stage", "refunds"}};
  BOOST_TEST((result("queue.pause", stage) ==
              json{{"stage", "refunds"}, {"paused", true}}));
  BOOST_TEST(result("queue.resume", stage)["paused"] == false);
  BOOST_TEST((seen == std::vector{true, false}));
}

BOOST_AUTO_TEST_CASE(no_other_stage_can_be_paused) {
  for (const auto* stage : {"orders", "notifications"}) {
    const auto answer = error("queue.pause", {{"stage", stage}});
    BOOST_TEST(answer["data"]["exit"] == 4);
    BOOST_TEST(answer["message"].get<std::string>().find(stage) !=
               std::string::npos);
  }
  BOOST_TEST(error("queue.resume", {{"stage", "all"}})["data"]["exit"] == 2);
  BOOST_TEST(error("queue.pause")["data"]["exit"] == 2);
}

BOOST_AUTO_TEST_CASE(dead_letters_are_listed_with_both_numbers) {
  const auto dead = result("queue.dead")["dead"];
  BOOST_REQUIRE_EQUAL(dead.size(), 3u);
  BOOST_TEST(dead[0]["order_number"] == "ORD-0000000001");
  BOOST_TEST(dead[0]["refund_id"].is_null());
  BOOST_TEST(dead[0]["refund_number"].is_null());
  BOOST_TEST(dead[0]["amount"] == "49.98");
  BOOST_TEST(dead[0]["attempts"] == 5);
  BOOST_TEST(dead[1]["stage"] == "refunds");
  BOOST_TEST(dead[1]["refund_number"] == "REF-0000000001");
}

BOOST_AUTO_TEST_CASE(a_dead_letter_is_asked_for_again_by_its_number) {
  BOOST_TEST(result("queue.retry", {{"id", "ORD-0000000001"}})["retried"] == 1);
  BOOST_TEST(result("queue.retry", {{"id", "REF-0000000001"}})["retried"] == 1);
  BOOST_REQUIRE_EQUAL(orders.size(), 1u);
  BOOST_TEST(orders[0][0].value == 1);
  BOOST_REQUIRE_EQUAL(refunds.size(), 1u);
  BOOST_TEST(refunds[0][0].value == 1);
}

BOOST_AUTO_TEST_CASE(a_bare_number_must_name_one_dead_letter) {
  BOOST_TEST(result("queue.retry", {{"id", 3}})["retried"] == 1);
  BOOST_TEST(refunds.at(0).at(0).value == 3);
  const auto two = error("queue.retry", {{"id", "1"}});
  BOOST_TEST(two["data"]["exit"] == 4);
  BOOST_TEST(two["message"].get<std::string>().find("REF-0000000001") !=
             std::string::npos);
  // Orders 2 and 5 are those of dead refunds, and not dead themselves.
  BOOST_TEST(retry_exit({{"id", 2}}) == 3);
  BOOST_TEST(orders.empty());
}

BOOST_AUTO_TEST_CASE(what_is_not_dead_is_not_found) {
  BOOST_TEST(retry_exit({{"id", "ORD-0000000009"}}) == 3);
  BOOST_TEST(retry_exit({{"id", "REF-0000000009"}}) == 3);
  BOOST_TEST(retry_exit({{"id", 9}}) == 3);
}

BOOST_AUTO_TEST_CASE(all_dead_letters_are_asked_for_again) {
  BOOST_TEST(result("queue.retry", {{"all", true}})["retried"] == 3);
  BOOST_TEST(orders.at(0).empty());
  BOOST_TEST(refunds.at(0).empty());
}

BOOST_AUTO_TEST_CASE(a_failure_of_refunds_does_not_hide_the_orders) {
  others->retry_dead_refunds =
      [](const retry_dead_refunds&) -> caf::result<dead_retried> {
    return make_error(errc::refused, "refunds are paused");
  };
  const auto answer = error("queue.retry", {{"all", true}});
  BOOST_TEST(answer["data"]["exit"] == 4);
  BOOST_TEST(answer["message"] == "refunds are not asked for again: refunds "
                                  "are paused (orders that are: 1)");
}

BOOST_AUTO_TEST_CASE(neither_or_both_of_id_and_all_is_a_wrong_request) {
  for (const json& params : {json::object(), json{{"id", 1}, {"all", true}},
                             json{{"all", false}}, json{{"id", "x"}}})
    BOOST_TEST(retry_exit(params) == 2);
}

BOOST_AUTO_TEST_SUITE_END()
