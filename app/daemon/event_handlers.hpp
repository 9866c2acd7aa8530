// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/hot_folder.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace orderd::app {

/// What the event loop tells. All are set, called on the loop's thread, return
/// at once and throw nothing.
struct event_handlers {
  /// A line from a client; each is to be answered by one `reply`. The
  /// descriptor that came with it, or null, is closed with its last holder.
  std::function<void(std::int64_t client, std::string line,
                     std::shared_ptr<int> descriptor)>
      on_request;
  /// The connection is gone: answers to it are dropped. Ids are never reused.
  std::function<void(std::int64_t client)> on_closed;
  /// A file below `incoming/`; `renamed` if it was moved in as a whole.
  std::function<void(actors::incoming_file file, bool renamed)>
      on_folder_change;
  /// Files may have come unnoticed: the folders are to be looked through.
  std::function<void()> on_rescan;
  /// SIGTERM or SIGINT, for the count-th time.
  std::function<void(int count)> on_stop_signal;
  /// SIGHUP.
  std::function<void()> on_hangup;
  /// What cannot be done at present; the loop goes on without it.
  std::function<void(std::string text)> on_trouble;
};

} // namespace orderd::app
