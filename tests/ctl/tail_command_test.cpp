// SPDX-License-Identifier: Apache-2.0
#include "tests/ctl/run_fixture.hpp"

using namespace orderd::ctl;
using orderd::testing::line_server;

BOOST_FIXTURE_TEST_SUITE(ctl_tail_command_test, run_fixture)

BOOST_AUTO_TEST_CASE(the_log_is_followed_until_the_daemon_ends) {
  const auto event = [](int number) {
    return R"({"time":"2026-11-24T05:58:14.123045Z","level":"info",)"
           R"("event":"e","n":)" +
           std::to_string(number) + "}";
  };
  int page = 0;
  const line_server server(
      socket,
      [&](const std::string&,
          const std::optional<std::string>&) -> std::optional<std::string> {
        if (++page == 4)
          return std::nullopt;
        const auto events = page == 2 ? "" : event(page);
        return R"({"jsonrpc":"2.0","id":1,"result":{"follower":5,"more":true,)"
               R"("dropped":)" +
               std::to_string(page == 3 ? 17 : 0) + R"(,"events":[)" + events +
               "]}}";
      });
  BOOST_TEST(run({"--json", "tail", "-f"}) == 7);
  BOOST_TEST(out == event(1) + "\n" + event(3) + "\n");
  BOOST_TEST(err.find("17 events are left out") != std::string::npos);
  const auto asked = document::parse(server.lines().at(1));
  BOOST_TEST(asked["method"] == "tail.read");
  BOOST_TEST(asked["params"]["follower"] == 5);
}

BOOST_AUTO_TEST_CASE(an_ordered_stop_of_the_daemon_refuses_nothing) {
  int page = 0;
  const line_server server(
      socket,
      [&](const std::string&,
          const std::optional<std::string>&) -> std::optional<std::string> {
        if (++page < 3)
          return R"({"jsonrpc":"2.0","id":1,"result":{"follower":5,)"
                 R"("more":true,"dropped":0,"events":[{"event":"e"}]}})";
        return R"({"jsonrpc":"2.0","id":1,"error":{"code":-32012,)"
               R"("message":"the daemon does not take requests",)"
               R"("data":{"exit":4,"code":"draining"}}})";
      });
  BOOST_TEST(run({"tail", "-f"}) == 7);
  BOOST_TEST(err == "orderctl: the log ends here: the daemon stops\n");
  BOOST_TEST(out.find(" e\n") != out.rfind(" e\n"));
}

BOOST_AUTO_TEST_CASE(without_following_the_log_is_one_document) {
  const line_server server(
      socket, results_in(R"({"follower":null,"events":[{"event":"e"}]})"));
  BOOST_TEST(run({"--json", "tail"}) == 0);
  BOOST_TEST(document::parse(out)["events"].size() == 1u);
  BOOST_TEST(run({"tail"}) == 0);
  BOOST_TEST(out.find(" e\n") != std::string::npos);
  BOOST_TEST(server.lines().size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
