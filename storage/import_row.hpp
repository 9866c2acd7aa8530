// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/result.hpp"
#include "storage/values.hpp"

namespace orderd::storage {

/// The columns that `read_import_row` reads, in its order.
#define ORDERD_IMPORT_COLUMNS                                                  \
  " id, kind, source, file, content_sha256, size, state, position, line,"      \
  " rows, accepted, duplicates, rejected, skipped, cancel_requested,"          \
  " to_jsonb(unknown_columns), archived_as, error_message, usec(started_at),"  \
  " usec(finished_at), notify "

/// One row of a statement that selects ORDERD_IMPORT_COLUMNS.
import_record read_import_row(const result& rows, int row);

} // namespace orderd::storage
