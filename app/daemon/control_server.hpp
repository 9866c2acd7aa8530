// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/daemon/control_client.hpp"
#include "app/daemon/control_socket.hpp"
#include "app/daemon/event_handlers.hpp"

#include <poll.h>

#include <map>
#include <span>
#include <vector>

namespace orderd::app {

/// The control socket and its clients, for one thread that polls.
class control_server {
public:
  using clock = control_client::clock;

  control_server(const std::filesystem::path& state_directory,
                 const control_limits& limits);

  /// Adds what is to be polled.
  void add_polls(std::vector<pollfd>& polls);

  /// Takes what poll() said of the entries that the last `add_polls` added.
  void handle(std::span<const pollfd> polls, const event_handlers& handlers,
              clock::time_point now);

  /// Sends an answer; dropped if the client is gone.
  void reply(std::int64_t client, std::string_view line,
             const event_handlers& handlers, clock::time_point now);

  /// Gives up what has taken too long and closes what is finished.
  void check(const event_handlers& handlers, clock::time_point now);

  /// When `check` is to be called.
  [[nodiscard]] std::optional<clock::time_point> deadline() const;

  /// Takes no more clients and no more lines.
  void end_input();

  /// Whether all answers were sent.
  [[nodiscard]] bool flushed() const;

private:
  void accept(const event_handlers& handlers, clock::time_point now);
  void admit(unique_fd socket);
  void serve(std::int64_t id, control_client& client, short events,
             const event_handlers& handlers, clock::time_point now);

  control_limits limits_;
  control_socket socket_;
  std::map<std::int64_t, control_client> clients_;
  std::vector<std::int64_t> polled_; ///< whose entries follow the socket's
  std::int64_t last_id_ = 0;
  clock::time_point accept_from_; ///< no clients are taken before it
  bool accept_waits_ = false;
  bool input_ended_ = false;
};

} // namespace orderd::app
