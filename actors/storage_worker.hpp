// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/storage.hpp"

namespace orderd::actors {

/// Spawns a worker over `tools`, linked to the storage actor: the end of one
/// is the end of both. A detached worker may block for as long as the
/// database is away.
worker_actor spawn_worker(storage_actor::stateful_pointer<storage_state> owner,
                          worker_tools tools, bool detached);

} // namespace orderd::actors
