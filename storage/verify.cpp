// SPDX-License-Identifier: Apache-2.0
#include "storage/verify.hpp"

#include "storage/verify_checks.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace orderd::storage {

namespace {

constexpr std::array<std::pair<int, const char*>, 7> rules{{
    {1, "the stock of each product adds up"},
    {2, "each order has one legal state"},
    {3, "payments and totals match the orders"},
    {4, "refunds stay within what was paid"},
    {5, "the figures match the orders and refunds"},
    {6, "each order has its notifications"},
    {7, "each row of a file is counted once"},
}};

constexpr statement count_things{"count what is to be verified", R"sql(
  SELECT r.rule, r.checked
    FROM (SELECT (SELECT count(*) FROM products) AS products,
                 (SELECT count(*) FROM orders) AS orders,
                 (SELECT count(*) FROM customers) AS customers,
                 (SELECT count(*) FROM (SELECT DISTINCT day, source, currency
                                          FROM daily_kpis) d) AS days,
                 (SELECT count(*) FROM refunds) AS refunds,
                 (SELECT count(*) FROM batches) AS batches,
                 (SELECT count(*) FROM imports) AS imports,
                 (SELECT count(*) FROM order_refs) AS refs) n
   CROSS JOIN LATERAL (VALUES
           (1, n.products), (2, n.orders), (3, n.orders),
           (4, n.orders + n.refunds), (5, n.days + n.customers),
           (6, n.orders + n.refunds + n.batches),
           (7, n.imports + n.orders + n.refunds + n.refs))
           r (rule, checked))sql"};

constexpr statement read_decimals{"read the currency", R"sql(
  SELECT coalesce((SELECT value::int FROM settings
                    WHERE name = 'currency_decimals'), 2))sql"};

/// Ends the snapshot's transaction, also when a check throws.
class snapshot_end {
public:
  explicit snapshot_end(connection& at) : at_(at) {}
  ~snapshot_end() {
    if (!at_.alive() || !at_.in_transaction())
      return;
    try {
      at_.execute_script("ROLLBACK", "end a snapshot");
    } catch (const error&) {
      // The server ends it with the connection.
    }
  }
  snapshot_end(const snapshot_end&) = delete;
  snapshot_end& operator=(const snapshot_end&) = delete;

private:
  connection& at_;
};

verified_rule& find_rule(verify_report& in, int rule) {
  return *std::ranges::find(in.rules, rule, &verified_rule::rule);
}

verify_report empty_report(connection& at) {
  verify_report report;
  for (const auto& [rule, name] : rules)
    report.rules.push_back({rule, name, 0, {}, 0});
  const auto counted = at.execute(count_things);
  for (int row = 0; row < counted.rows(); ++row)
    find_rule(report, static_cast<int>(counted.int64(row, 0))).checked =
        counted.int64(row, 1);
  return report;
}

void run_check(connection& at, const rule_check& check, std::int32_t decimals,
               verified_rule& into) {
  const auto rows = at.execute(
      *check.find, params{}
                       .add(static_cast<std::int64_t>(max_violations))
                       .add_int32(decimals));
  for (int row = 0; row < rows.rows(); ++row)
    record(into,
           {std::string(rows.text(row, 0)), std::string(rows.text(row, 1))},
           row == 0 ? rows.int64(row, 2) : 0);
}

} // namespace

void record(verified_rule& into, violation found, std::int64_t count) {
  into.violation_count += count;
  if (into.violations.size() < max_violations)
    into.violations.push_back(std::move(found));
}

void begin_snapshot(connection& at) {
  at.execute_script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
                    "SET LOCAL work_mem = '64MB';"
                    "SELECT 1",
                    "open a snapshot of the database");
}

verify_report verify_rules(connection& at, const memory_figures& memory) {
  const snapshot_end end{at};
  auto report = empty_report(at);
  const auto decimals =
      static_cast<std::int32_t>(at.execute(read_decimals).int64(0, 0));
  check_states(at, find_rule(report, 2));
  for (const auto& check : rule_checks())
    run_check(at, check, decimals, find_rule(report, check.rule));
  check_figures(at, memory, decimals, find_rule(report, 5));
  return report;
}

} // namespace orderd::storage
