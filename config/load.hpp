// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.hpp"

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace orderd::config {

/// One thing that is wrong with the configuration.
struct problem {
  std::string origin; ///< the file, the variable or the flag
  int line = 0;       ///< 0 if not in a file
  int column = 0;
  std::string key;  ///< `section.name`; empty for a file that is no TOML
  std::string text; ///< what was expected and what was found

  friend bool operator==(const problem&, const problem&) = default;
};

/// `orderd.toml:3:12: import.quiet_ms: expected ...`, without line end.
std::string to_string(const problem& p);

/// A setting from outside the file: a variable's name and text, or the full
/// name of a key that a flag stands for.
struct setting {
  std::string name;
  std::string value;
  std::string origin; ///< how an error names it; empty: by its name
};

/// Everything that a configuration is made of; the later overrides the
/// earlier.
struct inputs {
  std::string file_name;            ///< only for errors
  std::string file_text;            ///< TOML; empty for none
  std::vector<setting> environment; ///< `ORDERD_SECTION_KEY`; others ignored
  std::vector<setting> flags;       ///< `section.key`
};

/// The configuration, or everything that is wrong with it: the file's
/// problems in the order of its lines, then those of the variables and flags.
/// A variable is one of ours if it begins with ORDERD_ and a section's name;
/// one that then names no key is a problem.
tl::expected<configuration, std::vector<problem>> load(const inputs& from);

/// The file's text, or why it cannot be read.
tl::expected<std::string, problem> read_file(const std::string& path);

/// The variables of an environment that begin with `ORDERD_`.
std::vector<setting> our_variables(const char* const* environment);

/// The candidate that `name` was probably meant to be, or empty.
std::string nearest(std::string_view name,
                    const std::vector<std::string>& candidates);

} // namespace orderd::config
