// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/refund_shop.hpp"

#include <boost/test/unit_test.hpp>

namespace orderd::testing {

refund_shop::refund_shop(int connections) : writing_shop(connections) {
  add_product("MUG", 2499, 100'000);
  add_product("PEN", 950, 100'000);
}

domain::order_id refund_shop::paid_order(const std::string& email,
                                         const std::string& ref) {
  auto order = buy(email, "MUG", 2, ref);
  order.lines.push_back({"PEN", 1});
  const auto open = accept(single({order})).open.at(0);
  finalize({approved(open)});
  return open.order;
}

std::vector<domain::order_id> refund_shop::paid_orders(int count) {
  std::vector<domain::order_input> orders;
  for (int i = 0; i < count; ++i) {
    orders.push_back(buy("c" + std::to_string(i) + "@example.com", "MUG", 2));
    orders.back().lines.push_back({"PEN", 1});
  }
  std::vector<domain::order_id> paid;
  std::vector<domain::payment_answer> answers;
  for (const auto& open : accept(single(std::move(orders))).open) {
    paid.push_back(open.order);
    answers.push_back(approved(open));
  }
  finalize(std::move(answers));
  return paid;
}

domain::refund_input refund_shop::partial(domain::order_id order,
                                          std::int64_t minor,
                                          const std::string& key) {
  domain::refund_input refund;
  refund.order.id = order;
  refund.amount = domain::money{minor};
  refund.key = key;
  return refund;
}

domain::refund_input refund_shop::full(domain::order_id order,
                                       const std::string& key) {
  domain::refund_input refund;
  refund.order.id = order;
  refund.type = domain::refund_type::full;
  refund.key = key;
  return refund;
}

domain::refund_input refund_shop::units(domain::order_id order,
                                        const std::string& sku, int quantity) {
  domain::refund_input refund;
  refund.order.id = order;
  refund.lines.push_back({sku, quantity});
  return refund;
}

domain::refunds_request
refund_shop::single_refunds(std::vector<domain::refund_input> refunds) {
  domain::refunds_request request;
  request.refunds = std::move(refunds);
  request.now = now;
  return request;
}

domain::refunds_request
refund_shop::next_refunds(test_file& file,
                          std::vector<domain::refund_input> refunds) {
  auto request = single_refunds(std::move(refunds));
  auto to = file.at;
  for (auto& refund : request.refunds) {
    if (refund.line == 0)
      refund.line = to.line;
    to.line = refund.line + 1;
    to.offset += 100;
    request.raws.push_back("raw of line " + std::to_string(refund.line));
  }
  request.slice = domain::import_slice{file.id, file.sha, file.at, to};
  file.at = to;
  return request;
}

domain::refunds_result
refund_shop::request(std::vector<domain::refund_input> refunds) {
  return writer().request_refunds(single_refunds(std::move(refunds)));
}

domain::open_refund refund_shop::accepted(const domain::refund_input& refund) {
  const auto result = request({refund});
  BOOST_REQUIRE_MESSAGE(result.accepted == 1, result.decisions.at(0).reason);
  return result.open.at(0);
}

domain::refund_decision
refund_shop::refused(const domain::refund_input& refund) {
  const auto result = request({refund});
  BOOST_REQUIRE_EQUAL(result.rejected, 1);
  BOOST_TEST(result.open.empty());
  return result.decisions.at(0);
}

domain::refund_answer refund_shop::answer(const domain::open_refund& refund,
                                          bool approved) {
  domain::refund_answer answer;
  answer.refund = refund.refund;
  answer.order = refund.order;
  answer.approved = approved;
  answer.attempts = refund.attempts + 1;
  answer.gateway = "simulator";
  if (approved)
    answer.transaction_id = "rx-" + std::to_string(refund.refund.value);
  else
    answer.error_message = "account closed";
  return answer;
}

domain::settlement_result
refund_shop::settle(std::vector<domain::refund_answer> answers) {
  auto result = writer().settle_refunds({std::move(answers), now, today});
  told.add(result.facts);
  return result;
}

domain::open_refund refund_shop::completed(const domain::refund_input& refund) {
  auto open = accepted(refund);
  BOOST_REQUIRE_EQUAL(settle({answer(open)}).completed, 1);
  return open;
}

std::string refund_shop::state_of(domain::order_id order) {
  return text("SELECT status || '|' || payment_status FROM orders WHERE id = " +
              std::to_string(order.value));
}

std::string refund_shop::status_of(domain::refund_id refund) {
  return text("SELECT status FROM refunds WHERE id = " +
              std::to_string(refund.value));
}

} // namespace orderd::testing
