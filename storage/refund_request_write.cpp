// SPDX-License-Identifier: Apache-2.0
#include "storage/refund_request_run.hpp"
#include "storage/refund_statements.hpp"

#include <algorithm>

namespace orderd::storage {

void refund_request_run::write(transaction& tx) const {
  pipeline all;
  if (moves_)
    add_slice(all);
  const auto refunds_at = all.size();
  if (!planned_.empty()) {
    add_refunds(all);
    add_items(all);
  }
  const auto answers = tx.run(std::move(all));
  if (moves_)
    require_moved(answers[0], *request_.slice);
  if (!planned_.empty() && answers[refunds_at].affected() !=
                               static_cast<std::int64_t>(planned_.size()))
    throw error(error_kind::retry, "another transaction took one of the keys");
}

void refund_request_run::add_slice(pipeline& to) const {
  using verdict = refund_decision::verdict;
  const auto count = [&](verdict what) {
    return std::ranges::count(decisions_, what, &refund_decision::what);
  };
  auto rejects = request_.rejects;
  for (std::size_t i = 0; i < decisions_.size(); ++i) {
    const auto& decision = decisions_[i];
    if (decision.what == verdict::refused)
      rejects.push_back({request_.refunds[i].line, decision.column,
                         decision.code, decision.reason, request_.raws[i]});
  }
  slice_counts counts;
  counts.accepted = count(verdict::accepted);
  counts.duplicates = count(verdict::duplicate);
  counts.rejected = static_cast<std::int64_t>(rejects.size());
  add_move(to, *request_.slice, counts);
  add_rejects(to, request_.slice->import, rejects);
}

void refund_request_run::add_refunds(pipeline& to) const {
  // By key, so that two batches with the same keys wait for each other in the
  // same order.
  std::vector<const planned*> sorted;
  for (const auto& one : planned_)
    sorted.push_back(&one);
  std::ranges::stable_sort(
      sorted,
      {}, [&](const planned* one) -> const auto& { return keys_[one->index]; });
  std::vector<std::int64_t> orders, ids, amounts, lines;
  std::vector<std::string> types, reasons, notes, restocks, keys, digests;
  for (const auto* one : sorted) {
    const auto& refund = request_.refunds[one->index];
    const auto& key = keys_[one->index];
    orders.push_back(one->order.value);
    ids.push_back(one->refund.value);
    amounts.push_back(one->plan.amount.minor);
    types.emplace_back(to_string(refund.type));
    reasons.push_back(refund.reason);
    notes.push_back(refund.notes);
    restocks.emplace_back(to_string(one->plan.restock));
    keys.push_back(key);
    digests.push_back(key.empty() ? std::string{} : one->digest);
    lines.push_back(request_.slice ? refund.line : 0);
  }
  params with;
  with.add(context_.currency).add(to_string(first_status())).add(request_.now);
  with.add(request_.slice
               ? std::optional<std::int64_t>{request_.slice->import.value}
               : std::nullopt);
  with.add_array(orders).add_array(ids).add_array(amounts).add_array(types);
  with.add_array(reasons).add_array(notes).add_array(restocks);
  with.add_array(keys).add_bytes_array(digests).add_array(lines);
  to.emplace_back(&sql::add_refunds, std::move(with));
}

void refund_request_run::add_items(pipeline& to) const {
  std::vector<std::int64_t> orders, refunds, amounts;
  std::vector<std::int32_t> lines, quantities;
  for (const auto& one : planned_)
    for (const auto& line : one.plan.lines) {
      orders.push_back(one.order.value);
      refunds.push_back(one.refund.value);
      lines.push_back(line.line);
      quantities.push_back(line.quantity);
      amounts.push_back(line.amount.minor);
    }
  if (orders.empty())
    return;
  params with;
  with.add_array(orders).add_array(refunds).add_array(lines);
  with.add_array(quantities).add_array(amounts);
  to.emplace_back(&sql::add_refund_items, std::move(with));
}

} // namespace orderd::storage
