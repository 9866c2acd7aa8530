// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/control_outbox.hpp"
#include "actors/documents.hpp"
#include "actors/log_tail.hpp"
#include "actors/supervisor.hpp"
#include "app/daemon/event_handlers.hpp"
#include "app/daemon/event_loop.hpp"

#include <caf/actor_system.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace orderd::app {

/// Stands between the event loop's thread and the actors: what the loop hears
/// goes to the actors that there are at that moment. Before there are any it
/// answers clients itself: `status` with the state, while the daemon ends
/// `tail.read` with what is left, all else with an error.
/// Thread-safe.
class router final : public actors::control_outbox {
public:
  /// `stop` is called for the first SIGTERM, `exit_now` for the second and
  /// `hangup` for SIGHUP, all on the loop's thread.
  struct signals {
    std::function<void()> stop;
    std::function<void()> exit_now;
    std::function<void()> hangup;
  };

  router(event_loop& loop, signals on_signals, actors::document_terms terms,
         std::shared_ptr<actors::event_sink> events, actors::log_tail& tail);

  /// What the loop is run with.
  [[nodiscard]] event_handlers handlers();

  /// `starting`, `standby` or `draining`: what `status` says while there are
  /// no actors.
  void set_state(std::string state);

  /// From now on this crew is told.
  void connect(const actors::crew& crew);

  /// From now on nobody is told.
  void disconnect();

  void reply(std::int64_t client, std::string line) override;

private:
  void route_request(std::int64_t client, std::string line,
                     std::shared_ptr<int> descriptor);
  [[nodiscard]] std::string answer_alone(const std::string& line) const;
  [[nodiscard]] std::optional<actors::json_document>
  rest_of_log(const nlohmann::json& params) const;
  [[nodiscard]] std::optional<actors::crew> crew() const;

  event_loop& loop_;
  signals signals_;
  actors::document_terms terms_;
  std::shared_ptr<actors::event_sink> events_;
  actors::log_tail& tail_;

  mutable std::mutex mutex_; ///< guards what follows
  std::string state_ = "starting";
  std::optional<actors::crew> crew_;
};

} // namespace orderd::app
