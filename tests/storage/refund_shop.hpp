// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/storage/writing_shop.hpp"

#include <string>
#include <vector>

namespace orderd::testing {

/// A shop with paid orders to refund: mugs of 24.99 and pens of 9.50.
struct refund_shop : writing_shop {
  explicit refund_shop(int connections = 2);

  /// A paid order of 59.48: two mugs and a pen.
  domain::order_id paid_order(const std::string& email = "ada@example.com",
                              const std::string& ref = {});

  /// The same for many customers of one each, at once.
  std::vector<domain::order_id> paid_orders(int count);

  static domain::refund_input partial(domain::order_id order,
                                      std::int64_t minor,
                                      const std::string& key = {});
  static domain::refund_input full(domain::order_id order,
                                   const std::string& key = {});

  /// A partial refund of units of one SKU.
  static domain::refund_input units(domain::order_id order,
                                    const std::string& sku, int quantity);

  /// Single refunds, to be asked for at once.
  static domain::refunds_request
  single_refunds(std::vector<domain::refund_input> refunds);

  /// The next rows of a refunds file.
  static domain::refunds_request
  next_refunds(test_file& file, std::vector<domain::refund_input> refunds);

  domain::refunds_result request(std::vector<domain::refund_input> refunds);

  /// Requests one refund that must be accepted.
  domain::open_refund accepted(const domain::refund_input& refund);

  /// Requests one refund that must be refused.
  domain::refund_decision refused(const domain::refund_input& refund);

  static domain::refund_answer answer(const domain::open_refund& refund,
                                      bool approved = true);

  /// Settles with the first writer, and is told.
  domain::settlement_result settle(std::vector<domain::refund_answer> answers);

  /// Requests and completes one refund.
  domain::open_refund completed(const domain::refund_input& refund);

  /// `status|payment_status` of an order.
  std::string state_of(domain::order_id order);
  std::string status_of(domain::refund_id refund);
};

} // namespace orderd::testing
