// SPDX-License-Identifier: Apache-2.0
#include "tests/support/control_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <vector>

using namespace orderd;
using namespace orderd::actors;
using namespace orderd::testing;
using domain::import_kind;
using nlohmann::json;

namespace {

/// A client with an open file, and an importer that notes what it gets.
struct files_fixture : control_fixture {
  files_fixture() {
    others->import_descriptor = [this](const import_descriptor& asked) {
      seen.push_back(asked.as);
      domain::import_record record;
      record.id = {3};
      record.kind = asked.as.kind;
      return import_row{
          std::make_shared<domain::import_record>(std::move(record))};
    };
  }

  json send_file(const std::string& method, const json& params) {
    return call(method, params, std::make_shared<int>(17));
  }

  std::vector<incoming_file> seen;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(control_imports_test, files_fixture)

BOOST_AUTO_TEST_CASE(a_file_of_refunds_goes_to_the_importer) {
  const auto answer = send_file("refund.import", {{"file", "r.csv"}});
  BOOST_TEST(answer["result"]["kind"] == "refunds");
  send_file("orders.import", {{"file", "r.csv"}, {"kind", "refunds"}});
  const incoming_file expected{import_kind::refunds, "default", "r.csv"};
  BOOST_TEST((seen == std::vector<incoming_file>{expected, expected}));
}

BOOST_AUTO_TEST_CASE(people_are_told_unless_the_client_says_otherwise) {
  for (const auto* method : {"orders.import", "refund.import"}) {
    send_file(method, {{"file", "a.csv"}});
    BOOST_TEST(seen.back().notify);
    const auto answer =
        send_file(method, {{"file", "a.csv"}, {"notify", false}});
    BOOST_TEST(!seen.back().notify);
    BOOST_TEST(answer["result"].contains("notify"));
  }
  const auto products =
      send_file("products.import", {{"file", "p.csv"}, {"notify", false}});
  BOOST_TEST(products["error"]["data"]["param"] == "notify");
}

BOOST_AUTO_TEST_CASE(a_kind_is_one_of_three) {
  for (const auto* kind : {"orders", "products", "refunds"})
    BOOST_TEST(send_file("orders.import", {{"file", "a.csv"},
                                           {"kind", kind}})["result"]["kind"] ==
               kind);
  const auto wrong =
      send_file("orders.import", {{"file", "a.csv"}, {"kind", "returns"}});
  BOOST_TEST(wrong["error"]["data"]["param"] == "kind");
}

BOOST_AUTO_TEST_CASE(refunds_are_of_no_source) {
  const auto answer =
      send_file("orders.import",
                {{"file", "r.csv"}, {"kind", "refunds"}, {"source", "shop"}});
  BOOST_TEST(answer["error"]["data"]["param"] == "source");
  BOOST_TEST(send_file("refund.import", {{"file", "r.csv"}, {"source", "x"}})
                 .contains("error"));
  BOOST_TEST(seen.empty());
}

BOOST_AUTO_TEST_CASE(a_file_of_refunds_needs_its_descriptor_and_a_name) {
  BOOST_TEST(error("refund.import", {{"file", "r.csv"}})["code"] == -32602);
  BOOST_TEST(send_file("refund.import",
                       {{"file", "../r.csv"}})["error"]["data"]["param"] ==
             "file");
  BOOST_TEST(seen.empty());
}

BOOST_AUTO_TEST_SUITE_END()
