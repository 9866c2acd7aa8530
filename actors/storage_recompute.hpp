// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/storage.hpp"

#include <functional>

namespace orderd::actors {

/// Recomputes the figures on a snapshot that is of one moment with those in
/// memory, and adds what day rows, customers and memory miss before it
/// answers. The next one waits until then: on an earlier snapshot it would
/// find the same differences, and they would be added twice. `resume` gives
/// the workers their next jobs.
caf::result<figures_recomputed>
recompute_in_snapshot(storage_actor::stateful_pointer<storage_state> self,
                      const recompute_figures& message,
                      std::function<void()> resume);

} // namespace orderd::actors
