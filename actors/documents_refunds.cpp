// SPDX-License-Identifier: Apache-2.0
// The documents of refunds.
#include "actors/document_values.hpp"
#include "domain/ids.hpp"
#include "domain/time.hpp"

#include <utility>

namespace orderd::actors {

namespace {

json_document lines_of(const domain::refund_view& refund,
                       const document_terms& terms) {
  auto lines = json_document::array();
  for (const auto& line : refund.lines)
    lines.push_back({{"line", line.line},
                     {"sku", line.sku},
                     {"quantity", line.quantity},
                     {"restocked", line.restocked},
                     {"amount", amount(line.amount, terms)}});
  return lines;
}

} // namespace

order_money money_of(const domain::order_view& order) {
  order_money sums;
  sums.captured = order.paid_at ? order.total : domain::money{};
  for (const auto& refund : order.refunds) {
    const auto status = domain::parse_refund_status(refund.status);
    if (status == domain::refund_status::completed)
      sums.refunded.minor += refund.amount.minor;
    else if (status && is_open(*status))
      sums.pending.minor += refund.amount.minor;
  }
  return sums;
}

json_document refund_document(const domain::refund_view& refund,
                              const document_terms& terms) {
  json_document document{{"refund_id", refund.id.value},
                         {"refund_number", domain::refund_number(refund.id)},
                         {"order_id", refund.order.value},
                         {"order_number", domain::order_number(refund.order)},
                         {"amount", amount(refund.amount, terms)},
                         {"currency", refund.currency},
                         {"type", refund.type},
                         {"status", refund.status},
                         {"reason", refund.reason},
                         {"notes", refund.notes},
                         {"restock", refund.restock},
                         {"key", refund.key},
                         {"attempts", refund.attempts},
                         {"dead", refund.dead}};
  document["error_message"] = text_or_null(refund.error_message);
  document["transaction_id"] = text_or_null(refund.transaction_id);
  document["requested_at"] = domain::format_time(refund.requested_at);
  document["completed_at"] = maybe(refund.completed_at);
  document["reversed_at"] = maybe(refund.reversed_at);
  document["reversal_reason"] = text_or_null(refund.reversal_reason);
  document["import_id"] = maybe(refund.import_id);
  document["line"] = maybe(refund.line);
  document["lines"] = lines_of(refund, terms);
  return document;
}

json_document refunds_document(const std::vector<domain::refund_view>& refunds,
                               const document_terms& terms) {
  auto list = json_document::array();
  for (const auto& refund : refunds) {
    auto document = refund_document(refund, terms);
    document.erase("lines"); // lists do not read them
    list.push_back(std::move(document));
  }
  return {{"refunds", std::move(list)}};
}

json_document rehearsal_document(const domain::rehearsal_report& report,
                                 const document_terms& terms) {
  auto checks = json_document::array();
  for (const auto& check : report.checks)
    checks.push_back(
        {{"name", check.name}, {"ok", check.ok}, {"detail", check.detail}});
  return {{"ok", report.ok()},
          {"order_id",
           report.order ? json_document(report.order.value) : json_document()},
          {"captured", amount(report.captured, terms)},
          {"currency", terms.currency.code},
          {"gateway", "simulator"},
          {"checks", std::move(checks)}};
}

} // namespace orderd::actors
