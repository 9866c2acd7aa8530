// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/delivery_batch.hpp"
#include "actors/delivery_ledger.hpp"
#include "actors/delivery_queue.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace orderd::actors {

/// The notices that one channel has to be handed for the first time, one by
/// one: those of the batches under way, and behind them the queue.
class delivery_agenda {
public:
  /// `code` is that of the channel in notification ids.
  delivery_agenda(std::string channel, int code, delivery_queue queue)
      : channel_(std::move(channel)), code_(code), queue_(std::move(queue)) {}

  [[nodiscard]] delivery_queue& queue() noexcept {
    return queue_;
  }
  [[nodiscard]] const delivery_queue& queue() const noexcept {
    return queue_;
  }

  /// One notice, and its place in the order of all.
  struct item {
    std::shared_ptr<delivery_batch> batch;
    std::size_t index = 0;
    std::int64_t turn = 0;

    [[nodiscard]] const domain::notice& about() const {
      return batch->about(index);
    }
  };

  /// The next ones, up to so many. Each must be decided or put back. Batches
  /// that turn out to hold nothing are told to the ledger.
  std::vector<item> take(std::size_t most, delivery_ledger& ledger);
  void put_back(item what);
  /// It needs us no more: it was sent at that time. The ledger is told what
  /// may be recorded.
  void sent(const item& what, domain::utc_time now, delivery_ledger& ledger);
  /// The same if the exception says what came of it, or there is nobody to be
  /// told.
  void settled(const item& what,
               std::optional<domain::delivery_exception> exception,
               delivery_ledger& ledger);

  /// Since when some of what was sent is not told to the ledger, since it lies
  /// behind what is not decided; nothing if there is none.
  [[nodiscard]] std::optional<domain::utc_time> unsaid_since() const;
  /// Tells it one by one, in the batches where the first was sent until then.
  void tell_unsaid(domain::utc_time until, delivery_ledger& ledger);

private:
  bool open_next(delivery_ledger& ledger);
  void tell(delivery_batch& batch, delivery_ledger& ledger);

  std::string channel_;
  int code_;
  delivery_queue queue_;
  /// Batches that are not decided as a whole.
  std::map<domain::batch_id, std::shared_ptr<delivery_batch>> under_way_;
  std::map<std::int64_t, item> open_; ///< by turn
  std::int64_t turns_ = 0;
};

} // namespace orderd::actors
