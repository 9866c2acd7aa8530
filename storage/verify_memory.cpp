// SPDX-License-Identifier: Apache-2.0
#include "domain/leaderboard.hpp"
#include "storage/reader_figures.hpp"
#include "storage/verify_checks.hpp"

#include <string>
#include <utility>

namespace orderd::storage {

namespace {

constexpr std::pair<const char*, std::int64_t domain::kpi_figures::*>
    figure_names[]{
        {"orders_paid", &domain::kpi_figures::orders_paid},
        {"gross_revenue", &domain::kpi_figures::gross_revenue},
        {"units_sold", &domain::kpi_figures::units_sold},
        {"cancelled_out_of_stock",
         &domain::kpi_figures::cancelled_out_of_stock},
        {"cancelled_payment_declined",
         &domain::kpi_figures::cancelled_payment_declined},
        {"refunds", &domain::kpi_figures::refunds},
        {"refunds_by_order_day", &domain::kpi_figures::refunds_by_order_day},
    };

std::string differences(const domain::kpi_figures& memory,
                        const domain::kpi_figures& database) {
  std::string text;
  for (const auto& [name, member] : figure_names)
    if (memory.*member != database.*member)
      text += (text.empty() ? "" : ", ") + std::string(name) + " is " +
              std::to_string(memory.*member) + " in memory, but " +
              std::to_string(database.*member) + " in the database";
  return text;
}

void compare_day(const domain::kpi_key& day, const domain::kpi_figures& memory,
                 const domain::kpi_figures& database, verified_rule& into) {
  if (memory != database)
    record(into, {domain::format_day(day.day) + ", source " + day.source,
                  differences(memory, database)});
}

// A day of zeros is the same as none.
void compare_days(const domain::kpi_table& memory,
                  const domain::kpi_table& database, verified_rule& into) {
  for (const auto& [day, figures] : memory) {
    const auto found = database.find(day);
    compare_day(day, figures,
                found == database.end() ? domain::kpi_figures{} : found->second,
                into);
  }
  for (const auto& [day, figures] : database)
    if (!memory.contains(day))
      compare_day(day, {}, figures, into);
}

} // namespace

void compare_memory(connection& at, const memory_figures& memory,
                    verified_rule& into) {
  compare_days(memory.kpis, read_kpis(at), into);
  std::uint64_t digest = 0;
  std::size_t customers = 0;
  domain::customer_id after;
  for (;;) {
    const auto page = read_customer_totals(at, after);
    if (page.empty())
      break;
    for (const auto& one : page)
      digest += domain::digest_of({one.customer, one.spent, one.orders});
    customers += page.size();
    after = page.back().customer;
  }
  if (digest == memory.leaderboard_digest && customers == memory.customers)
    return;
  record(into,
         {"leaderboard",
          "memory and database differ: " + std::to_string(memory.customers) +
              " customers in memory, " + std::to_string(customers) +
              " in the database" +
              (customers == memory.customers ? ", with other totals" : "")});
}

} // namespace orderd::storage
