// SPDX-License-Identifier: Apache-2.0
#include "tests/support/control_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>

using namespace orderd;
using namespace orderd::actors;
using namespace std::chrono_literals;
using orderd::testing::control_fixture;
using orderd::testing::some_order;
using json = json_document;

namespace {

/// Writes events as the log would.
struct tail_fixture : control_fixture {
  void write(log_level level, const std::string& event, std::int64_t order) {
    const auto line = R"({"event":")" + event + R"(","order_id":)" +
                      std::to_string(order) + "}\n";
    const std::vector fields{log_field("order_id", order)};
    const std::array events{app::written(level, event, fields, line.size())};
    log.add(line, events);
  }

  static std::vector<std::string> names(const json& page) {
    std::vector<std::string> result;
    for (const auto& event : page["events"])
      result.push_back(event["event"]);
    return result;
  }

  using words = std::vector<std::string>;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(control_tail_test, tail_fixture)

BOOST_AUTO_TEST_CASE(the_newest_events_are_shown_oldest_first) {
  for (const auto* event : {"a", "b", "c"})
    write(log_level::info, event, 1);
  const auto page = result("tail.open", {{"lines", 2}});
  BOOST_TEST((names(page) == words{"b", "c"}));
  BOOST_TEST(page["follower"].is_null());
  BOOST_TEST(page["events"][0]["order_id"] == 1);
  BOOST_TEST(names(result("tail.open")).size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_follower_sees_each_event_once_in_order) {
  write(log_level::info, "a", 1);
  const auto opened = result("tail.open", {{"follow", true}});
  BOOST_TEST((names(opened) == words{"a"}));
  const json follower{{"follower", opened["follower"]}};
  BOOST_TEST(result("tail.read", follower)["events"].empty());
  write(log_level::info, "b", 1);
  write(log_level::info, "c", 1);
  BOOST_TEST((names(result("tail.read", follower)) == words{"b", "c"}));
  BOOST_TEST(result("tail.read", follower)["events"].empty());
}

BOOST_AUTO_TEST_CASE(filters_hold_for_old_events_and_new_ones) {
  storage->find_order = [](const find_order& asked) {
    return order_found{asked.order_ref == "web-1"
                           ? std::make_shared<domain::order_view>(some_order())
                           : nullptr};
  };
  const auto write_all = [this] {
    write(log_level::info, "notification", 42);
    write(log_level::info, "notification", 43);
    write(log_level::warning, "order.dead", 42);
    write(log_level::error, "orders.not_finalized", 0);
  };
  write_all();
  for (const auto& [params, expected] :
       {std::pair{json{{"order", "shop:web-1"}},
                  words{"notification", "order.dead"}},
        std::pair{json{{"order", 43}}, words{"notification"}},
        std::pair{json{{"event", "order.dead"}}, words{"order.dead"}},
        std::pair{json{{"event", "order*"}},
                  words{"order.dead", "orders.not_finalized"}},
        std::pair{json{{"level", "error"}}, words{"orders.not_finalized"}},
        std::pair{json{{"level", "warning"}, {"order", 42}},
                  words{"order.dead"}}}) {
    auto request = params;
    request["follow"] = true;
    request["lines"] = expected.size();
    const auto opened = result("tail.open", request);
    BOOST_TEST((names(opened) == expected));
    const json follower{{"follower", opened["follower"]}};
    write_all();
    BOOST_TEST((names(result("tail.read", follower)) == expected));
    result("tail.close", follower);
  }
  BOOST_TEST(error("tail.open", {{"order", "shop:web-2"}})["data"]["exit"] ==
             3);
}

BOOST_AUTO_TEST_CASE(a_follower_who_does_not_read_is_forgotten) {
  const auto opened = result("tail.open", {{"follow", true}});
  const json follower{{"follower", opened["follower"]}};
  test.advance(30s);
  result("tail.read", follower);
  test.advance(30s);
  result("tail.read", follower);
  test.advance(30s + 1ms);
  BOOST_TEST(error("tail.read", follower)["data"]["exit"] == 3);
}

BOOST_AUTO_TEST_CASE(no_more_than_a_few_may_follow) {
  for (std::size_t i = 0; i < app::tail_limits::followers; ++i)
    result("tail.open", {{"follow", true}});
  BOOST_TEST(error("tail.open", {{"follow", true}})["data"]["code"] == "busy");
  result("tail.close", {{"follower", 1}});
  result("tail.open", {{"follow", true}});
}

BOOST_AUTO_TEST_CASE(requests_that_make_no_sense_are_refused) {
  for (const json& params :
       {json{{"level", "loud"}}, json{{"lines", -1}}, json{{"lines", 1001}},
        json{{"event", std::string(65, 'x')}}, json{{"order", "x"}}})
    BOOST_TEST(error("tail.open", params)["data"]["exit"] == 2);
  BOOST_TEST(error("tail.read", {{"follower", 7}})["data"]["exit"] == 3);
}

BOOST_AUTO_TEST_SUITE_END()
