// SPDX-License-Identifier: Apache-2.0
#include "config/keys.hpp"
#include "config/load.hpp"

#include <boost/test/unit_test.hpp>
#include <toml++/toml.h>

#include <algorithm>
#include <set>

namespace config = orderd::config;

namespace {

const std::string shipped = ORDERD_SOURCE_DIR "/config/orderd.toml";

/// All `section.key` of a table and of those in it.
void collect(const toml::table& table, const std::string& prefix,
             std::set<std::string>& into) {
  for (const auto& [name, node] : table) {
    const auto full = prefix + std::string(name.str());
    if (const auto* inner = node.as_table())
      collect(*inner, full + ".", into);
    else
      into.insert(full);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(config_shipped)

BOOST_AUTO_TEST_CASE(the_shipped_file_is_the_defaults) {
  const auto text = config::read_file(shipped);
  BOOST_REQUIRE(text.has_value());
  const auto loaded = config::load({.file_name = shipped, .file_text = *text});
  BOOST_REQUIRE(loaded.has_value());
  BOOST_CHECK(*loaded == config::configuration{});
}

BOOST_AUTO_TEST_CASE(the_shipped_file_names_every_key_and_no_other) {
  std::set<std::string> in_file;
  collect(toml::parse_file(shipped), "", in_file);
  std::set<std::string> in_table;
  for (const auto& k : config::all_keys())
    in_table.insert(full_name(k));
  BOOST_CHECK_EQUAL_COLLECTIONS(in_file.begin(), in_file.end(),
                                in_table.begin(), in_table.end());
}

BOOST_AUTO_TEST_CASE(every_key_of_the_shipped_file_has_a_comment_above_it) {
  const auto text = config::read_file(shipped);
  BOOST_REQUIRE(text.has_value());
  std::istringstream lines(*text);
  std::string above;
  for (std::string line; std::getline(lines, line); above = line)
    if (line.find(" = ") != std::string::npos && !line.starts_with('#'))
      BOOST_CHECK_MESSAGE(above.starts_with("# "), "no comment: " + line);
}

BOOST_AUTO_TEST_CASE(no_two_keys_share_a_variable) {
  std::set<std::string> names;
  for (const auto& k : config::all_keys())
    BOOST_CHECK_MESSAGE(
        names.insert(config::variable_name(k.section, k.name)).second,
        full_name(k));
}

BOOST_AUTO_TEST_SUITE_END()
