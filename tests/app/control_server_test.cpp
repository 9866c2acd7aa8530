// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/control_server.hpp"

#include "tests/app/event_loop_fixture.hpp"
#include "tests/app/socket_client.hpp"

#include <nlohmann/json.hpp>

#include <list>

namespace orderd::app {

BOOST_FIXTURE_TEST_SUITE(control_servers, event_loop_fixture)

using std::chrono::milliseconds;

/// The code of a JSON-RPC error without id; 0 for anything else.
int error_code(const std::string& line) {
  const auto document = nlohmann::json::parse(line, nullptr, false);
  if (document.is_discarded() || document.value("jsonrpc", "") != "2.0" ||
      !document.at("id").is_null())
    return 0;
  return document.at("error").value("code", 0);
}

BOOST_AUTO_TEST_CASE(lines_go_in_and_answers_come_out) {
  running_loop loop(dir.path());
  socket_client one(dir.path());
  socket_client two(dir.path());
  one.send("{\"from\":1}\n");
  const auto first = loop.record.await_request(0);
  two.send("{\"from\":2}\n");
  const auto second = loop.record.await_request(1);
  BOOST_TEST(first.line == "{\"from\":1}");
  BOOST_TEST(second.line == "{\"from\":2}");
  BOOST_TEST(first.client != second.client);
  BOOST_TEST(first.descriptor == nullptr);
  loop->reply(second.client, "to two");
  loop->reply(first.client, "to one");
  BOOST_TEST(one.read_line() == "to one");
  BOOST_TEST(two.read_line() == "to two");
}

BOOST_AUTO_TEST_CASE(a_line_may_come_byte_by_byte_and_many_at_once) {
  running_loop loop(dir.path());
  socket_client client(dir.path());
  for (const char byte : std::string_view("slow\n"))
    client.send({&byte, 1});
  BOOST_TEST(loop.record.await_request(0).line == "slow");
  client.send("a\n\n \r\nb\nc");
  BOOST_TEST(loop.record.await_request(2).line == "b");
  client.send("d\n");
  BOOST_TEST(loop.record.await_request(3).line == "cd");
}

BOOST_AUTO_TEST_CASE(a_line_of_the_largest_size_passes) {
  running_loop loop(dir.path());
  socket_client client(dir.path());
  const std::string line(1024 * 1024, 'x');
  client.send(line + "\n");
  BOOST_TEST((loop.record.await_request(0).line == line));
}

BOOST_AUTO_TEST_CASE(a_longer_line_is_refused_and_the_client_closed) {
  running_loop loop(dir.path());
  for (const auto* end : {"", "\n"}) {
    socket_client client(dir.path());
    client.send(std::string(1024 * 1024 + 1, 'x') + end);
    BOOST_TEST(error_code(client.read_line()) == -32600);
    BOOST_TEST(client.read_line() == "(closed)");
  }
  loop.record.await([&] { return loop.record.closed.size() == 2; });
  BOOST_TEST(loop.record.look([&] { return loop.record.requests.empty(); }));
}

BOOST_AUTO_TEST_CASE(a_line_that_is_not_finished_in_time_is_refused) {
  control_limits limits;
  limits.line_deadline = milliseconds(50);
  running_loop loop(dir.path(), limits);
  socket_client idle(dir.path());
  socket_client client(dir.path());
  client.send("{\"half\":");
  BOOST_TEST(error_code(client.read_line()) == -32600);
  BOOST_TEST(client.read_line() == "(closed)");
  // Saying nothing at all is no half line.
  idle.send("late\n");
  BOOST_TEST(loop.record.await_request(0).line == "late");
}

BOOST_AUTO_TEST_CASE(an_unfinished_last_line_is_refused) {
  running_loop loop(dir.path());
  socket_client client(dir.path());
  client.send("half");
  client.end_sending();
  BOOST_TEST(error_code(client.read_line()) == -32600);
  BOOST_TEST(client.read_line() == "(closed)");
}

BOOST_AUTO_TEST_CASE(a_client_that_stops_sending_still_gets_its_answers) {
  running_loop loop(dir.path());
  socket_client client(dir.path());
  client.send("a\nb\n");
  client.end_sending();
  const auto request = loop.record.await_request(1);
  loop->reply(request.client, "first");
  BOOST_TEST(client.read_line() == "first");
  loop->reply(request.client, "second");
  BOOST_TEST(client.read_line() == "second");
  BOOST_TEST(client.read_line() == "(closed)");
  loop.record.await([&] { return loop.record.closed.size() == 1; });
}

BOOST_AUTO_TEST_CASE(a_client_that_leaves_is_told_once) {
  running_loop loop(dir.path());
  socket_client client(dir.path());
  client.send("a\n");
  client.close();
  const auto request = loop.record.await_request(0);
  loop.record.await([&] { return !loop.record.closed.empty(); });
  BOOST_TEST(loop.record.look([&] { return loop.record.closed[0]; }) ==
             request.client);
  loop->reply(request.client, "too late");
  socket_client next(dir.path());
  next.send("b\n");
  const auto other = loop.record.await_request(1);
  BOOST_TEST(other.client != request.client);
  loop->reply(other.client, "b");
  BOOST_TEST(next.read_line() == "b");
  BOOST_TEST(loop.record.look([&] { return loop.record.closed.size(); }) == 1);
}

BOOST_AUTO_TEST_CASE(no_more_than_the_limit_is_in_flight) {
  control_limits limits;
  limits.in_flight = 3;
  running_loop loop(dir.path(), limits);
  socket_client client(dir.path());
  client.send("0\n1\n2\n3\n4\n");
  const auto request = loop.record.await_request(2);
  // Another client's turn has come after this one's lines.
  socket_client other(dir.path());
  other.send("other\n");
  BOOST_TEST(loop.record.await_request(3).line == "other");
  loop->reply(request.client, "answer");
  BOOST_TEST(loop.record.await_request(4).line == "3");
  // The answer to a notification is empty, and counts as well.
  loop->reply(request.client, "");
  BOOST_TEST(loop.record.await_request(5).line == "4");
  BOOST_TEST(client.read_line() == "answer");
  BOOST_TEST(!client.has_input());
}

BOOST_AUTO_TEST_CASE(a_line_that_waits_for_answers_is_not_late) {
  control_limits limits;
  limits.in_flight = 1;
  limits.line_deadline = milliseconds(200);
  running_loop loop(dir.path(), limits);
  socket_client client(dir.path());
  client.send("a\nhalf");
  const auto request = loop.record.await_request(0);
  // Meanwhile another client's half line does run out of time.
  socket_client other(dir.path());
  other.send("half");
  BOOST_TEST(error_code(other.read_line()) == -32600);
  client.send(" and half\n");
  loop->reply(request.client, "answer");
  BOOST_TEST(loop.record.await_request(1).line == "half and half");
  BOOST_TEST(client.read_line() == "answer");
}

BOOST_AUTO_TEST_CASE(a_client_that_never_reads_is_cut_off_by_size) {
  control_limits limits;
  limits.output_bytes = 1'000'000;
  running_loop loop(dir.path(), limits);
  socket_client client(dir.path());
  client.send("a\n");
  const auto request = loop.record.await_request(0);
  loop->reply(request.client, std::string(4'000'000, 'x'));
  loop.record.await([&] { return loop.record.closed.size() == 1; });
}

BOOST_AUTO_TEST_CASE(a_client_that_never_reads_is_cut_off_by_time) {
  control_limits limits;
  limits.read_deadline = milliseconds(50);
  running_loop loop(dir.path(), limits);
  socket_client client(dir.path());
  client.send("a\n");
  const auto request = loop.record.await_request(0);
  loop->reply(request.client, std::string(4'000'000, 'x'));
  loop.record.await([&] { return loop.record.closed.size() == 1; });
}

BOOST_AUTO_TEST_CASE(a_long_answer_reaches_a_client_that_reads) {
  running_loop loop(dir.path());
  socket_client client(dir.path());
  client.send("a\nb\n");
  const auto request = loop.record.await_request(1);
  const std::string answer(8'000'000, 'x');
  loop->reply(request.client, answer);
  loop->reply(request.client, "short");
  BOOST_TEST((client.read_line() == answer));
  BOOST_TEST(client.read_line() == "short");
}

BOOST_AUTO_TEST_CASE(nothing_is_read_while_answers_wait_to_be_read) {
  control_limits limits;
  limits.output_pause_bytes = 1000;
  running_loop loop(dir.path(), limits);
  socket_client client(dir.path());
  client.send("a\n");
  const auto request = loop.record.await_request(0);
  const std::string answer(4'000'000, 'x');
  loop->reply(request.client, answer);
  client.await_input();
  client.send("b\n");
  socket_client other(dir.path());
  other.send("other\n");
  BOOST_TEST(loop.record.await_request(1).line == "other");
  BOOST_TEST((client.read_line() == answer));
  BOOST_TEST(loop.record.await_request(2).line == "b");
}

BOOST_AUTO_TEST_CASE(one_client_too_many_is_told_so) {
  control_limits limits;
  limits.clients = 2;
  running_loop loop(dir.path(), limits);
  std::list<socket_client> clients;
  for (int number = 0; number < 2; ++number) {
    clients.emplace_back(dir.path());
    clients.back().send("a\n");
  }
  loop.record.await_request(1);
  socket_client extra(dir.path());
  const auto line = extra.read_line();
  BOOST_TEST(error_code(line) == busy_code);
  BOOST_TEST(line.find("busy: 2 clients are connected") != std::string::npos);
  BOOST_TEST(extra.read_line() == "(closed)");
  clients.pop_back();
  loop.record.await([&] { return loop.record.closed.size() == 1; });
  socket_client next(dir.path());
  next.send("b\n");
  BOOST_TEST(loop.record.await_request(2).line == "b");
}

BOOST_AUTO_TEST_CASE(a_flood_of_small_lines_is_answered_in_order) {
  running_loop loop(dir.path());
  socket_client client(dir.path());
  constexpr std::size_t lines = 2000;
  std::thread sender([&] {
    for (std::size_t line = 0; line < lines; ++line)
      client.send(std::to_string(line) + "\n");
  });
  for (std::size_t line = 0; line < lines; ++line) {
    const auto request = loop.record.await_request(line);
    BOOST_REQUIRE_EQUAL(request.line, std::to_string(line));
    loop->reply(request.client, request.line);
    BOOST_REQUIRE_EQUAL(client.read_line(), request.line);
    BOOST_REQUIRE(loop.record.look([&] {
      return loop.record.requests.size();
    }) <= line + 1 + 16);
  }
  sender.join();
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace orderd::app
