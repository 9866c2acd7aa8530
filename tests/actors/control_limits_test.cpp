// SPDX-License-Identifier: Apache-2.0
#include "tests/support/control_fixture.hpp"

#include "actors/errors.hpp"

#include <boost/test/unit_test.hpp>

#include <deque>

using namespace orderd;
using namespace orderd::actors;
using orderd::testing::control_fixture;

namespace {

using json = json_document;

/// Imports whose listing waits until a test answers it.
struct slow_fixture : control_fixture {
  slow_fixture() {
    storage->list_imports = [this](const list_imports&) {
      auto promise = storage->self->make_response_promise<imports_listed>();
      waiting.push_back(promise);
      return promise;
    };
    // Promises are delivered inside the actor that made them.
    storage->find_product = [this](const find_product&) {
      while (!waiting.empty()) {
        waiting.front().deliver(imports_listed{
            std::make_shared<std::vector<domain::import_record>>()});
        waiting.pop_front();
      }
      return product_found{};
    };
  }

  void ask_slowly(std::int64_t client) {
    send(R"({"jsonrpc":"2.0","id":1,"method":"imports.list"})", client);
  }

  void answer_all() {
    outbox.lines.clear();
    test.get<product_found>(storage_handle, find_product{"X"});
  }

  std::deque<caf::typed_response_promise<imports_listed>> waiting;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(control_limits_of, slow_fixture)

BOOST_AUTO_TEST_CASE(requests_beyond_the_limit_are_told_to_come_again) {
  for (std::size_t i = 0; i < control_limits::in_flight; ++i)
    ask_slowly(1);
  BOOST_TEST(waiting.size() == control_limits::in_flight);
  const auto busy = error("imports.list");
  BOOST_TEST(busy["data"]["code"] == "busy");
  BOOST_TEST(busy["data"]["exit"] == 4);
  BOOST_TEST(result("status")["state"] == "ready");
}

BOOST_AUTO_TEST_CASE(a_read_that_takes_too_long_is_given_up) {
  ask_slowly(1);
  test.advance(control_limits::read_timeout + std::chrono::seconds{1});
  BOOST_REQUIRE_EQUAL(outbox.lines.size(), 1u);
  const auto late = json::parse(outbox.lines[0].second);
  BOOST_TEST(late["error"]["data"]["code"] == "timed_out");
}

BOOST_AUTO_TEST_CASE(a_client_that_is_gone_gets_nothing) {
  ask_slowly(5);
  ask_slowly(6);
  caf::anon_send(control, control_closed{5});
  test.run();
  answer_all();
  for (const auto& [client, line] : outbox.lines)
    BOOST_TEST(client != 5);
}

BOOST_AUTO_TEST_CASE(a_drain_waits_for_what_is_in_flight) {
  ask_slowly(1);
  const auto done = test.ask<drained>(control, drain{});
  test.run();
  BOOST_TEST(!done->answered());
  const auto refused = error("stock.set", {{"sku", "A"}, {"quantity", 1}});
  BOOST_TEST(refused["data"]["code"] == "draining");
  BOOST_TEST(!done->answered());
  answer_all();
  BOOST_TEST(done->answered());
}

BOOST_AUTO_TEST_CASE(an_idle_control_drains_at_once) {
  const auto done = test.ask<drained>(control, drain{});
  test.run();
  BOOST_TEST(done->value.has_value());
}

BOOST_AUTO_TEST_CASE(a_change_whose_worker_is_dead_has_an_unknown_outcome) {
  test.stop(storage_handle);
  const auto unclear = error("stock.set", {{"sku", "A"}, {"quantity", 1}});
  BOOST_TEST(unclear["data"]["code"] == "unknown_outcome");
  BOOST_TEST(unclear["data"]["exit"] == 8);
}

BOOST_AUTO_TEST_SUITE_END()
