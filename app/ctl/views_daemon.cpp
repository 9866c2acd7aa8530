// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/fields.hpp"
#include "app/ctl/text.hpp"
#include "app/ctl/views.hpp"

#include <string>

namespace orderd::ctl {

namespace {

/// The figures of one part, such as `3 running, 0 waiting`.
std::string counts(const document& from,
                   std::initializer_list<std::string_view> names) {
  std::string result;
  for (const auto name : names)
    result += (result.empty() ? "" : ", ") + number(from, name) + " " +
              std::string(name);
  return result;
}

std::string database_text(const document& database) {
  const auto info = field(database, "conninfo", 400);
  const auto connected = part(database, "connected") == true;
  return (connected ? "connected" : "not connected") +
         (info == "-" ? "" : ", psql \"" + info + "\"");
}

std::string words(const document& list) {
  std::string result;
  for (const auto& word : list)
    result +=
        (result.empty() ? "" : ", ") + field(document{{"word", word}}, "word");
  return result;
}

std::string rule_line(const document& rule, colours use) {
  const auto faults = count(rule, "violation_count");
  const auto mark = faults == 0 ? painted("ok   ", tone::good, use)
                                : painted("FAULT", tone::bad, use);
  return mark + "  rule " + field(rule, "rule") + ": " + field(rule, "name") +
         " (" + number(rule, "checked") + " checked" +
         (faults == 0
              ? ""
              : ", " + group_digits(std::to_string(faults)) + " wrong") +
         ")\n";
}

} // namespace

std::string status_view(const document& status, colours use) {
  const auto state = status_cell(status, "state");
  auto result =
      "orderd " + field(status, "version") + " is " +
      painted(state.text, state.how, use) + "\n" +
      facts_text({{"payment", {field(status, "payment")}},
                  {"database", {database_text(part(status, "database"))}},
                  {"orders",
                   {counts(part(status, "orders"),
                           {"pending", "processing", "paid", "cancelled"})}},
                  {"imports",
                   {counts(part(status, "imports"), {"running", "waiting"})}},
                  {"queues",
                   {counts(part(status, "queues"),
                           {"orders", "refunds", "notifications"})}}},
                 use);
  if (const auto paused = words(part(status, "paused")); !paused.empty())
    result += painted("  paused: " + paused, tone::waiting, use) + "\n";
  for (const auto& trouble : part(status, "troubles"))
    result += painted("  ! " + field(document{{"text", trouble}}, "text", 400),
                      tone::bad, use) +
              "\n";
  return result;
}

std::string verify_view(const document& report, colours use) {
  std::string result;
  for (const auto& rule : part(report, "rules")) {
    result += rule_line(rule, use);
    for (const auto& violation : part(rule, "violations"))
      result += "         " + field(violation, "subject", 100) + ": " +
                field(violation, "text", 400) + "\n";
  }
  return result + (part(report, "ok") == true
                       ? "all rules hold\n"
                       : painted("rules are broken", tone::bad, use) + "\n");
}

std::string drain_view(const document& answer, colours) {
  return part(answer, "state") == "ended"
             ? "the daemon has ended\n"
             : "the daemon is draining: it finishes what is in flight and "
               "ends\n";
}

} // namespace orderd::ctl
