// SPDX-License-Identifier: Apache-2.0
#include "tests/support/memory_refunds.hpp"

#include "domain/reject_codes.hpp"
#include "tests/support/memory_deliveries.hpp"

#include <algorithm>

namespace orderd::testing {
namespace {

using domain::refund_status;
using storage::error;
using storage::error_kind;

domain::currency currency() {
  return *domain::find_currency("USD");
}

std::vector<const stored_refund*> refunds_of(const memory_store& store,
                                             domain::order_id order) {
  std::vector<const stored_refund*> all;
  const auto found = store.refunds_of.find(order);
  if (found != store.refunds_of.end())
    for (const auto id : found->second)
      all.push_back(&store.refunds.at(id));
  return all;
}

// Of the refunds in states for which `counts` holds.
std::int64_t units_named(const memory_store& store, domain::order_id order,
                         int line, auto counts) {
  std::int64_t units = 0;
  for (const auto* refund : refunds_of(store, order))
    if (counts(refund->status))
      for (const auto& named : refund->plan.lines)
        units += named.line == line ? named.quantity : 0;
  return units;
}

domain::order_books books_of(const memory_store& store,
                             const stored_order& order) {
  domain::order_books books;
  books.order = order.open.order;
  books.customer = order.open.customer;
  books.source = order.open.source;
  books.state = order.state;
  if (!order.transaction_id.empty() || order.gateway == "none")
    books.captured = order.open.total;
  books.order_day = order.day;
  for (const auto* refund : refunds_of(store, books.order))
    books.refunds.push_back({refund->id, refund->plan.amount, refund->status,
                             refund->plan.restock, refund->requested_at});
  const auto is_completed = [](refund_status status) {
    return status == refund_status::completed;
  };
  const auto is_taken = [&](refund_status status) {
    return domain::is_open(status) || is_completed(status);
  };
  int number = 0;
  for (const auto& line : order.input.lines) {
    ++number;
    const auto& product = store.products.at(line.sku);
    const auto restocked = order.restocked.find(number);
    books.lines.push_back(
        {number, line.sku, product.id, line.quantity, product.price,
         units_named(store, books.order, number, is_taken),
         restocked == order.restocked.end() ? 0 : restocked->second,
         units_named(store, books.order, number, is_completed)});
  }
  return books;
}

domain::order_id meant_by(const memory_store& store,
                          const domain::order_name& name) {
  if (name.id)
    return store.orders.contains(name.id) ? name.id : domain::order_id{};
  const auto found = store.refs.find({name.source, name.order_ref});
  return found == store.refs.end() ? domain::order_id{} : found->second.first;
}

domain::refund_decision refusal(domain::order_id order, std::string_view column,
                                std::string_view code, std::string reason) {
  domain::refund_decision decision;
  decision.order = order;
  decision.column = column;
  decision.code = code;
  decision.reason = std::move(reason);
  return decision;
}

domain::refund_decision decide(memory_store& store,
                               const domain::refunds_request& request,
                               const domain::refund_input& input) {
  namespace code = domain::reject_code;
  const auto order = meant_by(store, input.order);
  if (!order)
    return refusal({}, "order", code::unknown_order,
                   "there is no order " + domain::to_string(input.order));
  const auto digest = domain::refund_digest(input, order);
  const auto earlier = store.refund_keys.find(input.key);
  if (!input.key.empty() && earlier != store.refund_keys.end()) {
    if (store.refunds.at(earlier->second).digest != digest)
      return refusal(order, "key", code::refund_key_conflict,
                     "the key was used for another refund");
    return {domain::refund_decision::verdict::duplicate,
            earlier->second,
            order,
            {},
            {},
            {}};
  }
  const auto plan = domain::plan_refund(
      input, books_of(store, store.orders.at(order)), currency(), request.now);
  if (!plan)
    return refusal(order, plan.error().column, plan.error().code,
                   plan.error().reason);
  stored_refund refund;
  refund.id = {++store.last_refund};
  refund.order = order;
  refund.import = request.slice ? request.slice->import : domain::import_id{};
  refund.input = input;
  refund.digest = digest;
  refund.plan = *plan;
  refund.status =
      request.ask_now ? refund_status::processing : refund_status::pending;
  refund.requested_at = request.now;
  if (!input.key.empty())
    store.refund_keys[input.key] = refund.id;
  store.refunds_of[order].push_back(refund.id);
  store.refunds.emplace(refund.id, refund);
  return {
      domain::refund_decision::verdict::accepted, refund.id, order, {}, {}, {}};
}

void restock(memory_store& store, stored_order& order,
             const std::vector<domain::restocked_line>& lines) {
  for (const auto& line : lines) {
    order.restocked[line.line] += line.units;
    for (auto& [sku, product] : store.products)
      if (product.id == line.product)
        product.stock += line.units;
  }
}

domain::refund_outcome outcome_of(const stored_refund& refund,
                                  const stored_order& order,
                                  domain::business_day day) {
  return {day,
          order.day.value(),
          order.open.source,
          order.open.customer,
          refund.plan.amount,
          false};
}

domain::refund_outcome complete(memory_store& store, stored_refund& refund,
                                domain::business_day today) {
  auto& order = store.orders.at(refund.order);
  auto books = books_of(store, order);
  const auto done =
      domain::complete_refund(books, refund.id, refund.plan.lines);
  refund.status = refund_status::completed;
  refund.completed_on = today;
  refund.cancelled_order = done.cancels_order;
  order.state = done.state;
  if (done.cancels_order)
    order.cancel_reason = domain::reason_refunded;
  restock(store, order, done.restocked);
  auto outcome = outcome_of(refund, order, today);
  outcome.cancels_order = done.cancels_order;
  return outcome;
}

domain::notice notice_about(const stored_refund& refund,
                            const stored_order& order) {
  const bool completed = refund.status == refund_status::completed;
  domain::notice about;
  about.order = refund.order;
  about.customer = order.open.customer;
  about.type = completed ? domain::notification_type::refund_completed
                         : domain::notification_type::refund_failed;
  about.total = refund.plan.amount;
  about.refund = refund.id;
  about.source = order.open.source;
  return about;
}

void add_facts(memory_store& store, domain::commit_facts& facts,
               const std::vector<domain::refund_outcome>& outcomes) {
  for (const auto& outcome : outcomes)
    domain::fold(facts.kpis, outcome);
  facts.customers = domain::customer_deltas(outcomes);
  add_figures(store, facts.kpis, facts.customers);
}

} // namespace

domain::refunds_result record_refunds(memory_store& store,
                                      const domain::refunds_request& request) {
  using enum domain::refund_decision::verdict;
  domain::refunds_result result;
  result.rejected = static_cast<std::int64_t>(request.rejects.size());
  for (const auto& input : request.refunds) {
    const auto decision = decide(store, request, input);
    result.accepted += decision.what == accepted;
    result.duplicates += decision.what == duplicate;
    result.rejected += decision.what == refused;
    if (decision.what == accepted && request.ask_now)
      result.open.push_back(open_of(store.refunds.at(decision.refund)));
    result.decisions.push_back(decision);
  }
  return result;
}

domain::settlement_result
settle_refunds(memory_store& store, const domain::refunds_settlement& wanted) {
  domain::settlement_result result;
  domain::notice_batch batch{{++store.last_id}, {}, wanted.now};
  std::vector<domain::refund_outcome> outcomes;
  for (const auto& answer : wanted.answers) {
    auto& refund = stored(store, answer.refund);
    if (!domain::is_open(refund.status)) {
      store.settled_again += 1;
      continue;
    }
    refund.attempts = answer.attempts;
    if (store.refused_answers.contains(refund.id)) {
      refund.status = refund_status::pending;
      result.refused.push_back(
          {refund.id, refund.order, answer.attempts, "refused"});
      store.dead_refunds[refund.id] = result.refused.back();
      continue;
    }
    store.dead_refunds.erase(refund.id);
    refund.transaction_id = answer.transaction_id;
    refund.error_message = answer.error_message;
    (answer.approved ? result.completed : result.failed) += 1;
    if (answer.approved)
      outcomes.push_back(complete(store, refund, wanted.today));
    else
      refund.status = refund_status::failed;
    const auto import = store.imports.find(refund.import);
    if (import == store.imports.end() || import->second.notify)
      batch.notices.push_back(
          notice_about(refund, store.orders.at(refund.order)));
  }
  add_facts(store, result.facts, outcomes);
  tell(store, std::move(batch), result.facts);
  return result;
}

void cancel_refund(memory_store& store, domain::refund_id id) {
  auto& refund = stored(store, id);
  if (refund.status == refund_status::cancelled)
    return;
  if (refund.status != refund_status::pending || refund.attempts > 0)
    throw error(error_kind::conflict, "the gateway was asked for it");
  refund.status = refund_status::cancelled;
}

domain::settlement_result
reverse_refund(memory_store& store, const domain::refund_reversal& reversal) {
  auto& refund = stored(store, reversal.refund);
  if (refund.status == refund_status::reversed)
    return {};
  if (refund.status != refund_status::completed)
    throw error(error_kind::conflict, "the refund was not completed");
  auto& order = store.orders.at(refund.order);
  auto books = books_of(store, order);
  order.state = domain::reverse_refund(books, refund.id);
  refund.status = refund_status::reversed;
  refund.reversed_on = reversal.today;
  refund.reversal_reason = reversal.reason;
  auto outcome = outcome_of(refund, order, reversal.today);
  outcome.amount.minor = -outcome.amount.minor;
  domain::settlement_result result;
  add_facts(store, result.facts, {outcome});
  return result;
}

} // namespace orderd::testing
