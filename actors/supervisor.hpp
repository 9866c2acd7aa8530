// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/clock.hpp"
#include "actors/event_log.hpp"
#include "actors/protocols.hpp"

#include <caf/actor_system.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace orderd::actors {

/// The daemon's actors, as far as they are spawned.
struct crew {
  storage_actor storage;
  analytics_actor analytics;
  gateway_actor gateway;
  processor_actor processor;
  refund_actor refund;
  notifier_actor notifier;
  importer_actor importer;
  control_actor control;
};

/// What the supervisor is made with. The spawn functions get the actors that
/// were spawned before, in the order of this list.
struct supervisor_deps {
  std::function<storage_actor(caf::actor_system&)> spawn_storage;
  std::function<analytics_actor(caf::actor_system&, const crew&)>
      spawn_analytics;
  std::function<gateway_actor(caf::actor_system&)> spawn_gateway;
  std::function<processor_actor(caf::actor_system&, const crew&)>
      spawn_processor;
  std::function<refund_actor(caf::actor_system&, const crew&)> spawn_refund;
  std::function<notifier_actor(caf::actor_system&, const crew&)> spawn_notifier;
  std::function<importer_actor(caf::actor_system&, const crew&)> spawn_importer;
  std::function<control_actor(caf::actor_system&, const crew&,
                              const supervisor_actor&)>
      spawn_control;
  std::chrono::milliseconds drain_timeout{60'000};
  std::shared_ptr<wall_clock> clock;
  std::shared_ptr<event_sink> events;
  /// Called when the crew takes work, and again after a restart of one of
  /// its actors.
  std::function<void(const crew&)> on_ready;
  std::function<void()> on_draining;
  /// Called once, at the end: 0 after an ordered stop, else 1. The crew has
  /// been told to quit.
  std::function<void(int exit_code)> on_finished;
};

/// Crash-only: the notifier and control are spawned again within a limit; if
/// any other actor dies, the daemon ends with an error and its service manager
/// starts it anew. There is one way back, and every start takes it.
struct supervisor_state {
  static inline const char* name = "supervisor";

  supervisor_deps deps;
  crew all;
  std::string phase = "starting";        ///< starting, ready or draining
  std::deque<domain::utc_time> restarts; ///< within the window
  domain::utc_time drain_started;
  std::size_t stage = 0; ///< of shutdown_plan
  bool finished = false;
};

/// Spawns the crew: first the figures are loaded, then open orders are paid and
/// open refunds asked for, then files are taken.
supervisor_actor::behavior_type
supervisor(supervisor_actor::stateful_pointer<supervisor_state> self,
           supervisor_deps deps);

} // namespace orderd::actors
