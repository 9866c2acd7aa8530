// SPDX-License-Identifier: Apache-2.0
#include "actors/documents.hpp"

#include "actors/document_values.hpp"
#include "domain/ids.hpp"
#include "domain/time.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace orderd::actors {

namespace {

/// Whether the notifier's trouble is but that of one of its channels.
bool is_of_a_channel(const notifier_status& notifier) {
  return std::ranges::any_of(notifier.channels, [&](const auto& channel) {
    return !channel.trouble.empty() &&
           notifier.trouble == channel.channel + ": " + channel.trouble;
  });
}

/// Every source of trouble that `status` knows, for a person to read.
std::vector<std::string> all_troubles(const status_facts& facts) {
  auto result = facts.troubles;
  if (!facts.storage.connected && !facts.storage.reason.empty())
    result.push_back("database: " + facts.storage.reason);
  if (!facts.importer.trouble.empty())
    result.push_back("importer: " + facts.importer.trouble);
  if (!facts.notifier.trouble.empty() && !is_of_a_channel(facts.notifier))
    result.push_back("notifier: " + facts.notifier.trouble);
  for (const auto& channel : facts.notifier.channels)
    if (!channel.trouble.empty())
      result.push_back("channel " + channel.channel + ": " + channel.trouble);
  return result;
}

/// The stages, and channels of notifications, that wait for `queue resume`.
std::vector<std::string> paused_stages(const status_facts& facts) {
  std::vector<std::string> stages;
  const auto add = [&stages](bool paused, std::string_view stage) {
    if (paused)
      stages.emplace_back(stage);
  };
  add(facts.importer.paused, imports_stage);
  add(facts.processor.paused, orders_stage);
  add(facts.refunds.paused, refunds_stage);
  add(facts.notifier.paused, notifications_stage);
  for (const auto& channel : facts.notifier.channels)
    add(channel.paused && !facts.notifier.paused,
        std::string(notifications_stage) + "." + channel.channel);
  return stages;
}

std::string shown_state(const status_facts& facts) {
  const auto usable = facts.storage.connected && facts.importer.trouble.empty();
  return facts.state == "ready" && !usable ? "degraded" : facts.state;
}

std::string period_name(domain::business_day day, kpi_period period) {
  const auto date = domain::format_day(day);
  switch (period) {
  case kpi_period::year:
    return date.substr(0, date.find('-'));
  case kpi_period::month:
    return date.substr(0, date.rfind('-'));
  case kpi_period::day:
    break;
  }
  return date;
}

json_document violations(const domain::verified_rule& rule) {
  auto result = json_document::array();
  for (const auto& found : rule.violations)
    result.push_back({{"subject", found.subject}, {"text", found.text}});
  return result;
}

} // namespace

std::string_view to_string(kpi_basis basis) {
  return basis == kpi_basis::event ? "event" : "order";
}

std::string_view to_string(kpi_period period) {
  switch (period) {
  case kpi_period::month:
    return "month";
  case kpi_period::year:
    return "year";
  case kpi_period::day:
    break;
  }
  return "day";
}

json_document kpi_document(const std::string& date,
                           const domain::kpi_figures& figures, kpi_basis basis,
                           const document_terms& terms) {
  const auto refunds = basis == kpi_basis::event ? figures.refunds
                                                 : figures.refunds_by_order_day;
  json_document by_reason{
      {"out_of_stock", figures.cancelled_out_of_stock},
      {"payment_declined", figures.cancelled_payment_declined},
      {"refunded", figures.cancelled_refunded}};
  return {{"date", date},
          {"basis", to_string(basis)},
          {"gross_revenue", amount(figures.gross_revenue, terms)},
          {"refunds", amount(refunds, terms)},
          {"net_revenue", amount(figures.gross_revenue - refunds, terms)},
          {"orders_paid", figures.orders_paid},
          {"average_order_value", amount(figures.average_order_value(), terms)},
          {"units_sold", figures.units_sold},
          {"orders_cancelled", figures.orders_cancelled()},
          {"cancelled_by_reason", std::move(by_reason)},
          {"currency", terms.currency.code},
          {"payment", terms.payment}};
}

