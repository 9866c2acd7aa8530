// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/command_line.hpp"
#include "app/ctl/commands.hpp"

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

std::string method(const words& arguments) {
  return parsed(arguments).what.request.method;
}

int refused(const words& arguments) {
  const auto line = parse_command_line(arguments);
  BOOST_REQUIRE(!line);
  return line.error().exit;
}

} // namespace

BOOST_AUTO_TEST_SUITE(ctl_command_line_refunds_test)

BOOST_AUTO_TEST_CASE(the_new_nouns_are_taken_in_singular_and_plural) {
  for (const auto* noun : {"refund", "refunds"})
    BOOST_TEST(method({noun, "status"}) == "refund.status");
  for (const auto* noun : {"queue", "queues"})
    BOOST_TEST(method({noun, "status"}) == "queue.status");
}

BOOST_AUTO_TEST_CASE(a_refund_without_key_gets_a_fresh_one_and_is_guarded) {
  const words command{"refund", "process", "42", "25.00", "--type", "partial"};
  const auto line = parsed(command);
  const auto& sent = line.what.request.params;
  BOOST_TEST(line.what.request.method == "refund.process");
  BOOST_TEST((line.what.request.what == effect::changes));
  BOOST_TEST(sent["order"] == "42");
  BOOST_TEST(sent["amount"] == "25.00");
  BOOST_TEST(sent["guard_repeat"] == true);
  BOOST_TEST(!sent.contains("wait"));
  const auto key = sent["key"].get<std::string>();
  BOOST_TEST(key.size() == 16u);
  BOOST_TEST(line.what.key == key);
  BOOST_TEST(line.what.again.find("--key " + key) != std::string::npos);
  BOOST_TEST(params(command)["key"] != key);
}

BOOST_AUTO_TEST_CASE(a_refund_with_a_key_is_not_guarded) {
  const auto sent = params({"refund", "process", "42", "--type", "full",
                            "--key", "RMA-17", "--force", "--wait"});
  BOOST_TEST(sent["key"] == "RMA-17");
  BOOST_TEST(!sent.contains("guard_repeat"));
  BOOST_TEST(!sent.contains("amount"));
  BOOST_TEST(sent["force"] == true);
  BOOST_TEST(sent["wait"] == true);
}

BOOST_AUTO_TEST_CASE(a_negative_amount_reaches_the_daemon) {
  for (const auto* amount : {"-5", "-0.01", "0", "25.001"})
    BOOST_TEST(params({"refund", "process", "42", amount, "--type",
                       "partial"})["amount"] == amount);
}

BOOST_AUTO_TEST_CASE(lines_are_a_sku_and_a_quantity) {
  const auto sent = params({"refund", "process", "--line", "MUG-01=2", "42",
                            "--type", "partial", "--line", "A=B=1", "--restock",
                            "none", "--reason", "broken", "--notes", "both"});
  BOOST_TEST(sent["order"] == "42");
  BOOST_TEST((sent["lines"] ==
              nlohmann::json::array({{{"sku", "MUG-01"}, {"quantity", 2}},
                                     {{"sku", "A=B"}, {"quantity", 1}}})));
  BOOST_TEST(sent["restock"] == "none");
  BOOST_TEST(sent["reason"] == "broken");
  BOOST_TEST(sent["notes"] == "both");
  for (const auto* line : {"MUG-01", "=1", "MUG-01=", "MUG-01=x", "A=1.5"})
    BOOST_TEST(refused({"refund", "process", "42", "--type", "partial",
                        "--line", line}) == exit_code::usage);
}

BOOST_AUTO_TEST_CASE(the_type_of_a_refund_has_no_default) {
  for (const words& command :
       {words{"refund", "process", "42", "25.00"},
        {"refund", "process", "42", "--type", "half"},
        {"refund", "process", "--type", "full"},
        {"refund", "process", "42", "1", "2", "--type", "partial"},
        {"refund", "process", "42", "--type", "full", "--restock", "some"},
        {"refund", "status", "--order-id", "1", "--refund-id", "2"},
        {"refund", "reverse", "7"},
        {"refund", "cancel"},
        {"refund", "test", "--order-id", "1", "--demo"},
        {"queue", "pause"},
        {"queue", "retry"},
        {"queue", "retry", "7", "--all"}})
    BOOST_TEST(refused(command) == exit_code::usage);
}

