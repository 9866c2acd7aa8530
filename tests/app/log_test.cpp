// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/log.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

namespace app = orderd::app;
namespace actors = orderd::actors;
using actors::log_level;

namespace {

using namespace std::chrono_literals;

constexpr orderd::domain::utc_time noon =
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 5h + 58min +
    14s + 123'045us;

std::string line_of(app::line_format format, log_level level,
                    std::string_view event,
                    std::vector<actors::log_field> fields,
                    app::line_prefix prefix = app::line_prefix::none) {
  std::string line;
  app::append_line(line, format, prefix, noon, level, event, fields);
  return line;
}

/// A directory of the test's own.
struct directory {
  directory() {
    auto pattern =
        (std::filesystem::temp_directory_path() / "orderd-log-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  directory(const directory&) = delete;
  directory& operator=(const directory&) = delete;

  [[nodiscard]] std::string file(const std::string& name) const {
    return path / name;
  }

  std::filesystem::path path;
};

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);)
    lines.push_back(line);
  return lines;
}

std::unique_ptr<app::event_log> open_file(const std::string& path,
                                          const std::string& level = "info") {
  auto log = app::event_log::open(
      {.target = path, .format = "json", .level = level}, [] { return noon; });
  BOOST_REQUIRE(log.has_value());
  return std::move(*log);
}

std::vector<actors::log_event> events(int count) {
  std::vector<actors::log_event> result;
  for (int i = 0; i < count; ++i)
    result.push_back({log_level::info,
                      "notification.processing",
                      {{"order_id", i}, {"message", std::string(50, 'x')}}});
  return result;
}

} // namespace

BOOST_AUTO_TEST_SUITE(event_log)

BOOST_AUTO_TEST_CASE(json_lines_hold_time_level_event_and_fields_in_order) {
  BOOST_CHECK_EQUAL(line_of(app::line_format::json, log_level::info,
                            "import.done",
                            {{"import_id", 3},
                             {"file", "a b.csv"},
                             {"again", false},
                             {"counts", actors::raw_json{R"({"rows":2})"}}}),
                    R"({"time":"2026-11-24T05:58:14.123045Z","level":"info",)"
                    R"("event":"import.done","import_id":3,"file":"a b.csv",)"
                    R"("again":false,"counts":{"rows":2}})"
                    "\n");
}

BOOST_AUTO_TEST_CASE(text_lines_are_short_and_quote_what_is_no_word) {
  BOOST_CHECK_EQUAL(
      line_of(app::line_format::text, log_level::info, "import.done",
              {{"import_id", 3}, {"file", "a b.csv"}, {"source", "default"}}),
      "05:58:14.123 INFO  import.done  import_id=3 file=\"a b.csv\" "
      "source=default\n");
  BOOST_CHECK_EQUAL(
      line_of(app::line_format::text, log_level::warning, "x", {{"a", ""}}),
      "05:58:14.123 WARN  x  a=\"\"\n");
}

BOOST_AUTO_TEST_CASE(colour_surrounds_the_level_alone) {
  BOOST_CHECK_EQUAL(
      line_of(app::line_format::coloured_text, log_level::error, "x", {}),
      "05:58:14.123 \x1b[1;31mERROR\x1b[0m x\n");
}

BOOST_AUTO_TEST_CASE(lines_for_the_journal_begin_with_the_priority) {
  for (const auto& [level, priority] :
       {std::pair{log_level::debug, "<7>"}, std::pair{log_level::info, "<6>"},
        std::pair{log_level::warning, "<4>"},
        std::pair{log_level::error, "<3>"}})
    BOOST_CHECK_EQUAL(line_of(app::line_format::json, level, "x", {},
                              app::line_prefix::journal)
                          .substr(0, 4),
                      std::string(priority) + "{");
}

