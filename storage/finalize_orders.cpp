// SPDX-License-Identifier: Apache-2.0
#include "storage/finalize_orders.hpp"

#include "domain/order.hpp"
#include "storage/told_kinds.hpp"
#include "storage/write_statements.hpp"

#include <algorithm>
#include <map>
#include <unordered_set>

namespace orderd::storage {
namespace {

std::int64_t units_of(const open_order& order) {
  std::int64_t units = 0;
  for (const auto& item : order.items)
    units += item.quantity;
  return units;
}

domain::notification_type told_of(const payment_answer& answer) {
  return answer.approved ? domain::notification_type::success
                         : domain::notification_type::failure;
}

/// One finalize transaction; see accept_run for how runs are repeated.
class finalize_run {
public:
  finalize_run(const write_context& context, const finalize_request& request)
      : context_(context),
        request_(request),
        batch_ids_(context.ids, id_kind::batch) {
    for (const auto& answer : request.answers)
      sorted_.push_back(&answer);
    // Of two answers about one order the first one counts.
    std::ranges::stable_sort(sorted_, {}, id_of);
    const auto repeats = std::ranges::unique(sorted_, {}, id_of);
    sorted_.erase(repeats.begin(), repeats.end());
  }

  void operator()(transaction& tx) {
    batch_ids_.give_back();
    if (recheck_)
      drop_finalized(tx);
    fold_outcomes();
    if (sorted_.empty())
      return;
    batch_ = {batch_ids_.take(tx.on(), 1)};
    tx.set_batch(batch_);
    pipeline all;
    add_order_states(all);
    add_payments(all);
    add_customers(all);
    add_figures(all);
    add_batches(all);
    add_restock(all);
    if (run_checked(tx, std::move(all)))
      return;
    recheck_ = true;
    throw error(error_kind::retry, "some orders were finalized before");
  }

  finalize_result take_result(commit_mark mark) {
    finalize_result result;
    result.facts.mark = mark;
    result.paid = static_cast<std::int64_t>(paid_.size());
    result.cancelled = static_cast<std::int64_t>(declined_.size());
    result.facts.customers = domain::customer_deltas(outcomes_);
    result.facts.kpis = std::move(kpis_);
    if (auto told = notices(); !told.empty())
      result.facts.notices.push_back({batch_, std::move(told), request_.now});
    return result;
  }

private:
  static domain::order_id id_of(const payment_answer* answer) {
    return answer->order.order;
  }

  // Whether each order was still processing. All is sent in one go for the
  // common case that they are; else later statements may be refused, such as
  // a batch that would have fewer than no orders open.
  bool run_checked(transaction& tx, pipeline all) {
    const auto size = static_cast<std::int64_t>(sorted_.size());
    std::vector<result> answers;
    try {
      answers = tx.run(std::move(all));
    } catch (const error& failed) {
      if (failed.kind() == error_kind::data_refused && !recheck_)
        return false;
      throw;
    }
    std::int64_t changed = 0;
    for (std::size_t i = 0; i < state_statements_; ++i)
      changed += answers[i].affected();
    if (changed != size)
      return false;
    if (answers[state_statements_].affected() != size)
      throw error(error_kind::internal,
                  "cannot finalize orders: one that is processing has a"
                  " payment already");
    return true;
  }

  // Finalized by an earlier run whose answer got lost, or by hand.
  void drop_finalized(transaction& tx) {
    std::vector<std::int64_t> ids;
    for (const auto* answer : sorted_)
      ids.push_back(answer->order.order.value);
    params with;
    with.add_array(ids);
    pipeline ask;
    ask.emplace_back(&sql::still_processing, std::move(with));
    const auto rows = tx.run_before(ask);
    std::unordered_set<std::int64_t> open;
    for (int i = 0; i < rows[0].rows(); ++i)
      open.insert(rows[0].int64(i, 0));
    std::erase_if(sorted_, [&](const payment_answer* answer) {
      return !open.contains(answer->order.order.value);
    });
  }

  void fold_outcomes() {
    outcomes_.clear();
    kpis_.clear();
    paid_.clear();
    declined_.clear();
    for (const auto* answer : sorted_) {
      domain::order_outcome outcome;
      outcome.day = request_.today;
      outcome.source = answer->order.source;
      outcome.customer = answer->order.customer;
      outcome.total = answer->order.total;
      outcome.units = units_of(answer->order);
      outcome.paid = answer->approved;
      if (!answer->approved)
        outcome.cancel_reason = domain::reason_payment_declined;
      fold(kpis_, outcome);
      outcomes_.push_back(std::move(outcome));
      (answer->approved ? paid_ : declined_)
          .push_back(answer->order.order.value);
    }
  }

  void add_order_states(pipeline& to) {
    const auto add = [&](const statement& what,
                         const std::vector<std::int64_t>& ids) {
      if (ids.empty())
        return;
      params with;
      with.add_array(ids).add(request_.now).add_day(request_.today);
      with.add(batch_.value);
      to.emplace_back(&what, std::move(with));
    };
    add(sql::mark_paid, paid_);
    add(sql::cancel_declined, declined_);
    state_statements_ = to.size();
  }

