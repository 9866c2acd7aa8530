// SPDX-License-Identifier: Apache-2.0
#include "actors/storage_queue.hpp"

#include <algorithm>
#include <numeric>

namespace orderd::actors {
namespace {

std::size_t index_of(write_class kind) noexcept {
  return static_cast<std::size_t>(kind);
}

// Only the last job that waits is tried: what stands between would be passed.
template <class Job>
bool absorbed_by_last(std::deque<std::shared_ptr<job>>& queue, Job& work) {
  if (queue.empty())
    return false;
  auto* last = dynamic_cast<Job*>(queue.back().get());
  return last != nullptr && last->absorb(work, max_grouped_orders);
}

} // namespace

void write_queue::push(write_class kind, std::shared_ptr<job> work) {
  queue(kind).push_back(std::move(work));
}

void write_queue::push(std::shared_ptr<accept_job> work) {
  const auto kind =
      work->interactive() ? write_class::interactive : write_class::accept;
  if (!absorbed_by_last(queue(kind), *work))
    push(kind, std::move(work));
}

void write_queue::push(std::shared_ptr<finalize_job> work) {
  const auto kind =
      work->interactive() ? write_class::interactive : write_class::finalize;
  if (!absorbed_by_last(queue(kind), *work))
    push(kind, std::move(work));
}

// What moves an import's position runs one at a time.
bool write_queue::may_run(write_class kind) const noexcept {
  if (queues_[index_of(kind)].empty())
    return false;
  const bool in_turn =
      kind == write_class::accept || kind == write_class::record;
  return !in_turn || running_[index_of(kind)] == 0;
}

bool write_queue::orders_wait() const noexcept {
  return !queues_[index_of(write_class::accept)].empty() ||
         !queues_[index_of(write_class::finalize)].empty();
}

std::optional<write_class> write_queue::next_of_orders() const noexcept {
  using enum write_class;
  if (may_run(finalize) && (!may_run(accept) || running_[index_of(finalize)] <=
                                                    running_[index_of(accept)]))
    return finalize;
  if (may_run(accept))
    return accept;
  return std::nullopt;
}

std::optional<write_class> write_queue::next_of_refunds() const noexcept {
  using enum write_class;
  const auto settling = running_[index_of(settle)];
  const auto recording = running_[index_of(record)];
  if (orders_wait() && settling + recording > 0)
    return std::nullopt;
  if (may_run(settle) && (!may_run(record) || settling <= recording))
    return settle;
  if (may_run(record))
    return record;
  return std::nullopt;
}

std::optional<write_class> write_queue::next() const noexcept {
  using enum write_class;
  if (may_run(interactive))
    return interactive;
  if (may_run(small))
    return small;
  const auto orders = next_of_orders();
  const auto refunds = next_of_refunds();
  if (orders && (orders_due_ > 0 || !refunds))
    return orders;
  return refunds;
}

std::shared_ptr<job> write_queue::take(write_class& kind) {
  const auto chosen = next();
  if (!chosen)
    return nullptr;
  kind = *chosen;
  if (kind == write_class::settle || kind == write_class::record)
    orders_due_ = orders_after_refunds;
  else if (kind == write_class::accept || kind == write_class::finalize)
    orders_due_ = std::max(0, orders_due_ - 1);
  auto work = std::move(queue(kind).front());
  queue(kind).pop_front();
  ++running_[index_of(kind)];
  return work;
}

void write_queue::finished(write_class kind) noexcept {
  --running_[index_of(kind)];
}

std::size_t write_queue::waiting() const noexcept {
  std::size_t count = 0;
  for (const auto& queue : queues_)
    count += queue.size();
  return count;
}

std::size_t write_queue::waiting_interactive() const noexcept {
  std::size_t count = 0;
  for (const auto& work : queues_[index_of(write_class::interactive)])
    count += work->requests();
  return count;
}

std::vector<std::shared_ptr<job>> write_queue::abandon() {
  std::vector<std::shared_ptr<job>> left;
  for (auto& queue : queues_) {
    left.insert(left.end(), queue.begin(), queue.end());
    queue.clear();
  }
  return left;
}

std::size_t write_queue::running() const noexcept {
  return std::accumulate(running_.begin(), running_.end(), std::size_t{0});
}

} // namespace orderd::actors
