// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"
#include "storage/values.hpp"

#include <vector>

namespace orderd::storage {

/// One row of `reading::read_refunds`, without its lines.
refund_view read_refund_row(const result& rows, int row);

/// The rows of `reading::read_refunds` oldest first, with their lines: those
/// of `reading::read_refund_lines`.
std::vector<refund_view> whole_refunds(const result& refunds,
                                       const result& lines);

} // namespace orderd::storage
