// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/fields.hpp"
#include "app/ctl/text.hpp"
#include "app/ctl/views.hpp"

#include <string>
#include <utility>
#include <vector>

namespace orderd::ctl {

namespace {

using facts = std::vector<std::pair<std::string, cell>>;

void add_if_there(facts& to, const std::string& name, std::string text,
                  tone how = tone::plain) {
  if (text != "-")
    to.push_back({name, {std::move(text), how}});
}

std::string lines_text(const document& refund, colours use) {
  table lines({{"SKU"},
               {"QUANTITY", align::right},
               {"RESTOCKED", align::right},
               {"AMOUNT", align::right}});
  for (const auto& line : part(refund, "lines"))
    lines.add({{field(line, "sku")},
               {number(line, "quantity")},
               {number(line, "restocked")},
               {number(line, "amount")}});
  return lines.empty() ? "" : "\n" + lines.text(use);
}

std::string dead_hint(const document& refund) {
  if (part(refund, "dead") != true)
    return {};
  return "the gateway gave no clear answer; ask again with `orderctl queue "
         "retry " +
         field(refund, "refund_number") + "`\n";
}

} // namespace

std::string refund_view(const document& refund, colours use) {
  const auto earlier = part(refund, "duplicate") == true
                           ? "  (it was asked for earlier)\n"
                           : "\n";
  facts shown{{"order", {field(refund, "order_number")}},
              {"amount", {money(refund, "amount")}},
              {"type", {field(refund, "type")}},
              {"status", refund_status(refund)},
              {"restock", {field(refund, "restock")}},
              {"key", {field(refund, "key", 128)}}};
  add_if_there(shown, "reason", field(refund, "reason", 255));
  add_if_there(shown, "notes", field(refund, "notes", 400));
  add_if_there(shown, "error", field(refund, "error_message", 400), tone::bad);
  add_if_there(shown, "transaction", field(refund, "transaction_id"));
  add_if_there(shown, "import", field(refund, "import_id"));
  shown.push_back({"requested", {moment(refund, "requested_at")}});
  add_if_there(shown, "ended", moment(refund, "completed_at"));
  add_if_there(shown, "reversed", moment(refund, "reversed_at"));
  add_if_there(shown, "because", field(refund, "reversal_reason", 255));
  return field(refund, "refund_number") + earlier + facts_text(shown, use) +
         lines_text(refund, use) + dead_hint(refund);
}

std::string refunds_view(const document& list, colours use) {
  if (list.is_object() && list.contains("refund_id"))
    return refund_view(list, use);
  table refunds({{"REFUND"},
                 {"ORDER"},
                 {"AMOUNT", align::right},
                 {"TYPE"},
                 {"STATUS"},
                 {"REQUESTED (UTC)"},
                 {"REASON"}});
  for (const auto& refund : part(list, "refunds"))
    refunds.add({{field(refund, "refund_number")},
                 {field(refund, "order_number")},
                 {money(refund, "amount")},
                 {field(refund, "type")},
                 refund_status(refund),
                 {moment(refund, "requested_at")},
                 {field(refund, "reason", 40)}});
  return refunds.empty() ? "no refunds\n" : refunds.text(use);
}

std::string rehearsal_view(const document& report, colours use) {
  const auto order = field(report, "order_id");
  auto result = "refunds tried on a copy of " +
                (order == "-" ? "a made-up order" : "order " + order) + ", " +
                money(report, "captured") + " captured, gateway " +
                field(report, "gateway") + "\n";
  for (const auto& check : part(report, "checks"))
    result += (part(check, "ok") == true ? painted("ok   ", tone::good, use)
                                         : painted("FAULT", tone::bad, use)) +
              "  " + field(check, "name", 100) + ": " +
              field(check, "detail", 400) + "\n";
  return result + (part(report, "ok") == true
                       ? "all checks passed; nothing of it stays\n"
                       : painted("checks failed", tone::bad, use) + "\n");
}

} // namespace orderd::ctl
