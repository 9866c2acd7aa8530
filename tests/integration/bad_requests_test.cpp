// SPDX-License-Identifier: Apache-2.0
#include "tests/app/socket_client.hpp"
#include "tests/integration/bad_input.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd::testing;
using nlohmann::json;
using orderd::app::socket_client;

namespace {

/// The error that a line is answered with, on a connection of its own.
json error_of(const std::string& line) {
  socket_client client{bad_input_daemon().directory()};
  client.send(line + "\n");
  const auto answer = json::parse(client.read_line());
  BOOST_REQUIRE_MESSAGE(answer.contains("error"), answer.dump());
  return answer["error"];
}

} // namespace

BOOST_AUTO_TEST_SUITE(bad_input)

BOOST_AUTO_TEST_CASE(a_request_that_is_no_json_is_told_so) {
  BOOST_TEST(error_of("hello")["code"] == -32700);
  BOOST_TEST(error_of("{\"jsonrpc\":")["code"] == -32700);
  BOOST_TEST(error_of("[]")["code"] == -32600);
  BOOST_TEST(error_of("{}")["code"] == -32600);
  BOOST_TEST(error_of(std::string(100'000, '['))["code"] == -32700);
}

BOOST_AUTO_TEST_CASE(an_unknown_method_is_told_so) {
  const auto error = bad_input_daemon().refused("orders.explode");
  BOOST_TEST(error["code"] == -32601);
  BOOST_TEST(error["message"].get<std::string>().find("orders.explode") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_unknown_parameter_is_named) {
  const auto error =
      bad_input_daemon().refused("orders.list", {{"colour", "red"}});
  BOOST_TEST(error["code"] == -32602);
  BOOST_TEST(error["data"]["param"] == "colour");
}

BOOST_AUTO_TEST_CASE(a_request_that_is_too_long_ends_its_connection_alone) {
  socket_client other{bad_input_daemon().directory()};
  socket_client client{bad_input_daemon().directory()};
  client.send(std::string(2 * 1024 * 1024, 'x'));
  const auto answer = json::parse(client.read_line());
  BOOST_TEST(answer["error"]["code"] == -32600);
  BOOST_TEST(client.read_line() == "(closed)");
  other.send(R"({"jsonrpc":"2.0","id":7,"method":"version"})"
             "\n");
  BOOST_TEST(json::parse(other.read_line())["id"] == 7);
}

BOOST_AUTO_TEST_CASE(a_request_that_is_half_sent_holds_up_nobody) {
  socket_client half{bad_input_daemon().directory()};
  half.send(R"({"jsonrpc":"2.0","id":1,"meth)");
  BOOST_TEST(bad_input_daemon().call("version").contains("version"));
  half.send(R"(od":"version"})"
            "\n");
  BOOST_TEST(json::parse(half.read_line())["id"] == 1);
  // One that never comes to its end is no request.
  half.send(R"({"jsonrpc":"2.0","id":2)");
  half.end_sending();
  const auto rest = half.read_line();
  BOOST_TEST((rest == "(closed)" || json::parse(rest).contains("error")), rest);
  BOOST_TEST(bad_input_daemon().state() == "ready");
}

BOOST_AUTO_TEST_CASE(an_order_document_with_a_fault_is_refused_naming_it) {
  json order{{"source", "web"},
             {"order_ref", "bad-1"},
             {"customer_name", "A"},
             {"customer_email", "no-at"},
             {"products", {{{"sku", "GOOD"}, {"quantity", 1}}}}};
  auto error = bad_input_daemon().refused("orders.create", {{"order", order}});
  BOOST_TEST(error["data"]["code"] == "invalid_order");
  BOOST_TEST(error["data"]["param"] == "order.customer_email");
  order["customer_email"] = "web@x.org";
  order["products"][0]["sku"] = "NOSUCH";
  error = bad_input_daemon().refused("orders.create", {{"order", order}});
  BOOST_TEST(error["message"].get<std::string>().find("NOSUCH") !=
             std::string::npos);
  bad_input_daemon().check_rules();
}

BOOST_AUTO_TEST_SUITE_END()
