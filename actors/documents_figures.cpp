// SPDX-License-Identifier: Apache-2.0
// The documents of places on the leaderboard and of recomputed figures.
#include "actors/document_values.hpp"
#include "domain/time.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace orderd::actors {

namespace {

bool is_amount(const std::string& figure) {
  return figure == "gross_revenue" || figure == "refunds" ||
         figure == "refunds_by_order_day";
}

json_document totals(const domain::customer_delta& of,
                     const document_terms& terms) {
  return {{"total_spent", amount(of.spent, terms)},
          {"total_orders", of.orders}};
}

/// The first differences of so many, each written by `write`.
template <class Difference, class Write>
json_document compared(std::int64_t checked,
                       const std::vector<Difference>& differences, bool mend,
                       Write write) {
  const auto listed = std::min(differences.size(), max_listed_differences);
  auto list = json_document::array();
  for (const auto& one : std::span(differences).first(listed))
    list.push_back(write(one));
  return {{"checked", checked},
          {"differences", std::move(list)},
          {"difference_count", differences.size()},
          {"mended", mend && !differences.empty()}};
}

} // namespace

json_document place_document(const leaderboard_place& place,
                             const domain::customer_view& customer,
                             const document_terms& terms) {
  return {
      {"rank", place.rank > 0 ? json_document(place.rank) : json_document()},
      {"customer_id", customer.id.value},
      {"name", customer.name},
      {"email", customer.email},
      {"total_spent", amount(place.totals.spent, terms)},
      {"total_orders", place.totals.orders}};
}

json_document days_compared_document(const domain::figures_report& report,
                                     bool mend, const document_terms& terms) {
  const auto write = [&terms](const domain::figure_difference& one) {
    const auto value = [&](std::int64_t figure) {
      return is_amount(one.figure) ? json_document(amount(figure, terms))
                                   : json_document(figure);
    };
    return json_document{{"date", domain::format_day(one.day.day)},
                         {"source", one.day.source},
                         {"figure", one.figure},
                         {"computed", value(one.computed)},
                         {"stored", value(one.stored)},
                         {"memory", value(one.memory)}};
  };
  auto document = compared(report.days, report.day_differences, mend, write);
  document["currency"] = terms.currency.code;
  return document;
}

json_document customers_compared_document(const domain::figures_report& report,
                                          bool mend,
                                          const document_terms& terms) {
  const auto write = [&terms](const domain::customer_difference& one) {
    return json_document{{"customer_id", one.customer.value},
                         {"email", one.email},
                         {"computed", totals(one.computed, terms)},
                         {"stored", totals(one.stored, terms)},
                         {"memory", totals(one.memory, terms)}};
  };
  auto document =
      compared(report.customers, report.customer_differences, mend, write);
  document["currency"] = terms.currency.code;
  return document;
}

} // namespace orderd::actors