BOOST_AUTO_TEST_CASE(control_characters_of_the_input_never_break_a_line) {
  std::string hostile;
  for (int c = 0; c < 0x80; ++c)
    hostile += static_cast<char>(c);
  hostile += "\xc2\x85\xc2\x9b[2J\xe2\x80\xa8\xe2\x80\xa9";
  for (const auto format : {app::line_format::json, app::line_format::text}) {
    const auto line = line_of(
        format, log_level::info, hostile,
        {{hostile, hostile}, {"j", actors::raw_json{"{\n\"a\": 1\r}"}}});
    for (const char c : line.substr(0, line.size() - 1))
      BOOST_REQUIRE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
    BOOST_CHECK(line.ends_with("\n"));
    BOOST_CHECK(line.find("\xc2\x9b") == std::string::npos);
    BOOST_CHECK(line.find("\xe2\x80") == std::string::npos);
  }
  const auto json = nlohmann::json::parse(
      line_of(app::line_format::json, log_level::info, "x", {{"v", hostile}}));
  BOOST_CHECK_EQUAL(json.at("v").get<std::string>(), hostile);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_are_replaced) {
  const auto json = nlohmann::json::parse(
      line_of(app::line_format::json, log_level::info, "x",
              {{"v", "M\xc3\xbcller \xff\xc3 \xf0\x9f\x9b\x92\xe2\x82"}}));
  BOOST_CHECK_EQUAL(json.at("v").get<std::string>(),
                    "M\xc3\xbcller \xef\xbf\xbd\xef\xbf\xbd "
                    "\xf0\x9f\x9b\x92\xef\xbf\xbd\xef\xbf\xbd");
}

BOOST_AUTO_TEST_CASE(events_below_the_level_are_left_out) {
  const directory dir;
  const auto log = open_file(dir.file("log"), "warning");
  log->write(log_level::info, "quiet");
  log->write(log_level::warning, "loud", {{"n", 1}});
  const auto lines = lines_of(dir.file("log"));
  BOOST_REQUIRE_EQUAL(lines.size(), 1u);
  BOOST_CHECK_EQUAL(nlohmann::json::parse(lines[0]).at("event"), "loud");
}

BOOST_AUTO_TEST_CASE(a_file_is_appended_to_and_reopened_after_a_rotation) {
  const directory dir;
  std::ofstream(dir.file("log")) << "{\"event\":\"earlier\"}\n";
  const auto log = open_file(dir.file("log"));
  log->write(log_level::info, "before");
  std::filesystem::rename(dir.file("log"), dir.file("log.1"));
  log->write(log_level::info, "between");
  log->reopen();
  log->write(log_level::info, "after");
  BOOST_CHECK_EQUAL(lines_of(dir.file("log.1")).size(), 3u);
  const auto fresh = lines_of(dir.file("log"));
  BOOST_REQUIRE_EQUAL(fresh.size(), 2u);
  BOOST_CHECK_EQUAL(nlohmann::json::parse(fresh[0]).at("event"),
                    "log.reopened");
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_reopened_stays_in_use) {
  const directory dir;
  const auto log = open_file(dir.file("log"));
  std::filesystem::rename(dir.file("log"), dir.file("log.1"));
  std::filesystem::create_directory(dir.file("log"));
  log->reopen();
  const auto lines = lines_of(dir.file("log.1"));
  BOOST_REQUIRE_EQUAL(lines.size(), 1u);
  const auto event = nlohmann::json::parse(lines[0]);
  BOOST_CHECK_EQUAL(event.at("event"), "log.reopen_failed");
  BOOST_CHECK(
      event.at("reason").get<std::string>().ends_with("Is a directory"));
}

BOOST_AUTO_TEST_CASE(a_target_that_cannot_be_opened_is_named) {
  const auto log = app::event_log::open(
      {.target = "/nonexistent/log", .format = "json", .level = "info"});
  BOOST_REQUIRE(!log);
  BOOST_CHECK_EQUAL(log.error(),
                    "cannot open the log /nonexistent/log for appending: No "
                    "such file or directory");
}

