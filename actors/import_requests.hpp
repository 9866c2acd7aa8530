// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/importer.hpp"

/// What control asks of the importer.
namespace orderd::actors {

/// Skips the rows of an import that are not decided yet.
caf::result<import_row> cancel_job(importer_pointer self,
                                   const cancel_import& message);

/// Pauses or resumes imports: while they are paused no file is taken out of a
/// folder, and those that were begun stand still between two batches. What a
/// client hands over is spooled all the same.
caf::result<recorded> pause_imports(importer_pointer self,
                                    const pause_stage& message);

importer_status importer_status_of(const importer_state& state);

} // namespace orderd::actors
