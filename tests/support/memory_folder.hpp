// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/hot_folder.hpp"
#include "tests/support/test_system.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace orderd::testing {

/// The folders in memory. Like a file system they outlive the actors, and
/// every operation has either taken place or not.
class memory_folder : public actors::hot_folder {
public:
  template <class T>
  using result = actors::folder_result<T>;

  explicit memory_folder(std::shared_ptr<manual_clock> clock)
      : clock_(std::move(clock)) {}

  /// Writes a file into `incoming/`, now.
  actors::incoming_file
  drop(const std::string& name, const std::string& content,
       domain::import_kind kind = domain::import_kind::orders,
       const std::string& source = "default");

  /// Lets the next `times` calls of an operation, such as `archive`, fail.
  void
  fail(const std::string& operation, int times,
       actors::folder_error::kind how = actors::folder_error::kind::no_space);

  result<actors::folder_scan> scan() override;
  result<actors::file_stamp> stamp(const actors::incoming_file& file) override;
  result<void> claim(const actors::incoming_file& file,
                     domain::import_id import) override;
  /// The descriptor is a key of `descriptors`.
  result<void> spool_descriptor(int descriptor, const actors::incoming_file& as,
                                domain::import_id import) override;
  result<std::vector<actors::spooled_file>> spooled() override;
  result<std::unique_ptr<actors::spool_reader>>
  open(const actors::spooled_file& file) override;
  [[nodiscard]] std::string archive_path(const actors::spooled_file& file,
                                         domain::business_day) const override;
  result<std::unique_ptr<actors::rejects_file>>
  create_rejects(const actors::spooled_file& file,
                 domain::business_day) override;
  result<std::string> archive(const actors::spooled_file& file,
                              domain::business_day) override;
  result<std::string> quarantine(const actors::spooled_file& file) override;

  struct entry {
    std::string content;
    actors::file_stamp stamp;
  };
  struct held {
    actors::incoming_file file;
    std::shared_ptr<std::string> content;
  };
  struct moved {
    std::string path;
    std::shared_ptr<std::string> content;
  };

  std::map<actors::incoming_file, entry> incoming;
  std::map<domain::import_id, held> spool;
  std::map<domain::import_id, moved> archived;
  std::map<domain::import_id, moved> quarantined;
  std::map<domain::import_id, std::string> rejects; ///< committed ones
  std::map<int, std::string> descriptors;
  std::vector<actors::left_alone> left;
  /// Spooled files that are open; one may be closed after the folder is gone.
  std::shared_ptr<int> readers = std::make_shared<int>(0);
  /// Called before a file is claimed.
  std::function<void(const actors::incoming_file&)> before_claim;

  /// Fails as `fail` said.
  result<void> attempt(const std::string& operation);

private:
  result<std::string> move_out(const actors::spooled_file& file,
                               std::map<domain::import_id, moved>& to,
                               const std::string& below);

  std::shared_ptr<manual_clock> clock_;
  std::map<std::string, std::pair<int, actors::folder_error::kind>> failures_;
};

} // namespace orderd::testing
