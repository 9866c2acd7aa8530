// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/posix_folder.hpp"

#include "app/daemon/archive.hpp"
#include "app/daemon/folder_guard.hpp"
#include "app/daemon/folder_names.hpp"
#include "app/daemon/incoming.hpp"
#include "app/daemon/spool.hpp"
#include "app/daemon/spool_content.hpp"

namespace orderd::app {

namespace {

using actors::folder_result;
using actors::incoming_file;
using actors::spooled_file;

file_error not_found(const char* attempt, domain::import_id import) {
  return {attempt + std::string(" the file of import ") +
              std::to_string(import.value),
          ENOENT, "it is neither in the spool nor where it would be moved to"};
}

/// Makes a file that was moved durable: its content too, which whoever
/// dropped it may never have synced.
void settle(const folder& dir, const std::string& name) {
  const auto fd = open_regular(dir, name);
  sync_file(fd.get(), dir.at(name));
  sync_folder(dir);
}

/// A spool directory that holds its file.
struct held_file {
  folder dir;
  std::string name;
};

std::optional<held_file> find_held(const folder& root,
                                   domain::import_id import) {
  auto dir = find_spool(root, import);
  if (!dir)
    return std::nullopt;
  auto name = spooled_name(*dir);
  if (!name)
    return std::nullopt;
  return held_file{std::move(*dir), std::move(*name)};
}

/// A claim that was made before, if it was for this file.
void settle_repeat(const held_file& held, const incoming_file& file,
                   domain::import_id import) {
  if (held.name != file.name)
    throw file_error("take " + shown_path(file.name) + " as import " +
                         std::to_string(import.value),
                     EEXIST,
                     "the spool holds " + shown_path(held.dir.at(held.name)));
  settle(held.dir, held.name);
}

/// Where that fails the file stays in the spool: `spooled` finds it.
void put_back(const folder& spool, const folder& from,
              const std::string& name) noexcept {
  try {
    rename_new(spool, name, from, name);
  } catch (const file_error&) {
    // The failure that led here is the one to report.
  }
}

void must_share_file_system(const folder& one, const folder& other) {
  if (!same_file_system(one, other))
    throw file_error("use " + shown_path(other.path), EXDEV,
                     "it is on another file system than " +
                         shown_path(one.path) +
                         ", and files are moved between the two by renaming");
}

/// Moves the file out of its spool directory, or finds where an earlier
/// attempt moved it.
std::string moved_out(const folder& root, domain::import_id import,
                      const folder& to, const folder& spool,
                      const std::string& name) {
  const auto new_name = archived_name(name, import);
  rename_new(spool, name, to, new_name);
  sync_folder(to);
  sync_folder(spool);
  drop_spool(root, import);
  return to.at(new_name);
}

std::string moved_before(const folder& root, domain::import_id import,
                         const std::optional<archived_file>& found,
                         const char* attempt) {
  if (!found)
    throw not_found(attempt, import);
  sync_folder(found->dir);
  drop_spool(root, import);
  return found->path();
}

} // namespace

posix_folder::posix_folder(const std::string& state_directory)
    : root_(open_root(state_directory)) {
  const auto incoming = make_incoming(root_);
  const auto spool = make_folder(root_, spool_folder);
  must_share_file_system(spool, incoming.orders);
  must_share_file_system(spool, incoming.products);
  must_share_file_system(spool, incoming.refunds);
  must_share_file_system(spool, make_folder(root_, archive_folder));
  must_share_file_system(spool, make_folder(root_, quarantine_folder));
}

folder_result<actors::folder_scan> posix_folder::scan() {
  return guarded(
      [&] { return scan_incoming(root_, make_folder(root_, spool_folder)); });
}

folder_result<actors::file_stamp>
posix_folder::stamp(const incoming_file& file) {
  return guarded(
      [&] { return look_at_incoming(open_incoming(root_, file), file.name); });
}

folder_result<void> posix_folder::claim(const incoming_file& file,
                                        domain::import_id import) {
  return guarded([&] {
    if (const auto held = find_held(root_, import))
      return settle_repeat(*held, file, import);
    move_in(file, import);
  });
}

void posix_folder::move_in(const incoming_file& file,
                           domain::import_id import) {
  const auto from = open_incoming(root_, file);
  look_at_incoming(from, file.name);
  try {
    const auto spool = make_spool(root_, import);
    write_claim(spool, file);
    rename_new(from, file.name, spool, file.name);
    try {
      // It may have been exchanged for a link since it was looked at, which
      // this refuses to open.
      settle(spool, file.name);
      sync_folder(from);
    } catch (const file_error&) {
      put_back(spool, from, file.name);
      throw;
    }
  } catch (const file_error&) {
    discard(import);
    throw;
  }
}

folder_result<void> posix_folder::spool_descriptor(int descriptor,
                                                   const incoming_file& as,
                                                   domain::import_id import) {
  return guarded([&] {
    if (const auto held = find_held(root_, import))
      return settle_repeat(*held, as, import);
    if (!is_file_name(as.name) || is_spool_note(as.name))
      throw file_error("take a file named " + shown_path(as.name), EINVAL,
                       "it cannot have this name");
    if (as.source != default_source && !is_source_folder(as.source))
      throw file_error("take " + shown_path(as.name) +
                           " as one of the source " + shown_path(as.source),
                       EINVAL, "it is no name of a source");
    copy_in(descriptor, as, import);
  });
}

void posix_folder::copy_in(int descriptor, const incoming_file& as,
                           domain::import_id import) {
  must_be_regular(descriptor, "copy " + shown_path(as.name));
  try {
    const auto spool = make_spool(root_, import);
    write_claim(spool, as);
    const auto copy = create_file(spool, spool_copy_name);
    const auto copy_path = spool.at(spool_copy_name);
    copy_content(descriptor, copy.get(), as.name, copy_path);
    sync_file(copy.get(), copy_path);
    rename_new(spool, spool_copy_name, spool, as.name);
    try {
      sync_folder(spool);
    } catch (const file_error&) {
      remove_file(spool, as.name);
      throw;
    }
  } catch (const file_error&) {
    discard(import);
    throw;
  }
}

/// A directory that holds a file all the same stays: `spooled` finds it.
void posix_folder::discard(domain::import_id import) noexcept {
  try {
    drop_spool(root_, import);
  } catch (const file_error&) {
    // The failure that led here is the one to report; `spooled` tries again.
  }
}

folder_result<std::vector<spooled_file>> posix_folder::spooled() {
  return guarded([&] {
    std::vector<spooled_file> files;
    for (const auto import : spooled_imports(root_)) {
      const auto dir = find_spool(root_, import);
      if (!dir)
        continue;
      drop_unfinished(*dir);
      if (const auto name = spooled_name(*dir))
        files.push_back({import, read_claim(*dir, *name)});
      else
        drop_spool(root_, import);
    }
    return files;
  });
}

folder_result<std::unique_ptr<actors::spool_reader>>
posix_folder::open(const spooled_file& file) {
  return guarded([&] {
    if (const auto held = find_held(root_, file.import))
      return open_reader(held->dir, held->name);
    const auto found = find_archived(root_, file.import);
    if (!found)
      throw not_found("open", file.import);
    return open_reader(found->dir, found->name);
  });
}

std::string posix_folder::archive_path(const spooled_file& file,
                                       domain::business_day day) const {
  const auto path = guarded([&] {
    if (const auto held = find_held(root_, file.import))
      return day_path(held->name, file.import, fixed_day(held->dir, day));
    if (const auto found = find_archived(root_, file.import))
      return found->path();
    return day_path(file.file.name, file.import, day);
  });
  // What cannot be looked at cannot be moved either: `archive` will say why.
  return path.value_or(day_path(file.file.name, file.import, day));
}

folder_result<std::unique_ptr<actors::rejects_file>>
posix_folder::create_rejects(const spooled_file& file,
                             domain::business_day day) {
  return guarded([&] {
    if (const auto held = find_held(root_, file.import))
      return make_rejects_file(
          make_day_folder(root_, fix_day(held->dir, day)),
          rejects_name(archived_name(held->name, file.import)), file.import);
    auto found = find_archived(root_, file.import);
    if (!found)
      throw not_found("write the rejects of", file.import);
    return make_rejects_file(std::move(found->dir), rejects_name(found->name),
                             file.import);
  });
}

folder_result<std::string> posix_folder::archive(const spooled_file& file,
                                                 domain::business_day day) {
  return guarded([&] {
    if (const auto held = find_held(root_, file.import))
      return moved_out(root_, file.import,
                       make_day_folder(root_, fixed_day(held->dir, day)),
                       held->dir, held->name);
    return moved_before(root_, file.import, find_archived(root_, file.import),
                        "archive");
  });
}

folder_result<std::string> posix_folder::quarantine(const spooled_file& file) {
  return guarded([&] {
    if (const auto held = find_held(root_, file.import))
      return moved_out(root_, file.import,
                       make_folder(root_, quarantine_folder), held->dir,
                       held->name);
    return moved_before(root_, file.import,
                        find_quarantined(root_, file.import), "quarantine");
  });
}

} // namespace orderd::app
