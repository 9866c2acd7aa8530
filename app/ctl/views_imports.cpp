// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/fields.hpp"
#include "app/ctl/views.hpp"

#include <string>
#include <utility>
#include <vector>

namespace orderd::ctl {

namespace {

/// A count that is bad news if it is not zero.
cell bad_unless_zero(const document& from, std::string_view name) {
  return {number(from, name), count(from, name) == 0 ? tone::plain : tone::bad};
}

std::string column_list(const document& names) {
  std::string result;
  for (const auto& name : names)
    result +=
        (result.empty() ? "" : ", ") + field(document{{"name", name}}, "name");
  return result;
}

/// Where the rejected rows are, and what to do about them.
std::string rejects_hint(const document& import) {
  if (count(import, "rejected") == 0)
    return {};
  auto hint = "see why with `orderctl imports rejects " +
              field(import, "import_id") + "`";
  const auto kept = field(import, "archived_as", 400);
  if (kept.ends_with(".csv"))
    hint += "; mend " + kept.substr(0, kept.size() - 4) +
            ".rejects.csv and import it";
  return hint + "\n";
}

} // namespace

std::string import_view(const document& import, colours use) {
  std::vector<std::pair<std::string, cell>> facts{
      {"file", {field(import, "file", 255)}},
      {"state", status_cell(import, "state")},
      {"rows", {number(import, "rows")}},
      {"accepted", {number(import, "accepted")}},
      {"duplicates", {number(import, "duplicates")}},
      {"rejected", bad_unless_zero(import, "rejected")},
      {"skipped", {number(import, "skipped")}},
      {"started", {moment(import, "started_at")}},
      {"finished", {moment(import, "finished_at")}}};
  if (const auto ignored = column_list(part(import, "unknown_columns"));
      !ignored.empty())
    facts.push_back({"ignored columns", {ignored, tone::waiting}});
  if (part(import, "notify") == false)
    facts.push_back({"notify", {"nobody is told of it"}});
  if (const auto kept = field(import, "archived_as", 400); kept != "-")
    facts.push_back({"kept as", {kept}});
  if (const auto error = field(import, "error_message", 400); error != "-")
    facts.push_back({"error", {error, tone::bad}});
  return "import " + field(import, "import_id") + " (" + field(import, "kind") +
         " of " + field(import, "source") + ")\n" + facts_text(facts, use) +
         rejects_hint(import);
}

std::string imports_view(const document& list, colours use) {
  table imports({{"ID", align::right},
                 {"KIND"},
                 {"SOURCE"},
                 {"FILE"},
                 {"STATE"},
                 {"ROWS", align::right},
                 {"ACCEPTED", align::right},
                 {"DUPLICATES", align::right},
                 {"REJECTED", align::right},
                 {"SKIPPED", align::right},
                 {"STARTED (UTC)"}});
  for (const auto& import : part(list, "imports"))
    imports.add({{field(import, "import_id")},
                 {field(import, "kind")},
                 {field(import, "source", 20)},
                 {field(import, "file", 40)},
                 status_cell(import, "state"),
                 {number(import, "rows")},
                 {number(import, "accepted")},
                 {number(import, "duplicates")},
                 bad_unless_zero(import, "rejected"),
                 {number(import, "skipped")},
                 {moment(import, "started_at")}});
  return imports.empty() ? "no imports yet\n" : imports.text(use);
}

std::string rejects_view(const document& page, colours use) {
  table rejects({{"LINE", align::right}, {"COLUMN"}, {"CODE"}, {"REASON"}});
  for (const auto& reject : part(page, "rejects"))
    rejects.add({{field(reject, "line")},
                 {field(reject, "column")},
                 {field(reject, "code")},
                 {field(reject, "reason", 400)}});
  if (rejects.empty())
    return "no rejects\n";
  return rejects.text(use) + more_line(page);
}

} // namespace orderd::ctl
