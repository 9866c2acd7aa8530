// SPDX-License-Identifier: Apache-2.0
// What refunds do to an order's books.
#include "domain/refund_rules.hpp"

#include <algorithm>

namespace orderd::domain {
namespace {

booked_refund& find_refund(order_books& books, refund_id id) {
  return *std::ranges::find(books.refunds, id, &booked_refund::id);
}

payment_status payment_of(const order_books& books) {
  const auto refunded = books.refunded();
  if (refunded.minor <= 0)
    return payment_status::paid;
  return refunded < books.captured ? payment_status::partially_refunded
                                   : payment_status::refunded;
}

std::int64_t units_named(const std::vector<planned_refund_line>& named,
                         int line) {
  for (const auto& one : named)
    if (one.line == line)
      return one.quantity;
  return 0;
}

// What came back stays in stock when its refund is reversed, so a refund that
// names the same units again finds them back already.
std::int64_t units_to_restock(const booked_line& line, std::int64_t named) {
  return std::min(
      {named, line.sold - line.restocked, line.completed - line.restocked});
}

} // namespace

void book(order_books& books, refund_id id, const planned_refund& refund,
          refund_status status, utc_time now) {
  books.refunds.push_back({id, refund.amount, status, refund.restock, now});
  for (auto& line : books.lines)
    line.refunded += units_named(refund.lines, line.line);
}

settled_refund complete_refund(order_books& books, refund_id id,
                               const std::vector<planned_refund_line>& named) {
  auto& refund = find_refund(books, id);
  refund.status = refund_status::completed;
  settled_refund done;
  done.state = {books.state.status, payment_of(books)};
  if (done.state.payment == payment_status::refunded &&
      books.state.status == order_status::paid) {
    done.state.status = order_status::cancelled;
    done.cancels_order = true;
  }
  books.state = done.state;
  for (auto& line : books.lines) {
    const auto own = units_named(named, line.line);
    line.completed += own;
    const auto units = refund.restock == restock_rule::all
                           ? line.sold - line.restocked
                           : units_to_restock(line, own);
    if (units <= 0)
      continue;
    line.restocked += units;
    done.restocked.push_back({line.line, line.product, units});
  }
  return done;
}

void release_refund(order_books& books, refund_id id, refund_status status,
                    const std::vector<planned_refund_line>& named) {
  find_refund(books, id).status = status;
  for (auto& line : books.lines)
    line.refunded -= units_named(named, line.line);
}

order_state reverse_refund(order_books& books, refund_id id,
                           const std::vector<planned_refund_line>& named) {
  find_refund(books, id).status = refund_status::reversed;
  for (auto& line : books.lines) {
    const auto own = units_named(named, line.line);
    line.refunded -= own;
    line.completed -= own;
  }
  books.state.payment = payment_of(books);
  return books.state;
}

} // namespace orderd::domain
