// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/rehearsal_copy.hpp"
#include "storage/write_context.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace orderd::storage {

/// Tries refunds out on a scratch copy of an order, by the very code that
/// records and settles real ones. Its transaction is to be rolled back. The
/// gateway is a simulator, which may decline and be unclear, too.
class refund_rehearsal_run {
public:
  refund_rehearsal_run(const write_context& context,
                       const rehearsal_request& request);

  /// The body of the transaction.
  void operator()(transaction& tx);

  /// Call it once, after the last run.
  rehearsal_report take_report() {
    return std::move(report_);
  }

private:
  enum class outcome { completed, declined, unclear };

  /// A scratch order's books, as its rows have them.
  struct sums {
    domain::order_state state;
    domain::money refunded;
    domain::money pending;
    std::int64_t refunds = 0; ///< rows
  };

  void start(transaction& tx);
  void try_partial(transaction& tx);
  void try_over_limit(transaction& tx);
  void try_full(transaction& tx);
  void try_nothing_left(transaction& tx);
  void check_stock(transaction& tx);
  void check_totals(transaction& tx);

  refund_decision ask(transaction& tx, const domain::refund_input& wanted);
  outcome settle(transaction& tx, const open_refund& open);
  outcome request_and_settle(transaction& tx,
                             const domain::refund_input& wanted,
                             open_refund& open);
  void check_refused(transaction& tx, const char* name,
                     const domain::refund_input& wanted,
                     std::string_view expected, std::string_view shows = {});
  sums read_sums(transaction& tx);
  void check(const char* name, bool ok, std::string detail);

  [[nodiscard]] domain::refund_input partial(std::int64_t minor) const;
  [[nodiscard]] domain::money left() const noexcept;
  [[nodiscard]] std::string amount(domain::money value) const;
  [[nodiscard]] std::string readable(std::string text) const;

  const write_context& context_;
  const rehearsal_request& request_;
  domain::currency in_;

  rehearsal_report report_;
  rehearsal_copy copy_;
  domain::money completed_; ///< by this rehearsal
  domain::money held_;      ///< by unclear refunds of this rehearsal
  bool all_back_ = false;   ///< a full refund restocked every unit
  std::int64_t next_refund_ = 0;
  std::int64_t next_batch_ = 0;
  domain::kpi_table kpis_; ///< what analytics would have been told
  std::map<domain::refund_id, std::string> names_;
};

} // namespace orderd::storage
