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

/// Batches, and notices in them, that one channel keeps in memory without
/// having handed them over; what is more waits in the database. A notice takes
/// some 150 bytes, more with its content. A channel that looks again works
/// from the database anyhow, and needs fewer.
inline constexpr std::size_t max_queued_batches = 256;
inline constexpr std::int64_t max_queued_notices = 16'000;
inline constexpr std::int64_t max_queued_remote_notices = 8'000;

/// Batches in our hands, handed over but not yet recorded ones included.
inline constexpr std::size_t max_held_batches = 1024;

/// Batches that one look into the database brings, if they are small: of larger
/// ones as many as have the queue's most notices, or one that has more.
inline constexpr int batches_a_scan = 256;

/// How many of the ids that scans brought are remembered. A batch can be read
/// from the database before its commit is told; between the two lie no more
/// batches than storage has in flight, far fewer than this.
inline constexpr std::size_t max_remembered_scans = 1024;

/// What one channel still has to be handed, in the order in which it should
/// be, and which batches are in our hands: each is taken once, although both a
/// commit and the database may bring it.
///
/// While the database may hold batches that are not in our hands (the
/// backlog), new ones are left there, too, so that an order's second
/// notification does not pass its first. The backlog is read only when nothing
/// is in our hands: what a scan brings is then new, but for batches that were
/// told during the scan. A scan has no cursor: it reads what is not recorded
/// as decided, from the start, until no more come after what it brings.
class delivery_queue {
public:
  /// `in_order`: whoever takes batches never works on two at a time.
  explicit delivery_queue(std::int64_t most_notices = max_queued_notices,
                          bool in_order = false)
      : most_notices_(most_notices), in_order_(in_order) {}

  /// Takes a committed batch, or leaves it to the database.
  void offer(shared<domain::notice_batch> batch);

  /// The database may hold batches that nobody told.
  void expect_backlog() noexcept {
    backlog_ = true;
  }
  [[nodiscard]] bool backlog() const noexcept {
    return backlog_;
  }

  /// Whether it is time for a scan, and for how many notices.
  [[nodiscard]] bool wants_scan() const noexcept {
    return backlog_ && !scanning_ && held_.empty();
  }
  [[nodiscard]] std::int64_t most_notices() const noexcept {
    return most_notices_;
  }
  void scan_started() noexcept;
  /// The page that the scan brought, and whether more comes after it.
  void scan_ended(const shared<std::vector<domain::notice_batch>>& page,
                  bool more);
  /// No answer, or one that is of no use any more.
  void scan_given_up();

  /// The next batch none of whose orders is in a batch before it that is not
  /// decided; with `in_order` the next one. It is under way then. Null if there
  /// is none.
  shared<domain::notice_batch> take();
  /// All notices of a batch under way are decided. It is held until that is
  /// recorded.
  void decided(domain::batch_id batch);
  /// The database knows that the batch is decided.
  void recorded(domain::batch_id batch);

  /// Nothing is in our hands; there may be a backlog.
  [[nodiscard]] bool empty() const noexcept {
    return held_.empty();
  }
  /// All that is in our hands is decided, and waits for being recorded.
  [[nodiscard]] bool exhausted() const noexcept {
    return queue_.empty() && under_way_.empty();
  }
  [[nodiscard]] std::size_t queued() const noexcept {
    return queue_.size();
  }
  /// Notices in our hands that are not decided.
  [[nodiscard]] std::int64_t undecided() const noexcept {
    return open_notices_;
  }
  /// Notices that are not recorded; a backlog counts as what is known of it,
  /// at least 1.
  [[nodiscard]] std::int64_t waiting() const noexcept;

private:
  /// From the least to the greatest of a batch's orders; none if it is empty.
  struct range {
    std::int64_t first = 1;
    std::int64_t last = 0;

    [[nodiscard]] bool overlaps(const range& other) const noexcept {
      return first <= other.last && other.first <= last;
    }
  };

  struct entry {
    shared<domain::notice_batch> batch;
    range orders;
  };

  struct taken {
    range orders;
    std::int64_t notices = 0;
  };

  static range orders_of(const domain::notice_batch& batch);
  [[nodiscard]] bool has_room() const noexcept;
  void leave(std::int64_t notices) noexcept;
  void found(std::int64_t notices) noexcept;
  void enqueue(shared<domain::notice_batch> batch);
  std::deque<entry> release_queue();
  void remember(domain::batch_id batch);

  std::int64_t most_notices_;
  bool in_order_;
  std::deque<entry> queue_;
  std::unordered_map<domain::batch_id, taken> under_way_;
  std::int64_t open_notices_ = 0;                           ///< of both
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
