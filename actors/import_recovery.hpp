// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/importer.hpp"

/// What the importer does first: it goes on with what an earlier run left.
namespace orderd::actors {

/// Takes up files in the spool, and imports whose file has left it while
/// their row was not ended yet. Nothing is claimed before; what fails is tried
/// again later.
void take_up_spool(importer_pointer self);

} // namespace orderd::actors
