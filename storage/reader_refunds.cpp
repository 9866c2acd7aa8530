// SPDX-License-Identifier: Apache-2.0
#include "storage/reader_refunds.hpp"

#include "storage/pg_reader.hpp"
#include "storage/reader_refund_statements.hpp"

#include <algorithm>

namespace orderd::storage {

namespace {

constexpr std::optional<std::int64_t> any;

domain::money amount(const result& rows, int row, int column) {
  return domain::money{rows.int64(row, column)};
}

domain::refund_line_view line_of(const result& rows, int row) {
  return {static_cast<int>(rows.int64(row, 1)), std::string(rows.text(row, 2)),
          static_cast<std::int32_t>(rows.int64(row, 3)),
          static_cast<std::int32_t>(rows.int64(row, 4)), amount(rows, row, 5)};
}

} // namespace

refund_view read_refund_row(const result& rows, int row) {
  refund_view refund;
  refund.id.value = rows.int64(row, 0);
  refund.order.value = rows.int64(row, 1);
  refund.customer.value = rows.int64(row, 2);
  refund.amount = amount(rows, row, 3);
  refund.currency = rows.text(row, 4);
  refund.type = rows.text(row, 5);
  refund.status = rows.text(row, 6);
  refund.reason = rows.text(row, 7);
  refund.notes = rows.text(row, 8);
  refund.restock = rows.text(row, 9);
  refund.key = rows.text(row, 10);
  refund.attempts = static_cast<int>(rows.int64(row, 11));
  refund.dead = rows.boolean(row, 12);
  refund.error_message = rows.text(row, 13);
  refund.transaction_id = rows.text(row, 14);
  refund.requested_at = rows.time(row, 15);
  refund.completed_at = rows.optional_time(row, 16);
  refund.reversed_at = rows.optional_time(row, 17);
  refund.reversal_reason = rows.text(row, 18);
  refund.import_id = rows.optional_int64(row, 19);
  refund.line = rows.optional_int64(row, 20);
  return refund;
}

std::vector<refund_view> whole_refunds(const result& refunds,
                                       const result& lines) {
  std::vector<refund_view> whole;
  int line = 0;
  for (int row = refunds.rows() - 1; row >= 0; --row) {
    auto& refund = whole.emplace_back(read_refund_row(refunds, row));
    // Both are read in the order of the ids; the oldest refunds may be left
    // out.
    while (line < lines.rows() && lines.int64(line, 0) < refund.id.value)
      ++line;
    for (; line < lines.rows() && lines.int64(line, 0) == refund.id.value;
         ++line)
      refund.lines.push_back(line_of(lines, line));
  }
  return whole;
}

std::optional<refund_view> pg_reader::find_refund(domain::refund_id id) {
  return session_.run([&](connection& at) -> std::optional<refund_view> {
    const auto found = at.execute_pipeline(
        {{&reading::read_refunds, params{}.add(id.value).add(any).add(any)},
         {&reading::read_refund_lines, params{}.add(id.value).add(any)}});
    auto whole = whole_refunds(found[0], found[1]);
    if (whole.empty())
      return std::nullopt;
    return std::move(whole.front());
  });
}

std::vector<refund_view> pg_reader::list_refunds(int limit) {
  return session_.run([&](connection& at) {
    const auto rows = at.execute(reading::read_refunds,
                                 params{}.add(any).add(any).add(limit));
    std::vector<refund_view> newest;
    newest.reserve(static_cast<std::size_t>(rows.rows()));
    for (int row = 0; row < rows.rows(); ++row)
      newest.push_back(read_refund_row(rows, row));
    return newest;
  });
}

std::vector<refund_view> pg_reader::list_refunds(domain::order_id order,
                                                 int limit) {
  return session_.run([&](connection& at) {
    const auto rows = at.execute(reading::read_refunds,
                                 params{}.add(any).add(order.value).add(limit));
    std::vector<refund_view> oldest_first;
    oldest_first.reserve(static_cast<std::size_t>(rows.rows()));
    for (int row = rows.rows() - 1; row >= 0; --row)
      oldest_first.push_back(read_refund_row(rows, row));
    return oldest_first;
  });
}

refund_counts pg_reader::count_refunds() {
  return session_.run([](connection& at) {
    const auto rows = at.execute(reading::count_refunds);
    return refund_counts{rows.int64(0, 0), rows.int64(0, 1), rows.int64(0, 2)};
  });
}

} // namespace orderd::storage
