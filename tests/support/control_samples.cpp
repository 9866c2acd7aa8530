// SPDX-License-Identifier: Apache-2.0
#include "tests/support/control_fixture.hpp"

namespace orderd::testing {

domain::order_view some_order() {
  using domain::order_status;
  using domain::payment_status;
  domain::order_view order;
  order.id = {42};
  order.source = "default";
  order.order_ref = "web-1";
  order.state = {order_status::paid, payment_status::paid};
  order.subtotal = {4998};
  order.total = {4998};
  order.currency = "USD";
  order.ordered_at = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24};
  order.accepted_at = order.ordered_at;
  order.paid_at = order.ordered_at + std::chrono::seconds{1};
  order.customer = {7};
  order.customer_name = "Ann";
  order.customer_email = "ann@example.com";
  order.items = {{1, "MUG-01", 2, {2499}, {4998}}};
  return order;
}

domain::refund_view some_refund() {
  domain::refund_view refund;
  refund.id = {7};
  refund.order = {42};
  refund.customer = {7};
  refund.amount = {2500};
  refund.currency = "USD";
  refund.type = "partial";
  refund.status = "completed";
  refund.reason = "late";
  refund.restock = "none";
  refund.key = "RMA-17";
  refund.attempts = 1;
  refund.transaction_id = "SIM-1";
  refund.requested_at = some_order().accepted_at + std::chrono::seconds{60};
  refund.completed_at = refund.requested_at + std::chrono::seconds{1};
  return refund;
}

} // namespace orderd::testing
