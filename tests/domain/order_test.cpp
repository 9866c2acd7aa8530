// SPDX-License-Identifier: Apache-2.0
#include "domain/order.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <set>

using namespace orderd::domain;
using enum order_status;
using pay = payment_status;

namespace {

constexpr std::array all_statuses{pending, processing, paid,
                                  shipped, delivered,  cancelled};
constexpr std::array all_payments{
    pay::pending,  pay::processing,         pay::paid,       pay::failed,
    pay::refunded, pay::partially_refunded, pay::not_charged};

order_input sample() {
  return {"Jane", "jane@example.com", "1", "2", "3", {{"A", 1}, {"B", 2}}, 7};
}

} // namespace

BOOST_AUTO_TEST_SUITE(orders)

BOOST_AUTO_TEST_CASE(each_name_is_read_again) {
  for (const auto status : all_statuses) {
    BOOST_TEST((parse_order_status(to_string(status)) == status));
  }
  for (const auto status : all_payments) {
    BOOST_TEST((parse_payment_status(to_string(status)) == status));
  }
  BOOST_TEST(to_string(pay::partially_refunded) == "partially_refunded");
  BOOST_TEST(to_string(cancelled) == "cancelled");
  BOOST_TEST(!parse_order_status("Paid").has_value());
  BOOST_TEST(!parse_payment_status("").has_value());
}

BOOST_AUTO_TEST_CASE(the_workflow_goes_its_way) {
  const order_state start{};
  const order_state reserved{processing, pay::processing};
  const order_state done{paid, pay::paid};
  BOOST_TEST(is_legal_step(start, reserved));
  BOOST_TEST(is_legal_step(start, {cancelled, pay::not_charged}));
  BOOST_TEST(is_legal_step(reserved, done));
  BOOST_TEST(is_legal_step(reserved, {cancelled, pay::failed}));
  BOOST_TEST(is_legal_step(done, {shipped, pay::paid}));
  BOOST_TEST(is_legal_step({shipped, pay::paid}, {delivered, pay::paid}));
  BOOST_TEST(is_legal_step(done, {paid, pay::partially_refunded}));
  BOOST_TEST(is_legal_step(done, {cancelled, pay::refunded}));
  BOOST_TEST(is_legal_step({delivered, pay::partially_refunded},
                           {delivered, pay::refunded}));
}

BOOST_AUTO_TEST_CASE(no_step_leaves_what_is_final_or_goes_back) {
  BOOST_TEST(!is_legal_step({}, {paid, pay::paid}));
  BOOST_TEST(
      !is_legal_step({processing, pay::processing}, {shipped, pay::paid}));
  BOOST_TEST(!is_legal_step({shipped, pay::paid}, {paid, pay::paid}));
  BOOST_TEST(!is_legal_step({shipped, pay::paid}, {cancelled, pay::refunded}));
  for (const auto status : all_statuses) {
    for (const auto payment : all_payments) {
      for (const auto from : {pay::failed, pay::not_charged}) {
        BOOST_TEST(!is_legal_step({cancelled, from}, {status, payment}));
      }
      if (status != cancelled) {
        BOOST_TEST(
            !is_legal_step({cancelled, pay::refunded}, {status, payment}));
      }
      BOOST_TEST(!is_legal_step({status, payment}, {}));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_refund_that_is_taken_back_moves_the_payment_alone) {
  for (const auto status : {shipped, delivered, cancelled}) {
    for (const auto payment : {pay::paid, pay::partially_refunded}) {
      BOOST_TEST(is_legal_step({status, pay::refunded}, {status, payment}));
      BOOST_TEST(is_legal_step({status, payment}, {status, pay::refunded}));
    }
  }
  BOOST_TEST(is_legal_step({paid, pay::partially_refunded}, {paid, pay::paid}));
  BOOST_TEST(!is_legal_step({cancelled, pay::refunded}, {paid, pay::paid}));
}

BOOST_AUTO_TEST_CASE(an_order_is_terminal_once_the_workflow_is_through) {
  BOOST_TEST(!is_terminal({}));
  BOOST_TEST(!is_terminal({processing, pay::processing}));
  for (const auto status : {paid, shipped, delivered, cancelled}) {
    BOOST_TEST(is_terminal({status, pay::paid}));
  }
}

BOOST_AUTO_TEST_CASE(the_digest_says_all_but_the_line) {
  auto order = sample();
  const auto digest = content_digest(order);
  BOOST_TEST(digest.size() == 32U);
  order.line = 8;
  BOOST_TEST((content_digest(order) == digest));

  std::set<std::string> digests{digest};
  const auto differs = [&](auto change) {
    auto other = sample();
    change(other);
    BOOST_TEST(digests.insert(content_digest(other)).second);
  };
  differs([](auto& o) { o.name = "Jan"; });
  differs([](auto& o) {
    o.name = "Janej";
    o.email = "ane@example.com";
  });
  differs([](auto& o) {
    o.phone = "";
    o.address = "12";
  });
  differs([](auto& o) { o.order_ref = ""; });
  differs([](auto& o) { o.lines[0].quantity = 2; });
  differs([](auto& o) { o.lines[0].sku = "C"; });
  differs([](auto& o) { std::swap(o.lines[0], o.lines[1]); });
  differs([](auto& o) { o.lines.pop_back(); });
}

BOOST_AUTO_TEST_CASE(the_digest_stays_the_same_for_ever) {
  // References of earlier releases stand in databases with this digest.
  std::string hex;
  for (const unsigned char byte : content_digest(sample())) {
    hex += "0123456789abcdef"[byte >> 4U];
    hex += "0123456789abcdef"[byte & 0xFU];
  }
  BOOST_TEST(
      hex ==
      "2eb22aa40fb743525ce2bd0c9adacbbc338f3f7c6c6944c32e49b5c5a75164d0");
}

BOOST_AUTO_TEST_SUITE_END()
