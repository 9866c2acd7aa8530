// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"
#include "domain/kpi.hpp"

#include <boost/multi_index/hashed_index.hpp>
#include <boost/multi_index/identity.hpp>
#include <boost/multi_index/key.hpp>
#include <boost/multi_index/ranked_index.hpp>
#include <boost/multi_index_container.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace orderd::domain {

/// One customer's totals.
struct customer_totals {
  customer_id customer;
  std::int64_t spent = 0; ///< captured - refunded, minor units
  std::int64_t orders = 0;
};

/// The order of the leaderboard: by net spent, highest first, then by id.
struct leaderboard_order {
  bool operator()(const customer_totals& a,
                  const customer_totals& b) const noexcept {
    if (a.spent != b.spent)
      return a.spent > b.spent;
    return a.customer < b.customer;
  }
};

/// All customers that ever paid an order, ranked at every moment. A top N
/// costs N steps, a change or a rank a logarithm. About 100 bytes a customer.
class leaderboard {
public:
  /// Adds to a customer's totals; one that is new starts from zero, and one
  /// that has nothing any more, as a mend may make it, leaves the board.
  void apply(const customer_delta& delta);

  /// The first `limit` customers.
  [[nodiscard]] std::vector<customer_totals> top(std::size_t limit) const;

  /// The customer's place, from 1; nothing for one that is not on the board.
  [[nodiscard]] std::optional<std::size_t> rank(customer_id customer) const;

  [[nodiscard]] std::optional<customer_totals> find(customer_id customer) const;

  /// Every customer, by id. It copies them all: for comparisons alone.
  [[nodiscard]] std::vector<customer_delta> all() const;

  [[nodiscard]] std::size_t size() const noexcept {
    return board_.size();
  }

  /// Equal boards have equal digests; different ones differ but for chance
  /// (64 bits). Independent of the order of changes.
  [[nodiscard]] std::uint64_t digest() const noexcept {
    return digest_;
  }

private:
  struct by_id {
    using result_type = std::int64_t;
    result_type operator()(const customer_totals& totals) const noexcept {
      return totals.customer.value;
    }
  };

  boost::multi_index_container<
      customer_totals,
      boost::multi_index::indexed_by<
          boost::multi_index::ranked_unique<
              boost::multi_index::identity<customer_totals>, leaderboard_order>,
          boost::multi_index::hashed_unique<by_id>>>
      board_;
  std::uint64_t digest_ = 0;
};

/// What one customer adds to a board's digest; a board's digest is the sum
/// over its customers, modulo 2^64.
std::uint64_t digest_of(const customer_totals& totals) noexcept;

} // namespace orderd::domain
