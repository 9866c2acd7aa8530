// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/refund_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace orderd;

namespace {

const std::vector<std::string> all_checks{"partial refund",
                                          "repeated request",
                                          "same key, other amount",
                                          "over the limit",
                                          "full refund",
                                          "nothing left",
                                          "stock is back",
                                          "totals"};

struct rehearsing_shop : testing::refund_shop {
  domain::rehearsal_report
  rehearse(std::optional<domain::order_id> order,
           domain::simulated_gateway gateway = domain::simulated_gateway{}) {
    const auto before = everything();
    auto report = writer().rehearse_refunds(
        {order, gateway, testing::now, testing::today});
    for (const auto& check : report.checks)
      BOOST_CHECK_MESSAGE(check.ok, check.name << ": " << check.detail);
    BOOST_TEST(everything() == before);
    return report;
  }

  // Every row that a refund could touch, as text.
  std::string everything() {
    std::string all = text("SELECT sum(seq) FROM lane");
    for (const std::string table :
         {"orders", "order_items", "payments", "refunds", "refund_items",
          "customers", "products", "daily_kpis", "batches", "batch_deliveries",
          "dead_letters", "id_blocks", "refund_reversals"})
      all += text("SELECT coalesce(string_agg(t::text, '' ORDER BY t::text),"
                  " '') FROM " +
                  table + " t");
    return all;
  }

  static std::vector<std::string>
  names(const domain::rehearsal_report& report) {
    std::vector<std::string> found;
    for (const auto& check : report.checks)
      found.push_back(check.name);
    return found;
  }

