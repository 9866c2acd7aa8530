// SPDX-License-Identifier: Apache-2.0
#include "tests/ctl/run_fixture.hpp"

using namespace orderd::ctl;
using orderd::testing::line_server;

namespace {

using words = std::vector<std::string>;

line_server::responder fails_with(int exit, const std::string& code) {
  return [=](const std::string&, const std::optional<std::string>&) {
    return R"({"jsonrpc":"2.0","id":1,"error":{"code":-32001,"message":"no",)"
           R"("data":{"exit":)" +
           std::to_string(exit) + R"(,"code":")" + code + R"("}}})";
  };
}

std::optional<std::string> hang_up(const std::string&,
                                   const std::optional<std::string>&) {
  return std::nullopt;
}

constexpr const char* order =
    R"({"order_ref":"web-1","name":"A","email":"a@b.cd","items":[]})";

} // namespace

BOOST_FIXTURE_TEST_SUITE(ctl_run, run_fixture)

BOOST_AUTO_TEST_CASE(without_a_daemon_it_exits_with_7_and_says_where) {
  BOOST_TEST(run({"status"}) == 7);
  BOOST_TEST(err.find(socket) != std::string::npos);
  BOOST_TEST(err.find("--state-dir") != std::string::npos);
  BOOST_TEST(out.empty());
}

BOOST_AUTO_TEST_CASE(json_is_one_document_on_stdout) {
  const line_server server(socket, results_in(R"({"state":"ready"})"));
  BOOST_TEST(run({"--json", "status"}) == 0);
  BOOST_TEST((document::parse(out) == document{{"state", "ready"}}));
  BOOST_TEST(err.empty());
}

BOOST_AUTO_TEST_CASE(the_daemon_says_what_to_exit_with) {
  for (const auto exit : {1, 2, 3, 4, 8}) {
    const line_server server(socket, fails_with(exit, "some"));
    BOOST_TEST(run({"orders", "show", "1"}) == exit);
    BOOST_TEST(err == "orderctl: no\n");
  }
}

BOOST_AUTO_TEST_CASE(errors_are_a_document_on_stderr_with_json) {
  const line_server server(socket, fails_with(3, "not_found"));
  BOOST_TEST(run({"--json", "orders", "show", "1"}) == 3);
  const auto error = document::parse(err)["error"];
  BOOST_TEST(error["code"] == -32001);
  BOOST_TEST(error["message"] == "no");
  BOOST_TEST(error["data"]["code"] == "not_found");
  BOOST_TEST(out.empty());
}

BOOST_AUTO_TEST_CASE(a_lost_read_exits_with_7_and_a_lost_change_with_8) {
  const line_server server(socket, hang_up);
  BOOST_TEST(run({"orders", "show", "1"}) == 7);
  BOOST_TEST(run({"stock", "set", "A", "1"}) == 8);
  BOOST_TEST(run({"orders", "create"}, order) == 8);
  BOOST_TEST(err.find("default:web-1") != std::string::npos);
  BOOST_TEST(run({"--json", "orders", "create"}, order) == 8);
  BOOST_TEST(document::parse(err)["error"]["data"]["key"] == "default:web-1");
}

BOOST_AUTO_TEST_CASE(a_path_longer_than_an_address_works) {
  const auto deep = folder / std::string(120, 'd');
  fs::create_directory(deep);
  socket = (deep / "control.sock").string();
  const line_server server(socket, results_in(R"({"state":"ready"})"));
  BOOST_TEST(run({"status"}) == 0);
}

BOOST_AUTO_TEST_CASE(the_order_document_is_the_parameter) {
  const line_server server(socket, results_in(R"({"order_id":1})"));
  BOOST_TEST(run({"orders", "create", file("o.json", order)}) == 0);
  const auto request = document::parse(server.lines().at(0));
  BOOST_TEST(request["method"] == "orders.create");
  BOOST_TEST(request["params"]["order"]["order_ref"] == "web-1");
  BOOST_TEST(request["params"]["wait"] == true);
}

BOOST_AUTO_TEST_CASE(what_is_no_document_is_not_sent) {
  const line_server server(socket, hang_up);
  BOOST_TEST(run({"orders", "create"}, "{") == 1);
  BOOST_TEST(run({"orders", "create", "/does/not/exist"}) == 1);
  BOOST_TEST(run({"orders", "create"}, std::string(2'000'000, ' ')) == 1);
  BOOST_TEST(server.lines().empty());
}

BOOST_AUTO_TEST_CASE(a_file_is_passed_and_waited_for) {
  std::string content;
  int looks = 0;
  const line_server server(
      socket, [&](const std::string& line, std::optional<std::string> passed) {
        content += passed.value_or("");
        const auto state = document::parse(line)["method"] == "orders.import"
                               ? "waiting"
                           : ++looks < 2 ? "running"
                                         : "done";
        return R"({"id":1,"result":{"import_id":3,"rejected":1,"state":")" +
               std::string(state) + R"("}})";
      });
  const auto path = file("a b.csv", "the bytes");
  BOOST_TEST(run({"--json", "orders", "import", path, "--wait"}) == 5);
  BOOST_TEST(content == "the bytes");
  BOOST_TEST(document::parse(out)["state"] == "done");
  const auto request = document::parse(server.lines().at(0));
  BOOST_TEST(request["params"]["file"] == "a b.csv");
  BOOST_TEST(run({"orders", "import", path}) == 0);
}

