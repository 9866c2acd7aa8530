// SPDX-License-Identifier: Apache-2.0
#include "actors/control_params.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace orderd::actors;

BOOST_AUTO_TEST_SUITE(control_params_test)

BOOST_AUTO_TEST_CASE(an_order_is_named_in_three_ways) {
  const nlohmann::json params{
      {"id", 42U}, {"number", "ORD-0000000042"}, {"ref", "web:A:1"}};
  param_reader read{params};
  BOOST_TEST(read.order("id").id.value == 42);
  BOOST_TEST(read.order("number").id.value == 42);
  const auto named = read.order("ref");
  BOOST_TEST(named.source == "web");
  BOOST_TEST(named.order_ref == "A:1");
}

BOOST_AUTO_TEST_CASE(a_reference_that_is_no_clean_text_names_no_order) {
  for (const auto& ref : {std::string("web:A\0", 6), std::string("web:\xff"),
                          std::string("w\xc0\x80:A"), std::string("web:A\n")}) {
    const nlohmann::json params{{"order", ref}};
    BOOST_CHECK_THROW(param_reader(params).order("order"), param_error);
  }
}

BOOST_AUTO_TEST_SUITE_END()
