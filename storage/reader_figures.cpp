// SPDX-License-Identifier: Apache-2.0
#include "storage/reader_figures.hpp"

#include "storage/pg_reader.hpp"
#include "storage/reader_statements.hpp"

namespace orderd::storage {

domain::kpi_table kpi_table_of(const result& rows) {
  domain::kpi_table table;
  for (int row = 0; row < rows.rows(); ++row) {
    auto& figures = table[{rows.day(row, 0), std::string(rows.text(row, 1))}];
    figures.orders_paid = rows.int64(row, 2);
    figures.gross_revenue = rows.int64(row, 3);
    figures.units_sold = rows.int64(row, 4);
    figures.cancelled_out_of_stock = rows.int64(row, 5);
    figures.cancelled_payment_declined = rows.int64(row, 6);
    figures.cancelled_refunded = rows.int64(row, 7);
    figures.refunds = rows.int64(row, 8);
    figures.refunds_by_order_day = rows.int64(row, 9);
  }
  return table;
}

domain::kpi_table read_kpis(connection& at) {
  return kpi_table_of(at.execute(reading::read_kpis));
}

std::vector<domain::customer_delta>
read_customer_totals(connection& at, domain::customer_id after) {
  const auto rows = at.execute(reading::read_customer_totals,
                               params{}.add(after.value).add(customer_page));
  std::vector<domain::customer_delta> page;
  page.reserve(static_cast<std::size_t>(rows.rows()));
  for (int row = 0; row < rows.rows(); ++row)
    page.push_back({domain::customer_id{rows.int64(row, 0)}, rows.int64(row, 1),
                    rows.int64(row, 2)});
  return page;
}

domain::kpi_table pg_reader::load_kpis() {
  return session_.run([](connection& at) { return read_kpis(at); });
}

void pg_reader::load_customer_totals(
    const std::function<void(const std::vector<domain::customer_delta>&)>&
        each) {
  domain::customer_id after;
  for (;;) {
    const auto page = session_.run(
        [&](connection& at) { return read_customer_totals(at, after); });
    if (page.empty())
      return;
    each(page);
    after = page.back().customer;
  }
}

} // namespace orderd::storage
