// SPDX-License-Identifier: Apache-2.0
#include "config/load.hpp"

#include "config/keys.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace config = orderd::config;

namespace {

auto load_text(const std::string& text) {
  return config::load({.file_name = "orderd.toml", .file_text = text});
}

/// The problems of a text, each as a person sees it.
std::vector<std::string> problems_of(const config::inputs& inputs) {
  std::vector<std::string> result;
  const auto loaded = config::load(inputs);
  if (!loaded)
    std::ranges::transform(
        loaded.error(), std::back_inserter(result),
        [](const auto& problem) { return to_string(problem); });
  return result;
}

std::vector<std::string> problems_of(const std::string& text) {
  return problems_of({.file_name = "orderd.toml", .file_text = text});
}

void check_only_problem(const std::string& text, const std::string& expected) {
  const auto problems = problems_of(text);
  BOOST_REQUIRE_EQUAL(problems.size(), 1u);
  BOOST_CHECK_EQUAL(problems.front(), expected);
}

} // namespace

BOOST_AUTO_TEST_SUITE(config_load)

BOOST_AUTO_TEST_CASE(an_empty_file_gives_the_defaults) {
  const auto loaded = load_text("");
  BOOST_REQUIRE(loaded.has_value());
  BOOST_CHECK(*loaded == config::configuration{});
}

