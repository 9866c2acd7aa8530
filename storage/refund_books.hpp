// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/refund_rules.hpp"
#include "storage/transaction.hpp"

#include <cstdint>
#include <set>
#include <unordered_map>
#include <vector>

namespace orderd::storage {

/// The books of the orders that a transaction refunds. Those that were paid
/// are locked, in the order of their ids, until the transaction ends; nothing
/// can be refunded of the others.
class refund_books {
public:
  /// How much of the refunds is read.
  enum class depth { sums, items };

  /// Locks the orders and reads what became of them before. `also` runs behind
  /// the locks in the same round trip; gives its results.
  std::vector<result> lock(transaction& tx,
                           const std::set<std::int64_t>& orders, depth how,
                           const pipeline& also = {});

  /// Reads the lines of some of the locked orders, whose refunds were read
  /// with their items.
  void read_lines(transaction& tx, const std::set<std::int64_t>& orders);

  /// An order's books, or null if there is no such order.
  domain::order_books* find(domain::order_id order);

  /// Whether nobody is to be told of a recorded refund.
  [[nodiscard]] bool is_silent(domain::refund_id refund) const {
    return silent_.contains(refund.value);
  }

  /// The units that a recorded refund names.
  [[nodiscard]] const std::vector<domain::planned_refund_line>&
  named(domain::refund_id refund) const;

private:
  struct restocked_units {
    int line = 0;
    std::int64_t units = 0;
  };

  void add_orders(const result& rows);
  void add_captures(const result& rows);
  void add_refunds(const result& rows);
  void add_items(const result& rows);
  void add_unpaid(transaction& tx, const std::set<std::int64_t>& orders);
  void count_units(domain::order_books& books);

  std::unordered_map<std::int64_t, domain::order_books> orders_;
  std::unordered_map<std::int64_t, std::vector<domain::planned_refund_line>>
      named_;
  std::unordered_map<std::int64_t, std::vector<restocked_units>> restocked_;
  std::set<std::int64_t> silent_; ///< refunds
};

/// A refund of the books, or null.
domain::booked_refund* find_refund(domain::order_books* books,
                                   domain::refund_id id);

} // namespace orderd::storage
