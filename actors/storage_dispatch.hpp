// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/storage.hpp"

/// The part of the storage actor that gives jobs to its workers.
namespace orderd::actors {

/// Gives every worker that is free its next job.
void start_next(storage_actor::stateful_pointer<storage_state> self);

/// Answers those who wait for a drain, once every write and every short read
/// was answered. Long reads are not waited for: nothing depends on them.
void answer_drains(storage_actor::stateful_pointer<storage_state> self);

} // namespace orderd::actors
