// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/importer.hpp"

/// Whose turn it is among the files of a lane.
namespace orderd::actors {

/// Whether the file stays in its folder because imports are paused.
bool is_held_back(const importer_state& state, const import_claim& claim);

/// Whether a product file of the lane is being claimed: it goes first.
bool products_come(const importer_state& state, std::size_t lane);

/// While imports are paused, a file of the lane that stands still makes room
/// for a cancelled one; it begins again from its position.
void step_aside(importer_state& state, std::size_t lane);

/// Takes the next file of the lane: product files run before order files, each
/// kind by its id. Null if none may begin.
import_job_ptr take_next(importer_state& state, std::size_t lane);

} // namespace orderd::actors