  void add_payments(pipeline& to) const {
    std::vector<std::int64_t> ids, amounts;
    std::vector<std::string> states, gateways, transactions, errors;
    for (const auto* answer : sorted_) {
      ids.push_back(answer->order.order.value);
      amounts.push_back(answer->order.total.minor);
      states.emplace_back(answer->approved ? "captured" : "declined");
      gateways.push_back(answer->gateway);
      transactions.push_back(answer->transaction_id);
      errors.push_back(answer->error_message);
    }
    params with;
    with.add_array(ids).add_array(states).add_array(amounts);
    with.add_array(gateways).add_array(transactions).add_array(errors);
    with.add(request_.now);
    to.emplace_back(&sql::add_payments, std::move(with));
  }

  void add_customers(pipeline& to) const {
    const auto deltas = domain::customer_deltas(outcomes_);
    if (deltas.empty())
      return;
    std::vector<std::int64_t> ids, spent, orders;
    for (const auto& delta : deltas) {
      ids.push_back(delta.customer.value);
      spent.push_back(delta.spent);
      orders.push_back(delta.orders);
    }
    params with;
    with.add_array(ids).add_array(spent).add_array(orders);
    to.emplace_back(&sql::add_to_customers, std::move(with));
  }

  void add_figures(pipeline& to) const {
    to.emplace_back(&sql::add_kpis,
                    kpi_params(kpis_, context_.currency,
                               context_.session.place().connection));
  }

  void add_batches(pipeline& to) const {
    params batch;
    batch.add(batch_.value).add("finalize");
    batch.add(std::optional<std::int64_t>{})
        .add(std::optional<std::int64_t>{})
        .add(std::optional<std::int64_t>{});
    batch.add(sorted_.front()->order.order.value);
    batch.add(sorted_.back()->order.order.value);
    batch.add_int32(static_cast<std::int32_t>(sorted_.size()));
    batch.add(request_.now);
    told_kinds kinds{context_.policy};
    for (const auto* answer : sorted_)
      if (answer->order.notify)
        kinds.note(told_of(*answer), answer->order.source);
    add_batch_rows(to, context_, batch, batch_, kinds);
    std::map<std::int64_t, std::int64_t> finished;
    for (const auto* answer : sorted_)
      finished[answer->order.batch.value] += 1;
    std::vector<std::int64_t> ids, counts;
    for (const auto& [id, count] : finished) {
      ids.push_back(id);
      counts.push_back(count);
    }
    params shrink, close;
    shrink.add_array(ids).add_array(counts);
    close.add_array(ids);
    to.emplace_back(&sql::shrink_open_batches, std::move(shrink));
    to.emplace_back(&sql::close_batches, std::move(close));
  }

  // Last, since these locks are what accepting waits for.
  void add_restock(pipeline& to) const {
    std::map<std::int64_t, std::int64_t> units;
    for (const auto* answer : sorted_)
      if (!answer->approved)
        for (const auto& item : answer->order.items)
          units[item.product.value] += item.quantity;
    if (units.empty())
      return;
    std::vector<std::int64_t> ids, deltas;
    for (const auto& [id, count] : units) {
      ids.push_back(id);
      deltas.push_back(count);
    }
    params with;
    with.add_array(ids).add_array(deltas).add(request_.now);
    to.emplace_back(&sql::change_stock, std::move(with));
  }

  [[nodiscard]] std::vector<domain::notice> notices() const {
    std::vector<domain::notice> all;
    all.reserve(sorted_.size());
    told_kinds kinds{context_.policy};
    for (const auto* answer : sorted_) {
      const auto& order = answer->order;
      if (!order.notify || !kinds.note(told_of(*answer), order.source))
        continue;
      auto& notice = all.emplace_back();
      notice.order = order.order;
      notice.customer = order.customer;
      notice.total = order.total;
      notice.type = told_of(*answer);
      if (!answer->approved)
        notice.cancel_reason = domain::reason_payment_declined;
      notice.source = order.source;
      notice.content = order.content;
    }
    return all;
  }

  const write_context& context_;
  const finalize_request& request_;
  id_lease batch_ids_;
  std::vector<const payment_answer*> sorted_; ///< by order id
  bool recheck_ = false;
  std::size_t state_statements_ = 0;
  domain::batch_id batch_;
  std::vector<domain::order_outcome> outcomes_;
  domain::kpi_table kpis_;
  std::vector<std::int64_t> paid_;
  std::vector<std::int64_t> declined_;
};

} // namespace

finalize_result finalize_orders(const write_context& context,
                                const finalize_request& request) {
  finalize_run run{context, request};
  const auto mark = context.session.run("finalize orders", std::ref(run));
  return run.take_result(mark);
}

} // namespace orderd::storage
