// SPDX-License-Identifier: Apache-2.0
#include "storage/figures_computed.hpp"

#include "storage/figures_statements.hpp"
#include "storage/reader_figures.hpp"

namespace orderd::storage {

namespace {

constexpr std::string_view purpose = "recompute the customers' totals";

counted_customer counted_of(const result& rows, int row) {
  const domain::customer_id id{rows.int64(row, 0)};
  return {std::string(rows.text(row, 1)),
          {id, rows.int64(row, 2), rows.int64(row, 3)},
          {id, rows.int64(row, 4), rows.int64(row, 5)}};
}

} // namespace

domain::kpi_table compute_kpis(connection& at,
                               std::optional<domain::business_day> day) {
  std::optional<std::string> only;
  if (day)
    only = domain::format_day(*day);
  return kpi_table_of(at.execute(computing::day_figures, params{}.add(only)));
}

void compute_customers(
    connection& at, const std::function<void(const counted_customer&)>& each) {
  at.execute_script(computing::open_customers, purpose);
  for (;;) {
    const auto rows = at.execute_script(computing::next_customers, purpose);
    if (rows.rows() == 0)
      break;
    for (int row = 0; row < rows.rows(); ++row)
      each(counted_of(rows, row));
  }
  at.execute_script(computing::close_customers, purpose);
}

} // namespace orderd::storage
