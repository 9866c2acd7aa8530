// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/csv_reader.hpp"
#include "domain/limits.hpp"

#include <cstddef>
#include <cstring>

/// What the two halves of the reader share; not for others.
namespace orderd::domain {

/// How far a record is looked at: with its line end it fits, or never will.
/// That this does not depend on how the bytes were cut into pieces makes the
/// outcome the same for all pieces.
inline constexpr std::size_t csv_window = limits::row_bytes + 2;

/// The first `c` in [from, to), or `to`.
inline std::size_t find_byte(const char* text, char c, std::size_t from,
                             std::size_t to) {
  const void* found =
      from < to ? std::memchr(text + from, c, to - from) : nullptr;
  return found == nullptr
             ? to
             : static_cast<std::size_t>(static_cast<const char*>(found) - text);
}

/// The end of a line's content, without the CR of its CRLF.
inline std::size_t without_cr(const char* text, std::size_t begin,
                              std::size_t end) {
  return end > begin && text[end - 1] == '\r' ? end - 1 : end;
}

/// The errors of a record, with their sentences. Fields count from 1.
csv_error field_too_long(std::size_t field, std::size_t length);
csv_error row_too_long();
/// `last_line` is 0 for a record of one line.
csv_error wrong_field_count(std::size_t expected, std::size_t found,
                            std::int64_t last_line);
csv_error unclosed_quote(std::size_t field, bool at_end_of_file);
csv_error quote_in_unquoted(std::size_t field);
/// `line` holds the quote that is followed by `behind`.
csv_error misplaced_quote(std::size_t field, std::int64_t line, char behind);

} // namespace orderd::domain
