// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/command_line.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd::ctl;

namespace {

using words = std::vector<std::string>;

command_line parsed(const words& arguments) {
  const auto line = parse_command_line(arguments);
  BOOST_REQUIRE_MESSAGE(line, line.error().text);
  return *line;
}

nlohmann::json params(const words& arguments) {
  return parsed(arguments).what.request.params;
}

int refused(const words& arguments) {
  const auto line = parse_command_line(arguments);
  BOOST_REQUIRE(!line);
  return line.error().exit;
}

} // namespace

BOOST_AUTO_TEST_SUITE(ctl_command_line_queue_test)

BOOST_AUTO_TEST_CASE(a_channel_is_paused_and_dead_letters_are_filtered) {
  const auto paused =
      params({"queue", "pause", "notifications", "--channel", "email"});
  BOOST_TEST(paused["channel"] == "email");
  BOOST_TEST(!params({"queue", "pause", "orders"}).contains("channel"));
  const auto dead = params({"queue", "dead", "--stage", "notifications",
                            "--error", "mailbox full", "--limit", "5"});
  BOOST_TEST(dead["stage"] == "notifications");
  BOOST_TEST(dead["error"] == "mailbox full");
  BOOST_TEST(dead["limit"] == 5);
  const auto retry = params({"queue", "retry", "--error", "full", "--dry-run"});
  BOOST_TEST((retry == nlohmann::json{{"error", "full"}, {"dry_run", true}}));
  BOOST_TEST(params({"queue", "retry", "321", "--stage",
                     "notifications"})["stage"] == "notifications");
  for (const words& wrong : {words{"queue", "retry"},
                             {"queue", "retry", "--dry-run"},
                             {"queue", "retry", "1", "--all"},
                             {"queue", "pause"}})
    BOOST_TEST(refused(wrong) == exit_code::usage);
}

