// SPDX-License-Identifier: Apache-2.0
#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace orderd::domain {

namespace {

constexpr std::uint64_t high_bits = 0x8080808080808080U;

constexpr unsigned char byte(char c) noexcept {
  return static_cast<unsigned char>(c);
}

/// Where the run of ASCII that starts at `at` ends; eight bytes at a time.
std::size_t skip_ascii(std::string_view text, std::size_t at) {
  while (text.size() - at >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & high_bits) != 0) {
      break;
    }
    at += sizeof word;
  }
  while (at < text.size() && byte(text[at]) < 0x80) {
    ++at;
  }
  return at;
}

struct code_point {
  std::uint32_t value = 0;
  std::size_t length = 0; ///< 0 if the bytes are not UTF-8
};

code_point decode(std::string_view text, std::size_t at) {
  const auto lead = byte(text[at]);
  if (lead < 0x80) {
    return {lead, 1};
  }
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() - at < length) {
    return {};
  }
  std::uint32_t value = lead & (0x7FU >> length);
  for (std::size_t next = 1; next < length; ++next) {
    if ((byte(text[at + next]) & 0xC0U) != 0x80) {
      return {};
    }
    value = (value << 6U) | (byte(text[at + next]) & 0x3FU);
  }
  static constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800,
                                                         0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < smallest.at(length) || value > 0x10FFFF || surrogate) {
    return {};
  }
  return {value, length};
}

constexpr bool is_control(std::uint32_t value) noexcept {
  return value < 0x20 || (value >= 0x7F && value <= 0x9F);
}

/// Characters that move what is around them on a line.
constexpr bool bends_line(std::uint32_t value) noexcept {
  return value == 0x2028 || value == 0x2029 ||
         (value >= 0x202A && value <= 0x202E) ||
         (value >= 0x2066 && value <= 0x2069);
}

std::string print(const char* format, unsigned value) {
  std::array<char, 24> text{};
  const int length = std::snprintf(text.data(), text.size(), format, value);
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string escaped(std::uint32_t value) {
  switch (value) {
  case '\n':
    return "\\n";
  case '\r':
    return "\\r";
  case '\t':
    return "\\t";
  default:
    return print(value < 0x80 ? "\\x%02X" : "\\u{%04X}", value);
  }
}

} // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  for (auto at = skip_ascii(text, 0); at < text.size();
       at = skip_ascii(text, at)) {
    const auto [value, length] = decode(text, at);
    if (length == 0) {
      return at;
    }
    at += length;
  }
  return std::nullopt;
}

std::optional<std::size_t> find_control(std::string_view text,
                                        controls allowed) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = byte(text[at]);
    if (c < 0x20 || c == 0x7F) {
      const bool breaks = c == '\n' || c == '\r' || c == '\t';
      if (!breaks || allowed == controls::none) {
        return at;
      }
    }
    // C1 in UTF-8: C2 80 to C2 9F.
    if (c == 0xC2 && at + 1 < text.size() && byte(text[at + 1]) < 0xA0) {
      return at;
    }
  }
  return std::nullopt;
}

std::string control_name(std::string_view text, std::size_t at) {
  const auto value = decode(text, at).value;
  switch (value) {
  case 0x00:
    return "NUL";
  case 0x09:
    return "TAB";
  case 0x0A:
    return "LF";
  case 0x0D:
    return "CR";
  case 0x1B:
    return "ESC";
  case 0x7F:
    return "DEL";
  default:
    return print("U+%04X", value);
  }
}

std::string_view trim(std::string_view text) {
  static constexpr std::string_view blanks = " \t";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string lower_ascii(std::string_view text) {
  std::string lower{text};
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return lower;
}

std::string shown(std::string_view text, std::size_t limit) {
  std::string safe;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto [value, length] = decode(text, at);
    const auto step = std::max<std::size_t>(length, 1);
    if (at + step > limit) {
      return safe + "...";
    }
    if (length == 0) {
      safe += print("\\x%02X", byte(text[at]));
    } else if (is_control(value) || bends_line(value)) {
      safe += escaped(value);
    } else {
      safe += text.substr(at, length);
    }
    at += step;
  }
  return safe;
}

std::string quoted(std::string_view text, std::size_t limit) {
  return text.empty() ? "nothing" : "`" + shown(text, limit) + "`";
}

} // namespace orderd::domain
