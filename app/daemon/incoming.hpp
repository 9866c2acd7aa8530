// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/hot_folder.hpp"
#include "app/daemon/posix_file.hpp"

/// Looking into `incoming/`. Failures are thrown as file_error.
namespace orderd::app {

/// The folders that files are dropped into, made where they are missing.
struct incoming_folders {
  folder orders;
  folder products;
  folder refunds;
};
incoming_folders make_incoming(const folder& root);

/// All that may be taken, sorted by kind (products first, refunds last),
/// source and name, and what is left alone. `spool` is where taken files go: a
/// source folder on another file system is left alone.
actors::folder_scan scan_incoming(const folder& root, const folder& spool);

/// The folder that a file lies in. Refuses a bad source.
folder open_incoming(const folder& root, const actors::incoming_file& file);

/// The stamp of a file that may be taken. Refuses others.
actors::file_stamp look_at_incoming(const folder& dir, const std::string& name);

} // namespace orderd::app
