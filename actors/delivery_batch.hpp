// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/messages.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace orderd::actors {

/// How far one channel has come in one batch. Its notices may be decided in any
/// order, but what is recorded is the longest beginning without a gap, by
/// subject: a number instead of a row for each notice. Notices that were sent
/// and lie behind a gap are unsaid: should the daemon end before the gap is
/// closed, they are sent again, unless each is recorded by itself.
class delivery_batch {
public:
  explicit delivery_batch(shared<domain::notice_batch> batch)
      : batch_(std::move(batch)), decided_(batch_->notices.size()) {}

  [[nodiscard]] domain::batch_id id() const noexcept {
    return batch_->batch;
  }
  [[nodiscard]] domain::utc_time since() const noexcept {
    return batch_->since;
  }
  [[nodiscard]] std::size_t size() const noexcept {
    return batch_->notices.size();
  }
  [[nodiscard]] const domain::notice& about(std::size_t index) const {
    return batch_->notices[index];
  }

  /// The notice needs us no more: it was sent at that time.
  void sent(std::size_t index, domain::utc_time now);
  /// It needs us no more, and is never unsaid: an exception tells what came of
  /// it, or there is nobody to be told.
  void settled(std::size_t index);

  [[nodiscard]] bool complete() const noexcept {
    return open_end_ == size();
  }

  /// What may be recorded and was not taken yet, if anything.
  std::optional<domain::delivery_progress>
  take_progress(const std::string& channel);

  /// When the first of the unsaid notices was sent; nothing without any.
  [[nodiscard]] std::optional<domain::utc_time> unsaid_since() const;
  /// The unsaid notices. They are not unsaid any more.
  std::vector<std::size_t> take_unsaid();

private:
  [[nodiscard]] std::int64_t subject(std::size_t index) const {
    return domain::subject_of(about(index));
  }
  void forget_said();

  shared<domain::notice_batch> batch_;
  std::vector<bool> decided_;
  /// What was sent and, at least in part, lies behind a gap, by time.
  std::deque<std::pair<domain::utc_time, std::size_t>> unsaid_;
  std::size_t open_end_ = 0; ///< all before this one are decided
  std::size_t taken_ = 0;    ///< progress of all before this one was taken
  bool told_complete_ = false;
};

} // namespace orderd::actors
