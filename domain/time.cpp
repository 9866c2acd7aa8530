// SPDX-License-Identifier: Apache-2.0
#include "domain/time.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace orderd::domain {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t day_length = 10;      // 2026-11-24
constexpr std::size_t second_length = 19;   // ... T05:58:14
constexpr std::size_t fraction_length = 26; // ... .123456

/// The number that `count` digits from `at` on make, or nothing.
std::optional<int> digits(std::string_view text, std::size_t at,
                          std::size_t count) {
  const auto part = text.substr(std::min(at, text.size()), count);
  if (part.size() != count) {
    return std::nullopt;
  }
  int value = 0;
  for (const char c : part) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + (c - '0');
  }
  return value;
}

template <class... Args>
std::string print(const char* format, Args... args) {
  std::array<char, 64> text{};
  const int length = std::snprintf(text.data(), text.size(), format, args...);
  return {text.data(), static_cast<std::size_t>(length)};
}

/// `T05:58:14` or `T05:58:14.123456` behind the day, without the Z.
std::optional<std::chrono::microseconds> time_of_day(std::string_view text) {
  const auto hours = digits(text, 11, 2);
  const auto minutes = digits(text, 14, 2);
  const auto seconds = digits(text, 17, 2);
  if (text[10] != 'T' || text[13] != ':' || text[16] != ':' || !hours ||
      !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 59) {
    return std::nullopt;
  }
  std::optional<int> micros = 0;
  if (text.size() == fraction_length) {
    micros = text[second_length] == '.' ? digits(text, second_length + 1, 6)
                                        : std::nullopt;
  }
  if (!micros) {
    return std::nullopt;
  }
  return *hours * 1h + *minutes * 1min + *seconds * 1s + *micros * 1us;
}

} // namespace

std::string format_time(utc_time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock{time - day};
  auto text = format_day(day) +
              print("T%02d:%02d:%02d", static_cast<int>(clock.hours().count()),
                    static_cast<int>(clock.minutes().count()),
                    static_cast<int>(clock.seconds().count()));
  if (clock.subseconds() != 0us) {
    text += print(".%06d", static_cast<int>(clock.subseconds().count()));
  }
  return text + "Z";
}

std::optional<utc_time> parse_time(std::string_view text) {
  const auto day = parse_day(text.substr(0, day_length));
  if (!day || text.size() == day_length) {
    return day;
  }
  if (!text.ends_with('Z')) {
    return std::nullopt;
  }
  text.remove_suffix(1);
  if (text.size() != second_length && text.size() != fraction_length) {
    return std::nullopt;
  }
  const auto clock = time_of_day(text);
  return clock ? std::optional{utc_time{*day} + *clock} : std::nullopt;
}

std::string format_day(business_day day) {
  const std::chrono::year_month_day date{day};
  return print("%04d-%02u-%02u", static_cast<int>(date.year()),
               static_cast<unsigned>(date.month()),
               static_cast<unsigned>(date.day()));
}

std::optional<business_day> parse_day(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (text.size() != day_length || text[4] != '-' || text[7] != '-' || !year ||
      !month || !day) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{
      std::chrono::year{*year},
      std::chrono::month{static_cast<unsigned>(*month)},
      std::chrono::day{static_cast<unsigned>(*day)}};
  return date.ok() ? std::optional{business_day{date}} : std::nullopt;
}

} // namespace orderd::domain
