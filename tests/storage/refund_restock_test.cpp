// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/refund_shop.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;

namespace {

struct restocking_shop : testing::refund_shop {
  /// Three mugs and two pens, paid.
  domain::order_id larger_order() {
    auto order = testing::buy("ada@example.com", "MUG", 3);
    order.lines.push_back({"PEN", 2});
    const auto open = accept(single({order})).open.at(0);
    finalize({testing::approved(open)});
    return open.order;
  }

  void reverse(const domain::open_refund& refund) {
    told.add(
        writer()
            .reverse_refund({refund.refund, "", testing::now, testing::today})
            .facts);
  }

  /// How many units of what was sold are back.
  std::int64_t mugs_back() {
    return stock_of("MUG") - 99'997;
  }
  std::int64_t pens_back() {
    return stock_of("PEN") - 99'998;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(refund_restock, restocking_shop)

BOOST_AUTO_TEST_CASE(units_named_again_after_a_reversal_are_back_already) {
  const auto order = larger_order();
  reverse(completed(units(order, "MUG", 2)));
  BOOST_TEST(mugs_back() == 2);
  completed(units(order, "MUG", 2));
  BOOST_TEST(mugs_back() == 2);
  completed(units(order, "MUG", 1));
  BOOST_TEST(mugs_back() == 3);
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_reversal_of_one_line_holds_no_other_line_up) {
  const auto order = larger_order();
  const auto mugs = completed(units(order, "MUG", 2));
  completed(units(order, "PEN", 1));
  reverse(mugs);
  auto both = units(order, "MUG", 3);
  both.lines.push_back({"PEN", 1});
  completed(both);
  BOOST_TEST(mugs_back() == 3);
  BOOST_TEST(pens_back() == 2);
  check_rules();
}

BOOST_AUTO_TEST_CASE(open_refunds_do_not_count_as_come_back) {
  const auto order = larger_order();
  reverse(completed(units(order, "MUG", 1)));
  accepted(units(order, "MUG", 2));
  completed(units(order, "MUG", 1));
  BOOST_TEST(mugs_back() == 1);
  check_rules();
}

BOOST_AUTO_TEST_CASE(refunds_settled_at_once_put_each_unit_back_once) {
  const auto order = larger_order();
  reverse(completed(units(order, "MUG", 2)));
  const auto open =
      request({units(order, "MUG", 1), units(order, "MUG", 2)}).open;
  settle({answer(open[1]), answer(open[0])});
  BOOST_TEST(mugs_back() == 3);
  check_rules();
}

BOOST_AUTO_TEST_CASE(what_a_reversed_refund_restocked_stays_back) {
  const auto order = larger_order();
  auto all = partial(order, 100);
  all.restock = domain::restock_rule::all;
  reverse(completed(all));
  BOOST_TEST(mugs_back() == 3);
  completed(units(order, "MUG", 2));
  BOOST_TEST(mugs_back() == 3);
  BOOST_TEST(pens_back() == 2);
  check_rules();
}

BOOST_AUTO_TEST_SUITE_END()
