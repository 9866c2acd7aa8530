// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/command_line.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

using namespace orderd::ctl;

namespace {

using words = std::vector<std::string>;

command_line parsed(const words& arguments) {
  const auto line = parse_command_line(arguments);
  BOOST_REQUIRE_MESSAGE(line, line.error().text);
  return *line;
}

early_end refused(const words& arguments) {
  const auto line = parse_command_line(arguments);
  BOOST_REQUIRE(!line);
  return line.error();
}

bool mentions(const early_end& end, const std::string& text) {
  return end.text.find(text) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(ctl_command_line)

BOOST_AUTO_TEST_CASE(nouns_are_taken_in_singular_and_plural) {
  for (const auto* noun : {"order", "orders"}) {
    const auto line = parsed({noun, "show", "42"});
    BOOST_TEST(line.what.request.method == "orders.show");
    BOOST_TEST(line.what.request.params["order"] == "42");
    BOOST_TEST((line.what.request.what == effect::reads));
  }
  for (const words& command : {words{"product", "list"},
                               {"products", "list"},
                               {"customer", "list"},
                               {"customers", "list"},
                               {"kpi", "show"},
                               {"kpis", "show"},
                               {"leaderboard", "show"},
                               {"import", "list"},
                               {"imports", "list"},
                               {"status"},
                               {"verify"},
                               {"version"},
                               {"drain"}})
    parsed(command);
}

BOOST_AUTO_TEST_CASE(global_options_stand_anywhere) {
  const auto before = parsed({"--json", "--socket", "/a", "status"});
  BOOST_TEST(before.json);
  BOOST_TEST(before.socket == "/a");
  const auto behind = parsed({"status", "--json", "--state-dir", "/b"});
  BOOST_TEST(behind.json);
  BOOST_TEST(behind.socket == "/b/control.sock");
}

BOOST_AUTO_TEST_CASE(the_environment_names_the_socket) {
  ::setenv("ORDERD_SOCKET", "/env.sock", 1);
  BOOST_TEST(parsed({"status"}).socket == "/env.sock");
  BOOST_TEST(parsed({"--socket", "/a", "status"}).socket == "/a");
  ::unsetenv("ORDERD_SOCKET");
  BOOST_TEST(parsed({"status"}).socket.ends_with("/control.sock"));
}

BOOST_AUTO_TEST_CASE(a_negative_difference_is_no_option) {
  const auto line =
      parsed({"stock", "adjust", "MUG-01", "-3", "--reason", "broken"});
  BOOST_TEST(line.what.request.params["delta"] == -3);
  BOOST_TEST((line.what.request.what == effect::changes));
  BOOST_TEST(parsed({"stock", "adjust", "A", "+3", "--reason", "r"})
                 .what.request.params["delta"] == 3);
}

BOOST_AUTO_TEST_CASE(options_become_parameters) {
  const auto params = parsed({"orders", "list", "--status", "paid", "--limit",
                              "5", "--cursor", "9"})
                          .what.request.params;
  BOOST_TEST(params["status"] == "paid");
  BOOST_TEST(params["limit"] == 5);
  BOOST_TEST(params["cursor"] == "9");
  BOOST_TEST(!params.contains("source"));
}

BOOST_AUTO_TEST_CASE(an_order_comes_from_a_file_or_from_stdin) {
  const auto from_stdin = parsed({"orders", "create"});
  BOOST_TEST((from_stdin.what.kind == command_kind::create_order));
  BOOST_TEST(from_stdin.what.file == "-");
  BOOST_TEST(from_stdin.what.request.params["wait"] == true);
  const auto from_file = parsed({"orders", "create", "o.json", "--no-wait"});
  BOOST_TEST(from_file.what.file == "o.json");
  BOOST_TEST(from_file.what.request.params["wait"] == false);
}

BOOST_AUTO_TEST_CASE(an_import_knows_its_source_and_whether_to_wait) {
  const auto line =
      parsed({"orders", "import", "a.csv", "--source", "shop", "--wait"});
  BOOST_TEST((line.what.kind == command_kind::import_file));
  BOOST_TEST(line.what.file == "a.csv");
  BOOST_TEST(line.what.wait);
  BOOST_TEST(line.what.request.params["source"] == "shop");
  BOOST_TEST(!parsed({"products", "import", "p.csv"}).what.wait);
}

BOOST_AUTO_TEST_CASE(a_wrong_word_is_named_with_the_right_ones) {
  const auto noun = refused({"odrers", "show"});
  BOOST_TEST(noun.exit == exit_code::usage);
  BOOST_TEST(mentions(noun, "`odrers`"));
  BOOST_TEST(mentions(noun, "orders, products"));
  const auto verb = refused({"--socket", "/a", "orders", "shw", "1"});
  BOOST_TEST(mentions(verb, "`orderctl orders` has no command `shw`"));
  BOOST_TEST(mentions(refused({}), "a command is missing"));
}

BOOST_AUTO_TEST_CASE(wrong_values_are_usage_errors) {
  for (const words& command :
       {words{"imports", "show", "x"},
        {"imports", "show", "0"},
        {"orders", "list", "--limit", "0"},
        {"orders", "show"},
        {"orders", "show", "1", "2"},
        {"stock", "set", "A", "many"},
        {"stock", "adjust", "A", "1"},
        {"notifications", "list"},
        {"status", "--nonsense"},
        {"--socket", "/a", "--state-dir", "/b", "status"}})
    BOOST_TEST(refused(command).exit == exit_code::usage);
}

BOOST_AUTO_TEST_CASE(help_is_no_error_and_has_examples) {
  BOOST_TEST(refused({"--help"}).exit == exit_code::ok);
  for (const words& command : {words{"orders", "import"},
                               {"orders", "create"},
                               {"kpis", "show"},
                               {"stock", "adjust"},
                               {"status"},
                               {"verify"},
                               {"drain"}}) {
    auto asked = command;
    asked.push_back("--help");
    const auto help = refused(asked);
    BOOST_TEST(help.exit == exit_code::ok);
    BOOST_TEST(mentions(help, "Examples:"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
