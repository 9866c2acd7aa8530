// SPDX-License-Identifier: Apache-2.0
#include "tests/rules/source_files.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

using orderd::testing::all_matches;

BOOST_AUTO_TEST_SUITE(rules_classes)

// The linker keeps one of two that have the same name, and says nothing.
BOOST_AUTO_TEST_CASE(no_two_headers_define_the_same_class) {
  const auto headers = orderd::testing::files_below(
      {"domain", "storage", "config", "actors", "app", "tests", "bench"},
      {".hpp"});
  std::map<std::string, std::string> seen;
  for (const auto& file : headers) {
    const auto spaces =
        all_matches(file.text, R"re((?:^|\n)namespace ([a-z:_]+) \{)re");
    const auto space = spaces.empty() ? std::string() : spaces.front();
    for (const auto& name : all_matches(
             file.text, R"re(\n(?:struct|class) ([a-z_0-9]+)[^;{]*\{)re")) {
      const auto [first, fresh] = seen.emplace(space + "::" + name, file.path);
      BOOST_CHECK_MESSAGE(fresh, file.path << " and " << first->second
                                           << " both define " << first->first);
    }
  }
  BOOST_TEST(seen.size() > 100u);
}

BOOST_AUTO_TEST_SUITE_END()
