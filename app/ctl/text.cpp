// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/text.hpp"

#include "domain/text.hpp"

#include <algorithm>
#include <array>

namespace orderd::ctl {

namespace {

struct range {
  char32_t first;
  char32_t last;
};

/// Marks that stand over or under the character before them, joiners and
/// variation selectors.
constexpr std::array zero_width{
    range{0x0300, 0x036F}, range{0x0483, 0x0489}, range{0x0591, 0x05BD},
    range{0x0610, 0x061A}, range{0x064B, 0x065F}, range{0x0E34, 0x0E3A},
    range{0x0E47, 0x0E4E}, range{0x1AB0, 0x1AFF}, range{0x1DC0, 0x1DFF},
    range{0x200B, 0x200F}, range{0x20D0, 0x20FF}, range{0xFE00, 0xFE0F},
    range{0xFE20, 0xFE2F}, range{0xFEFF, 0xFEFF}, range{0xE0100, 0xE01EF}};

constexpr std::array double_width{
    range{0x1100, 0x115F},   range{0x231A, 0x231B},   range{0x2E80, 0x303E},
    range{0x3041, 0xA4CF},   range{0xA960, 0xA97C},   range{0xAC00, 0xD7A3},
    range{0xF900, 0xFAFF},   range{0xFE30, 0xFE6F},   range{0xFF00, 0xFF60},
    range{0xFFE0, 0xFFE6},   range{0x1F300, 0x1F64F}, range{0x1F680, 0x1F6FF},
    range{0x1F900, 0x1F9FF}, range{0x20000, 0x3FFFD}};

template <std::size_t N>
bool is_in(const std::array<range, N>& ranges, char32_t code) {
  return std::ranges::any_of(ranges, [code](const range& r) {
    return code >= r.first && code <= r.last;
  });
}

std::size_t width_of(char32_t code) {
  if (is_in(zero_width, code))
    return 0;
  return is_in(double_width, code) ? 2 : 1;
}

/// The code point at `at` of valid UTF-8; moves `at` behind it. A stray byte
/// counts as a character of its own.
char32_t next_code(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  const auto more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
  auto code = static_cast<char32_t>(more == 0 ? lead : lead & (0x3F >> more));
  for (auto i = 0; i < more && at < text.size(); ++i)
    code = (code << 6U) | (static_cast<unsigned char>(text[at++]) & 0x3FU);
  return code;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

} // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();)
    width += width_of(next_code(text, at));
  return width;
}

std::string group_digits(std::string_view number) {
  const auto start = number.starts_with('-') ? 1U : 0U;
  const auto end = std::min(number.find('.'), number.size());
  const auto whole = number.substr(start, end - start);
  if (whole.empty() || !std::ranges::all_of(whole, is_digit))
    return std::string(number);
  std::string result(number.substr(0, start));
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (i > 0 && (whole.size() - i) % 3 == 0)
      result += ',';
    result += whole[i];
  }
  return result.append(number.substr(end));
}

std::string harmless(std::string_view text, std::size_t limit) {
  return domain::shown(text, limit);
}

} // namespace orderd::ctl
