// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/storage_job.hpp"

#include <array>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace orderd::actors {

/// What kind of write a job is; see write_queue for what that means.
enum class write_class {
  interactive,
  small,
  finalize,
  accept,
  settle, ///< refunds of files that the gateway answered
  record, ///< refunds of files
};

inline constexpr std::size_t write_classes = 6;

/// So many jobs of orders run after one with refunds of files, if they can.
inline constexpr int orders_after_refunds = 2;

/// The most orders that are put together into one transaction.
inline constexpr std::size_t max_grouped_orders = 1'000;

/// The writes that wait for a connection. Interactive work passes all other;
/// small jobs (states of imports, deliveries) pass batches; of accepting and
/// finalizing the one with fewer running jobs is next, so that two
/// connections work on both. Accepts of files run one at a time and in their
/// order, since each moves its import's position from where the one before
/// left it. Interactive accepts of one source, and finalizes, that wait
/// together become one job. Refunds of files are recorded and settled likewise,
/// beside orders but one job at a time while orders wait, and after each the
/// orders' jobs come first, so that a refund file never takes half of their
/// time.
class write_queue {
public:
  void push(write_class kind, std::shared_ptr<job> work);
  void push(std::shared_ptr<accept_job> work);
  void push(std::shared_ptr<finalize_job> work);

  /// What a connection that became free is to do; null if nothing may run
  /// now. It counts as running until `finished`.
  std::shared_ptr<job> take(write_class& kind);

  void finished(write_class kind) noexcept;

  /// Takes everything out that waits, in no particular order.
  std::vector<std::shared_ptr<job>> abandon();

  /// Jobs that no connection has yet.
  [[nodiscard]] std::size_t waiting() const noexcept;

  /// Interactive requests that no connection has yet, however few jobs they
  /// are.
  [[nodiscard]] std::size_t waiting_interactive() const noexcept;

  [[nodiscard]] std::size_t running() const noexcept;

private:
  [[nodiscard]] bool may_run(write_class kind) const noexcept;
  [[nodiscard]] std::optional<write_class> next() const noexcept;
  [[nodiscard]] std::optional<write_class> next_of_orders() const noexcept;
  [[nodiscard]] std::optional<write_class> next_of_refunds() const noexcept;
  [[nodiscard]] bool orders_wait() const noexcept;
  [[nodiscard]] std::deque<std::shared_ptr<job>>& queue(write_class kind) {
    return queues_[static_cast<std::size_t>(kind)];
  }

  std::array<std::deque<std::shared_ptr<job>>, write_classes> queues_;
  std::array<std::size_t, write_classes> running_{};
  int orders_due_ = 0; ///< jobs of orders that come before the next refunds
};

} // namespace orderd::actors