// As from a script's variable that is not set.
BOOST_AUTO_TEST_CASE(an_empty_value_means_no_more_than_was_asked_for) {
  for (const words& wrong : {
           words{"notifications", "test", "--order-id", "1", "--type",
                 "success", "--channel", "email", "--to", ""},
           {"queue", "pause", "notifications", "--channel", ""},
           {"queue", "resume", "notifications", "--channel", ""},
           {"queue", "retry", "--stage", "notifications", "--error", ""},
           {"queue", "retry", "", "--stage", "notifications"},
           {"queue", "retry", "--error", "x", "--stage", ""},
           {"queue", "dead", "--error", ""},
           {"orders", "import", "a.csv", "--source", ""},
           {"orders", "list", "--email", ""},
           {"kpis", "generate", "--date", ""},
           {"kpis", "show", "--source", ""},
           {"leaderboard", "show", "--customer", ""},
           {"refund", "process", "42", "", "--type", "full"},
           {"refund", "process", "42", "--type", "full", "--key", ""},
           {"refund", "status", "--order-id", ""},
           {"refund", "status", ""},
           {"refund", "test", "--order-id", ""},
           {"stock", "adjust", "MUG", "1", "--reason", "x", "--key", ""},
           {"tail", "--order", ""},
           {"--state-dir", "", "status"},
           {"--socket", "", "status"},
       })
    BOOST_TEST(refused(wrong) == exit_code::usage);
  const auto line =
      parse_command_line({"queue", "retry", "--all", "--error", ""});
  BOOST_REQUIRE(!line);
  BOOST_TEST(line.error().text.find("--error: the value must not be empty") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_number_that_is_none_is_said_in_a_few_words) {
  const auto error = [](const words& arguments) {
    const auto line = parse_command_line(arguments);
    BOOST_REQUIRE(!line);
    BOOST_TEST(line.error().exit == exit_code::usage);
    return line.error().text.substr(0, line.error().text.find('\n'));
  };
  const std::string wrong_id = "ID: must be a whole number from 1";
  for (const auto* id :
       {"0", "abc", "1.5", "1x", "", "+", "1e3", "99999999999999999999"}) {
    BOOST_TEST(error({"notifications", "show", id}) == wrong_id);
    BOOST_TEST(error({"notifications", "resend", id}) == wrong_id);
    BOOST_TEST(error({"imports", "show", id}) == wrong_id);
  }
  for (const words& limited : {words{"queue", "dead"},
                               {"orders", "list"},
                               {"imports", "list"},
                               {"refund", "status"},
                               {"leaderboard", "show"}}) {
    auto arguments = limited;
    arguments.insert(arguments.end(), {"--limit", "1001"});
    BOOST_TEST(error(arguments) ==
               "--limit: must be a whole number from 1 to 1000");
  }
  BOOST_TEST(error({"tail", "--lines", "many"}) ==
             "--lines: must be a whole number from 0 to 1000");
  BOOST_TEST(error({"stock", "set", "MUG", "-1"}) ==
             "N: must be a whole number from 0");
  BOOST_TEST(error({"stock", "adjust", "MUG", "some", "--reason", "x"}) ==
             "N: must be a whole number");
  BOOST_TEST(params({"stock", "adjust", "MUG", "+20", "--reason",
                     "x"})["delta"] == 20);
  BOOST_TEST(
      params({"stock", "adjust", "MUG", "-3", "--reason", "x"})["delta"] == -3);
}

BOOST_AUTO_TEST_CASE(a_noun_shows_its_own_examples) {
  const auto help = [](const std::string& noun) {
    const auto line = parse_command_line({noun, "--help"});
    BOOST_REQUIRE(!line);
    return line.error().text;
  };
  for (const std::string noun :
       {"orders", "products", "stock", "customers", "kpis", "leaderboard",
        "notifications", "imports", "queue"}) {
    BOOST_TEST(help(noun).find("  orderctl " + noun) != std::string::npos);
    BOOST_TEST(help(noun).find("Exit codes") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(files_are_handed_over_in_silence) {
  BOOST_TEST(params({"orders", "import", "a.csv", "--no-notify"})["notify"] ==
             false);
  BOOST_TEST(params({"refund", "import", "a.csv", "--no-notify"})["notify"] ==
             false);
  BOOST_TEST(!params({"orders", "import", "a.csv"}).contains("notify"));
  BOOST_TEST(refused({"products", "import", "p.csv", "--no-notify"}) ==
             exit_code::usage);
}

BOOST_AUTO_TEST_CASE(a_notification_is_sent_again_or_tested) {
  const auto resend = parsed({"notification", "resend", "2688"});
  BOOST_TEST(resend.what.request.method == "notifications.resend");
  BOOST_TEST(resend.what.request.params["id"] == 2688);
  BOOST_TEST((resend.what.request.what == effect::changes));
  const words test{"notifications", "test",    "--order-id", "1",
                   "--type",        "success", "--channel",  "email"};
  BOOST_TEST((params(test) == nlohmann::json{{"order_id", "1"},
                                             {"type", "success"},
                                             {"channel", "email"}}));
  auto elsewhere = test;
  elsewhere.insert(elsewhere.end(), {"--to", "jane@example.com"});
  BOOST_TEST(params(elsewhere)["to"] == "jane@example.com");
  BOOST_TEST(refused({"notifications", "resend", "0"}) == exit_code::usage);
  BOOST_TEST(refused({"notifications", "test", "--order-id", "1"}) ==
             exit_code::usage);
}

BOOST_AUTO_TEST_CASE(the_log_is_shown_or_followed) {
  const auto shown = parsed({"tail"});
  BOOST_TEST((shown.what.kind == command_kind::tail));
  BOOST_TEST(shown.what.request.method == "tail.open");
  BOOST_TEST((shown.what.request.what == effect::reads));
  BOOST_TEST((shown.what.request.params ==
              nlohmann::json{{"lines", 20}, {"follow", false}}));
  const auto followed =
      parsed({"tail", "-f", "--order", "42", "--event", "import.*", "--level",
              "warning", "--lines", "0"});
  BOOST_TEST(followed.what.wait);
  BOOST_TEST(
      (followed.what.request.params == nlohmann::json{{"lines", 0},
                                                      {"follow", true},
                                                      {"order", "42"},
                                                      {"event", "import.*"},
                                                      {"level", "warning"}}));
  BOOST_TEST(refused({"tail", "--lines", "1001"}) == exit_code::usage);
}

BOOST_AUTO_TEST_CASE(each_of_them_has_examples) {
  for (const words& command : {words{"queue", "pause"},
                               {"queue", "retry"},
                               {"queue", "dead"},
                               {"notifications", "resend"},
                               {"notifications", "test"},
                               {"tail"}}) {
    auto asked = command;
    asked.push_back("--help");
    const auto help = parse_command_line(asked);
    BOOST_REQUIRE(!help);
    BOOST_TEST(help.error().exit == exit_code::ok);
    BOOST_TEST(help.error().text.find("Examples:") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
