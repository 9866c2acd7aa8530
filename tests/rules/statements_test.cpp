// SPDX-License-Identifier: Apache-2.0
#include "tests/rules/source_files.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

using orderd::testing::all_matches;
using orderd::testing::program_sources;

BOOST_AUTO_TEST_SUITE(rules_statements)

// A connection prepares a statement once, by its name.
BOOST_AUTO_TEST_CASE(no_two_statements_have_the_same_name) {
  std::map<std::string, std::string> seen;
  for (const auto& file : program_sources())
    for (const auto& name : all_matches(
             file.text, R"re(constexpr statement \w+\{\s*"([^"]+)")re")) {
      const auto [first, fresh] = seen.emplace(name, file.path);
      BOOST_CHECK_MESSAGE(fresh, file.path << " and " << first->second
                                           << " both have a statement \""
                                           << name << '"');
    }
  BOOST_TEST(seen.size() > 50u);
}

BOOST_AUTO_TEST_SUITE_END()
