// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/hot_folder.hpp"
#include "app/daemon/posix_file.hpp"

/// `spool/<import>/` holds one claimed file under its own name, and dot files
/// beside it: `.claim` (kind, source and whether it is silent, durable before
/// the file comes),
/// `.day` (the day under which it will be archived, once that is fixed) and
/// `.part` (a copy that is being made). Failures are thrown as file_error.
namespace orderd::app {

/// The name of a copy that is being made.
inline constexpr std::string_view spool_copy_name = ".part";

/// Whether a spool directory uses the name for itself.
bool is_spool_note(std::string_view name);

/// An import's directory; nothing if there is none.
std::optional<folder> find_spool(const folder& root, domain::import_id import);
folder make_spool(const folder& root, domain::import_id import);

/// The ids of all directories in the spool, rising.
std::vector<domain::import_id> spooled_imports(const folder& root);

/// The name of the claimed file; nothing if it is not there.
std::optional<std::string> spooled_name(const folder& dir);

void write_claim(const folder& dir, const actors::incoming_file& file);

/// What `write_claim` noted, and the given name. Refuses a
/// note that is missing or damaged.
actors::incoming_file read_claim(const folder& dir, const std::string& name);

/// The day that an earlier `fix_day` noted, or `otherwise`.
domain::business_day fixed_day(const folder& dir,
                               domain::business_day otherwise);

/// Notes the day unless one is noted; returns the one that holds.
domain::business_day fix_day(const folder& dir, domain::business_day day);

/// Removes what is left of a copy that did not end.
void drop_unfinished(const folder& dir);

/// Removes the notes and the directory. A directory that still holds a file
/// stays as it is, which is an error.
void drop_spool(const folder& root, domain::import_id import);

} // namespace orderd::app
