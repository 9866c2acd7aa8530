// SPDX-License-Identifier: Apache-2.0
#include "app/notify/mail_header.hpp"

#include "app/notify/base64.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace orderd::app {
namespace {

// RFC 2047 allows no longer lines where encoded words are.
constexpr std::size_t longest_line = 76;
constexpr std::string_view word_begin = "=?UTF-8?B?";
constexpr std::string_view word_end = "?=";
// The most that an encoded word may hold: 75 characters with its frame.
constexpr std::size_t word_bytes =
    (75 - word_begin.size() - word_end.size()) / 4 * 3;
constexpr std::string_view fold = "\r\n ";

// What a display name may hold without quotes, besides blanks.
constexpr std::string_view atom_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    "!#$%&'*+-/=?^_`{|}~";

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string cleaned(std::string_view dirty) {
  std::string text(dirty);
  while (const auto bad = domain::find_invalid_utf8(text))
    text[*bad] = '?';
  while (const auto at = domain::find_control(text)) {
    // C1 controls are two bytes long.
    const std::size_t length =
        static_cast<unsigned char>(text[*at]) >= 0x80 ? 2 : 1;
    text.replace(*at, length, 1, ' ');
  }
  return std::string(domain::trim(text));
}

/// The longest beginning of at most `limit` bytes that ends between two
/// characters.
std::string_view take(std::string_view text, std::size_t limit) {
  auto end = std::min(limit, text.size());
  while (end > 0 && end < text.size() &&
         (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
    --end;
  return text.substr(0, end);
}

/// Encoded words on as many lines as they need; the first begins at `column`.
std::string encoded(std::string_view text, std::size_t column) {
  const auto frame = word_begin.size() + word_end.size();
  std::string result;
  auto room = longest_line - std::min(longest_line - frame, column) - frame;
  while (!text.empty()) {
    const auto piece = take(text, std::min(word_bytes, room / 4 * 3));
    if (!piece.empty())
      result.append(word_begin).append(to_base64(piece)).append(word_end);
    text.remove_prefix(piece.size());
    if (!text.empty())
      result += fold;
    room = longest_line;
  }
  return result;
}

bool is_plain(std::string_view text, std::size_t column) {
  return is_ascii(text) && column + text.size() <= longest_line &&
         text.find("=?") == std::string_view::npos;
}

std::string quoted_name(std::string_view name) {
  std::string result = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\')
      result += '\\';
    result += c;
  }
  return result + '"';
}

std::string display_name(std::string_view name, std::size_t column) {
  const bool plain = std::ranges::all_of(name, [](char c) {
    return c == ' ' || atom_characters.find(c) != std::string_view::npos;
  });
  const auto written = plain ? std::string(name) : quoted_name(name);
  return is_plain(written, column) ? written : encoded(name, column);
}

} // namespace

std::string text_header(std::string_view name, std::string_view text) {
  auto line = std::string(name).append(": ");
  const auto clean = cleaned(text);
  return line +
         (is_plain(clean, line.size()) ? clean : encoded(clean, line.size()));
}

std::string mailbox_header(std::string_view name, const config::mailbox& who) {
  auto line = std::string(name).append(": ");
  const auto address = cleaned(who.address);
  const auto person = cleaned(who.name);
  if (person.empty())
    return line + address;
  line += display_name(person, line.size());
  const auto last = line.size() - std::min(line.rfind('\n') + 1, line.size());
  line += last + address.size() + 3 > longest_line ? std::string(fold) : " ";
  return line + "<" + address + ">";
}

std::string mail_date(domain::utc_time time) {
  static constexpr std::array days{"Sun", "Mon", "Tue", "Wed",
                                   "Thu", "Fri", "Sat"};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{
      std::chrono::floor<std::chrono::seconds>(time - day)};
  std::array<char, 64> text{};
  std::snprintf(
      text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000",
      days.at(std::chrono::weekday{day}.c_encoding()),
      static_cast<unsigned>(date.day()),
      months.at(static_cast<unsigned>(date.month()) - 1),
      static_cast<int>(date.year()), static_cast<int>(clock.hours().count()),
      static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()));
  return text.data();
}

} // namespace orderd::app
