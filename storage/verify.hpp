// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"
#include "storage/values.hpp"

namespace orderd::storage {

/// How many violations of a rule a report shows; all are counted.
inline constexpr std::size_t max_violations = 20;

/// Opens a transaction that reads and takes its snapshot: every later
/// statement on `at` sees the database of this moment.
void begin_snapshot(connection& at);

/// Checks rules 1 to 7 of the design on the snapshot that
/// `begin_snapshot` took, each with a handful of statements over whole
/// tables, and the figures in memory against it. Reads an import's
/// half-way state like any other: each transaction leaves the rules intact.
verify_report verify_rules(connection& at, const memory_figures& memory);

} // namespace orderd::storage
