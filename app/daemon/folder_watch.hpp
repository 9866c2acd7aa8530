// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/hot_folder.hpp"
#include "app/daemon/posix_file.hpp"

#include <filesystem>
#include <map>

namespace orderd::app {

/// inotify on the folders that files are dropped into. What it tells are
/// hints: files are looked at again before they are taken, and what it misses
/// the periodic rescan finds.
class folder_watch {
public:
  struct change {
    actors::incoming_file file;
    bool renamed = false; ///< moved in as a whole, not written in place
  };

  /// What has happened since the last call.
  struct news {
    std::vector<change> changes;
    bool rescan = false;              ///< something was or may be missed
    std::vector<std::string> trouble; ///< folders that cannot be watched
  };

  /// More changes at once than this are told as one rescan.
  static constexpr std::size_t max_changes = 256;

  /// Makes the folders that are missing. Throws file_error if it cannot, or if
  /// there is no inotify to be had. Folders that go later are watched again
  /// once `restore` finds them.
  explicit folder_watch(std::filesystem::path state_directory);

  /// Readable when there is news.
  [[nodiscard]] int descriptor() const noexcept {
    return inotify_.get();
  }

  /// Never blocks.
  news read();

  /// Whether the folders of all kinds are watched.
  [[nodiscard]] bool complete() const;

  /// Watches what was missing. Asks for a rescan if that succeeds.
  news restore();

private:
  struct place {
    domain::import_kind kind = domain::import_kind::orders;
    std::string source;

    friend auto operator<=>(const place&, const place&) = default;
  };

  static bool is_base(const place& where);
  [[nodiscard]] std::filesystem::path path_of(const place& where) const;
  bool watch(const place& where, news& found);
  void watch_sources(news& found);
  void forget(const place& where);
  void take(int descriptor, std::uint32_t mask, std::string_view name,
            news& found);
  void take_source(std::uint32_t mask, std::string_view name, news& found);

  std::filesystem::path incoming_;
  unique_fd inotify_;
  std::map<int, place> places_; ///< by watch descriptor
};

} // namespace orderd::app
