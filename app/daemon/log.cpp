// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/log.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <system_error>
#include <utility>
#include <vector>

namespace orderd::app {

namespace {

using actors::log_event;
using actors::log_field;
using actors::log_level;

/// How many bytes of lines are handed to one write(): large enough that its
/// cost cannot be seen, small beside the memory of a batch.
constexpr std::size_t write_size = std::size_t{256} * 1024;

constexpr std::array spdlog_levels{
    spdlog::level::debug,
    spdlog::level::info,
    spdlog::level::warn,
    spdlog::level::err,
};

spdlog::level::level_enum to_spdlog(log_level level) {
  return spdlog_levels[static_cast<std::size_t>(level)];
}

log_level level_of(const std::string& name) {
  for (const auto level :
       {log_level::debug, log_level::info, log_level::warning})
    if (to_string(level) == name)
      return level;
  return log_level::error;
}

domain::utc_time wall_clock() {
  return std::chrono::floor<std::chrono::microseconds>(
      std::chrono::system_clock::now());
}

bool wants_colour(int descriptor) {
  const auto* refused = std::getenv("NO_COLOR");
  return ::isatty(descriptor) == 1 && (refused == nullptr || *refused == '\0');
}

} // namespace

tl::expected<std::unique_ptr<event_log>, std::string>
event_log::open(const config::log_options& options, log_clock clock) {
  try {
    const bool to_journal = options.target == "journal";
    const bool to_stderr = to_journal || options.target == "stderr";
    auto sink = to_stderr ? std::make_shared<line_sink>(STDERR_FILENO)
                          : std::make_shared<line_sink>(options.target);
    auto format = line_format::json;
    if (options.format == "text")
      format = to_stderr && !to_journal && wants_colour(STDERR_FILENO)
                   ? line_format::coloured_text
                   : line_format::text;
    return std::make_unique<event_log>(
        std::move(sink), format,
        to_journal ? line_prefix::journal : line_prefix::none,
        level_of(options.level), std::move(clock));
  } catch (const std::system_error& error) {
    return tl::unexpected(std::string(error.what()));
  }
}

event_log::event_log(std::shared_ptr<line_sink> sink, line_format format,
                     line_prefix prefix, log_level least, log_clock clock)
    : sink_(std::move(sink)),
      format_(format),
      prefix_(prefix),
      clock_(clock ? std::move(clock) : wall_clock),
      logger_("orderd", sink_) {
  logger_.set_level(to_spdlog(least));
  // spdlog would print to stderr at most once a second; we count instead.
  logger_.set_error_handler([this](const std::string&) { ++lost_; });
}

void event_log::write(log_level level, std::string_view event,
                      std::span<const log_field> fields) noexcept {
  try {
    if (!logger_.should_log(to_spdlog(level)))
      return;
    if (log_line(level, event, fields) && lost_ > 0)
      report_lost();
  } catch (...) {
    // Out of memory while the line was put together: it is lost, the daemon
    // is not.
    ++lost_;
  }
}

tl::expected<void, std::string>
event_log::write_all(std::span<const log_event> events) {
  const auto time = clock_();
  std::string lines;
  std::string json;
  std::vector<written_event> told;
  for (const auto& event : events) {
    const auto begin = lines.size();
    append_line(lines, format_, prefix_, time, event.level, event.name,
                event.fields);
    if (!writes_plain_json())
      append_followed(json, std::string_view(lines).substr(begin), time,
                      event.level, event.name, event.fields);
    const auto& followed = writes_plain_json() ? lines : json;
    told.push_back(
        written(event.level, event.name, event.fields, followed.size()));
    if (lines.size() < write_size && &event != &events.back())
      continue;
    if (auto done = sink_->write_lines(lines); !done)
      return done;
    recent_.add(followed, told);
    lines.clear();
    json.clear();
    told.clear();
  }
  return {};
}

void event_log::reopen() noexcept {
  try {
    if (const auto reopened = sink_->reopen())
      write(log_level::info, "log.reopened");
    else
      write(log_level::error, "log.reopen_failed",
            {{"reason", reopened.error()}});
  } catch (...) {
    ++lost_;
  }
}

bool event_log::log_line(log_level level, std::string_view event,
                         std::span<const log_field> fields) {
  const auto time = clock_();
  std::string line;
  append_line(line, format_, prefix_, time, level, event, fields);
  const auto lost_before = lost_.load();
  logger_.log(to_spdlog(level), line);
  if (!writes_plain_json()) {
    std::string json;
    append_followed(json, line, time, level, event, fields);
    line = std::move(json);
  }
  const std::array told{written(level, event, fields, line.size())};
  recent_.add(line, told);
  return lost_ == lost_before;
}

// A line of the journal is one of JSON behind its prefix. Text cannot be turned
// into JSON again, so that each event is written down once more.
void event_log::append_followed(std::string& json, std::string_view line,
                                domain::utc_time time, log_level level,
                                std::string_view event,
                                std::span<const log_field> fields) const {
  if (format_ == line_format::json)
    json += line.substr(line.find('{'));
  else
    append_line(json, line_format::json, line_prefix::none, time, level, event,
                fields);
}

void event_log::report_lost() {
  const auto count = lost_.exchange(0);
  const std::array fields{log_field("count", count)};
  if (count > 0 && !log_line(log_level::warning, "log.lost", fields))
    lost_ += count - 1;
}

} // namespace orderd::app