BOOST_AUTO_TEST_CASE(many_events_are_handed_over_whole_whatever_the_level) {
  const directory dir;
  const auto log = open_file(dir.file("log"), "error");
  BOOST_REQUIRE(log->write_all(events(5'000)));
  const auto lines = lines_of(dir.file("log"));
  BOOST_REQUIRE_EQUAL(lines.size(), 5'000u);
  BOOST_CHECK_EQUAL(nlohmann::json::parse(lines.back()).at("order_id"), 4'999);
  BOOST_CHECK(log->write_all({}));
}

BOOST_AUTO_TEST_CASE(a_failed_hand_over_is_an_error_with_its_reason) {
  app::event_log log(std::make_shared<app::line_sink>("/dev/full"),
                     app::line_format::json, app::line_prefix::none,
                     log_level::info);
  const auto written = log.write_all(events(1));
  BOOST_REQUIRE(!written);
  BOOST_CHECK_EQUAL(
      written.error(),
      "cannot write to the log /dev/full: No space left on device");
}

BOOST_AUTO_TEST_CASE(lost_events_are_counted_and_reported_with_the_next_line) {
  const directory dir;
  std::filesystem::create_symlink("/dev/full", dir.file("log"));
  const auto log = open_file(dir.file("log"));
  log->write(log_level::info, "a");
  log->write(log_level::info, "b");
  BOOST_CHECK_EQUAL(log->lost(), 2);
  std::filesystem::remove(dir.file("log"));
  log->reopen();
  BOOST_CHECK_EQUAL(log->lost(), 0);
  const auto lines = lines_of(dir.file("log"));
  BOOST_REQUIRE_EQUAL(lines.size(), 2u);
  const auto report = nlohmann::json::parse(lines[1]);
  BOOST_CHECK_EQUAL(report.at("event"), "log.lost");
  BOOST_CHECK_EQUAL(report.at("count"), 2);
}

BOOST_AUTO_TEST_CASE(a_line_cut_by_a_full_disk_does_not_swallow_the_next) {
  const directory dir;
  const auto log = open_file(dir.file("log"));
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit tight{100, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &tight);
  const auto written = log->write_all(events(1));
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  BOOST_REQUIRE(!written);
  log->write(log_level::info, "next");
  const auto lines = lines_of(dir.file("log"));
  BOOST_REQUIRE_EQUAL(lines.size(), 2u);
  BOOST_CHECK_EQUAL(nlohmann::json::parse(lines[1]).at("event"), "next");
}

BOOST_AUTO_TEST_CASE(a_slow_reader_of_a_pipe_gets_every_line) {
  std::array<int, 2> ends{};
  BOOST_REQUIRE_EQUAL(::pipe2(ends.data(), O_NONBLOCK), 0);
  std::size_t received = 0;
  std::thread reader([&] {
    ::fcntl(ends[0], F_SETFL, 0);
    std::array<char, 1000> buffer{};
    for (ssize_t n = 0; (n = ::read(ends[0], buffer.data(), 1000)) > 0;)
      received += static_cast<std::size_t>(
          std::count(buffer.begin(), buffer.begin() + n, '\n'));
  });
  app::event_log log(std::make_shared<app::line_sink>(ends[1]),
                     app::line_format::json, app::line_prefix::none,
                     log_level::info);
  const auto written = log.write_all(events(3'000));
  ::close(ends[1]);
  reader.join();
  ::close(ends[0]);
  BOOST_CHECK(written);
  BOOST_CHECK_EQUAL(received, 3'000u);
}

BOOST_AUTO_TEST_CASE(lines_of_two_threads_do_not_mix) {
  const directory dir;
  const auto log = open_file(dir.file("log"));
  {
    std::jthread other([&] { (void)log->write_all(events(2'000)); });
    for (int i = 0; i < 2'000; ++i)
      log->write(log_level::info, "single", {{"n", i}});
  }
  const auto lines = lines_of(dir.file("log"));
  BOOST_CHECK_EQUAL(lines.size(), 4'000u);
  for (const auto& line : lines)
    BOOST_REQUIRE(nlohmann::json::accept(line));
}

BOOST_AUTO_TEST_SUITE_END()
