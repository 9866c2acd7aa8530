// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/daemon/control_server.hpp"
#include "app/daemon/event_handlers.hpp"
#include "app/daemon/folder_watch.hpp"

#include <mutex>
#include <vector>

namespace orderd::app {

/// One plain thread in poll() over signals, the folders' inotify, the control
/// socket and its clients. Inward it calls the handlers; outward others put
/// answers into a queue. Nothing else in the process touches these
/// descriptors.
class event_loop {
public:
  using clock = control_client::clock;

  /// Opens everything and blocks SIGTERM, SIGINT and SIGHUP in the calling
  /// thread and in those that it starts from then on: made before any thread
  /// is started. Throws file_error.
  explicit event_loop(const std::filesystem::path& state_directory,
                      const control_limits& limits = {});

  /// Runs until `stop`, then for as long as answers still go out, within the
  /// farewell limit. Called once, on the thread that is to be the loop's.
  void run(const event_handlers& handlers);

  /// Sends one line as the answer to one of a client's lines, from any thread.
  /// An empty one sends nothing: the answer to a JSON-RPC notification.
  void reply(std::int64_t client, std::string line);

  /// Ends `run`, from any thread.
  void stop();

private:
  struct answer {
    std::int64_t client;
    std::string line;
  };

  void turn(const event_handlers& handlers);
  void take_signals(const event_handlers& handlers);
  void take_answers(const event_handlers& handlers, clock::time_point now);
  void restore_watches(const event_handlers& handlers, clock::time_point now);
  [[nodiscard]] int timeout(clock::time_point now) const;
  void wake() noexcept;

  control_limits limits_;
  unique_fd signals_;
  unique_fd wake_;
  folder_watch watch_;
  control_server server_;
  int stop_signals_ = 0;
  clock::time_point restore_at_;
  std::optional<clock::time_point> farewell_until_;
  std::vector<pollfd> polls_;

  std::mutex mutex_; ///< guards what follows
  std::vector<answer> answers_;
  bool stopping_ = false;
};

} // namespace orderd::app