  static std::string detail(const domain::rehearsal_report& report,
                            const std::string& name) {
    const auto found =
        std::ranges::find(report.checks, name, &domain::rehearsal_check::name);
    BOOST_REQUIRE(found != report.checks.end());
    return found->detail;
  }
};

bool has(const std::string& text, const std::string& part) {
  BOOST_TEST_INFO(text);
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(refund_rehearsal, rehearsing_shop)

BOOST_AUTO_TEST_CASE(a_made_up_order_passes_every_check) {
  const auto report = rehearse(std::nullopt);
  BOOST_TEST(names(report) == all_checks, boost::test_tools::per_element());
  BOOST_TEST(report.captured.minor == 5948);
  BOOST_TEST(report.order.value == 0);
  BOOST_TEST(detail(report, "partial refund") ==
             "25.00 USD of 59.48 USD went back; 34.48 USD is left");
  BOOST_TEST(has(detail(report, "over the limit"), "at most 34.48"));
  BOOST_TEST(has(detail(report, "over the limit"), "the made-up order"));
  BOOST_TEST(detail(report, "same key, other amount") ==
             "refused: the key names another request: refund 1 of the made-up"
             " order");
  BOOST_TEST(has(detail(report, "full refund"), "34.48 USD went back"));
  BOOST_TEST(detail(report, "stock is back") ==
             "3 of the 3 units sold are back in stock");
  BOOST_TEST(detail(report, "totals") ==
             "the customer spent 0.00 USD, the day's refunds are 59.48 USD");
}

BOOST_AUTO_TEST_CASE(a_real_order_is_copied_and_left_alone) {
  const auto order = paid_order();
  const auto report = rehearse(order);
  BOOST_TEST(names(report) == all_checks, boost::test_tools::per_element());
  BOOST_TEST((report.order == order));
  BOOST_TEST(has(detail(report, "partial refund"), "23.79 USD of 59.48 USD"));
  BOOST_TEST(has(detail(report, "over the limit"), "ORD-0000000001"));
  check_rules();
}

BOOST_AUTO_TEST_CASE(what_went_back_before_counts) {
  const auto order = paid_order();
  completed(units(order, "MUG", 1));
  accepted(partial(order, 1000));
  settle({answer(accepted(partial(order, 10)), false)});
  const auto report = rehearse(order);
  BOOST_TEST(names(report) == all_checks, boost::test_tools::per_element());
  BOOST_TEST(has(detail(report, "over the limit"), "refunded 34.78"));
  BOOST_TEST(has(detail(report, "full refund"), "paid"));
  BOOST_TEST(has(detail(report, "full refund"), "partially_refunded"));
  BOOST_TEST(has(detail(report, "stock is back"), "3 of the 3"));
}

BOOST_AUTO_TEST_CASE(an_order_without_anything_left_is_refused_all) {
  const auto order = paid_order();
  completed(full(order));
  const auto report = rehearse(order);
  const std::vector<std::string> fewer{"over the limit", "nothing left",
                                       "stock is back", "totals"};
  BOOST_TEST(names(report) == fewer, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_smallest_amount_left_is_no_partial_refund) {
  const auto order = paid_order();
  completed(partial(order, 5947));
  BOOST_TEST(names(rehearse(order)).front() == "over the limit");
}

BOOST_AUTO_TEST_CASE(a_shipped_order_gets_no_stock_back) {
  const auto order = paid_order();
  change("UPDATE orders SET status = 'shipped'");
  const auto report = rehearse(order);
  BOOST_TEST(has(detail(report, "full refund"), "shipped"));
  BOOST_TEST(has(detail(report, "stock is back"), "0 of the 3"));
}

BOOST_AUTO_TEST_CASE(a_simulator_that_declines_or_is_unclear_is_no_failure) {
  domain::simulated_gateway gateway;
  gateway.refund_approve_ppm = 0;
  auto report = rehearse(std::nullopt, gateway);
  BOOST_TEST(has(detail(report, "partial refund"), "declined"));
  BOOST_TEST(has(detail(report, "full refund"), "declined 59.48"));
  gateway = domain::simulated_gateway{};
  gateway.unclear_ppm = 1'000'000;
  report = rehearse(std::nullopt, gateway);
  BOOST_TEST(has(detail(report, "partial refund"), "never answered clearly"));
  BOOST_TEST(names(report) == all_checks, boost::test_tools::per_element());
  gateway.unclear_ppm = 500'000;
  gateway.refund_approve_ppm = 500'000;
  const auto order = paid_order();
  for (gateway.seed = 1; gateway.seed < 30; ++gateway.seed)
    rehearse(order, gateway);
}

BOOST_AUTO_TEST_CASE(nothing_is_tried_for_what_was_not_paid) {
  const auto open =
      accept(single({testing::buy("a@example.com", "PEN")})).open.at(0);
  const auto refuses = [&](domain::order_id order, storage::error_kind kind) {
    BOOST_CHECK_EXCEPTION(
        writer().rehearse_refunds({order, {}, testing::now, testing::today}),
        storage::error,
        [&](const storage::error& failed) { return failed.kind() == kind; });
  };
  refuses(open.order, storage::error_kind::conflict);
  finalize({testing::declined(open)});
  refuses(open.order, storage::error_kind::conflict);
  refuses({4711}, storage::error_kind::not_found);
  check_rules();
}

BOOST_AUTO_TEST_CASE(the_greatest_amount_of_all_is_tried_too) {
  const auto order = paid_order();
  change("UPDATE payments SET amount = 9223372036854775807");
  BOOST_TEST(has(detail(rehearse(order), "partial refund"),
                 "36893488147419103.22 USD of 92233720368547758.07 USD"));
  domain::simulated_gateway gateway;
  gateway.refund_approve_ppm = 0;
  const auto report = rehearse(order, gateway);
  const auto found = names(report);
  BOOST_TEST(std::ranges::count(found, "over the limit") == 0);
  BOOST_TEST(has(detail(report, "full refund"), "declined"));
}

BOOST_AUTO_TEST_CASE(other_currencies_are_tried_in_their_own_decimals) {
  settings.currency = "KWD";
  const auto report = rehearse(std::nullopt);
  BOOST_TEST(has(detail(report, "partial refund"), "2.500 KWD of 5.948 KWD"));
}

BOOST_AUTO_TEST_SUITE_END()
