// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/event_log.hpp"
#include "actors/storage_queue.hpp"
#include "storage/lane_session.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace orderd::actors {

/// Reads, and single orders, that wait; one more is refused as `busy`.
inline constexpr std::size_t max_waiting_requests = 1'024;

/// Recomputations of figures that wait for the one that runs; one more is
/// refused as `busy`.
inline constexpr std::size_t max_waiting_recomputations = 16;

/// What the storage actor is made with.
struct storage_deps {
  /// Makes the writer of a connection; it may call the hooks from any thread.
  std::function<std::unique_ptr<storage::writer>(int connection,
                                                 storage::session_hooks hooks)>
      make_writer;
  std::function<std::unique_ptr<storage::reader>()> make_reader;
  int writers = 2;
  /// Whether each worker gets a thread of its own; not in tests.
  bool detached = true;
  std::string conninfo; ///< for people; without a password
  std::shared_ptr<event_sink> events;
};

/// A worker and what it is doing.
struct worker_slot {
  worker_actor worker;
  bool busy = false;
};

/// What a connection last said about itself.
struct connection_state {
  bool connected = true;
  std::string reason; ///< why not
};

/// Dispatches jobs to the connection workers; holds no order itself.
struct storage_state {
  static inline const char* name = "storage";

  storage_deps deps;
  write_queue writes;
  std::deque<std::shared_ptr<job>> reads;      ///< short ones
  std::deque<std::shared_ptr<job>> long_reads; ///< may take minutes
  std::vector<worker_slot> writers;
  worker_slot reader;
  worker_slot long_reader;
  std::vector<commit_listener_actor> listeners;
  std::vector<connection_state> connections; ///< of the writers
  /// Snapshots that wait for a moment without running writes; while
  /// there is one, no new write starts.
  std::deque<std::function<void()>> when_quiet;
  bool snapshot_opening = false; ///< such a moment, until it is over
  std::deque<std::function<void()>> recomputations; ///< that wait
  bool recomputing = false;                         ///< one is under way
  std::vector<caf::typed_response_promise<drained>> drains;
  bool ending = false; ///< nothing more is started
};

/// Spawns its workers and answers until it is told to quit. Ends with an
/// error if a worker dies or the lane was taken over.
storage_actor::behavior_type
storage_dispatcher(storage_actor::stateful_pointer<storage_state> self,
                   storage_deps deps);

} // namespace orderd::actors
