// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace orderd::testing {

/// A text file of the project.
struct source_file {
  std::string path; ///< from the project's root: `domain/money.cpp`
  std::vector<std::string> lines;
  std::string text;

  /// `domain`, or `app/ctl`: the folders that the rules speak about.
  [[nodiscard]] std::string folder() const;

  /// `money.cpp`.
  [[nodiscard]] std::string name() const;
};

/// The project's root.
std::filesystem::path project_root();

/// The files below the folders whose names end in one of the extensions, by
/// path.
std::vector<source_file>
files_below(const std::vector<std::string>& folders,
            const std::vector<std::string>& extensions);

/// The C++ sources and headers of the program itself.
const std::vector<source_file>& program_sources();

/// One file of the project; empty if there is none.
source_file read_source(const std::string& path);

/// The first group of every match of the pattern in the text.
std::vector<std::string> all_matches(const std::string& text,
                                     const std::string& pattern);

} // namespace orderd::testing
