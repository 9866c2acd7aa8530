// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/refund_rules.hpp"
#include "storage/refund_books.hpp"
#include "storage/refund_effects.hpp"
#include "storage/write_context.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace orderd::storage {

/// One transaction that settles refunds; see refund_request_run for how runs
/// are repeated.
class refund_settle_run {
public:
  /// `refused` are other refunds, which become dead in the same transaction.
  refund_settle_run(const write_context& context,
                    const refunds_settlement& settlement,
                    std::vector<dead_refund> refused = {});

  /// The body of the transaction.
  void operator()(transaction& tx);

  /// The same with a batch id of the caller's, in a transaction that may have
  /// begun.
  void settle(transaction& tx, domain::batch_id batch);

  /// What became of it; call it once, after the commit.
  settlement_result take_result(commit_mark mark);

  /// Once it is certain that nothing was committed.
  void give_ids_back() noexcept {
    batch_ids_.give_back();
  }

private:
  struct settled {
    const refund_answer* answer = nullptr;
    domain::customer_id customer;
    domain::money amount;
    std::string source;       ///< of the order
    bool was_pending = false; ///< so there may be a dead letter
    bool notify = true;       ///< whether people are told of it
    std::vector<domain::restocked_line> restocked;
  };

  void read_books(transaction& tx);
  void settle_one(const refund_answer& answer);
  void write(transaction& tx);
  void add_refunds(pipeline& to) const;
  void add_restocked(pipeline& to) const;
  void add_batch(pipeline& to) const;
  void forget_dead(pipeline& to) const;
  void add_stock(pipeline& to) const;
  [[nodiscard]] std::vector<domain::notice> notices() const;

  const write_context& context_;
  const refunds_settlement& settlement_;
  std::vector<const refund_answer*> sorted_; ///< by order, then refund
  std::vector<dead_refund> refused_;
  id_lease batch_ids_;
  domain::batch_id batch_;
  refund_books books_;
  refund_effects effects_;
  std::vector<settled> settled_;
  std::vector<dead_refund> dead_; ///< the refused ones that were still open
};

/// What people are told of an answer.
domain::notification_type told_of(const refund_answer& answer);

/// See writer::settle_refunds.
settlement_result settle_refunds(const write_context& context,
                                 const refunds_settlement& settlement);

} // namespace orderd::storage
