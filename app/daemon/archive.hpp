// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/hot_folder.hpp"
#include "app/daemon/posix_file.hpp"

/// Where files end: `archive/YYYY/MM/DD/` and `quarantine/`. Failures are
/// thrown as file_error.
namespace orderd::app {

/// Where an import's file lies after it left the spool.
struct archived_file {
  folder dir;
  std::string name;

  [[nodiscard]] std::string path() const {
    return dir.at(name);
  }
};

/// The folder of a day, made if missing.
folder make_day_folder(const folder& root, domain::business_day day);

/// `archive/YYYY/MM/DD/<archived name>`.
std::string day_path(std::string_view name, domain::import_id import,
                     domain::business_day day);

/// Finds an import's file in the archive, whatever its name and day; the
/// newest days are looked through first. Meant for what a crash left between
/// two steps: it may read every folder of the archive.
std::optional<archived_file> find_archived(const folder& root,
                                           domain::import_id import);

/// The same for the quarantine.
std::optional<archived_file> find_quarantined(const folder& root,
                                              domain::import_id import);

/// A file of rejects in a folder of the archive.
std::unique_ptr<actors::rejects_file>
make_rejects_file(folder dir, std::string name, domain::import_id import);

} // namespace orderd::app
