// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/event_log.hpp"

#include "domain/time.hpp"

#include <span>
#include <string>
#include <string_view>

namespace orderd::app {

/// How an event becomes a line.
enum class line_format {
  /// One JSON object: `time`, `level`, `event`, then the fields.
  json,
  /// `05:58:14.123 INFO  import.done  import_id=3 rows=1000`, in UTC.
  text,
  /// The same with the level in colour, for a terminal.
  coloured_text,
};

/// What stands before each line.
enum class line_prefix {
  none,
  /// `<6>`, the priority that the journal reads from a service's stderr.
  journal,
};

/// Appends the event as one line, line end included. Whatever the fields hold,
/// the line holds no other line end, no control character and only UTF-8.
void append_line(std::string& into, line_format format, line_prefix prefix,
                 domain::utc_time time, actors::log_level level,
                 std::string_view event,
                 std::span<const actors::log_field> fields);

/// Appends the text as a JSON string: control characters (C0, DEL, C1) and
/// line separators escaped, bytes that are not UTF-8 replaced by U+FFFD.
void append_json_string(std::string& into, std::string_view text);

/// `debug`, `info`, `warning` or `error`.
std::string_view to_string(actors::log_level level);

} // namespace orderd::app
