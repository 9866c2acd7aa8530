// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/storage.hpp"

#include <functional>

namespace orderd::actors {

/// Verifies at one commit sequence: the rules are checked on a snapshot that
/// is of one moment with the figures in memory. `resume` gives the workers
/// their next jobs.
caf::result<rules_verified>
verify_in_snapshot(storage_actor::stateful_pointer<storage_state> self,
                   const verify_rules& message,
                   const std::function<void()>& resume);

} // namespace orderd::actors
