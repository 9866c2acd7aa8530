// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace orderd::ctl {

/// How many columns of a terminal a text takes: combining marks take none,
/// East Asian wide characters and emoji two.
std::size_t display_width(std::string_view text);

/// A decimal with its thousands set apart: `-1234567.50` as `-1,234,567.50`.
/// What is no decimal stays as it is.
std::string group_digits(std::string_view number);

/// Input made harmless for a terminal and cut to `limit` bytes.
std::string harmless(std::string_view text, std::size_t limit = 60);

} // namespace orderd::ctl
