// SPDX-License-Identifier: Apache-2.0
#include "domain/money.hpp"
#include "storage/figures_check.hpp"
#include "storage/verify_checks.hpp"

#include <string>

namespace orderd::storage {

namespace {

using domain::customer_delta;

std::string subject_of(const domain::kpi_key& day) {
  return domain::format_day(day.day) + ", source " + day.source;
}

void record_day(const figure_difference& one, verified_rule& into) {
  const auto stored = std::to_string(one.stored);
  if (one.stored != one.computed)
    record(into, {subject_of(one.day), one.figure + " is " + stored +
                                           ", but the orders say " +
                                           std::to_string(one.computed)});
  if (one.memory != one.stored)
    record(into, {subject_of(one.day),
                  one.figure + " is " + std::to_string(one.memory) +
                      " in memory, but " + stored + " in the database"});
}

std::string totals_of(const customer_delta& totals, int decimals) {
  return std::to_string(totals.orders) + " orders of " +
         domain::format_money(domain::money{totals.spent}, {"", decimals});
}

std::string said(const customer_delta& totals, int decimals) {
  return std::to_string(totals.orders) + " of " +
         domain::format_money(domain::money{totals.spent}, {"", decimals});
}

bool same(const customer_delta& a, const customer_delta& b) {
  return a.spent == b.spent && a.orders == b.orders;
}

void record_customer(const customer_difference& one, int decimals,
                     verified_rule& into) {
  const auto subject =
      "customer " +
      (one.email.empty() ? std::to_string(one.customer.value) : one.email);
  if (!same(one.stored, one.computed))
    record(into, {subject, "has " + totals_of(one.stored, decimals) +
                               ", but the orders say " +
                               said(one.computed, decimals)});
  if (!same(one.memory, one.stored))
    record(into, {subject, "has " + totals_of(one.memory, decimals) +
                               " in memory, but " + said(one.stored, decimals) +
                               " in the database"});
}

void record_board(const memory_figures& memory, const stored_board& board,
                  verified_rule& into) {
  if (board.digest == memory.leaderboard_digest &&
      board.customers == memory.customers)
    return;
  record(
      into,
      {"leaderboard",
       "memory and database differ: " + std::to_string(memory.customers) +
           " customers in memory, " + std::to_string(board.customers) +
           " in the database" +
           (board.customers == memory.customers ? ", with other totals" : "")});
}

} // namespace

void check_figures(connection& at, const memory_figures& memory, int decimals,
                   verified_rule& into) {
  const auto compared = compare_figures(at, memory, {});
  for (const auto& one : compared.report.day_differences)
    record_day(one, into);
  for (const auto& one : compared.report.customer_differences)
    record_customer(one, decimals, into);
  record_board(memory, compared.board, into);
}

} // namespace orderd::storage
