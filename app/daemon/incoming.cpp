// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/incoming.hpp"

#include "app/daemon/folder_names.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <climits>
#include <tuple>

namespace orderd::app {

namespace {

using actors::folder_scan;
using actors::incoming_file;
using domain::import_kind;

const char* why_not_regular(mode_t mode) {
  if (S_ISLNK(mode))
    return "it is a symbolic link, and links are never followed";
  if (S_ISFIFO(mode))
    return "it is a FIFO";
  if (S_ISSOCK(mode))
    return "it is a socket";
  if (S_ISDIR(mode))
    return "it is a directory, and only files are taken here";
  return "it is a device";
}

actors::file_stamp stamp_of(const struct stat& entry) {
  const auto since_epoch = std::chrono::seconds(entry.st_ctim.tv_sec) +
                           std::chrono::nanoseconds(entry.st_ctim.tv_nsec);
  return {.size = entry.st_size,
          .changed = domain::utc_time(
              std::chrono::floor<std::chrono::microseconds>(since_epoch))};
}

void leave(folder_scan& scan, const std::string& path, std::string why) {
  scan.left.push_back({domain::shown(path, PATH_MAX), std::move(why)});
}

/// Takes up one entry of a folder. What vanished meanwhile is none.
void scan_entry(folder_scan& scan, const folder& dir, const std::string& name,
                import_kind kind, std::string_view source) {
  const auto entry = find_entry(dir, name);
  if (!entry)
    return;
  if (!S_ISREG(entry->st_mode))
    return leave(scan, dir.at(name), why_not_regular(entry->st_mode));
  try {
    scan.files.push_back(
        {{kind, std::string(source), name}, look_at_incoming(dir, name)});
  } catch (const file_error& failure) {
    if (failure.error() != ENOENT)
      leave(scan, dir.at(name), failure.what());
  }
}

void scan_folder(folder_scan& scan, const folder& dir, import_kind kind,
                 std::string_view source) {
  for (const auto& name : list_folder(dir))
    if (!is_upload_name(name))
      scan_entry(scan, dir, name, kind, source);
}

void scan_source(folder_scan& scan, const folder& orders,
                 const std::string& name, const folder& spool) {
  if (name == default_source)
    return leave(scan, orders.at(name),
                 "files of the source default lie in incoming/orders itself");
  if (!is_source_folder(name))
    return leave(scan, orders.at(name),
                 "a folder of a source is named with 1 to 64 of the "
                 "characters a-z 0-9 _ -");
  try {
    const auto dir = find_folder(orders, name);
    if (!dir)
      return;
    if (!same_file_system(*dir, spool))
      return leave(scan, orders.at(name),
                   "it is on another file system than the spool");
    scan_folder(scan, *dir, import_kind::orders, name);
  } catch (const file_error& failure) {
    leave(scan, orders.at(name), failure.what());
  }
}

void scan_orders(folder_scan& scan, const folder& orders, const folder& spool) {
  for (const auto& name : list_folder(orders)) {
    if (is_upload_name(name))
      continue;
    const auto entry = find_entry(orders, name);
    if (entry && S_ISDIR(entry->st_mode))
      scan_source(scan, orders, name, spool);
    else
      scan_entry(scan, orders, name, import_kind::orders, default_source);
  }
}

/// What was dropped one level too high would otherwise wait in silence.
void scan_top(folder_scan& scan, const folder& incoming) {
  for (const auto& name : list_folder(incoming))
    if (!is_upload_name(name) && name != orders_folder &&
        name != products_folder && name != refunds_folder)
      leave(scan, incoming.at(name),
            "files are taken from incoming/orders, incoming/products and "
            "incoming/refunds");
}

bool comes_before(const folder_scan::entry& one,
                  const folder_scan::entry& other) {
  const auto place = [](const incoming_file& file) {
    return std::make_tuple(file.kind != import_kind::products, file.kind,
                           std::string_view(file.source),
                           std::string_view(file.name));
  };
  return place(one.file) < place(other.file);
}

} // namespace

incoming_folders make_incoming(const folder& root) {
  const auto incoming = make_folder(root, incoming_folder);
  return {make_folder(incoming, orders_folder),
          make_folder(incoming, products_folder),
          make_folder(incoming, refunds_folder)};
}

folder_scan scan_incoming(const folder& root, const folder& spool) {
  folder_scan scan;
  const auto folders = make_incoming(root);
  scan_top(scan, open_folder(root, incoming_folder));
  scan_folder(scan, folders.products, import_kind::products, default_source);
  scan_folder(scan, folders.refunds, import_kind::refunds, default_source);
  scan_orders(scan, folders.orders, spool);
  std::sort(scan.files.begin(), scan.files.end(), comes_before);
  return scan;
}

folder open_incoming(const folder& root, const incoming_file& file) {
  const auto incoming = open_folder(root, incoming_folder);
  if (file.kind != import_kind::orders)
    return open_folder(incoming, folder_of(file.kind));
  auto orders = open_folder(incoming, orders_folder);
  if (file.source == default_source)
    return orders;
  if (!is_source_folder(file.source))
    throw file_error("open the folder of source " + shown_path(file.source),
                     EINVAL, "it is no name of a source");
  return open_folder(orders, file.source);
}

actors::file_stamp look_at_incoming(const folder& dir,
                                    const std::string& name) {
  const auto attempt = "take " + shown_path(dir.at(name));
  if (!is_file_name(name) || is_upload_name(name))
    throw file_error(attempt, EINVAL, "such names are left alone");
  const auto entry = find_entry(dir, name);
  if (!entry)
    throw file_error(attempt, ENOENT);
  // Looked at before it is opened, since opening alone moves some devices.
  if (!S_ISREG(entry->st_mode))
    throw file_error(attempt, ENOTSUP, why_not_regular(entry->st_mode));
  const auto readable = open_regular(dir, name);
  return stamp_of(*entry);
}

} // namespace orderd::app