BOOST_AUTO_TEST_CASE(values_of_a_file_are_taken) {
  const auto loaded = load_text(R"(
[daemon]
timezone = "Europe/Berlin"
currency = "EUR"
[payment.simulator]
approve_rate = 0.8
unclear_rate = 0
seed = 9007199254740993
[notify]
channels = ["log"]
[source.shop-1]
layout = "rows"
)");
  BOOST_REQUIRE(loaded.has_value());
  BOOST_CHECK_EQUAL(loaded->daemon.timezone, "Europe/Berlin");
  BOOST_CHECK_EQUAL(loaded->daemon.currency, "EUR");
  BOOST_CHECK_EQUAL(loaded->payment.simulator.approve_ppm, 800'000);
  BOOST_CHECK_EQUAL(loaded->payment.simulator.unclear_ppm, 0);
  BOOST_CHECK_EQUAL(loaded->payment.simulator.seed, 9'007'199'254'740'993);
  BOOST_CHECK_EQUAL(loaded->sources.count("shop-1"), 1u);
}

BOOST_AUTO_TEST_CASE(all_problems_come_at_once_in_the_order_of_the_file) {
  const auto problems = problems_of("[import]\n"
                                    "quiet_ms = -1\n"
                                    "batch_order = 5\n"
                                    "[log]\n"
                                    "level = \"loud\"\n"
                                    "[payments]\n"
                                    "gateway = \"simulator\"\n");
  const std::vector<std::string> expected{
      "orderd.toml:2:12: import.quiet_ms: expected a whole number from 0 to "
      "3600000, found -1",
      "orderd.toml:3:1: import.batch_order: unknown key; did you mean "
      "\"batch_orders\"?",
      "orderd.toml:5:9: log.level: expected \"debug\", \"info\", \"warning\" "
      "or \"error\", found \"loud\"",
      "orderd.toml:6:2: payments: unknown section; did you mean \"payment\"?",
  };
  BOOST_CHECK_EQUAL_COLLECTIONS(problems.begin(), problems.end(),
                                expected.begin(), expected.end());
}

BOOST_AUTO_TEST_CASE(a_key_outside_its_section_is_told_where_it_belongs) {
  check_only_problem("seed = 3\n",
                     "orderd.toml:1:1: seed: unknown key; did you mean "
                     "\"payment.simulator.seed\"?");
}

BOOST_AUTO_TEST_CASE(what_is_no_toml_is_named_with_its_place) {
  const auto problems = problems_of("[daemon]\ntimezone = UTC\n");
  BOOST_REQUIRE_EQUAL(problems.size(), 1u);
  BOOST_CHECK(problems.front().starts_with("orderd.toml:2:12: expected TOML"));
}

BOOST_AUTO_TEST_CASE(a_value_of_another_type_is_refused) {
  check_only_problem("[import]\nquiet_ms = \"2000\"\n",
                     "orderd.toml:2:12: import.quiet_ms: expected a whole "
                     "number from 0 to 3600000, found \"2000\"");
  check_only_problem("[import]\nquiet_ms = 2000.0\n",
                     "orderd.toml:2:12: import.quiet_ms: expected a whole "
                     "number from 0 to 3600000, found 2000.000000");
  check_only_problem("[log]\ntarget = 7\n",
                     "orderd.toml:2:10: log.target: expected a text in "
                     "quotes, found 7");
  check_only_problem("import = 7\n", "orderd.toml:1:10: import: expected a "
                                     "section, [import], not a value");
}

BOOST_AUTO_TEST_CASE(rates_outside_0_to_1_and_nan_are_refused) {
  for (const auto* rate : {"1.1", "-0.1", "nan", "inf", "2", "\"1\"", "true"}) {
    BOOST_TEST_CONTEXT(rate)
    BOOST_CHECK_EQUAL(problems_of("[payment.simulator]\napprove_rate = " +
                                  std::string(rate) + "\n")
                          .size(),
                      1u);
  }
}

BOOST_AUTO_TEST_CASE(unknown_zones_and_currencies_are_refused) {
  check_only_problem("[daemon]\ntimezone = \"Mars/Base\"\n",
                     "orderd.toml:2:12: daemon.timezone: expected the name of "
                     "a time zone, such as \"UTC\" or \"Europe/Berlin\"");
  check_only_problem("[daemon]\ncurrency = \"usd\"\n",
                     "orderd.toml:2:12: daemon.currency: expected a currency "
                     "code of ISO 4217 in capitals, such as \"USD\"");
}

BOOST_AUTO_TEST_CASE(a_password_in_the_url_is_refused_and_not_repeated) {
  for (const auto* url :
       {"postgresql://me:s3cret@db/shop", "host=db password=s3cret dbname=shop",
        "postgresql://db/shop?password=s3cret"}) {
    const auto problems =
        problems_of("[database]\nurl = \"" + std::string(url) + "\"\n");
    BOOST_REQUIRE_EQUAL(problems.size(), 1u);
    BOOST_CHECK(problems.front().find("s3cret") == std::string::npos);
    BOOST_CHECK(problems.front().find("password_file") != std::string::npos);
  }
  BOOST_CHECK(load_text("[database]\nurl = \"postgresql://me@db/shop\"\n"));
}

BOOST_AUTO_TEST_CASE(unknown_channels_and_layouts_are_refused) {
  check_only_problem("[notify]\nchannels = [\"log\", \"sms\"]\n",
                     "orderd.toml:2:12: notify.channels: expected a list, "
                     "without repetition, of \"log\", \"email\" or "
                     "\"webhook\", found [\"log\", \"sms\"]");
  check_only_problem("[source.shop]\nlayout = \"lines\"\n",
                     "orderd.toml:2:10: source.shop.layout: expected \"rows\" "
                     "(the one layout of this version)");
}

BOOST_AUTO_TEST_CASE(a_source_needs_a_usable_name_and_known_keys) {
  BOOST_CHECK_EQUAL(problems_of("[source.\"a/b\"]\n").size(), 1u);
  BOOST_CHECK_EQUAL(problems_of("[source.\".a\"]\n").size(), 1u);
  check_only_problem("[source.shop]\nlayuot = \"rows\"\n",
                     "orderd.toml:2:1: source.shop.layuot: unknown key; did "
                     "you mean \"layout\"?");
}

BOOST_AUTO_TEST_CASE(variables_override_the_file_and_flags_override_both) {
  config::inputs inputs{.file_name = "orderd.toml",
                        .file_text = "[log]\nlevel = \"debug\"\n"
                                     "[payment.simulator]\nseed = 1\n"};
  inputs.environment = {{"ORDERD_PAYMENT_SIMULATOR_SEED", "7", ""},
                        {"ORDERD_PAYMENT_SIMULATOR_APPROVE_RATE", "0.25", ""},
                        {"ORDERD_LOG_LEVEL", "warning", ""},
                        {"ORDERD_NOTIFY_CHANNELS", "log", ""}};
  inputs.flags = {{"log.level", "error", "--log-level"}};
  const auto loaded = config::load(inputs);
  BOOST_REQUIRE(loaded.has_value());
  BOOST_CHECK_EQUAL(loaded->payment.simulator.seed, 7);
  BOOST_CHECK_EQUAL(loaded->payment.simulator.approve_ppm, 250'000);
  BOOST_CHECK_EQUAL(loaded->log.level, "error");
}

BOOST_AUTO_TEST_CASE(problems_outside_the_file_name_the_variable_or_flag) {
  config::inputs inputs;
  inputs.environment = {{"ORDERD_IMPORT_QUIET_MS", "soon", ""},
                        {"ORDERD_LOG_LEVLE", "info", ""},
                        {"ORDERD_SOMETHING_ELSE", "1", ""}};
  inputs.flags = {{"log.format", "xml", "--log-format"}};
  const auto problems = problems_of(inputs);
  const std::vector<std::string> expected{
      "ORDERD_IMPORT_QUIET_MS: import.quiet_ms: expected a whole number from "
      "0 to 3600000, found \"soon\"",
      "ORDERD_LOG_LEVLE: no key has this variable; did you mean "
      "\"ORDERD_LOG_LEVEL\"?",
      "--log-format: log.format: expected \"json\" or \"text\", found \"xml\"",
  };
  BOOST_CHECK_EQUAL_COLLECTIONS(problems.begin(), problems.end(),
                                expected.begin(), expected.end());
}

BOOST_AUTO_TEST_CASE(a_variable_reaches_a_source_that_the_file_names) {
  config::inputs inputs{.file_name = "f",
                        .file_text = "[source.my-shop]\nlayout = \"rows\"\n"};
  inputs.environment = {{"ORDERD_SOURCE_MY_SHOP_LAYOUT", "columns", ""},
                        {"ORDERD_SOURCE_OTHER_LAYOUT", "rows", ""}};
  BOOST_CHECK_EQUAL(problems_of(inputs).size(), 2u);
}

BOOST_AUTO_TEST_CASE(only_variables_with_our_prefix_are_read) {
  const char* environment[] = {"PATH=/bin",
                               "ORDERD_LOG_LEVEL=debug=", "ORDERDX=1", nullptr};
  const auto found = config::our_variables(environment);
  BOOST_REQUIRE_EQUAL(found.size(), 1u);
  BOOST_CHECK_EQUAL(found.front().name, "ORDERD_LOG_LEVEL");
  BOOST_CHECK_EQUAL(found.front().value, "debug=");
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_named_with_the_reason) {
  const auto missing = config::read_file("/nonexistent/orderd.toml");
  BOOST_REQUIRE(!missing);
  BOOST_CHECK_EQUAL(to_string(missing.error()),
                    "/nonexistent/orderd.toml: cannot read the configuration: "
                    "No such file or directory");
  BOOST_CHECK(!config::read_file("/"));
}

BOOST_AUTO_TEST_SUITE_END()
