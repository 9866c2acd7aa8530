// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/refund_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace orderd;

namespace {

struct refusing_shop : testing::refund_shop {
  static domain::refund_input named(std::string source, std::string ref) {
    domain::refund_input refund;
    refund.order.source = std::move(source);
    refund.order.order_ref = std::move(ref);
    refund.amount = domain::money{100};
    return refund;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(refund_request_refused, refusing_shop)

BOOST_AUTO_TEST_CASE(a_name_that_is_no_text_blocks_no_other_row) {
  paid_order("ada@example.com", "R-1");
  auto file = start_file("r", "default", domain::import_kind::refunds);
  const auto result = writer().request_refunds(next_refunds(
      file,
      {named("web", "R-1"), named("web", "R-\xff"), named("we\xc0\x80", "R-1"),
       named("web", std::string("R\0", 2)), named("web", "R-1")}));
  BOOST_TEST(result.accepted == 2);
  BOOST_TEST(result.rejected == 3);
  for (const auto bad : {1U, 2U, 3U})
    BOOST_TEST(result.decisions.at(bad).code == "database_refused");
  BOOST_TEST(text("SELECT concat_ws('|', rows, accepted, rejected)"
                  " FROM imports") == "5|2|3");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_key_that_is_no_text_blocks_no_other_row) {
  const auto order = paid_order();
  auto file = start_file("r", "default", domain::import_kind::refunds);
  const auto result = writer().request_refunds(
      next_refunds(file, {partial(order, 100, "k-1"),
                          partial(order, 200, "k-\xff"), partial(order, 300)}));
  BOOST_TEST(result.accepted == 2);
  BOOST_TEST(result.decisions.at(1).code == "database_refused");
  BOOST_TEST(number("SELECT count(*) FROM import_rejects") == 1);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_single_refund_of_such_a_name_is_refused) {
  const auto one = refused(named("web", "R-\xff"));
  BOOST_TEST(one.code == "database_refused");
  BOOST_TEST(one.order.value == 0);
}

BOOST_AUTO_TEST_SUITE_END()
