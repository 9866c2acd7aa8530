// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres_programs.hpp"

#include "storage/child_process.hpp"
#include "storage/error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace orderd::storage {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds version_limit{10};

bool holds_programs(const fs::path& dir) {
  constexpr std::array<const char*, 3> needed{"initdb", "postgres",
                                              "pg_controldata"};
  return std::all_of(needed.begin(), needed.end(), [&](const char* name) {
    return ::access((dir / name).c_str(), X_OK) == 0;
  });
}

// Debian keeps /usr/lib/postgresql/15/bin, Red Hat /usr/pgsql-15/bin.
void add_packaged(std::vector<fs::path>& to, const fs::path& parent,
                  std::string_view prefix) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(parent, ignored))
    if (entry.path().filename().string().starts_with(prefix))
      to.push_back(entry.path() / "bin");
}

void add_search_path(std::vector<fs::path>& to) {
  const auto* path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(':'), rest.size());
    if (end > 0)
      to.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

// `postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)`
std::optional<int> major_of(const fs::path& bin_dir) {
  auto name = (fs::temp_directory_path() / "orderd-version-XXXXXX").string();
  const auto file = ::mkstemp(name.data());
  if (file < 0)
    throw error(error_kind::unavailable,
                "cannot ask PostgreSQL for its version: no temporary file can "
                "be made in " +
                    fs::temp_directory_path().string());
  ::close(file);
  const auto status = run_program(
      {bin_dir / "postgres", {"--version"}, {}, name, std::nullopt, 0},
      version_limit);
  const auto text = tail_of(name);
  fs::remove(name);
  constexpr std::string_view mark = "(PostgreSQL) ";
  const auto at = text.find(mark);
  int major = 0;
  if (status != 0 || at == std::string::npos)
    return std::nullopt;
  const auto* from = text.data() + at + mark.size();
  if (std::from_chars(from, text.data() + text.size(), major).ec != std::errc{})
    return std::nullopt;
  return major;
}

} // namespace

postgres_programs find_postgres_programs(const fs::path& bin_dir,
                                         std::optional<int> wanted_major) {
  std::vector<fs::path> places;
  if (!bin_dir.empty()) {
    places.push_back(bin_dir);
  } else {
    add_packaged(places, "/usr/lib/postgresql", "");
    add_packaged(places, "/usr", "pgsql-");
    add_search_path(places);
  }
  std::optional<postgres_programs> best;
  for (const auto& place : places) {
    const auto major = holds_programs(place) ? major_of(place) : std::nullopt;
    if (!major)
      continue;
    if (major == wanted_major)
      return {place, *major};
    if (!best || *major > best->major)
      best = {place, *major};
  }
  if (best)
    return *best;
  throw error(error_kind::misconfigured,
              "cannot find PostgreSQL's server programs in " +
                  (bin_dir.empty() ? std::string("/usr/lib/postgresql/*/bin or "
                                                 "PATH")
                                   : bin_dir.string()) +
                  ": install the package postgresql, or name a server with "
                  "[database] url");
}

} // namespace orderd::storage
