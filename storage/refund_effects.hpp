// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/kpi.hpp"
#include "domain/refund_rules.hpp"
#include "storage/write_context.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace orderd::storage {

/// What the refunds of one transaction change beside their own rows: orders,
/// customers and the days' figures.
class refund_effects {
public:
  /// `books` are those of an order before the transaction changed it.
  void note_order(const domain::order_books& books);

  /// `books` are those of the same order, after a step.
  void note_state(const domain::order_books& books);

  void note_outcome(domain::refund_outcome outcome) {
    outcomes_.push_back(std::move(outcome));
  }

  /// The statements for the orders; their results go to require_orders.
  void add_orders(pipeline& to, domain::utc_time now);

  /// Throws `internal` unless each statement changed its orders, whose results
  /// begin at `from`. They are locked, so only a defect makes a difference.
  void require_orders(const std::vector<result>& answers,
                      std::size_t from) const;

  /// The statements for customers and figures.
  void add_sums(pipeline& to, const write_context& context);

  /// What those told of the commit get to know.
  void tell(commit_facts& facts);

private:
  struct change {
    domain::order_state before;
    domain::order_state after;
  };

  std::map<std::int64_t, change> orders_;
  std::vector<std::int64_t> expected_; ///< orders changed, one a statement
  std::vector<domain::refund_outcome> outcomes_;
  domain::kpi_table kpis_;
};

/// What a refund of the books counts for; `taken_back` counts against it.
domain::refund_outcome outcome_of(const domain::order_books& books,
                                  domain::money amount,
                                  domain::business_day today, bool taken_back);

} // namespace orderd::storage
