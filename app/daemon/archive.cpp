// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/archive.hpp"

#include "app/daemon/folder_names.hpp"

#include <algorithm>

namespace orderd::app {

namespace {

constexpr int day_depth = 3;

std::optional<std::string> find_in(const folder& dir,
                                   domain::import_id import) {
  const auto suffix = archived_suffix(import);
  for (auto& name : list_folder(dir)) {
    if (!name.ends_with(suffix))
      continue;
    const auto entry = find_entry(dir, name);
    if (entry && S_ISREG(entry->st_mode))
      return std::move(name);
  }
  return std::nullopt;
}

bool is_number(const std::string& name) {
  return name.find_first_not_of("0123456789") == std::string::npos;
}

/// Looks through the folders `depth` levels below, the last name first.
std::optional<archived_file> find_below(folder dir, int depth,
                                        domain::import_id import) {
  if (depth == 0) {
    auto name = find_in(dir, import);
    if (!name)
      return std::nullopt;
    return archived_file{std::move(dir), std::move(*name)};
  }
  auto names = list_folder(dir);
  std::reverse(names.begin(), names.end());
  for (const auto& name : names) {
    const auto entry = find_entry(dir, name);
    if (!entry || !S_ISDIR(entry->st_mode) || !is_number(name))
      continue;
    if (auto found = find_below(open_folder(dir, name), depth - 1, import))
      return found;
  }
  return std::nullopt;
}

} // namespace

folder make_day_folder(const folder& root, domain::business_day day) {
  auto dir = make_folder(root, archive_folder);
  for (const auto& name : day_folders(day))
    dir = make_folder(dir, name);
  return dir;
}

std::string day_path(std::string_view name, domain::import_id import,
                     domain::business_day day) {
  std::string path(archive_folder);
  for (const auto& part : day_folders(day))
    path += "/" + part;
  return path + "/" + archived_name(name, import);
}

std::optional<archived_file> find_archived(const folder& root,
                                           domain::import_id import) {
  return find_below(make_folder(root, archive_folder), day_depth, import);
}

std::optional<archived_file> find_quarantined(const folder& root,
                                              domain::import_id import) {
  return find_below(make_folder(root, quarantine_folder), 0, import);
}

} // namespace orderd::app
