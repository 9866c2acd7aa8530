// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tl/expected.hpp>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace orderd::actors {

/// How much an event matters. An operator reads `warning` and above.
enum class log_level { debug, info, warning, error };

/// A piece of JSON that is written as it stands. Whoever makes one vouches
/// that it is valid JSON on one line.
struct raw_json {
  std::string text;
};

/// What a field may hold.
using log_value = std::variant<std::string, std::int64_t, bool, raw_json>;

/// Every integer type but bool.
template <class T>
concept log_integer = std::integral<T> && !std::same_as<T, bool>;

/// One named value of an event. Names are snake_case and listed in
/// docs/operating.md; secrets never become fields.
struct log_field {
  log_field(std::string_view field_name, std::string_view text)
      : name(field_name), value(std::string(text)) {}
  log_field(std::string_view field_name, const std::string& text)
      : name(field_name), value(text) {}
  log_field(std::string_view field_name, const char* text)
      : name(field_name), value(std::string(text)) {}
  log_field(std::string_view field_name, bool flag)
      : name(field_name), value(flag) {}
  log_field(std::string_view field_name, raw_json json)
      : name(field_name), value(std::move(json)) {}
  template <log_integer Integer>
  log_field(std::string_view field_name, Integer number)
      : name(field_name), value(static_cast<std::int64_t>(number)) {}

  std::string name;
  log_value value;
};

/// One event with its fields, in the order in which they are written.
struct log_event {
  log_level level = log_level::info;
  std::string name;
  std::vector<log_field> fields;
};

/// Where events go. Thread-safe; an implementation may block for as long as
/// its write() does. Control characters and broken UTF-8 in fields never
/// break a line.
class event_sink {
public:
  virtual ~event_sink() = default;

  /// Writes one event if its level is enabled. A failure to write is counted
  /// and reported with the next line that can be written; it never throws.
  virtual void write(log_level level, std::string_view event,
                     std::span<const log_field> fields) noexcept = 0;

  /// Hands over all events, whatever their level, and returns only when
  /// write() has returned for the last of them. On an error some of them may
  /// have been written: handing them over again is the caller's decision.
  virtual tl::expected<void, std::string>
  write_all(std::span<const log_event> events) = 0;

  /// `write` for a braced list of fields. Implementations bring it back with
  /// `using event_sink::write;`.
  void write(log_level level, std::string_view event,
             std::initializer_list<log_field> fields = {}) noexcept {
    write(level, event, std::span(fields.begin(), fields.size()));
  }
};

} // namespace orderd::actors
