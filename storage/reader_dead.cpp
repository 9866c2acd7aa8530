// SPDX-License-Identifier: Apache-2.0
#include "storage/pg_reader.hpp"
#include "storage/reader_dead_statements.hpp"

namespace orderd::storage {

namespace {

dead_letter_view dead_letter_of(const result& rows, int row) {
  dead_letter_view letter;
  letter.stage = rows.text(row, 0);
  letter.order.value = rows.int64(row, 1);
  letter.refund.value = rows.int64(row, 2);
  letter.notification.value = rows.int64(row, 3);
  letter.channel = rows.text(row, 4);
  letter.amount.minor = rows.int64(row, 5);
  letter.currency = rows.text(row, 6);
  letter.attempts = static_cast<int>(rows.int64(row, 7));
  letter.error_message = rows.text(row, 8);
  letter.since = rows.time(row, 9);
  return letter;
}

params conditions_of(const dead_letter_filter& filter) {
  return params{}.add(filter.stage).add(filter.error);
}

} // namespace

std::vector<dead_letter_view>
pg_reader::dead_letters(const dead_letter_filter& filter) {
  return session_.run([&](connection& at) {
    auto with = conditions_of(filter);
    const auto rows =
        at.execute(reading::read_dead_letters, with.add(filter.limit));
    std::vector<dead_letter_view> dead;
    dead.reserve(static_cast<std::size_t>(rows.rows()));
    for (int row = 0; row < rows.rows(); ++row)
      dead.push_back(dead_letter_of(rows, row));
    return dead;
  });
}

std::int64_t pg_reader::count_dead_letters(const dead_letter_filter& filter) {
  return session_.run([&](connection& at) {
    return at.execute(reading::count_dead_letters, conditions_of(filter))
        .int64(0, 0);
  });
}

std::vector<std::string> pg_reader::paused_stages() {
  return session_.run([](connection& at) {
    const auto rows = at.execute(reading::read_paused_stages);
    std::vector<std::string> stages;
    stages.reserve(static_cast<std::size_t>(rows.rows()));
    for (int row = 0; row < rows.rows(); ++row)
      stages.emplace_back(rows.text(row, 0));
    return stages;
  });
}

} // namespace orderd::storage
