// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/memory_store.hpp"

#include <span>
#include <vector>

/// Refunds and figures of the database in memory.
namespace orderd::testing {

/// The refund; throws `not_found`.
stored_refund& stored(memory_store& store, domain::refund_id id);

/// What the gateway is asked for.
domain::open_refund open_of(const stored_refund& refund);

/// Decides as the real one does; the import's position is the caller's part.
domain::refunds_result record_refunds(memory_store& store,
                                      const domain::refunds_request& request);

std::vector<domain::open_refund> take_up_refunds(memory_store& store,
                                                 domain::refund_id after,
                                                 int limit, bool claim);

domain::settlement_result
settle_refunds(memory_store& store, const domain::refunds_settlement& wanted);

void cancel_refund(memory_store& store, domain::refund_id id);

domain::settlement_result
reverse_refund(memory_store& store, const domain::refund_reversal& reversal);

void record_dead_refunds(memory_store& store,
                         std::span<const domain::dead_refund> dead);

std::vector<domain::open_refund>
revive_refunds(memory_store& store, std::span<const domain::refund_id> ids);

domain::refund_view view_of(const memory_store& store,
                            const stored_refund& refund);

domain::refund_counts count_refunds(const memory_store& store);

/// Enters what a commit changed into day rows and customers.
void add_figures(memory_store& store, const domain::kpi_table& days,
                 const std::vector<domain::customer_delta>& customers);

stored_figures figures_of(const memory_store& store);

domain::figures_report compare_figures(const stored_figures& stored,
                                       const domain::memory_figures& memory,
                                       const domain::figures_scope& scope);

} // namespace orderd::testing
