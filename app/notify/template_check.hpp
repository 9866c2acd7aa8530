// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace orderd::app {

/// A name that templates may use.
struct placeholder {
  std::string_view name;
  bool of_item = false;    ///< within {{#items}} alone
  bool of_section = false; ///< as {{#name}} and {{^name}} alone
};

/// All of them; docs/operating.md says what they stand for.
std::span<const placeholder> placeholders();

enum class template_escaping { none, html };

struct template_fault {
  int line = 1;
  int column = 1; ///< in bytes
  std::string text;
};

/// What is wrong with a template, if anything is: broken syntax, a name that
/// is no placeholder (or not in this place, or only of a section), a partial,
/// changed delimiters, text that is not valid UTF-8; and in HTML a value
/// without escaping, since customers choose their names.
std::optional<template_fault> find_template_fault(const std::string& text,
                                                  template_escaping escaping);

} // namespace orderd::app
