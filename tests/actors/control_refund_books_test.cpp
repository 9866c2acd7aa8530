// SPDX-License-Identifier: Apache-2.0
#include "tests/support/control_fixture.hpp"

#include "actors/errors.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using orderd::testing::control_fixture;
using orderd::testing::some_order;
using orderd::testing::some_refund;

namespace {

using json = json_document;

template <class T>
shared<T> make(T value) {
  return std::make_shared<const T>(std::move(value));
}

/// A storage that knows order 42 and its refund 7.
struct books_fixture : control_fixture {
  books_fixture() {
    storage->find_refund = [](const find_refund& asked) {
      auto refund = some_refund();
      refund.lines = {{1, "MUG-01", 1, 1, {2499}}};
      return refund_found{asked.id.value == 7 ? make(refund) : nullptr};
    };
    storage->find_order = [](const find_order& asked) {
      const auto known = asked.id.value == 42 || asked.order_ref == "web-1";
      return order_found{known ? make(some_order()) : nullptr};
    };
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(control_refund_books_test, books_fixture)

BOOST_AUTO_TEST_CASE(one_refund_is_shown_with_its_lines) {
  for (const json& id : {json(7), json("7"), json("REF-0000000007")}) {
    const auto refund = result("refund.status", {{"refund_id", id}});
    BOOST_TEST(refund["amount"] == "25.00");
    BOOST_TEST(refund["order_number"] == "ORD-0000000042");
    BOOST_TEST(refund["lines"][0]["sku"] == "MUG-01");
    BOOST_TEST(refund["lines"][0]["restocked"] == 1);
  }
  BOOST_TEST(error("refund.status", {{"refund_id", 8}})["data"]["exit"] == 3);
  BOOST_TEST(error("refund.status", {{"refund_id", "x"}})["data"]["exit"] == 2);
}

BOOST_AUTO_TEST_CASE(the_refunds_of_an_order_or_the_latest_ten_are_listed) {
  std::vector<list_refunds> seen;
  storage->list_refunds = [&seen](const list_refunds& asked) {
    seen.push_back(asked);
    return refunds_listed{make(std::vector{some_refund()})};
  };
  const auto latest = result("refund.status");
  BOOST_TEST(latest["refunds"].size() == 1u);
  BOOST_TEST(!latest["refunds"][0].contains("lines"));
  result("refund.status", {{"limit", 3}});
  result("refund.status", {{"order_id", "default:web-1"}});
  BOOST_REQUIRE_EQUAL(seen.size(), 3u);
  BOOST_TEST(seen[0].order.value == 0);
  BOOST_TEST(seen[0].limit == 10);
  BOOST_TEST(seen[1].limit == 3);
  BOOST_TEST(seen[2].order.value == 42);
  BOOST_TEST(error("refund.status", {{"order_id", 43}})["data"]["exit"] == 3);
  BOOST_TEST(error("refund.status",
                   {{"order_id", 42}, {"refund_id", 7}})["data"]["exit"] == 2);
}

BOOST_AUTO_TEST_CASE(a_refund_is_cancelled_or_reversed_by_the_refund_actor) {
  others->cancel_refund =
      [](const cancel_refund& asked) -> caf::result<recorded> {
    if (asked.id.value != 7)
      return make_error(errc::conflict, "it is completed");
    return recorded{};
  };
  std::string reason;
  others->reverse_refund = [&reason](const reverse_refund& asked) {
    reason = asked.reason;
    return recorded{};
  };
  BOOST_TEST(result("refund.cancel",
                    {{"refund_id", "REF-0000000007"}})["refund_id"] == 7);
  BOOST_TEST(error("refund.cancel", {{"refund_id", 8}})["data"]["exit"] == 4);
  const auto reversed =
      result("refund.reverse", {{"refund_id", 7}, {"reason", "closed"}});
  BOOST_TEST(reversed["refund_id"] == 7);
  BOOST_TEST(!reversed.contains("duplicate"));
  BOOST_TEST(reason == "closed");
  BOOST_TEST(error("refund.reverse", {{"refund_id", 7}})["data"]["param"] ==
             "reason");
}

BOOST_AUTO_TEST_CASE(a_rehearsal_takes_the_newest_paid_order_or_a_made_up_one) {
  std::vector<std::optional<domain::order_id>> rehearsed;
  storage->rehearse_refunds = [&rehearsed](const rehearse_refunds& asked) {
    rehearsed.push_back(asked.request.order);
    BOOST_TEST(asked.request.gateway.unclear_ppm == 0);
    domain::rehearsal_report report;
    report.order = asked.request.order.value_or(domain::order_id{});
    report.captured = {4998};
    report.checks = {{"partial refund", true, "25.00 USD"}};
    return refunds_rehearsed{make(report)};
  };
  std::vector<domain::order_view> paid;
  storage->list_orders = [&paid](const list_orders& asked) {
    BOOST_TEST((asked.filter.status == domain::order_status::paid));
    BOOST_TEST(asked.filter.limit == 1);
    return orders_listed{make(domain::order_page{paid, std::nullopt})};
  };
  const auto made_up = result("refund.test");
  BOOST_TEST(made_up["ok"] == true);
  BOOST_TEST(made_up["order_id"].is_null());
  BOOST_TEST(made_up["captured"] == "49.98");
  BOOST_TEST(made_up["gateway"] == "simulator");
  BOOST_TEST(made_up["checks"][0]["name"] == "partial refund");
  paid.push_back(some_order());
  BOOST_TEST(result("refund.test")["order_id"] == 42);
  result("refund.test", {{"demo", true}});
  result("refund.test", {{"order_id", "default:web-1"}});
  BOOST_REQUIRE_EQUAL(rehearsed.size(), 4u);
  BOOST_TEST(!rehearsed[0]);
  BOOST_TEST(!rehearsed[2]);
  BOOST_TEST(rehearsed[3]->value == 42);
  BOOST_TEST(error("refund.test", {{"order_id", 43}})["data"]["exit"] == 3);
}

BOOST_AUTO_TEST_SUITE_END()
