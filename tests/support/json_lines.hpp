// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// Files that a test shares with other programs.
namespace orderd::testing {

/// The whole lines of a file but the first so many, each a JSON document; none
/// if there is no file.
std::vector<nlohmann::json> json_lines(const std::filesystem::path& file,
                                       std::size_t skip = 0);

/// How many whole lines there are.
std::size_t count_lines(const std::filesystem::path& file);

/// Puts a file into place as a whole.
void replace_file(const std::filesystem::path& file, std::string_view content);

/// Writes a file that only the account may read that daemons run as.
void write_for_daemon(const std::filesystem::path& file,
                      std::string_view content);

} // namespace orderd::testing
