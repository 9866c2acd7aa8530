// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/refund_rules.hpp"
#include "storage/refund_books.hpp"
#include "storage/write_bisect.hpp"
#include "storage/write_context.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace orderd::storage {

/// One transaction that records refunds: what its body computes in a run
/// stands in members, and the last run's is what was committed.
class refund_request_run {
public:
  /// A trial does all but move the import's position and record rejects.
  enum class purpose { record, trial };

  refund_request_run(const write_context& context,
                     const refunds_request& request, const refusals& refused,
                     purpose why);

  /// The body of the transaction.
  void operator()(transaction& tx);

  /// The same with ids of the caller's, in a transaction that may have begun;
  /// `first` is that of the first refund which is accepted.
  void record(transaction& tx, domain::refund_id first);

  /// What was decided; call it once, after the commit.
  refunds_result take_result(commit_mark mark);

  /// Once it is certain that nothing was committed.
  void give_ids_back() noexcept {
    ids_.give_back();
  }

private:
  struct planned {
    std::size_t index = 0; ///< in the request
    domain::refund_id refund;
    domain::order_id order;
    domain::planned_refund plan;
    std::string digest;
  };
  struct earlier {
    domain::refund_id refund;
    domain::order_id order;
    std::string digest;
  };

  void resolve_names(transaction& tx);
  void read_books(transaction& tx);
  void decide(domain::refund_id first);
  refund_decision decide_one(std::size_t index, domain::refund_id next);
  void write(transaction& tx) const;
  void add_slice(pipeline& to) const;
  void add_refunds(pipeline& to) const;
  void add_items(pipeline& to) const;

  [[nodiscard]] domain::order_id order_of(std::size_t index) const;
  [[nodiscard]] domain::refund_status first_status() const noexcept;

  const write_context& context_;
  const refunds_request& request_;
  const refusals& refused_;
  bool moves_; ///< whether it moves an import's position
  domain::currency in_;
  std::vector<std::string> keys_; ///< one a refund of the request, or empty
  id_lease ids_;

  /// Of the orders that are named by a reference: by `SOURCE:REF`.
  std::unordered_map<std::string, domain::order_id> by_name_;
  refund_books books_;
  std::unordered_map<std::string, earlier> by_key_;
  std::vector<refund_decision> decisions_;
  std::vector<planned> planned_;
};

} // namespace orderd::storage
