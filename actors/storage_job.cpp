// SPDX-License-Identifier: Apache-2.0
#include "actors/storage_job.hpp"

#include <iterator>
#include <unordered_set>

namespace orderd::actors {
namespace {

// What belongs to the orders from `first` to before `last` of a common
// result.
domain::accept_result part_of(const domain::accept_result& whole,
                              std::size_t first, std::size_t last) {
  using enum domain::order_decision::verdict;
  domain::accept_result part;
  part.facts.mark = whole.facts.mark;
  std::unordered_set<domain::order_id> own;
  for (auto i = first; i < last; ++i) {
    const auto& decision = whole.decisions[i];
    part.decisions.push_back(decision);
    part.accepted += decision.what == accepted;
    part.duplicates += decision.what == duplicate;
    part.rejected += decision.what == rejected;
    if (decision.what == accepted)
      own.insert(decision.order);
  }
  for (const auto& open : whole.open)
    if (own.contains(open.order))
      part.open.push_back(open);
  return part;
}

} // namespace

accept_job::accept_job(promise asker, shared<domain::accept_request> request) {
  parts_.push_back({std::move(asker), std::move(request)});
}

std::size_t accept_job::orders() const noexcept {
  std::size_t count = 0;
  for (const auto& part : parts_)
    count += part.request->orders.size();
  return count;
}

bool accept_job::absorb(accept_job& other, std::size_t max_orders) {
  if (!interactive() || !other.interactive() ||
      parts_.front().request->source != other.parts_.front().request->source ||
      parts_.front().request->today != other.parts_.front().request->today ||
      parts_.front().request->notify != other.parts_.front().request->notify ||
      orders() + other.orders() > max_orders)
    return false;
  std::ranges::move(other.parts_, std::back_inserter(parts_));
  return true;
}

void accept_job::run(worker_tools& tools) noexcept {
  guarded([&] {
    if (parts_.size() == 1) {
      result_ = std::make_shared<domain::accept_result>(
          tools.writer->accept(*parts_.front().request));
      return;
    }
    domain::accept_request all = *parts_.front().request;
    for (std::size_t i = 1; i < parts_.size(); ++i)
      all.orders.insert(all.orders.end(), parts_[i].request->orders.begin(),
                        parts_[i].request->orders.end());
    result_ =
        std::make_shared<domain::accept_result>(tools.writer->accept(all));
  });
}

void accept_job::answer() {
  if (!result_) {
    for (auto& part : parts_)
      part.asker.deliver(failure_);
    return;
  }
  if (parts_.size() == 1) {
    parts_.front().asker.deliver(orders_accepted{result_});
    return;
  }
  std::size_t first = 0;
  for (auto& part : parts_) {
    const auto last = first + part.request->orders.size();
    part.asker.deliver(orders_accepted{std::make_shared<domain::accept_result>(
        part_of(*result_, first, last))});
    first = last;
  }
}

shared<domain::commit_facts> accept_job::facts() const {
  if (!result_)
    return nullptr;
  return {result_, &result_->facts};
}

finalize_job::finalize_job(promise asker, finalize_orders request) {
  parts_.push_back({std::move(asker), std::move(request)});
}

std::size_t finalize_job::orders() const noexcept {
  std::size_t count = 0;
  for (const auto& part : parts_)
    count += part.request.request->answers.size();
  return count;
}

bool finalize_job::absorb(finalize_job& other, std::size_t max_orders) {
  if (interactive() != other.interactive() ||
      parts_.front().request.request->today !=
          other.parts_.front().request.request->today ||
      orders() + other.orders() > max_orders)
    return false;
  std::ranges::move(other.parts_, std::back_inserter(parts_));
  return true;
}

void finalize_job::run(worker_tools& tools) noexcept {
  guarded([&] {
    if (parts_.size() == 1) {
      result_ = std::make_shared<domain::finalize_result>(
          tools.writer->finalize(*parts_.front().request.request));
      return;
    }
    domain::finalize_request all = *parts_.front().request.request;
    for (std::size_t i = 1; i < parts_.size(); ++i) {
      const auto& more = parts_[i].request.request->answers;
      all.answers.insert(all.answers.end(), more.begin(), more.end());
    }
    result_ =
        std::make_shared<domain::finalize_result>(tools.writer->finalize(all));
  });
}

// Each asker hears of the whole transaction; what it counts it knows itself.
void finalize_job::answer() {
  for (auto& part : parts_)
    if (result_)
      part.asker.deliver(orders_finalized{result_});
    else
      part.asker.deliver(failure_);
}

shared<domain::commit_facts> finalize_job::facts() const {
  if (!result_)
    return nullptr;
  return {result_, &result_->facts};
}

} // namespace orderd::actors
