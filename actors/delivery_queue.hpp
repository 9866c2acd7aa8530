// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/messages.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace orderd::actors {

/// Batches, and notices in them (about 100 bytes each), that one channel keeps
/// in memory; what is more waits in the database.
inline constexpr std::size_t max_queued_batches = 64;
inline constexpr std::int64_t max_queued_notices = 64'000;

/// Batches in our hands, handed over but not yet recorded ones included.
inline constexpr std::size_t max_held_batches = 1024;

/// Batches that one look into the database brings.
inline constexpr int batches_a_scan = 8;

/// How many of the ids that scans brought are remembered. A batch can be read
/// from the database before its commit is told; between the two lie no more
/// batches than storage has in flight, far fewer than this.
inline constexpr std::size_t max_remembered_scans = 1024;

/// What one channel still has to be handed, in the order in which it should
/// be, and which batches are in our hands: each goes to the channel once,
/// although both a commit and the database may bring it.
///
/// While the database may hold batches that are not in our hands (the
/// backlog), new ones are left there, too, so that an order's second
/// notification does not pass its first. The backlog is read only when nothing
/// is in our hands: what a scan brings is then new, but for batches that were
/// told during the scan. A scan has no cursor: it reads what is not recorded
/// as delivered, from the start, until it brings less than a full page.
class delivery_queue {
public:
  /// Takes a committed batch, or leaves it to the database.
  void offer(shared<domain::notice_batch> batch);

  /// The database may hold batches that nobody told.
  void expect_backlog() noexcept {
    backlog_ = true;
  }
  [[nodiscard]] bool backlog() const noexcept {
    return backlog_;
  }

  /// Whether it is time for a scan.
  [[nodiscard]] bool wants_scan() const noexcept {
    return backlog_ && !scanning_ && held_.empty();
  }
  void scan_started() noexcept;
  /// The page that the scan brought.
  void scan_ended(const shared<std::vector<domain::notice_batch>>& page);
  /// No answer, or one that is of no use any more.
  void scan_given_up();

  /// The batch to hand over next, which is then under way; null if one is
  /// under way already or there is none.
  shared<domain::notice_batch> take();
  /// The channel has the batch under way. It is held until it is recorded.
  void delivered();
  /// The channel did not take it: it stays the next one.
  void not_delivered() noexcept {
    under_way_ = false;
  }
  /// The database knows that the batch was handed over.
  void recorded(domain::batch_id batch);

  /// Nothing is in our hands; there may be a backlog.
  [[nodiscard]] bool empty() const noexcept {
    return held_.empty();
  }
  [[nodiscard]] std::size_t queued() const noexcept {
    return queue_.size();
  }
  /// Notices that are not recorded; a backlog counts as what is known of it,
  /// at least 1.
  [[nodiscard]] std::int64_t waiting() const noexcept;

private:
  [[nodiscard]] bool has_room() const noexcept;
  void leave(std::int64_t notices) noexcept;
  void found(std::int64_t notices) noexcept;
  void enqueue(shared<domain::notice_batch> batch);
  std::deque<shared<domain::notice_batch>> release_queue();
  void remember(domain::batch_id batch);

  std::deque<shared<domain::notice_batch>> queue_;
  std::int64_t queued_notices_ = 0;
  bool under_way_ = false; ///< the front of the queue
  std::unordered_map<domain::batch_id, std::int64_t> held_; ///< with notices
  std::int64_t held_notices_ = 0;

  bool backlog_ = false;
  bool scanning_ = false;
  bool left_in_scan_ = false; ///< a batch was left to the database meanwhile
  std::int64_t left_notices_ = 0;

  std::deque<domain::batch_id> scanned_;
  std::unordered_set<domain::batch_id> scanned_ids_;
};

} // namespace orderd::actors
