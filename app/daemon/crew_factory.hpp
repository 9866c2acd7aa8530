// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/control_outbox.hpp"
#include "actors/documents.hpp"
#include "actors/log_tail.hpp"
#include "actors/supervisor.hpp"
#include "app/daemon/database.hpp"
#include "app/notify/channel_set.hpp"
#include "storage/id_allocator.hpp"

#include <atomic>
#include <filesystem>
#include <memory>

namespace orderd::app {

/// What all actors of the daemon are made from.
struct crew_parts {
  const config::configuration* config = nullptr;
  std::filesystem::path state_directory;
  std::shared_ptr<actors::hot_folder> folder;
  opened_database database;
  storage::stop_flag stop;
  /// See `channel_terms::draining`.
  std::shared_ptr<std::atomic<bool>> draining;
  std::shared_ptr<storage::id_allocator> ids;
  std::shared_ptr<actors::wall_clock> clock;
  std::shared_ptr<actors::event_sink> events;
  actors::log_tail* tail = nullptr; ///< of `events`
  std::shared_ptr<const channel_set> channels;
  actors::document_terms terms;
  actors::control_outbox* outbox = nullptr;
};

/// The channels for these parts; see `channel_set` for what is thrown.
std::shared_ptr<const channel_set> make_channels(const crew_parts& parts);

/// Spawn functions over the real database, folders and clock. The parts
/// outlive the supervisor; the callbacks are still to be set.
actors::supervisor_deps make_supervisor_deps(crew_parts& parts);

/// Gives the numbers back that were taken and not used; for the end. What
/// cannot be given back is lost, with an event.
void release_ids(crew_parts& parts);

} // namespace orderd::app
