// SPDX-License-Identifier: Apache-2.0
#include "actors/delivery_queue.hpp"

#include <algorithm>
#include <utility>

namespace orderd::actors {
namespace {

std::int64_t notices_of(const domain::notice_batch& batch) {
  return static_cast<std::int64_t>(batch.notices.size());
}

} // namespace

void delivery_queue::offer(shared<domain::notice_batch> batch) {
  if (held_.contains(batch->batch) || scanned_ids_.contains(batch->batch))
    return;
  const bool in_turn = !backlog_ || (scanning_ && !left_in_scan_);
  if (!in_turn || !has_room()) {
    leave(notices_of(*batch));
    return;
  }
  enqueue(std::move(batch));
}

void delivery_queue::scan_started() noexcept {
  scanning_ = true;
  left_in_scan_ = false;
}

void delivery_queue::scan_ended(
    const shared<std::vector<domain::notice_batch>>& page, bool more) {
  scanning_ = false;
  backlog_ = more || left_in_scan_;
  const auto told = release_queue();
  for (const auto& batch : *page) {
    remember(batch.batch);
    found(notices_of(batch));
    enqueue({page, &batch});
  }
  // What was told meanwhile comes after the page, or after the next pages.
  for (const auto& [batch, orders] : told)
    if (more)
      leave(notices_of(*batch));
    else if (!scanned_ids_.contains(batch->batch))
      enqueue(batch);
  if (!backlog_)
    left_notices_ = 0;
}

void delivery_queue::scan_given_up() {
  scanning_ = false;
  for (const auto& [batch, orders] : release_queue())
    leave(notices_of(*batch));
}

shared<domain::notice_batch> delivery_queue::take() {
  if (scanning_ || queue_.empty())
    return nullptr;
  auto next = queue_.begin();
  if (!in_order_) {
    std::vector<range> before;
    for (const auto& [id, known] : under_way_)
      before.push_back(known.orders);
    const auto must_wait = [&](const entry& candidate) {
      return std::ranges::any_of(before, [&](const range& earlier) {
        return earlier.overlaps(candidate.orders);
      });
    };
    for (; next != queue_.end() && must_wait(*next); ++next)
      before.push_back(next->orders);
    if (next == queue_.end())
      return nullptr;
  }
  auto [batch, orders] = std::move(*next);
  queue_.erase(next);
  under_way_.emplace(batch->batch, taken{orders, notices_of(*batch)});
  return batch;
}

void delivery_queue::decided(domain::batch_id batch) {
  const auto found = under_way_.find(batch);
  if (found == under_way_.end())
    return;
  open_notices_ -= found->second.notices;
  under_way_.erase(found);
}

void delivery_queue::recorded(domain::batch_id batch) {
  const auto found = held_.find(batch);
  if (found == held_.end())
    return;
  held_notices_ -= found->second;
  held_.erase(found);
}

std::int64_t delivery_queue::waiting() const noexcept {
  if (!backlog_)
    return held_notices_;
  return held_notices_ + std::max<std::int64_t>(1, left_notices_);
}

delivery_queue::range
delivery_queue::orders_of(const domain::notice_batch& batch) {
  if (batch.notices.empty())
    return {};
  const auto [least, greatest] = std::ranges::minmax_element(
      batch.notices, {}, [](const auto& about) { return about.order.value; });
  return {least->order.value, greatest->order.value};
}

bool delivery_queue::has_room() const noexcept {
  return queue_.size() + under_way_.size() < max_queued_batches &&
         open_notices_ < most_notices_ && held_.size() < max_held_batches;
}

void delivery_queue::leave(std::int64_t notices) noexcept {
  backlog_ = true;
  left_in_scan_ = true;
  left_notices_ += notices;
}

void delivery_queue::found(std::int64_t notices) noexcept {
  left_notices_ = std::max<std::int64_t>(0, left_notices_ - notices);
}

void delivery_queue::enqueue(shared<domain::notice_batch> batch) {
  const auto notices = notices_of(*batch);
  held_.emplace(batch->batch, notices);
  held_notices_ += notices;
  open_notices_ += notices;
  const auto orders = orders_of(*batch);
  queue_.push_back({std::move(batch), orders});
}

std::deque<delivery_queue::entry> delivery_queue::release_queue() {
  for (const auto& [batch, orders] : queue_) {
    recorded(batch->batch);
    open_notices_ -= notices_of(*batch);
  }
  return std::exchange(queue_, {});
}

void delivery_queue::remember(domain::batch_id batch) {
  if (!scanned_ids_.insert(batch).second)
    return;
  scanned_.push_back(batch);
  if (scanned_.size() <= max_remembered_scans)
    return;
  scanned_ids_.erase(scanned_.front());
  scanned_.pop_front();
}

} // namespace orderd::actors
