// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/log_format.hpp"

#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <variant>

namespace orderd::app {

namespace {

using actors::log_field;
using actors::log_level;

/// The names, priorities (of syslog) and colours of the levels.
struct level_style {
  std::string_view name;
  std::string_view shown;
  std::string_view priority;
  std::string_view colour;
};

constexpr std::array<level_style, 4> styles{{
    {"debug", "DEBUG", "<7>", "\x1b[2m"},
    {"info", "INFO ", "<6>", "\x1b[32m"},
    {"warning", "WARN ", "<4>", "\x1b[33m"},
    {"error", "ERROR", "<3>", "\x1b[1;31m"},
}};
constexpr std::string_view colour_off = "\x1b[0m";

const level_style& style_of(log_level level) {
  return styles[static_cast<std::size_t>(level)];
}

/// Writes a number with leading zeros at the end of the text.
void append_digits(std::string& into, std::int64_t number, std::size_t width) {
  into.append(width, '0');
  for (auto digit = into.rbegin(); width > 0; ++digit, --width) {
    *digit = static_cast<char>('0' + number % 10);
    number /= 10;
  }
}

void append_clock(std::string& into, std::chrono::microseconds since_midnight,
                  std::size_t fraction_digits) {
  const std::chrono::hh_mm_ss clock{since_midnight};
  append_digits(into, clock.hours().count(), 2);
  into += ':';
  append_digits(into, clock.minutes().count(), 2);
  into += ':';
  append_digits(into, clock.seconds().count(), 2);
  into += '.';
  append_digits(into, clock.subseconds().count(), 6);
  into.resize(into.size() - 6 + fraction_digits);
}

/// Always with six digits, so that times of equal length compare as text.
void append_time(std::string& into, domain::utc_time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  append_digits(into, static_cast<int>(date.year()), 4);
  into += '-';
  append_digits(into, static_cast<unsigned>(date.month()), 2);
  into += '-';
  append_digits(into, static_cast<unsigned>(date.day()), 2);
  into += 'T';
  append_clock(into, time - day, 6);
  into += 'Z';
}

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

/// `\u001b`, for characters below U+10000.
void append_escape(std::string& into, unsigned code) {
  constexpr std::string_view digits = "0123456789abcdef";
  into += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U})
    into += digits[code >> shift & 0xfU];
}

/// Appends the character of more than one byte at the front; returns its
/// length. Those that end a line or steer a terminal are escaped.
std::size_t append_character(std::string& into, std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  if (byte(0) == 0xc2 && byte(1) < 0xa0) {
    append_escape(into, byte(1));
    return 2;
  }
  if (byte(0) == 0xe2 && byte(1) == 0x80 && (byte(2) | 1U) == 0xa9) {
    append_escape(into, 0x2000U + (byte(2) & 0x3fU));
    return 3;
  }
  const std::size_t length = byte(0) < 0xe0 ? 2 : byte(0) < 0xf0 ? 3 : 4;
  into.append(text, 0, length);
  return length;
}

void append_ascii(std::string& into, char c) {
  switch (c) {
  case '"':
    into += "\\\"";
    break;
  case '\\':
    into += "\\\\";
    break;
  case '\n':
    into += "\\n";
    break;
  case '\r':
    into += "\\r";
    break;
  case '\t':
    into += "\\t";
    break;
  default:
    append_escape(into, static_cast<unsigned char>(c));
  }
}

void append_escaped(std::string& into, std::string_view text) {
  while (!text.empty()) {
    const auto special = std::ranges::find_if_not(text, is_plain);
    into.append(text.begin(), special);
    text.remove_prefix(static_cast<std::size_t>(special - text.begin()));
    if (text.empty())
      return;
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      append_ascii(into, text.front());
      text.remove_prefix(1);
    } else {
      text.remove_prefix(append_character(into, text));
    }
  }
}

/// Escaped, with bytes that are not UTF-8 replaced.
void append_clean(std::string& into, std::string_view text) {
  while (const auto invalid = domain::find_invalid_utf8(text)) {
    append_escaped(into, text.substr(0, *invalid));
    into += "\xef\xbf\xbd";
    text.remove_prefix(*invalid + 1);
  }
  append_escaped(into, text);
}

/// Raw JSON has control characters only between its tokens.
void append_raw(std::string& into, const std::string& json) {
  std::ranges::transform(json, std::back_inserter(into), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  });
}

/// Whether a text can stand in a text line without quotes.
bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_plain(c) && c != ' ' && c != '=';
  });
}

void append_value(std::string& into, const actors::log_value& value,
                  line_format format) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (format != line_format::json && is_word(*text))
      into += *text;
    else
      append_json_string(into, *text);
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    into += std::to_string(*number);
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    into += *flag ? "true" : "false";
  } else {
    append_raw(into, std::get<actors::raw_json>(value).text);
  }
}

void append_json_line(std::string& into, domain::utc_time time, log_level level,
                      std::string_view event,
                      std::span<const log_field> fields) {
  into += R"({"time":")";
  append_time(into, time);
  into += R"(","level":")";
  into += style_of(level).name;
  into += R"(","event":)";
  append_json_string(into, event);
  for (const auto& field : fields) {
    into += ',';
    append_json_string(into, field.name);
    into += ':';
    append_value(into, field.value, line_format::json);
  }
  into += "}\n";
}

void append_text_line(std::string& into, bool coloured, domain::utc_time time,
                      log_level level, std::string_view event,
                      std::span<const log_field> fields) {
  append_clock(into, time - std::chrono::floor<std::chrono::days>(time), 3);
  into += ' ';
  if (coloured)
    into += style_of(level).colour;
  into += style_of(level).shown;
  if (coloured)
    into += colour_off;
  into += ' ';
  append_clean(into, event);
  for (std::string_view gap = "  "; const auto& field : fields) {
    into += gap;
    append_clean(into, field.name);
    into += '=';
    append_value(into, field.value, line_format::text);
    gap = " ";
  }
  into += '\n';
}

} // namespace

void append_line(std::string& into, line_format format, line_prefix prefix,
                 domain::utc_time time, log_level level, std::string_view event,
                 std::span<const log_field> fields) {
  if (prefix == line_prefix::journal)
    into += style_of(level).priority;
  if (format == line_format::json)
    append_json_line(into, time, level, event, fields);
  else
    append_text_line(into, format == line_format::coloured_text, time, level,
                     event, fields);
}

void append_json_string(std::string& into, std::string_view text) {
  into += '"';
  append_clean(into, text);
  into += '"';
}

std::string_view to_string(log_level level) {
  return style_of(level).name;
}

} // namespace orderd::app
