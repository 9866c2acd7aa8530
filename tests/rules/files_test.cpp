// SPDX-License-Identifier: Apache-2.0
#include "tests/rules/source_files.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using orderd::testing::files_below;
using orderd::testing::source_file;

namespace {

constexpr std::size_t longest_file = 300;
constexpr std::size_t longest_line = 80;

std::vector<source_file> cpp_files() {
  return files_below(
      {"actors", "app", "bench", "config", "domain", "storage", "tests"},
      {".cpp", ".hpp"});
}

/// How many characters of the line a reader sees, given UTF-8.
std::size_t width(const std::string& line) {
  return static_cast<std::size_t>(
      std::ranges::count_if(line, [](char c) { return (c & 0xC0) != 0x80; }));
}

/// The comment that follows the licence line, if there is one.
std::string first_comment(const source_file& file) {
  std::string result;
  for (std::size_t i = 1; i < file.lines.size(); ++i) {
    if (!file.lines[i].starts_with("//"))
      break;
    result += file.lines[i] + "\n";
  }
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(rules_files)

BOOST_AUTO_TEST_CASE(the_first_line_of_a_source_names_the_licence) {
  const std::string licence = "SPDX-License-Identifier: Apache-2.0";
  for (const auto& file : cpp_files())
    BOOST_CHECK_MESSAGE(!file.lines.empty() &&
                            file.lines.front() == "// " + licence,
                        file.path << " does not begin with the licence");
  for (const auto& file : files_below({"storage"}, {".sql"}))
    BOOST_CHECK_MESSAGE(!file.lines.empty() &&
                            file.lines.front() == "-- " + licence,
                        file.path << " does not begin with the licence");
  // A script begins with its interpreter; a module without one.
  for (const auto& file :
       files_below({"scripts", "tests", "cmake", "bench", "systemd"},
                   {".sh", ".cmake", ".service", ""}))
    BOOST_CHECK_MESSAGE(
        !file.lines.empty() &&
            (file.lines[0] == "# " + licence ||
             (file.lines.size() > 1 && file.lines[1] == "# " + licence)),
        file.path << " does not begin with the licence");
}

BOOST_AUTO_TEST_CASE(no_source_is_too_long_without_a_reason) {
  for (const auto& file : cpp_files())
    BOOST_CHECK_MESSAGE(
        file.lines.size() <= longest_file ||
            first_comment(file).find("Long because") != std::string::npos,
        file.path << " has " << file.lines.size()
                  << " lines; its first comment does not say `Long because`");
}

BOOST_AUTO_TEST_CASE(no_line_is_wider_than_a_page) {
  for (const auto& file : cpp_files())
    for (std::size_t i = 0; i < file.lines.size(); ++i)
      BOOST_CHECK_MESSAGE(width(file.lines[i]) <= longest_line ||
                              file.lines[i].find("://") != std::string::npos,
                          file.path << ":" << i + 1 << " is too wide");
}

BOOST_AUTO_TEST_CASE(headers_are_guarded_and_no_source_is_unfinished) {
  for (const auto& file : cpp_files()) {
    if (file.path.ends_with(".hpp"))
      BOOST_CHECK_MESSAGE(file.text.find("\n#pragma once\n") !=
                              std::string::npos,
                          file.path << " has no guard");
    for (const std::string word : {"TO"
                                   "DO",
                                   "FIX"
                                   "ME"})
      BOOST_CHECK_MESSAGE(file.text.find(word) == std::string::npos,
                          file.path << " holds a " << word);
  }
}

BOOST_AUTO_TEST_SUITE_END()
