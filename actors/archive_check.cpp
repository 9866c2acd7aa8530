// SPDX-License-Identifier: Apache-2.0
#include "actors/archive_check.hpp"

#include <algorithm>
#include <utility>

namespace orderd::actors {

namespace {

// The rule of DESIGN 5 that speaks about files.
constexpr int files_rule = 7;

// So many examples a rule, as storage's own checks give.
constexpr std::size_t max_examples = 20;

void add(domain::verified_rule& rule, const domain::import_record& import,
         std::string text) {
  rule.violation_count += 1;
  if (rule.violations.size() < max_examples)
    rule.violations.push_back(
        {"import " + std::to_string(import.id.value), std::move(text)});
}

} // namespace

domain::verify_report
check_archive(domain::verify_report report,
              const std::vector<domain::import_record>& imports,
              const file_digest& digest_of) {
  auto rule =
      std::ranges::find(report.rules, files_rule, &domain::verified_rule::rule);
  if (rule == report.rules.end())
    rule = report.rules.insert(report.rules.end(),
                               {files_rule, "archived files", 0, {}, 0});
  for (const auto& import : imports) {
    if (!import.archived_as.starts_with("archive/"))
      continue;
    rule->checked += 1;
    const auto digest = digest_of(import.archived_as);
    if (!digest)
      add(*rule, import, digest.error());
    else if (*digest != import.content_sha256)
      add(*rule, import,
          import.archived_as +
              " is not what was imported: its SHA-256 differs");
  }
  return report;
}

archive_checker_actor::behavior_type
archive_checker(archive_checker_actor::pointer self, file_digest digest_of) {
  return {
      [self, digest_of = std::move(digest_of)](const check_files& m) {
        auto report = check_archive(*m.report, *m.imports, digest_of);
        self->quit();
        return rules_verified{
            std::make_shared<domain::verify_report>(std::move(report))};
      },
  };
}

} // namespace orderd::actors
