// SPDX-License-Identifier: Apache-2.0
#include "storage/figures_check.hpp"

#include "domain/leaderboard.hpp"
#include "storage/figures_computed.hpp"
#include "storage/reader_figures.hpp"
#include "storage/reader_statements.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <unordered_map>

namespace orderd::storage {

namespace {

using domain::customer_delta;
using domain::kpi_figures;
using domain::kpi_key;
using domain::kpi_table;

constexpr std::array names{
    figure_name{"orders_paid", &kpi_figures::orders_paid},
    figure_name{"gross_revenue", &kpi_figures::gross_revenue},
    figure_name{"units_sold", &kpi_figures::units_sold},
    figure_name{"cancelled_out_of_stock", &kpi_figures::cancelled_out_of_stock},
    figure_name{"cancelled_payment_declined",
                &kpi_figures::cancelled_payment_declined},
    figure_name{"cancelled_refunded", &kpi_figures::cancelled_refunded},
    figure_name{"refunds", &kpi_figures::refunds},
    figure_name{"refunds_by_order_day", &kpi_figures::refunds_by_order_day},
};
static_assert(sizeof(kpi_figures) == names.size() * sizeof(std::int64_t),
              "every figure is compared");

// A day of zeros is the same as none.
kpi_figures figures_of(const kpi_table& table, const kpi_key& day) {
  const auto found = table.find(day);
  return found == table.end() ? kpi_figures{} : found->second;
}

// Absurd figures are reported, too, but a difference that is no number is not
// mended.
std::int64_t missing_of(std::int64_t should, std::int64_t is) {
  std::int64_t rest = 0;
  return __builtin_sub_overflow(should, is, &rest) ? 0 : rest;
}

kpi_figures difference(const kpi_figures& a, const kpi_figures& b) {
  kpi_figures rest;
  for (const auto& [name, member] : names)
    rest.*member = missing_of(a.*member, b.*member);
  return rest;
}

void add_day(kpi_table& to, const kpi_key& day, const kpi_figures& missing) {
  if (missing != kpi_figures{})
    to.emplace(day, missing);
}

void compare_day(const kpi_key& day, const kpi_figures& computed,
                 const kpi_figures& stored, const kpi_figures& memory,
                 figures_report& into) {
  for (const auto& [name, member] : names)
    if (stored.*member != computed.*member || memory.*member != stored.*member)
      into.day_differences.push_back(
          {day, name, computed.*member, stored.*member, memory.*member});
  add_day(into.fix.stored_days, day, difference(computed, stored));
  add_day(into.fix.memory_days, day, difference(computed, memory));
}

void compare_days(connection& at, const memory_figures& memory,
                  std::optional<domain::business_day> date,
                  figures_report& into) {
  const auto computed = compute_kpis(at, date);
  const auto stored = read_kpis(at);
  std::set<kpi_key> days;
  for (const auto* table : {&computed, &stored, &memory.kpis})
    for (const auto& [day, figures] : *table)
      if (!date || day.day == *date)
        days.insert(day);
  std::set<domain::business_day> dates;
  for (const auto& day : days) {
    compare_day(day, figures_of(computed, day), figures_of(stored, day),
                figures_of(memory.kpis, day), into);
    dates.insert(day.day);
  }
  into.days = static_cast<std::int64_t>(dates.size());
}

bool is_zero(const customer_delta& totals) {
  return totals.spent == 0 && totals.orders == 0;
}

bool same(const customer_delta& a, const customer_delta& b) {
  return a.spent == b.spent && a.orders == b.orders;
}

void add_customer(std::vector<customer_delta>& to, const customer_delta& should,
                  const customer_delta& is) {
  if (!same(should, is))
    to.push_back({should.customer, missing_of(should.spent, is.spent),
                  missing_of(should.orders, is.orders)});
}

/// Compares the customers one after the other with those in memory.
class customers_check {
public:
  customers_check(const memory_figures& memory, figures_comparison& into)
      : memory_(memory), into_(into) {}

  void next(const counted_customer& one) {
    if (!is_zero(one.stored)) {
      into_.board.digest += domain::digest_of(
          {one.stored.customer, one.stored.spent, one.stored.orders});
      ++into_.board.customers;
    }
    skip_to(one.stored.customer);
    if (!memory_.totals)
      compare(one, one.stored);
    else if (at_ < memory_.totals->size() &&
             (*memory_.totals)[at_].customer == one.stored.customer)
      compare(one, (*memory_.totals)[at_++]);
    else
      compare(one, {one.stored.customer, 0, 0});
  }

  void finish(connection& at) {
    skip_to({std::numeric_limits<std::int64_t>::max()});
    name_customers(at);
    auto& report = into_.report;
    report.needs_totals =
        !memory_.totals && (into_.board.digest != memory_.leaderboard_digest ||
                            into_.board.customers != memory_.customers);
    if (report.needs_totals)
      report.fix.memory_customers.clear();
  }

private:
  // Customers that only memory has anything of.
  void skip_to(domain::customer_id next) {
    if (!memory_.totals)
      return;
    for (;
         at_ < memory_.totals->size() && (*memory_.totals)[at_].customer < next;
         ++at_) {
      const auto& alone = (*memory_.totals)[at_];
      const customer_delta nothing{alone.customer, 0, 0};
      compare({"", nothing, nothing}, alone);
    }
  }

  void compare(const counted_customer& one, const customer_delta& memory) {
    auto& report = into_.report;
    ++report.customers;
    if (same(one.computed, one.stored) && same(one.stored, memory))
      return;
    report.customer_differences.push_back(
        {one.stored.customer, one.email, one.computed, one.stored, memory});
    add_customer(report.fix.stored_customers, one.computed, one.stored);
    add_customer(report.fix.memory_customers, one.computed, memory);
  }

  void name_customers(connection& at) {
    std::unordered_map<std::int64_t, std::string*> nameless;
    std::vector<std::int64_t> ids;
    for (auto& one : into_.report.customer_differences)
      if (one.email.empty()) {
        nameless.emplace(one.customer.value, &one.email);
        ids.push_back(one.customer.value);
      }
    if (ids.empty())
      return;
    const auto rows =
        at.execute(reading::find_customers_by_id, params{}.add_array(ids));
    for (int row = 0; row < rows.rows(); ++row)
      *nameless.at(rows.int64(row, 0)) = rows.text(row, 1);
  }

  const memory_figures& memory_;
  figures_comparison& into_;
  std::size_t at_ = 0; ///< in the totals in memory
};

} // namespace

std::span<const figure_name> figure_names() {
  return names;
}

figures_comparison compare_figures(connection& at, const memory_figures& memory,
                                   const figures_scope& scope) {
  figures_comparison compared;
  if (scope.days)
    compare_days(at, memory, scope.date, compared.report);
  if (scope.customers) {
    customers_check check{memory, compared};
    compute_customers(at,
                      [&](const counted_customer& one) { check.next(one); });
    check.finish(at);
  }
  return compared;
}

} // namespace orderd::storage
