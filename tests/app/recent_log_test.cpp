// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/log.hpp"

#include "tests/app/temporary_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace app = orderd::app;
namespace actors = orderd::actors;
using actors::log_level;
using actors::tail_filter;

namespace {

using namespace std::chrono_literals;

constexpr orderd::domain::utc_time noon =
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h;

constexpr std::size_t all = 100'000;

/// Adds events `from` to `to`, each with a line of this many bytes.
void add(app::recent_log& log, int from, int to, std::size_t bytes) {
  for (int i = from; i <= to; ++i) {
    auto line = std::to_string(i) + ":";
    line.resize(bytes, 'x');
    line += '\n';
    const std::array events{
        app::written(log_level::info, "event", {}, line.size())};
    log.add(line, events);
  }
}

int number_of(const std::string& line) {
  return std::stoi(line);
}

/// Whether the lines are these numbers, each whole.
void check_rising(const std::vector<std::string>& lines, int last,
                  std::size_t bytes) {
  BOOST_REQUIRE(!lines.empty());
  auto number = last - static_cast<int>(lines.size()) + 1;
  for (const auto& line : lines) {
    BOOST_REQUIRE_EQUAL(number_of(line), number++);
    BOOST_REQUIRE_EQUAL(line.size(), bytes);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(recent_log_test)

BOOST_AUTO_TEST_CASE(memory_holds_the_newest_lines_whole_and_no_others) {
  // Sizes that divide the ring, and that do not.
  for (const std::size_t bytes : {64U, 333U, 1024U, 70'001U}) {
    app::recent_log log;
    add(log, 1, 40'000 / static_cast<int>(bytes / 64 + 1) + 50, bytes);
    const auto last = 40'000 / static_cast<int>(bytes / 64 + 1) + 50;
    const auto page = log.recent({}, all);
    check_rising(page.lines, last, bytes);
    BOOST_TEST(page.lines.size() ==
               std::min(app::tail_limits::recent_bytes / bytes,
                        static_cast<std::size_t>(last)));
    check_rising(log.recent({}, 3).lines, last, bytes);
  }
}

BOOST_AUTO_TEST_CASE(a_line_larger_than_the_memory_is_left_out) {
  app::recent_log log;
  add(log, 1, 1, 100);
  add(log, 2, 2, app::tail_limits::recent_bytes + 1);
  BOOST_TEST(log.recent({}, all).lines.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_slow_follower_loses_the_oldest_and_is_told_how_many) {
  app::recent_log log;
  const auto follower = log.follow({}, 0, noon);
  BOOST_REQUIRE(follower.has_value());
  constexpr int written = 20'000;
  constexpr std::size_t bytes = 200;
  add(log, 1, written, bytes);
  std::vector<std::string> lines;
  std::int64_t dropped = 0;
  for (bool more = true; more;) {
    const auto page = log.read(*follower, noon);
    BOOST_REQUIRE(page.has_value());
    BOOST_TEST(page->lines.size() <= actors::max_tail_lines);
    lines.insert(lines.end(), page->lines.begin(), page->lines.end());
    dropped += page->dropped;
    more = page->more;
  }
  BOOST_TEST(lines.size() * bytes <= app::tail_limits::waiting_bytes);
  BOOST_TEST(static_cast<std::int64_t>(lines.size()) + dropped == written);
  check_rising(lines, written, bytes);
  BOOST_TEST(log.read(*follower, noon)->dropped == 0);
}

BOOST_AUTO_TEST_CASE(lines_that_come_while_one_begins_to_follow_are_not_lost) {
  app::recent_log log;
  std::jthread writer{[&log] { add(log, 1, 3'000, 100); }};
  const auto follower = log.follow({}, all, noon);
  writer.join();
  std::vector<std::string> lines;
  for (bool more = true; more;) {
    const auto page = log.read(*follower, noon);
    lines.insert(lines.end(), page->lines.begin(), page->lines.end());
    more = page->more;
  }
  BOOST_TEST(lines.size() == 3'000u);
  check_rising(lines, 3'000, 100);
}

BOOST_AUTO_TEST_CASE(the_tail_is_json_whatever_the_log_is) {
  const app::temporary_directory dir;
  for (const auto format : {app::line_format::json, app::line_format::text})
    for (const auto prefix :
         {app::line_prefix::none, app::line_prefix::journal}) {
      app::event_log log(
          std::make_shared<app::line_sink>((dir.path() / "log").string()),
          format, prefix, log_level::info, [] { return noon; });
      log.write(log_level::info, "one", {{"order_id", 42}});
      log.write(log_level::debug, "not.written");
      const std::array events{
          actors::log_event{log_level::info, "two", {{"order_id", 42}}},
          actors::log_event{log_level::info, "three", {{"order_id", 43}}}};
      BOOST_REQUIRE(log.write_all(events).has_value());
      tail_filter of_order;
      of_order.order = orderd::domain::order_id{42};
      const auto page = log.tail().recent(of_order, all);
      BOOST_REQUIRE_EQUAL(page.lines.size(), 2u);
      BOOST_TEST(page.lines[0] ==
                 R"({"time":"2026-11-24T12:00:00.000000Z","level":"info",)"
                 R"("event":"one","order_id":42})");
      BOOST_TEST(page.lines[1].find(R"("event":"two")") != std::string::npos);
      BOOST_TEST(log.tail().recent({}, all).lines.size() == 3u);
    }
}

BOOST_AUTO_TEST_CASE(many_events_at_once_are_all_there) {
  const app::temporary_directory dir;
  app::event_log log(
      std::make_shared<app::line_sink>((dir.path() / "log").string()),
      app::line_format::json, app::line_prefix::none, log_level::info,
      [] { return noon; });
  const auto follower = log.tail().follow({}, 0, noon);
  std::vector<actors::log_event> events;
  for (int i = 1; i <= 3'000; ++i)
    events.push_back({log_level::info, "notification", {{"order_id", i}}});
  BOOST_REQUIRE(log.write_all(events).has_value());
  for (int i = 1; i <= 3'000;) {
    const auto page = log.tail().read(*follower, noon);
    for (const auto& line : page->lines)
      BOOST_REQUIRE(line.find("\"order_id\":" + std::to_string(i++) + "}") !=
                    std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
