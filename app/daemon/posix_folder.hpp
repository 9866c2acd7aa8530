// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/hot_folder.hpp"
#include "app/daemon/posix_file.hpp"

namespace orderd::app {

/// The folders below a state directory on a POSIX file system. Every step is
/// a rename within one file system, so that a crash leaves a file in exactly
/// one place, and every operation can be repeated from there:
///
/// - `incoming/orders/`, `incoming/orders/SOURCE/`, `incoming/products/`,
///   `incoming/refunds/`: where files are dropped. No link is followed, nothing
///   but a regular file is opened.
/// - `spool/<import>/`: a claimed file under its own name.
/// - `archive/YYYY/MM/DD/<name without .csv>.<import>.csv`, `quarantine/`.
///
/// An import whose spool directory is gone is found again in the archive by
/// its id: `archive`, `archive_path`, `create_rejects` and `open` go on from
/// there, and need no more of the file than its import id.
class posix_folder final : public actors::hot_folder {
public:
  /// Makes the folders that are missing. Throws file_error if one cannot be
  /// made or used, and if they are not all on one file system.
  explicit posix_folder(const std::string& state_directory);

  actors::folder_result<actors::folder_scan> scan() override;

  actors::folder_result<actors::file_stamp>
  stamp(const actors::incoming_file& file) override;

  actors::folder_result<void> claim(const actors::incoming_file& file,
                                    domain::import_id import) override;

  /// Refuses a file that changes while it is copied. Leaves nothing behind
  /// when it fails.
  actors::folder_result<void>
  spool_descriptor(int descriptor, const actors::incoming_file& as,
                   domain::import_id import) override;

  /// Also removes spool directories without a file: either the file was never
  /// moved in, or it was moved out.
  actors::folder_result<std::vector<actors::spooled_file>> spooled() override;

  actors::folder_result<std::unique_ptr<actors::spool_reader>>
  open(const actors::spooled_file& file) override;

  /// The day of an earlier `create_rejects` of the same import holds, so that
  /// a restart after midnight does not part a file from its rejects.
  [[nodiscard]] std::string
  archive_path(const actors::spooled_file& file,
               domain::business_day day) const override;

  actors::folder_result<std::unique_ptr<actors::rejects_file>>
  create_rejects(const actors::spooled_file& file,
                 domain::business_day day) override;

  actors::folder_result<std::string> archive(const actors::spooled_file& file,
                                             domain::business_day day) override;

  actors::folder_result<std::string>
  quarantine(const actors::spooled_file& file) override;

private:
  void move_in(const actors::incoming_file& file, domain::import_id import);
  void copy_in(int descriptor, const actors::incoming_file& as,
               domain::import_id import);
  void discard(domain::import_id import) noexcept;

  folder root_;
};

} // namespace orderd::app
