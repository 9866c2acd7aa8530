// SPDX-License-Identifier: Apache-2.0
#include "tests/support/control_fixture.hpp"

#include "actors/control_methods.hpp"
#include "actors/errors.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace orderd;
using namespace orderd::actors;
using orderd::testing::control_fixture;
using orderd::testing::some_order;

namespace {

using json = json_document;

const json order_input{
    {"order_ref", "web-1"},
    {"customer", {{"name", "Ann"}, {"email", "ann@example.com"}}},
    {"items", json::array({{{"sku", "MUG-01"}, {"quantity", 2}}})}};

template <class T>
shared<T> make(T value) {
  return std::make_shared<const T>(std::move(value));
}

void answer_orders(control_fixture& in) {
  in.storage->find_order = [](const find_order& asked) {
    const auto known = asked.id.value == 42 || (asked.source == "default" &&
                                                asked.order_ref == "web-1");
    return order_found{known ? make(some_order()) : nullptr};
  };
}

std::string code_name(const json& error) {
  return error["data"]["code"].get<std::string>();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(control, control_fixture)

// -- the line -----------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_line_that_is_not_json_is_a_parse_error) {
  for (const auto* line : {"", "nonsense", "{\"id\":1", "{\"a\":1,\"a\":2}"}) {
    const auto answers = send(line);
    BOOST_REQUIRE_EQUAL(answers.size(), 1u);
    BOOST_TEST(answers[0]["error"]["code"] == -32700);
    BOOST_TEST(answers[0]["id"].is_null());
  }
}

BOOST_AUTO_TEST_CASE(deep_json_is_refused_without_harm) {
  const auto answers = send(std::string(500'000, '['));
  BOOST_REQUIRE_EQUAL(answers.size(), 1u);
  BOOST_TEST(answers[0]["error"]["code"] == -32700);
}

BOOST_AUTO_TEST_CASE(batches_are_refused_by_name) {
  const auto answers = send(R"([{"jsonrpc":"2.0","id":1,"method":"status"}])");
  BOOST_REQUIRE_EQUAL(answers.size(), 1u);
  BOOST_TEST(answers[0]["error"]["code"] == -32600);
  BOOST_TEST(answers[0]["error"]["message"].get<std::string>().find(
                 "batches") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_an_invalid_request) {
  for (const auto* line :
       {"17", R"({"id":1,"method":"status"})",
        R"({"jsonrpc":"1.0","id":1,"method":"status"})",
        R"({"jsonrpc":"2.0","method":"status"})",
        R"({"jsonrpc":"2.0","id":{},"method":"status"})",
        R"({"jsonrpc":"2.0","id":1})",
        R"({"jsonrpc":"2.0","id":1,"method":"status","params":[1]})"}) {
    const auto answers = send(line);
    BOOST_REQUIRE_EQUAL(answers.size(), 1u);
    BOOST_CHECK_MESSAGE(answers[0]["error"]["code"] == -32600, line);
  }
}

BOOST_AUTO_TEST_CASE(an_id_comes_back_as_it_was) {
  const auto answers =
      send(R"({"jsonrpc":"2.0","id":"a-1","method":"version"})");
  BOOST_REQUIRE_EQUAL(answers.size(), 1u);
  BOOST_TEST(answers[0]["id"] == "a-1");
}

BOOST_AUTO_TEST_CASE(an_unknown_method_names_one_that_is_near) {
  const auto unknown = error("order.show");
  BOOST_TEST(unknown["code"] == -32601);
  BOOST_TEST(unknown["data"]["exit"] == 2);
  BOOST_TEST(unknown["message"].get<std::string>().find("`orders.show`") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_methods_are_sorted_for_the_search) {
  BOOST_TEST(
      std::ranges::is_sorted(control_methods(), {}, &control_method::name));
  for (const auto& method : control_methods())
    BOOST_TEST(find_method(method.name) == &method);
}

// -- parameters ---------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_wrong_parameter_is_named) {
  const auto missing = error("orders.show");
  BOOST_TEST(missing["code"] == -32602);
  BOOST_TEST(missing["data"]["param"] == "order");
  BOOST_TEST(missing["data"]["exit"] == 2);
  BOOST_TEST(error("orders.list", {{"limit", 0}})["data"]["param"] == "limit");
  BOOST_TEST(error("orders.list", {{"status", "lost"}})["data"]["param"] ==
             "status");
  BOOST_TEST(error("orders.list", {{"since", "soon"}})["data"]["param"] ==
             "since");
  BOOST_TEST(error("status", {{"verbose", true}})["data"]["param"] ==
             "verbose");
  BOOST_TEST(error("imports.show", {{"id", -1}})["data"]["param"] == "id");
  BOOST_TEST(
      error("stock.set", {{"sku", "A"}, {"quantity", 1e9}})["data"]["param"] ==
      "quantity");
  BOOST_TEST(error("kpis.show", {{"from", "2026-11-25"},
                                 {"to", "2026-11-24"}})["data"]["param"] ==
             "from");
}

BOOST_AUTO_TEST_CASE(an_order_has_three_names) {
  answer_orders(*this);
  for (const json& name :
       {json(42), json("42"), json("ORD-0000000042"), json("default:web-1")})
    BOOST_TEST(result("orders.show", {{"order", name}})["order_id"] == 42);
  BOOST_TEST(error("orders.show", {{"order", "what"}})["code"] == -32602);
}

// -- orders -------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(an_order_that_is_not_there_exits_with_3) {
  answer_orders(*this);
  const auto missing = error("orders.show", {{"order", 43}});
  BOOST_TEST(code_name(missing) == "not_found");
  BOOST_TEST(missing["data"]["exit"] == 3);
  BOOST_TEST(missing["message"] == "there is no order ORD-0000000043");
}

BOOST_AUTO_TEST_CASE(the_history_is_read_for_the_time_line_alone) {
  std::vector<bool> asked_for;
  storage->find_order = [&asked_for](const find_order& asked) {
    asked_for.push_back(asked.history);
    return order_found{make(some_order())};
  };
  others->create_order = [](const create_order&) {
    return order_created{{42}, false};
  };
  BOOST_TEST(result("orders.show", {{"order", 42}})["timeline"].size() == 3u);
  const auto created = result("orders.create", {{"order", order_input}});
  BOOST_TEST(!created.contains("timeline"));
  BOOST_TEST((asked_for == std::vector{true, false}));
}

BOOST_AUTO_TEST_CASE(a_created_order_is_answered_as_its_document) {
  answer_orders(*this);
  others->create_order = [](const create_order&) {
    return order_created{{42}, true};
  };
  const auto order = result("orders.create", {{"order", order_input}});
  BOOST_TEST(order["order_number"] == "ORD-0000000042");
  BOOST_TEST(order["duplicate"] == true);
  BOOST_REQUIRE_EQUAL(others->created.size(), 1u);
  BOOST_TEST(others->created[0].wait);
  BOOST_TEST(others->created[0].source == "default");
  BOOST_TEST(others->created[0].order.order_ref == "web-1");
  result("orders.create", {{"order", order_input}, {"wait", false}});
  BOOST_TEST(!others->created[1].wait);
  BOOST_TEST(test.events->count("control.command") == 2u);
}

BOOST_AUTO_TEST_CASE(a_bad_order_document_is_refused_before_it_travels) {
  auto bad = order_input;
  bad["items"][0]["quantity"] = 0;
  const auto refused = error("orders.create", {{"order", bad}});
  BOOST_TEST(refused["code"] == -32602);
  BOOST_TEST(refused["data"]["exit"] == 1);
  BOOST_TEST(others->created.empty());
}

BOOST_AUTO_TEST_CASE(another_order_under_the_same_ref_exits_with_4) {
  others->create_order = [](const create_order&) -> caf::result<order_created> {
    return make_error(errc::conflict, "web-1 is another order");
  };
  const auto refused = error("orders.create", {{"order", order_input}});
  BOOST_TEST(refused["data"]["exit"] == 4);
  BOOST_TEST(refused["message"] == "web-1 is another order");
}

BOOST_AUTO_TEST_CASE(an_order_that_cannot_be_read_back_is_not_denied) {
  storage->find_order = [](const find_order&) -> caf::result<order_found> {
    return make_error(errc::unavailable, "the database is away");
  };
  others->create_order = [](const create_order&) {
    return order_created{{42}, false};
  };
  const auto unclear = error("orders.create", {{"order", order_input}});
  BOOST_TEST(unclear["data"]["exit"] == 8);
  BOOST_TEST(unclear["message"].get<std::string>().find("was accepted") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_list_passes_its_filter_on) {
  domain::order_filter seen;
  storage->list_orders = [&seen](const list_orders& asked) {
    seen = asked.filter;
    return orders_listed{make(domain::order_page{{some_order()}, {}})};
  };
  const auto page = result("orders.list", {{"status", "paid"},
                                           {"email", " Ann@Example.com"},
                                           {"since", "2026-11-24"},
                                           {"limit", 5},
                                           {"cursor", "99"}});
  BOOST_TEST(page["orders"].size() == 1u);
  BOOST_TEST((seen.status == domain::order_status::paid));
  BOOST_TEST(seen.email.value() == "ann@example.com");
  BOOST_TEST(seen.before.value().value == 99);
  BOOST_TEST(seen.limit == 5);
  BOOST_TEST(seen.since.has_value());
}

// -- the state of the daemon --------------------------------------------------

BOOST_AUTO_TEST_CASE(changes_are_refused_unless_the_daemon_is_ready) {
  for (const auto* state : {"starting", "standby", "draining"}) {
    others->state = state;
    const auto refused = error("orders.create", {{"order", order_input}});
    BOOST_TEST(refused["data"]["exit"] == 4);
    BOOST_TEST(refused["message"].get<std::string>().find(state) !=
               std::string::npos);
    BOOST_TEST(result("status")["state"] == state);
  }
  BOOST_TEST(others->created.empty());
}

BOOST_AUTO_TEST_CASE(a_read_without_database_says_why) {
  storage->list_imports =
      [](const list_imports&) -> caf::result<imports_listed> {
    return make_error(errc::unavailable, "no connection: refused");
  };
  const auto away = error("imports.list");
  BOOST_TEST(code_name(away) == "unavailable");
  BOOST_TEST(away["message"] == "no connection: refused");
}

BOOST_AUTO_TEST_CASE(status_tells_what_its_parts_tell) {
  others->processor = {3, 1, 2};
  others->importer = {1, 4, {}};
  others->notifier = {9, {}};
  others->totals.orders_paid = 11;
  const auto status = result("status");
  BOOST_TEST(status["state"] == "ready");
  BOOST_TEST(status["version"] == "1.2.3");
  BOOST_TEST(status["payment"] == "simulator");
  BOOST_TEST(status["database"]["connected"] == true);
  BOOST_TEST(status["orders"]["paid"] == 11);
  BOOST_TEST(status["imports"]["waiting"] == 4);
  BOOST_TEST(status["queues"]["orders"] == 4);
  BOOST_TEST(status["queues"]["notifications"] == 9);
  BOOST_TEST(status["troubles"].empty());
}

BOOST_AUTO_TEST_CASE(status_comes_without_a_part_that_is_silent) {
  auto silent = storage->self;
  storage->get_status = [silent](const get_status&) {
    return silent->make_response_promise<storage_status>();
  };
  BOOST_TEST(send(R"({"jsonrpc":"2.0","id":1,"method":"status"})").empty());
  test.advance(control_limits::status_timeout + std::chrono::seconds{1});
  BOOST_REQUIRE_EQUAL(outbox.lines.size(), 1u);
  const auto status = json::parse(outbox.lines[0].second)["result"];
  BOOST_TEST(status["database"]["connected"] == false);
  BOOST_TEST(status["troubles"].size() == 1u);
}

BOOST_AUTO_TEST_CASE(drain_asks_the_supervisor_to_stop) {
  BOOST_TEST(result("drain")["state"] == "draining");
  BOOST_TEST(others->shut_down.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
