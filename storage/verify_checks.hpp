// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"
#include "storage/values.hpp"

#include <span>

namespace orderd::storage {

/// One question of verify to the database. Its statement takes $1, how many
/// violations to return, and $2, the decimals of the currency, and returns
/// for each violation its subject, its text and the number of all.
struct rule_check {
  int rule;
  const statement* find;
};

/// All of them, but for those that SQL alone cannot answer.
std::span<const rule_check> rule_checks();

/// Finds the orders whose state is none that the legal steps lead to (rule
/// 2), an example for each such state.
void check_states(connection& at, verified_rule& into);

/// Finds what differs between the figures of the orders and refunds, those
/// that are stored, and those in memory (rule 5).
void check_figures(connection& at, const memory_figures& memory, int decimals,
                   verified_rule& into);

/// Adds violations: `count` more, of which `found` is shown while there is
/// room.
void record(verified_rule& into, violation found, std::int64_t count = 1);

} // namespace orderd::storage
