// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/importer.hpp"

/// The streaming part of the importer: records become batches.
namespace orderd::actors {

/// Reads the header and makes the import's row `running`. A file that is no
/// such file at all goes to quarantine.
void start(importer_pointer self, const import_job_ptr& job);

/// Reads on and sends batches while there is room in flight. Once every row
/// is decided the job is `settling` or beyond.
void stream(importer_pointer self, const import_job_ptr& job);

} // namespace orderd::actors
