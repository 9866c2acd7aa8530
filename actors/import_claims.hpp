// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/importer.hpp"

/// The claiming part of the importer: from a file in a folder to a row in
/// `imports` with the content's hash.
namespace orderd::actors {

/// Queues a file of the folders, unless it is queued already.
void claim_file(importer_pointer self, const incoming_file& file);

/// Queues a client's open file; answered once it is durably in the spool and
/// has its row.
caf::result<import_row> claim_descriptor(importer_pointer self,
                                         const import_descriptor& message);

/// Claims again what was put off under this id.
void retry_claim(importer_pointer self, domain::import_id id);

/// Refuses the clients' files that were not begun with.
void refuse_waiting_claims(importer_pointer self);

/// Moves the first claim on.
void advance_claims(importer_pointer self);

} // namespace orderd::actors
