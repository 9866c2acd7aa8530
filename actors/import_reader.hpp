// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/import_job.hpp"
#include "domain/money.hpp"
#include "domain/refund_records.hpp"

#include <tl/expected.hpp>

#include <string>
#include <variant>
#include <vector>

/// Reading a claimed file, without actors.
namespace orderd::actors {

/// Opens the reader at the job's recorded position and reads the header from
/// the start of the file. An error is a sentence on why this is no such file
/// at all; failed reads are folder errors.
tl::expected<void, std::variant<std::string, folder_error>>
open_import(import_job& job);

/// Feeds the reader once more, or tells it that the file ends.
folder_result<void> read_more(import_job& job);

/// The position behind the last record that was read.
domain::file_position position_of(const import_job& job);

/// What the next records of an orders file say; empty at the end of the file.
/// Returns false if it takes more bytes first: then call read_more and again.
bool read_orders(import_job& job, domain::accept_request& into,
                 std::size_t max_orders);

/// The same for a products file.
bool read_products(import_job& job, domain::products_request& into,
                   std::size_t max_products, const domain::currency& in);

/// The same for a refunds file. A refund without a key gets the one of its
/// line.
bool read_refunds(import_job& job, domain::refunds_request& into,
                  std::size_t max_refunds, const domain::currency& in);

/// Counts records without looking into them; see read_orders.
bool skip_records(import_job& job, std::int64_t& count, std::int64_t limit);

} // namespace orderd::actors
