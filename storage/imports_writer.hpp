// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/write_context.hpp"

#include <string>
#include <vector>

/// The operations of `writer` on imports; see there.
namespace orderd::storage {

import_record register_import(const write_context& context,
                              const new_import& import, domain::utc_time now);

import_record start_import(const write_context& context, domain::import_id id,
                           const std::vector<std::string>& unknown_columns,
                           domain::utc_time now);

void skip_rows(const write_context& context, const import_slice& slice,
               std::int64_t rows);

import_record request_cancel(const write_context& context,
                             domain::import_id id);

import_record end_import(const write_context& context,
                         const import_ending& ending, domain::utc_time now);

} // namespace orderd::storage
