// SPDX-License-Identifier: Apache-2.0
#include "storage/figures_writer.hpp"

#include "storage/write_statements.hpp"

#include <algorithm>

namespace orderd::storage {
namespace {

// More rows in one statement gain nothing.
constexpr std::size_t customers_at_once = 10'000;

void add_customers(pipeline& to,
                   const std::vector<domain::customer_delta>& sorted) {
  for (std::size_t from = 0; from < sorted.size(); from += customers_at_once) {
    const auto end = std::min(sorted.size(), from + customers_at_once);
    std::vector<std::int64_t> ids, spent, orders;
    for (auto i = from; i < end; ++i) {
      ids.push_back(sorted[i].customer.value);
      spent.push_back(sorted[i].spent);
      orders.push_back(sorted[i].orders);
    }
    params with;
    with.add_array(ids).add_array(spent).add_array(orders);
    to.emplace_back(&sql::add_to_customers, std::move(with));
  }
}

} // namespace

commit_facts mend_figures(const write_context& context,
                          const figures_fix& fix) {
  auto customers = fix.stored_customers;
  std::ranges::sort(customers, {}, &domain::customer_delta::customer);
  commit_facts facts;
  facts.mark = context.session.run("mend figures", [&](transaction& tx) {
    pipeline all;
    add_customers(all, customers);
    if (!fix.stored_days.empty())
      all.emplace_back(&sql::add_kpis,
                       kpi_params(fix.stored_days, context.currency,
                                  context.session.place().connection));
    tx.run(std::move(all));
  });
  facts.kpis = fix.memory_days;
  facts.customers = fix.memory_customers;
  return facts;
}

} // namespace orderd::storage
