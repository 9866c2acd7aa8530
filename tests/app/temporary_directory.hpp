// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace orderd::app {

/// A directory of a test's own, removed with all that is in it.
class temporary_directory {
public:
  temporary_directory() {
    auto name = (std::filesystem::temp_directory_path() / "orderd-test-XXXXXX")
                    .string();
    if (::mkdtemp(name.data()) == nullptr)
      throw std::runtime_error("cannot make a temporary directory " + name);
    path_ = name;
  }
  temporary_directory(const temporary_directory&) = delete;
  temporary_directory& operator=(const temporary_directory&) = delete;
  ~temporary_directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& path() const {
    return path_;
  }

  /// A file below, made with its folders.
  void put(const std::filesystem::path& at, std::string_view content) const {
    const auto file = path_ / at;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
  }

  [[nodiscard]] std::string content(const std::filesystem::path& at) const {
    std::ifstream file(path_ / at, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  [[nodiscard]] bool has(const std::filesystem::path& at) const {
    return std::filesystem::symlink_status(path_ / at).type() !=
           std::filesystem::file_type::not_found;
  }

  /// The names in a folder below.
  [[nodiscard]] std::vector<std::string>
  names(const std::filesystem::path& at) const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(path_ / at))
      found.push_back(entry.path().filename());
    return found;
  }

private:
  std::filesystem::path path_;
};

} // namespace orderd::app
