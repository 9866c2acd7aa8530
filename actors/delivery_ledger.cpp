// SPDX-License-Identifier: Apache-2.0
#include "actors/delivery_ledger.hpp"

#include <algorithm>
#include <utility>

namespace orderd::actors {

void delivery_ledger::add(domain::delivery_progress progress) {
  complete_waiting_ = complete_waiting_ || progress.complete;
  const auto batch = progress.batch;
  waiting_.progress.insert_or_assign(batch, std::move(progress));
}

void delivery_ledger::add(domain::delivery_exception exception) {
  const auto id = exception.id;
  waiting_.exceptions.insert_or_assign(id, std::move(exception));
}

void delivery_ledger::write_into(domain::delivery_records& records) {
  writing_ = std::exchange(waiting_, {});
  complete_waiting_ = false;
  for (const auto& [batch, progress] : writing_.progress)
    records.progress.push_back(progress);
  for (const auto& [id, exception] : writing_.exceptions)
    records.exceptions.push_back(exception);
}

delivery_ledger::page delivery_ledger::written() {
  return std::exchange(writing_, {});
}

void delivery_ledger::not_written() {
  auto again = std::exchange(writing_, {});
  // What came since is further on; it stands.
  waiting_.progress.merge(again.progress);
  waiting_.exceptions.merge(again.exceptions);
  complete_waiting_ =
      std::ranges::any_of(waiting_.progress, [](const auto& known) {
        return known.second.complete;
      });
}

} // namespace orderd::actors
