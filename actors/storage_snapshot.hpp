// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/storage.hpp"

#include <functional>

namespace orderd::actors {

/// Analytics answers from memory; if it does not within this time, it is
/// gone.
inline constexpr auto figures_timeout = std::chrono::seconds{10};

/// What is read at one commit sequence.
struct snapshot_reading {
  caf::typed_actor<
      caf::replies_to<get_memory_figures>::with<memory_figures_shown>>
      figures; ///< who knows what stands in memory
  get_memory_figures wanted;
  /// On the long reader, which holds the snapshot.
  std::function<void(storage::reader&, const domain::memory_figures&)> read;
  /// In the storage actor: it was read, or why not.
  std::function<void(const caf::error&)> then;
};

/// Reads at one commit sequence: once no write runs, a snapshot is opened and
/// analytics asked for its figures at the same place in the stream of commits;
/// then `resume` lets writes start again while the snapshot is read.
void read_in_snapshot(storage_actor::stateful_pointer<storage_state> self,
                      snapshot_reading reading,
                      const std::function<void()>& resume);

} // namespace orderd::actors
