// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"
#include "domain/records.hpp"
#include "domain/time.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace orderd::actors {

/// Why a file operation failed: what was attempted, on which path, why.
struct folder_error {
  enum class kind {
    gone,       ///< the file is not there any more
    no_space,   ///< disk full or quota; trying again may help
    not_usable, ///< permissions, not a regular file, crosses file systems
    other,
  };

  kind what = kind::other;
  std::string text;
};

template <class T>
using folder_result = tl::expected<T, folder_error>;

/// A file below `incoming/`. `name` is the raw file name.
struct incoming_file {
  domain::import_kind kind = domain::import_kind::orders;
  std::string source;
  std::string name;
  bool notify = true; ///< whether people are told of what comes of it

  friend auto operator<=>(const incoming_file&, const incoming_file&) = default;
};

/// What tells whether a file changed between two looks.
struct file_stamp {
  std::int64_t size = 0;
  domain::utc_time changed; ///< the inode's ctime

  friend bool operator==(const file_stamp&, const file_stamp&) = default;
};

/// An entry of `incoming/` that is never taken, such as a symbolic link.
struct left_alone {
  std::string path;
  std::string why;
};

struct folder_scan {
  struct entry {
    incoming_file file;
    file_stamp stamp;
  };

  std::vector<entry> files;
  std::vector<left_alone> left;
};

/// A file that was claimed earlier and is still in the spool.
struct spooled_file {
  domain::import_id import;
  incoming_file file;
};

/// Reads one claimed file.
class spool_reader {
public:
  virtual ~spool_reader() = default;
  /// Up to `limit` bytes from `offset`; empty at the end of the file.
  virtual folder_result<std::string> read(std::int64_t offset,
                                          std::size_t limit) = 0;
  virtual folder_result<std::int64_t> size() = 0;
};

/// The file of rejects while it is made. Dropping it before `commit` leaves
/// nothing behind.
class rejects_file {
public:
  virtual ~rejects_file() = default;
  virtual folder_result<void> append(std::string_view bytes) = 0;
  /// Makes it durable under its final name, replacing an earlier attempt of
  /// the same import.
  virtual folder_result<void> commit() = 0;
};

/// The folders of DESIGN 7 on a file system. All calls may block; they are
/// durable when they return (files and directories synced). Repeats of an
/// operation that was done are no errors, so that recovery can just run it
/// again. One thread at a time.
class hot_folder {
public:
  virtual ~hot_folder() = default;

  /// Regular files that may be taken, sorted by kind (products first),
  /// source and name; and what is left alone.
  virtual folder_result<folder_scan> scan() = 0;

  /// The present stamp of a file, or why it is not to be taken.
  virtual folder_result<file_stamp> stamp(const incoming_file& file) = 0;

  /// Moves the file into `spool/<import>/`.
  virtual folder_result<void> claim(const incoming_file& file,
                                    domain::import_id import) = 0;

  /// Copies an open descriptor's content into `spool/<import>/`; the
  /// descriptor stays the caller's. Refuses what is no regular file.
  virtual folder_result<void> spool_descriptor(int descriptor,
                                               const incoming_file& as,
                                               domain::import_id import) = 0;

  /// What lies in the spool, by import id. Unfinished copies are removed.
  virtual folder_result<std::vector<spooled_file>> spooled() = 0;

  virtual folder_result<std::unique_ptr<spool_reader>>
  open(const spooled_file& file) = 0;

  /// Where the archived file and its rejects go, below the state directory.
  [[nodiscard]] virtual std::string
  archive_path(const spooled_file& file, domain::business_day day) const = 0;

  /// The file `<name>.<import>.rejects.csv` beside the archived one.
  virtual folder_result<std::unique_ptr<rejects_file>>
  create_rejects(const spooled_file& file, domain::business_day day) = 0;

  /// Moves the file to `archive_path` and removes its spool directory. Never
  /// overwrites. Returns the path below the state directory.
  virtual folder_result<std::string> archive(const spooled_file& file,
                                             domain::business_day day) = 0;

  /// Moves the file to `quarantine/` and removes its spool directory.
  /// Returns the path below the state directory.
  virtual folder_result<std::string> quarantine(const spooled_file& file) = 0;
};

} // namespace orderd::actors
