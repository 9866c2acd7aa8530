// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/bars.hpp"
#include "app/ctl/fields.hpp"
#include "app/ctl/text.hpp"
#include "app/ctl/views.hpp"

#include <string>
#include <utility>
#include <vector>

namespace orderd::ctl {

namespace {

/// How wide the widest bar of a range is.
constexpr std::size_t bar_width = 24;

std::string kpi_facts(const document& day, colours use) {
  std::vector<std::pair<std::string, cell>> facts{
      {"gross revenue", {money(day, "gross_revenue")}},
      {"refunds", {money(day, "refunds")}},
      {"net revenue", {money(day, "net_revenue")}},
      {"orders paid", {number(day, "orders_paid")}},
      {"average order", {money(day, "average_order_value")}},
      {"units sold", {number(day, "units_sold")}},
      {"cancelled", {number(day, "orders_cancelled")}}};
  for (const auto& [reason, value] : part(day, "cancelled_by_reason").items())
    facts.push_back({"  " + harmless(reason), {group_digits(value.dump())}});
  facts.push_back({"payment", {field(day, "payment")}});
  return facts_text(facts, use);
}

/// The net revenue of each row, for its bars.
std::vector<double> net_revenues(const document& range) {
  std::vector<double> values;
  for (const auto& day : part(range, "days"))
    values.push_back(decimal(day, "net_revenue"));
  return values;
}

std::string kpi_table(const document& range, colours use) {
  table days({{"DATE"},
              {"GROSS", align::right},
              {"REFUNDS", align::right},
              {"NET", align::right},
              {"PAID", align::right},
              {"AVERAGE", align::right},
              {"UNITS", align::right},
              {"CANCELLED", align::right},
              {"CURRENCY"},
              {"NET REVENUE"}});
  const auto drawn = bars(net_revenues(range), bar_width);
  std::size_t row = 0;
  for (const auto& day : part(range, "days")) {
    const auto how = decimal(day, "net_revenue") < 0 ? tone::bad : tone::good;
    days.add({{field(day, "date")},
              {number(day, "gross_revenue")},
              {number(day, "refunds")},
              {number(day, "net_revenue")},
              {number(day, "orders_paid")},
              {number(day, "average_order_value")},
              {number(day, "units_sold")},
              {number(day, "orders_cancelled")},
              {field(day, "currency")},
              {drawn[row++], how}});
  }
  return days.text(use);
}

std::string source_line(const document& figures) {
  const auto source = field(figures, "source");
  return source == "-" ? "" : "source " + source + "\n";
}

/// What was compared, and what became of the differences.
std::string comparison_text(const document& report, const std::string& what,
                            const table& differences, colours use) {
  const auto found = count(report, "difference_count");
  auto result = number(report, "checked") + " " + what +
                (count(report, "checked") == 1 ? "" : "s") + " compared: ";
  if (found == 0)
    return result + painted("no differences", tone::good, use) + "\n";
  result += painted(number(report, "difference_count") +
                        (found == 1 ? " difference" : " differences") +
                        (part(report, "mended") == true ? ", mended" : ""),
                    tone::bad, use) +
            "\n" + differences.text(use);
  const auto listed =
      static_cast<std::int64_t>(part(report, "differences").size());
  if (listed < found)
    result +=
        "the first " + group_digits(std::to_string(listed)) + " are shown\n";
  return result;
}

/// A customer's totals as `49.98 in 2`.
std::string totals_text(const document& difference, std::string_view name) {
  const auto& totals = part(difference, name);
  return number(totals, "total_spent") + " in " +
         number(totals, "total_orders");
}

/// Where one customer stands, below the board.
std::string own_place(const document& board, const document& own) {
  const auto rank = field(own, "rank");
  const auto who = field(own, "name", 40) + " <" + field(own, "email") + ">";
  if (rank == "-")
    return who + " never paid an order\n";
  return who + " is number " + group_digits(rank) + ": " +
         number(own, "total_spent") + " " + field(board, "currency") + " in " +
         number(own, "total_orders") +
         (count(own, "total_orders") == 1 ? " order\n" : " orders\n");
}

} // namespace

std::string kpis_view(const document& figures, colours use) {
  if (figures.contains("days"))
    return source_line(figures) + kpi_table(figures, use);
  return field(figures, "date") + "\n" + source_line(figures) +
         kpi_facts(figures, use);
}

std::string days_compared_view(const document& report, colours use) {
  table days({{"DATE"},
              {"SOURCE"},
              {"FIGURE"},
              {"COMPUTED", align::right},
              {"STORED", align::right},
              {"MEMORY", align::right}});
  for (const auto& one : part(report, "differences"))
    days.add({{field(one, "date")},
              {field(one, "source", 20)},
              {field(one, "figure")},
              {number(one, "computed")},
              {number(one, "stored")},
              {number(one, "memory")}});
  return comparison_text(report, "day", days, use);
}

std::string customers_compared_view(const document& report, colours use) {
  table customers({{"ID", align::right},
                   {"E-MAIL"},
                   {"COMPUTED", align::right},
                   {"STORED", align::right},
                   {"MEMORY", align::right}});
  for (const auto& one : part(report, "differences"))
    customers.add({{field(one, "customer_id")},
                   {field(one, "email", 40)},
                   {totals_text(one, "computed")},
                   {totals_text(one, "stored")},
                   {totals_text(one, "memory")}});
  return comparison_text(report, "customer", customers, use);
}

std::string leaderboard_view(const document& board, colours use) {
  const auto currency = field(board, "currency");
  table entries({{"RANK", align::right},
                 {"CUSTOMER"},
                 {"E-MAIL"},
                 {"SPENT " + currency, align::right},
                 {"ORDERS", align::right}});
  for (const auto& entry : part(board, "entries"))
    entries.add({{field(entry, "rank")},
                 {field(entry, "name", 40)},
                 {field(entry, "email", 40)},
                 {number(entry, "total_spent")},
                 {number(entry, "total_orders")}});
  auto result =
      entries.empty() ? "nobody has paid an order yet\n" : entries.text(use);
  if (const auto& own = part(board, "customer"); own.is_object())
    result += own_place(board, own);
  return result;
}

} // namespace orderd::ctl
