// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace orderd::domain {

/// The first byte that is not part of valid UTF-8 (overlong forms, surrogates
/// and code points above U+10FFFF are not), or nothing if all of it is.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// Which control characters a value may hold.
enum class controls { none, line_breaks_and_tabs };

/// The first control character (C0, DEL, C1) that is not allowed, or nothing.
std::optional<std::size_t> find_control(std::string_view text,
                                        controls allowed = controls::none);

/// What a person calls the character that stands at `at`: `CR`, `NUL`,
/// `U+0085`.
std::string control_name(std::string_view text, std::size_t at);

/// Without spaces and tabs at both ends.
std::string_view trim(std::string_view text);

/// With the letters A to Z made small; all other bytes stay as they are.
std::string lower_ascii(std::string_view text);

/// Input made harmless for a message: control characters, line separators,
/// characters that turn the direction of writing, and bytes that are not
/// UTF-8 are escaped (`\n`, `\x1B`, `\u{202E}`), and what is longer than
/// `limit` bytes is cut between two characters and ends in `...`.
std::string shown(std::string_view text, std::size_t limit);

/// `shown` between back quotes, or `nothing` for an empty text.
std::string quoted(std::string_view text, std::size_t limit);

} // namespace orderd::domain