BOOST_AUTO_TEST_CASE(refunds_are_looked_at_and_corrected) {
  BOOST_TEST(params({"refund", "status"}).empty());
  BOOST_TEST(params({"refund", "status", "--limit", "3"})["limit"] == 3);
  BOOST_TEST(params({"refund", "status", "--order-id", "shop:1"})["order_id"] ==
             "shop:1");
  BOOST_TEST(params({"refund", "status", "--refund-id",
                     "REF-0000000007"})["refund_id"] == "REF-0000000007");
  BOOST_TEST(method({"refund", "cancel", "7"}) == "refund.cancel");
  const auto reversed =
      params({"refund", "reverse", "7", "--reason", "closed"});
  BOOST_TEST(reversed["refund_id"] == "7");
  BOOST_TEST(reversed["reason"] == "closed");
  BOOST_TEST(params({"refund", "test", "--demo"})["demo"] == true);
  BOOST_TEST(params({"refund", "test", "--order-id", "42"})["order_id"] ==
             "42");
}

BOOST_AUTO_TEST_CASE(a_file_of_refunds_is_handed_over) {
  const auto line = parsed({"refund", "import", "r.csv", "--wait"});
  BOOST_TEST((line.what.kind == command_kind::import_file));
  BOOST_TEST(line.what.request.method == "refund.import");
  BOOST_TEST(line.what.file == "r.csv");
  BOOST_TEST(line.what.wait);
}

BOOST_AUTO_TEST_CASE(the_queue_is_paused_and_retried) {
  BOOST_TEST(params({"queue", "pause", "refunds"})["stage"] == "refunds");
  BOOST_TEST(method({"queue", "resume", "refunds"}) == "queue.resume");
  BOOST_TEST(method({"queue", "dead"}) == "queue.dead");
  BOOST_TEST(params({"queue", "retry", "REF-0000000007"})["id"] ==
             "REF-0000000007");
  BOOST_TEST(params({"queue", "retry", "--all"})["all"] == true);
}

BOOST_AUTO_TEST_CASE(figures_are_recomputed_or_only_checked) {
  const auto mend = parsed({"kpis", "generate", "--date", "2026-11-24"});
  BOOST_TEST(mend.what.request.params["date"] == "2026-11-24");
  BOOST_TEST((mend.what.request.what == effect::changes));
  BOOST_TEST((mend.what.exit_of == nullptr));
  const auto check = parsed({"leaderboard", "update", "--check"});
  BOOST_TEST(check.what.request.params["check"] == true);
  BOOST_TEST((check.what.request.what == effect::reads));
  BOOST_TEST((check.what.exit_of == exit_code_of_comparison));
  BOOST_TEST(params({"kpis", "show", "--source", "shop"})["source"] == "shop");
  BOOST_TEST(params({"leaderboard", "show", "--customer",
                     "ada@example.com"})["customer"] == "ada@example.com");
}

BOOST_AUTO_TEST_CASE(the_exit_code_of_a_refund_follows_its_state) {
  const auto exit_of = [](const char* status) {
    return exit_code_of_refund({{"status", status}});
  };
  BOOST_TEST(exit_of("completed") == 0);
  BOOST_TEST(exit_of("failed") == 1);
  BOOST_TEST(exit_of("cancelled") == 1);
  BOOST_TEST(exit_of("reversed") == 1);
  BOOST_TEST(exit_of("pending") == 8);
  BOOST_TEST(exit_of("processing") == 8);
}

BOOST_AUTO_TEST_CASE(every_new_command_has_examples) {
  for (const words& command : {words{"refund", "process"},
                               {"refund", "status"},
                               {"refund", "cancel"},
                               {"refund", "reverse"},
                               {"refund", "test"},
                               {"refund", "import"},
                               {"queue", "status"},
                               {"queue", "pause"},
                               {"queue", "resume"},
                               {"queue", "dead"},
                               {"queue", "retry"},
                               {"kpis", "generate"},
                               {"leaderboard", "update"}}) {
    auto asked = command;
    asked.push_back("--help");
    const auto help = parse_command_line(asked);
    BOOST_REQUIRE(!help);
    BOOST_TEST(help.error().exit == exit_code::ok);
    BOOST_TEST(help.error().text.find("Examples:") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