BOOST_AUTO_TEST_CASE(what_is_no_regular_file_is_not_sent) {
  const line_server server(socket, hang_up);
  BOOST_TEST(run({"orders", "import", folder.string()}) == 1);
  BOOST_TEST(err.find("not a regular file") != std::string::npos);
  BOOST_TEST(run({"orders", "import", "/does/not/exist"}) == 1);
  BOOST_TEST(server.lines().empty());
}

BOOST_AUTO_TEST_CASE(a_broken_rule_exits_with_9) {
  {
    const line_server server(socket, results_in(R"({"ok":true,"rules":[]})"));
    BOOST_TEST(run({"verify"}) == 0);
  }
  const line_server server(socket, results_in(R"({"ok":false,"rules":[]})"));
  BOOST_TEST(run({"verify"}) == 9);
}

BOOST_AUTO_TEST_CASE(a_refund_that_failed_is_shown_and_exits_with_1) {
  const line_server server(socket, results_in(R"({"status":"failed"})"));
  BOOST_TEST(run({"--json", "refund", "process", "42", "--type", "full",
                  "--wait"}) == 1);
  BOOST_TEST((document::parse(out)["status"] == "failed"));
  BOOST_TEST(err.empty());
  BOOST_TEST(run({"refund", "process", "42", "--type", "full"}) == 0);
}

BOOST_AUTO_TEST_CASE(an_unknown_outcome_shows_the_key_to_ask_again_with) {
  const words refund{"--json", "refund", "process", "42",    "--type",
                     "full",   "--wait", "--key",   "RMA-17"};
  {
    const line_server server(socket, hang_up);
    BOOST_TEST(run(refund) == 8);
    BOOST_TEST(document::parse(err)["error"]["data"]["key"] == "RMA-17");
    BOOST_TEST(run({"stock", "adjust", "A", "+1", "--reason", "r", "--key",
                    "K"}) == 8);
    BOOST_TEST(err.find("--key K") != std::string::npos);
  }
  {
    const line_server server(socket, fails_with(8, "unknown_outcome"));
    BOOST_TEST(run(refund) == 8);
    BOOST_TEST(document::parse(err)["error"]["data"]["key"] == "RMA-17");
  }
}

BOOST_AUTO_TEST_CASE(a_refund_without_a_clear_answer_is_shown_with_the_way_on) {
  const words refund{"--json", "refund", "process", "42",    "--type",
                     "full",   "--wait", "--key",   "RMA-17"};
  const line_server server(
      socket, results_in(R"({"refund_id":7,"refund_number":"REF-0000000007",)"
                         R"("status":"pending","dead":true})"));
  BOOST_TEST(run(refund) == 8);
  BOOST_TEST(document::parse(out)["status"] == "pending");
  const auto error = document::parse(err)["error"];
  BOOST_TEST(error["data"]["key"] == "RMA-17");
  BOOST_TEST(error["data"]["refund_id"] == 7);
  const auto text = error["message"].get<std::string>();
  BOOST_TEST(text.find("queue retry REF-0000000007") != std::string::npos);
  BOOST_TEST(text.find("--key") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_check_that_failed_is_seen_in_the_exit_code) {
  {
    const line_server server(socket, results_in(R"({"ok":false})"));
    BOOST_TEST(run({"refund", "test", "--demo"}) == 1);
  }
  const line_server server(socket, results_in(R"({"difference_count":1})"));
  BOOST_TEST(run({"kpis", "generate", "--check"}) == 9);
  BOOST_TEST(run({"leaderboard", "update", "--check"}) == 9);
  BOOST_TEST(run({"kpis", "generate"}) == 0);
}

BOOST_AUTO_TEST_CASE(a_stage_left_out_is_seen_in_the_exit_code) {
  {
    const line_server server(
        socket, results_in(R"({"retried":3,"not_retried":[)"
                           R"({"stage":"orders","reason":"paused"}]})"));
    BOOST_TEST(run({"queue", "retry", "--all"}) == 5);
  }
  const line_server server(socket, results_in(R"({"retried":3})"));
  BOOST_TEST(run({"queue", "retry", "--all"}) == 0);
}

BOOST_AUTO_TEST_CASE(version_is_known_without_a_daemon) {
  BOOST_TEST(run({"version"}) == 7);
  BOOST_TEST(out.starts_with("orderctl "));
  const line_server server(socket, results_in(R"({"version":"9.9"})"));
  BOOST_TEST(run({"version"}) == 0);
  BOOST_TEST(out.find("orderd 9.9") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_wrong_command_line_exits_with_2) {
  BOOST_TEST(run({"orders", "shw"}) == 2);
  BOOST_TEST(run({"--json", "orders", "shw"}) == 2);
  BOOST_TEST(document::parse(err)["error"]["data"]["code"] == "usage");
}

BOOST_AUTO_TEST_CASE(who_does_not_speak_the_protocol_is_told_apart) {
  const line_server server(
      socket, [](const std::string&, const std::optional<std::string>&) {
        return std::optional<std::string>("HTTP/1.1 400");
      });
  BOOST_TEST(run({"status"}) == 1);
  BOOST_TEST(err.find("control protocol") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
