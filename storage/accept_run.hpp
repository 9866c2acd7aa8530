// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/reservation.hpp"
#include "storage/accept_plan.hpp"
#include "storage/told_kinds.hpp"
#include "storage/write_bisect.hpp"
#include "storage/write_context.hpp"

namespace orderd::storage {

/// One accept transaction: what its body computes in a run stands in members,
/// and the last run's is what was committed.
class accept_run {
public:
  /// A trial does all but move the import's position and record rejects.
  enum class purpose { record, trial };

  accept_run(const write_context& context, const accept_request& request,
             const refusals& refused, purpose why);

  /// The body of the transaction.
  void operator()(transaction& tx);

  /// What was decided; call it once, after the commit.
  accept_result take_result(commit_mark mark);

  /// Once it is certain that nothing was committed.
  void give_ids_back() noexcept;

private:
  accept_lookup look_up(transaction& tx) const;
  void find_or_add_customers(transaction& tx, accept_lookup& found);
  void insert(transaction& tx, const accept_lookup& found);
  void reserve(transaction& tx);
  void settle(transaction& tx);

  void add_slice(pipeline& to) const;
  [[nodiscard]] std::int64_t add_refs(pipeline& to) const;
  void add_orders(pipeline& to) const;
  void add_items(pipeline& to) const;
  void add_refused(pipeline& to);

  [[nodiscard]] const domain::order_input& input(const planned_order& o) const {
    return request_.orders[o.index];
  }
  /// Whether people are told such a thing of the orders.
  [[nodiscard]] bool tells(domain::notification_type type) const;
  [[nodiscard]] open_order open_order_at(std::size_t place,
                                         bool with_content) const;
  [[nodiscard]] domain::order_id order_at(std::size_t place) const {
    return {first_order_ + static_cast<std::int64_t>(place)};
  }

  const write_context& context_;
  const accept_request& request_;
  const refusals& refused_;
  bool moves_; ///< whether it moves an import's position
  id_lease order_ids_;
  id_lease customer_ids_;
  id_lease batch_ids_;

  accept_plan plan_;
  std::vector<domain::customer_id> customers_; ///< one a planned order
  std::int64_t first_order_ = 0;
  domain::batch_id batch_;
  domain::batch_id final_batch_; ///< of the orders without stock
  domain::reservation reservation_;
  domain::kpi_table kpis_;
};

} // namespace orderd::storage