json_document kpi_range_document(const get_kpis& range,
                                 const std::vector<kpi_row>& rows,
                                 kpi_basis basis, kpi_period period,
                                 const document_terms& terms) {
  std::map<std::string, domain::kpi_figures> periods;
  for (auto day = range.from; day <= range.to; day += std::chrono::days{1})
    periods.try_emplace(period_name(day, period));
  for (const auto& row : rows)
    if (row.day >= range.from && row.day <= range.to)
      periods[period_name(row.day, period)] += row.figures;
  auto days = json_document::array();
  for (const auto& [name, figures] : periods)
    days.push_back(kpi_document(name, figures, basis, terms));
  return {{"from", domain::format_day(range.from)},
          {"to", domain::format_day(range.to)},
          {"by", to_string(period)},
          {"days", std::move(days)}};
}

json_document
leaderboard_document(const std::vector<domain::customer_totals>& entries,
                     const std::vector<domain::customer_view>& customers,
                     const document_terms& terms) {
  std::map<domain::customer_id, const domain::customer_view*> by_id;
  for (const auto& customer : customers)
    by_id.emplace(customer.id, &customer);
  auto list = json_document::array();
  std::int64_t rank = 0;
  for (const auto& entry : entries) {
    const auto known = by_id.find(entry.customer);
    const auto found = known != by_id.end();
    list.push_back(
        {{"rank", ++rank},
         {"customer_id", entry.customer.value},
         {"name", found ? json_document(known->second->name) : json_document()},
         {"email",
          found ? json_document(known->second->email) : json_document()},
         {"total_spent", amount(entry.spent, terms)},
         {"total_orders", entry.orders}});
  }
  return {{"currency", terms.currency.code}, {"entries", std::move(list)}};
}

json_document tail_document(const tail_page& page) {
  auto events = json_document::array();
  for (const auto& line : page.lines)
    if (auto event = json_document::parse(line, nullptr, false);
        !event.is_discarded())
      events.push_back(std::move(event));
  return {{"events", std::move(events)},
          {"dropped", page.dropped},
          {"more", page.more}};
}

json_document verify_document(const domain::verify_report& report) {
  auto rules = json_document::array();
  for (const auto& rule : report.rules)
    rules.push_back({{"rule", rule.rule},
                     {"name", rule.name},
                     {"checked", rule.checked},
                     {"violation_count", rule.violation_count},
                     {"violations", violations(rule)}});
  return {{"ok", report.ok()}, {"rules", std::move(rules)}};
}

json_document status_document(const status_facts& facts,
                              const document_terms& terms) {
  const auto& processor = facts.processor;
  const auto& refunds = facts.refunds;
  json_document database{{"connected", facts.storage.connected},
                         {"conninfo", facts.storage.conninfo}};
  // Dead orders keep the status `processing` until someone retries them, but
  // are no part of the queue.
  // An order that was refunded in full before it was shipped was paid once,
  // and is cancelled now.
  const auto paid = facts.totals.orders_paid - facts.totals.cancelled_refunded;
  json_document orders{{"pending", processor.waiting},
                       {"processing", processor.in_flight + processor.dead},
                       {"paid", paid},
                       {"cancelled", facts.totals.orders_cancelled()},
                       {"dead", processor.dead}};
  json_document imports{{"running", facts.importer.running},
                        {"waiting", facts.importer.waiting}};
  json_document queues{{"orders", processor.in_flight + processor.waiting},
                       {"refunds", refunds.in_flight + refunds.waiting},
                       {"notifications", facts.notifier.waiting}};
  return {{"state", shown_state(facts)},     {"version", terms.version},
          {"payment", terms.payment},        {"currency", terms.currency.code},
          {"database", std::move(database)}, {"orders", std::move(orders)},
          {"imports", std::move(imports)},   {"queues", std::move(queues)},
          {"paused", paused_stages(facts)},  {"troubles", all_troubles(facts)}};
}

} // namespace orderd::actors
