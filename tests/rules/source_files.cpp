// SPDX-License-Identifier: Apache-2.0
#include "tests/rules/source_files.hpp"

#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>

namespace orderd::testing {

std::string source_file::folder() const {
  const auto parent = std::filesystem::path(path).parent_path().string();
  // The two programs stand beside the folders of their parts.
  if (path == "app/orderd.cpp")
    return "app/daemon";
  if (path == "app/orderctl.cpp")
    return "app/ctl";
  return parent;
}

std::string source_file::name() const {
  return std::filesystem::path(path).filename();
}

std::filesystem::path project_root() {
  return ORDERD_SOURCE_DIR;
}

source_file read_source(const std::string& path) {
  source_file result{path, {}, {}};
  std::ifstream file(project_root() / path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  result.text = text.str();
  std::istringstream lines(result.text);
  for (std::string line; std::getline(lines, line);)
    result.lines.push_back(line);
  return result;
}

std::vector<source_file>
files_below(const std::vector<std::string>& folders,
            const std::vector<std::string>& extensions) {
  std::vector<source_file> result;
  for (const auto& folder : folders) {
    if (!std::filesystem::exists(project_root() / folder))
      continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             project_root() / folder)) {
      const auto extension = entry.path().extension().string();
      if (entry.is_regular_file() &&
          std::ranges::find(extensions, extension) != extensions.end())
        result.push_back(read_source(
            std::filesystem::relative(entry.path(), project_root()).string()));
    }
  }
  std::ranges::sort(result, {}, &source_file::path);
  return result;
}

const std::vector<source_file>& program_sources() {
  static const auto sources = files_below(
      {"domain", "storage", "config", "actors", "app"}, {".cpp", ".hpp"});
  return sources;
}

std::vector<std::string> all_matches(const std::string& text,
                                     const std::string& pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> result;
  for (std::sregex_iterator match(text.begin(), text.end(), expression), end;
       match != end; ++match)
    result.push_back((*match)[1].str());
  return result;
}

} // namespace orderd::testing
