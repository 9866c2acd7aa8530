// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/kpi.hpp"
#include "storage/connection.hpp"

#include <vector>

namespace orderd::storage {

/// Rows of day, source and the figures in the order of `kpi_figures`.
domain::kpi_table kpi_table_of(const result& rows);

/// The day figures, summed over the writing connections.
domain::kpi_table read_kpis(connection& at);

/// Up to `customer_page` customers of the leaderboard with an id above
/// `after`, by id; none at the end.
std::vector<domain::customer_delta>
read_customer_totals(connection& at, domain::customer_id after);

inline constexpr std::int64_t customer_page = 10'000;

} // namespace orderd::storage
