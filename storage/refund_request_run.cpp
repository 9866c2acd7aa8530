// SPDX-License-Identifier: Apache-2.0
#include "storage/refund_request_run.hpp"

#include "domain/limits.hpp"
#include "domain/reject_codes.hpp"
#include "domain/text.hpp"
#include "storage/refund_statements.hpp"
#include "storage/write_statements.hpp"

#include <algorithm>
#include <map>

namespace orderd::storage {
namespace {

using verdict = refund_decision::verdict;

refund_decision refuse(domain::order_id order, std::string_view column,
                       std::string_view code, std::string reason) {
  refund_decision decision;
  decision.order = order;
  decision.column = column;
  decision.code = code;
  decision.reason = std::move(reason);
  return decision;
}

// Nothing of a row that the database refused may reach it again.
std::vector<std::string> keys_of(const refunds_request& request,
                                 const refusals& refused) {
  std::vector<std::string> keys(request.refunds.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto& refund = request.refunds[i];
    if (refused.contains(i))
      continue;
    keys[i] = refund.key.empty() && request.slice
                  ? domain::file_refund_key(request.slice->content_sha256,
                                            refund.line)
                  : refund.key;
  }
  return keys;
}

} // namespace

refund_request_run::refund_request_run(const write_context& context,
                                       const refunds_request& request,
                                       const refusals& refused, purpose why)
    : context_(context),
      request_(request),
      refused_(refused),
      moves_(request.slice && why == purpose::record),
      in_(currency_of(context)),
      keys_(keys_of(request, refused)),
      ids_(context.ids, id_kind::refund) {}

void refund_request_run::operator()(transaction& tx) {
  ids_.give_back();
  resolve_names(tx);
  // The transaction begins with the locks, before it is known how many ids it
  // takes.
  const auto most = static_cast<std::int64_t>(request_.refunds.size());
  domain::refund_id first;
  if (most > 0)
    first = {ids_.take(tx.on(), most)};
  record(tx, first);
  ids_.shrink(static_cast<std::int64_t>(planned_.size()));
}

void refund_request_run::record(transaction& tx, domain::refund_id first) {
  read_books(tx);
  decide(first);
  if (!planned_.empty() || moves_)
    write(tx);
}

domain::refund_status refund_request_run::first_status() const noexcept {
  return request_.ask_now ? domain::refund_status::processing
                          : domain::refund_status::pending;
}

// One statement a source, ahead of the transaction: what a reference names
// never changes.
void refund_request_run::resolve_names(transaction& tx) {
  std::map<std::string, std::set<std::string>> refs;
  for (std::size_t i = 0; i < request_.refunds.size(); ++i) {
    const auto& order = request_.refunds[i].order;
    if (!order.id && !refused_.contains(i))
      refs[order.source].insert(order.order_ref);
  }
  if (refs.empty())
    return;
  pipeline ask;
  for (const auto& [source, names] : refs) {
    const std::vector<std::string> all{names.begin(), names.end()};
    params with;
    with.add(source).add_array(all);
    ask.emplace_back(&sql::refs_by_name, std::move(with));
  }
  const auto answers = tx.run_before(ask);
  auto answer = answers.begin();
  for (const auto& [source, names] : refs) {
    for (int i = 0; i < answer->rows(); ++i)
      by_name_.insert_or_assign(source + ":" + std::string(answer->text(i, 0)),
                                domain::order_id{answer->int64(i, 1)});
    ++answer;
  }
}

domain::order_id refund_request_run::order_of(std::size_t index) const {
  const auto& name = request_.refunds[index].order;
  if (name.id)
    return name.id;
  const auto found = by_name_.find(to_string(name));
  return found == by_name_.end() ? domain::order_id{} : found->second;
}

void refund_request_run::read_books(transaction& tx) {
  std::set<std::int64_t> orders, with_lines;
  for (std::size_t i = 0; i < request_.refunds.size(); ++i) {
    const auto order = order_of(i);
    if (!order || refused_.contains(i))
      continue;
    orders.insert(order.value);
    if (needs_lines(request_.refunds[i]))
      with_lines.insert(order.value);
  }
  by_key_.clear();
  std::vector<std::string> keys;
  for (const auto& key : keys_)
    if (!key.empty())
      keys.push_back(key);
  std::ranges::sort(keys);
  params with;
  with.add_array(keys);
  const auto depth = with_lines.empty() ? refund_books::depth::sums
                                        : refund_books::depth::items;
  if (orders.empty())
    return;
  pipeline ask;
  ask.emplace_back(&sql::refunds_by_key, std::move(with));
  const auto answers = books_.lock(tx, orders, depth, ask);
  const auto& rows = answers.front();
  for (int i = 0; i < rows.rows(); ++i)
    by_key_.insert_or_assign(
        std::string(rows.text(i, 0)),
        earlier{{rows.int64(i, 1)}, {rows.int64(i, 2)}, rows.bytes(i, 3)});
  books_.read_lines(tx, with_lines);
}

void refund_request_run::decide(domain::refund_id first) {
  decisions_.clear();
  planned_.clear();
  auto next = first;
  for (std::size_t i = 0; i < request_.refunds.size(); ++i) {
    decisions_.push_back(decide_one(i, next));
    if (decisions_.back().what == verdict::accepted)
      ++next.value;
  }
}

refund_decision refund_request_run::decide_one(std::size_t index,
                                               domain::refund_id next) {
  namespace code = domain::reject_code;
  const auto& refund = request_.refunds[index];
  const auto order = order_of(index);
  if (const auto why = refused_.find(index); why != refused_.end())
    return refuse(order, {}, code::database_refused, why->second);
  auto* books = order ? books_.find(order) : nullptr;
  if (books == nullptr)
    return refuse({}, "order", code::unknown_order,
                  "there is no order " +
                      domain::shown(to_string(refund.order),
                                    domain::limits::shown_bytes));
  auto digest = refund_digest(refund, order);
  const auto& key = keys_[index];
  if (const auto found = by_key_.find(key);
      !key.empty() && found != by_key_.end()) {
    const auto& [id, other, content] = found->second;
    if (content != digest)
      return refuse(order, "key", code::refund_key_conflict,
                    "the key " +
                        domain::shown(key, domain::limits::shown_bytes) +
                        " names another request: " + refund_number(id) +
                        " of " + order_number(other));
    return {verdict::duplicate, id, order, {}, {}, {}};
  }
  auto plan = plan_refund(refund, *books, in_, request_.now);
  if (!plan)
    return refuse(order, plan.error().column, plan.error().code,
                  std::move(plan.error().reason));
  book(*books, next, *plan, first_status(), request_.now);
  if (!key.empty())
    by_key_.emplace(key, earlier{next, order, digest});
  planned_.push_back({index, next, order, std::move(*plan), std::move(digest)});
  return {verdict::accepted, next, order, {}, {}, {}};
}

refunds_result refund_request_run::take_result(commit_mark mark) {
  refunds_result result;
  result.mark = mark;
  for (const auto& decision : decisions_) {
    result.accepted += decision.what == verdict::accepted;
    result.duplicates += decision.what == verdict::duplicate;
    result.rejected += decision.what == verdict::refused;
  }
  result.rejected += static_cast<std::int64_t>(request_.rejects.size());
  result.decisions = std::move(decisions_);
  if (!request_.ask_now)
    return result;
  for (const auto& one : planned_) {
    open_refund open;
    open.refund = one.refund;
    open.order = one.order;
    open.import = request_.slice ? request_.slice->import : domain::import_id{};
    open.amount = one.plan.amount;
    result.open.push_back(open);
  }
  return result;
}

} // namespace orderd::storage
