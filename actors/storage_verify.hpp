// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/storage.hpp"

#include <functional>

namespace orderd::actors {

/// Analytics answers from memory; if it does not within this time, it is
/// gone.
inline constexpr auto figures_timeout = std::chrono::seconds{10};

/// Verifies at one commit sequence: once no write runs, a snapshot is opened
/// and analytics asked for its figures at the same place in the stream of
/// commits; then `resume` lets writes start again while the rules are checked
/// on the snapshot.
caf::result<rules_verified>
verify_in_snapshot(storage_actor::stateful_pointer<storage_state> self,
                   const verify_rules& message, std::function<void()> resume);

} // namespace orderd::actors
