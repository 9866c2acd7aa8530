// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"
#include "domain/records.hpp"
#include "domain/time.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The rules of names below the state directory. A file's name is any bytes
/// that the file system takes; it is never interpreted beyond these rules.
namespace orderd::app {

inline constexpr std::string_view incoming_folder = "incoming";
inline constexpr std::string_view orders_folder = "orders";
inline constexpr std::string_view products_folder = "products";
inline constexpr std::string_view refunds_folder = "refunds";
inline constexpr std::string_view spool_folder = "spool";
inline constexpr std::string_view archive_folder = "archive";
inline constexpr std::string_view quarantine_folder = "quarantine";

/// The folder of a kind's files, below `incoming/`.
std::string_view folder_of(domain::import_kind kind);

/// The source of the files that lie in `incoming/orders` itself.
inline constexpr std::string_view default_source = "default";

/// Whether a name is left alone without a word: it starts with a dot or ends
/// in `.part`, `.tmp` or `.filepart`, as files do that are being uploaded.
bool is_upload_name(std::string_view name);

/// Whether a folder below `incoming/orders` names a source: `[a-z0-9_-]{1,64}`,
/// and not `default`, whose files lie in `incoming/orders` itself.
bool is_source_folder(std::string_view name);

/// Whether a name can stand in a directory at all.
bool is_file_name(std::string_view name);

/// `<name without .csv>.<import>.csv`, at most 255 bytes: what is too long is
/// cut before the import id, between two characters.
std::string archived_name(std::string_view name, domain::import_id import);

/// `<name without .csv>.<import>.rejects.csv` for what `archived_name` gave.
std::string rejects_name(std::string_view archived);

/// How every archived name of an import ends, and no other's.
std::string archived_suffix(domain::import_id import);

/// The folders of a day's archive, outermost first: `2026`, `11`, `24`.
std::vector<std::string> day_folders(domain::business_day day);

} // namespace orderd::app
