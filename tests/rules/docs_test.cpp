// SPDX-License-Identifier: Apache-2.0
#include "tests/rules/source_files.hpp"

#include "config/keys.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using orderd::testing::all_matches;
using orderd::testing::program_sources;
using orderd::testing::read_source;

namespace {

/// What operators read.
const std::string& operating() {
  static const auto text = read_source("docs/operating.md").text;
  return text;
}

void check_listed(const std::string& name, const std::string& what) {
  BOOST_CHECK_MESSAGE(operating().find("`" + name + "`") != std::string::npos,
                      "docs/operating.md does not list the " << what << " `"
                                                             << name << "`");
}

/// The names behind a level: `write(log_level::info, "import.done"`, and
/// `log_event{log_level::info, "import.done"`.
std::set<std::string> event_names() {
  std::set<std::string> names;
  for (const auto& file : program_sources())
    for (auto& name :
         all_matches(file.text, R"re(log_level::\w+\s*,\s*"([a-z0-9_.]+)")re"))
      names.insert(std::move(name));
  return names;
}

} // namespace

BOOST_AUTO_TEST_SUITE(rules_docs)

BOOST_AUTO_TEST_CASE(every_reject_code_is_listed) {
  const auto codes = all_matches(read_source("domain/reject_codes.hpp").text,
                                 R"re(=\s*"([a-z0-9_]+)")re");
  BOOST_CHECK_GT(codes.size(), 10u);
  for (const auto& code : codes)
    check_listed(code, "reject code");
}

BOOST_AUTO_TEST_CASE(every_log_event_is_listed) {
  const auto names = event_names();
  BOOST_CHECK(names.contains("log.lost"));
  for (const auto& name : names)
    check_listed(name, "log event");
}

BOOST_AUTO_TEST_CASE(every_configuration_key_is_listed) {
  for (const auto& k : orderd::config::all_keys())
    check_listed(full_name(k), "configuration key");
}

BOOST_AUTO_TEST_CASE(every_exit_code_is_listed) {
  for (int code = 0; code <= 9; ++code)
    BOOST_CHECK_MESSAGE(operating().find("| " + std::to_string(code) + " |") !=
                            std::string::npos,
                        "docs/operating.md does not list the exit code "
                            << code);
}

BOOST_AUTO_TEST_SUITE_END()
