// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/event_log.hpp"
#include "app/daemon/log_format.hpp"
#include "app/daemon/log_sink.hpp"
#include "app/daemon/recent_log.hpp"
#include "config/config.hpp"

#include <spdlog/logger.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

namespace orderd::app {

/// What the log writes each time, read from the wall clock unless a test says
/// otherwise.
using log_clock = std::function<domain::utc_time()>;

/// The daemon's event log: events become lines of JSON or text on stderr, in
/// the journal or in a file.
class event_log final : public actors::event_sink {
public:
  /// Opens the target of the options, which `config::load` has checked. Text
  /// is coloured if the target is a terminal and NO_COLOR is not set. An error
  /// says which file cannot be opened and why.
  static tl::expected<std::unique_ptr<event_log>, std::string>
  open(const config::log_options& options, log_clock clock = {});

  /// A log into any sink; for tests and for `open`.
  event_log(std::shared_ptr<line_sink> sink, line_format format,
            line_prefix prefix, actors::log_level least, log_clock clock = {});

  using event_sink::write;
  void write(actors::log_level level, std::string_view event,
             std::span<const actors::log_field> fields) noexcept override;

  tl::expected<void, std::string>
  write_all(std::span<const actors::log_event> events) override;

  /// Opens the file anew; to be called on SIGHUP. Says itself in the log how
  /// that went (`log.reopened`, `log.reopen_failed`).
  void reopen() noexcept;

  /// What was written lately, for those who follow the log.
  [[nodiscard]] actors::log_tail& tail() noexcept {
    return recent_;
  }

  /// How many events `write` could not write and has not yet reported with
  /// an event `log.lost`.
  [[nodiscard]] std::int64_t lost() const noexcept {
    return lost_.load();
  }

private:
  [[nodiscard]] bool log_line(actors::log_level level, std::string_view event,
                              std::span<const actors::log_field> fields);
  void report_lost();
  /// Appends what followers get of an event that was written as this line.
  void append_followed(std::string& json, std::string_view line,
                       domain::utc_time time, actors::log_level level,
                       std::string_view event,
                       std::span<const actors::log_field> fields) const;
  /// Whether the lines of the log are those that followers get.
  [[nodiscard]] bool writes_plain_json() const noexcept {
    return format_ == line_format::json && prefix_ == line_prefix::none;
  }

  std::shared_ptr<line_sink> sink_;
  line_format format_;
  line_prefix prefix_;
  log_clock clock_;
  spdlog::logger logger_;
  recent_log recent_;
  std::atomic<std::int64_t> lost_ = 0;
};

} // namespace orderd::app
