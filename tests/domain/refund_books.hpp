// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/refund_rules.hpp"
#include "domain/reject_codes.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>
#include <vector>

/// The books of a paid order, and refunds of it.
namespace orderd::domain::refund_books {

namespace code = reject_code;

inline const currency usd{"USD", 2};
inline constexpr utc_time now{std::chrono::hours{500'000}};

/// 2 mice at 24.99 and a cable at 9.50, paid.
inline order_books paid_order() {
  order_books books;
  books.order = {42};
  books.customer = {7};
  books.source = "default";
  books.state = {order_status::paid, payment_status::paid};
  books.captured = {5'948};
  books.order_day = business_day{std::chrono::year{2026} / 11 / 24};
  books.lines = {{1, "MOUSE", {1}, 2, {2'499}, 0, 0},
                 {2, "CABLE", {2}, 1, {950}, 0, 0}};
  return books;
}

inline refund_input partial(std::int64_t minor) {
  refund_input refund;
  refund.order.id = {42};
  refund.amount = money{minor};
  return refund;
}

inline refund_input full() {
  refund_input refund;
  refund.order.id = {42};
  refund.type = refund_type::full;
  return refund;
}

inline refund_input of_lines(std::vector<refund_line> lines) {
  refund_input refund;
  refund.order.id = {42};
  refund.lines = std::move(lines);
  return refund;
}

inline planned_refund plan(const order_books& books,
                           const refund_input& refund) {
  const auto planned = plan_refund(refund, books, usd, now);
  BOOST_TEST_REQUIRE(planned.has_value(),
                     (planned ? "" : planned.error().reason));
  return *planned;
}

inline refund_refusal refusal(const order_books& books,
                              const refund_input& refund,
                              const currency& in = usd) {
  const auto planned = plan_refund(refund, books, in, now);
  BOOST_TEST_REQUIRE(!planned.has_value());
  return planned.error();
}

/// Plans, books and completes a refund.
inline settled_refund complete(order_books& books, std::int64_t id,
                               const refund_input& refund) {
  const auto planned = plan(books, refund);
  book(books, {id}, planned, refund_status::processing, now);
  return complete_refund(books, {id}, planned.lines);
}

inline bool says(const refund_refusal& why, std::string_view text) {
  return why.reason.find(text) != std::string::npos;
}

} // namespace orderd::domain::refund_books
