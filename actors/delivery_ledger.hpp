// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/records.hpp"

#include <map>

namespace orderd::actors {

/// What became of one channel's notifications and is not recorded yet: what
/// waits for a record, and what is in the one that is being written.
class delivery_ledger {
public:
  void add(domain::delivery_progress progress);
  /// What came of one notification; the last word of it counts.
  void add(domain::delivery_exception exception);

  /// Nothing waits, and nothing is being written.
  [[nodiscard]] bool empty() const noexcept {
    return waiting_.empty() && writing_.empty();
  }
  [[nodiscard]] bool waits() const noexcept {
    return !waiting_.empty();
  }
  /// What came of this one waits for a record.
  [[nodiscard]] bool waits(domain::notification_id id) const {
    return waiting_.exceptions.contains(id);
  }
  /// A whole batch is decided, and that waits to be recorded.
  [[nodiscard]] bool batch_waits() const noexcept {
    return complete_waiting_;
  }

  /// Adds what waits to a record that is being written.
  void write_into(domain::delivery_records& records);

  /// What a record was about.
  struct page {
    std::map<domain::batch_id, domain::delivery_progress> progress;
    std::map<domain::notification_id, domain::delivery_exception> exceptions;

    [[nodiscard]] bool empty() const noexcept {
      return progress.empty() && exceptions.empty();
    }
  };
  /// The record was written.
  page written();
  /// It was not, as far as known: what it held waits again.
  void not_written();

private:
  page waiting_;
  page writing_;
  bool complete_waiting_ = false;
};

} // namespace orderd::actors
