// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/kpi.hpp"
#include "storage/connection.hpp"
#include "storage/values.hpp"

#include <cstdint>
#include <span>

namespace orderd::storage {

/// One of the day figures.
struct figure_name {
  const char* name;
  std::int64_t domain::kpi_figures::*member;
};

/// All of them.
std::span<const figure_name> figure_names();

/// The customers on the leaderboard as stored.
struct stored_board {
  std::uint64_t digest = 0;
  std::size_t customers = 0;
};

/// A report on the figures, and what its customers' part was based on.
struct figures_comparison {
  figures_report report;
  stored_board board; ///< only if customers were compared
};

/// Recomputes the figures of `scope` from orders, refunds and reversals on the
/// snapshot that `begin_snapshot` took, and compares them with what is stored
/// and with memory. Of the customers only the differences and
/// `memory.totals` are held at once. Without these, customers in memory are
/// taken to be as stored; if the digests say that they are not, the report
/// needs them and has nothing to add to the customers in memory.
figures_comparison compare_figures(connection& at, const memory_figures& memory,
                                   const figures_scope& scope);

} // namespace orderd::storage
