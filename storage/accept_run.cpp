// SPDX-License-Identifier: Apache-2.0
#include "storage/accept_run.hpp"

#include "domain/order.hpp"
#include "storage/write_statements.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace orderd::storage {
namespace {

std::string ship_to(const domain::order_input& order) {
  nlohmann::ordered_json to;
  to["name"] = order.name;
  if (!order.phone.empty())
    to["phone"] = order.phone;
  if (!order.address.empty())
    to["address"] = order.address;
  try {
    return to.dump();
  } catch (const nlohmann::json::exception& failed) {
    throw error(error_kind::data_refused,
                std::string("cannot write the order as JSON: ") +
                    failed.what());
  }
}

std::optional<std::int64_t> import_of(const accept_request& request) {
  if (!request.slice)
    return std::nullopt;
  return request.slice->import.value;
}

// A single order stands in no file, so its batch has no lines.
std::optional<std::int64_t> line_of(const accept_request& request,
                                    const planned_order& order) {
  if (!request.slice)
    return std::nullopt;
  return request.orders[order.index].line;
}

} // namespace

accept_run::accept_run(const write_context& context,
                       const accept_request& request, const refusals& refused,
                       purpose why)
    : context_(context),
      request_(request),
      refused_(refused),
      moves_(request.slice && why == purpose::record),
      order_ids_(context.ids, id_kind::order),
      customer_ids_(context.ids, id_kind::customer),
      batch_ids_(context.ids, id_kind::batch) {}

void accept_run::operator()(transaction& tx) {
  give_ids_back();
  kpis_.clear();
  reservation_ = {};
  auto found = look_up(tx);
  plan_ = plan_accept(request_, found, refused_);
  if (!plan_.orders.empty()) {
    find_or_add_customers(tx, found);
    const auto count = static_cast<std::int64_t>(plan_.orders.size());
    first_order_ = order_ids_.take(tx.on(), count);
    batch_ = {batch_ids_.take(tx.on(), 2)};
    final_batch_ = {batch_.value + 1};
    tx.set_batch(batch_);
  }
  if (plan_.orders.empty() && !moves_)
    return;
  insert(tx, found);
  if (!plan_.orders.empty()) {
    reserve(tx);
    settle(tx);
  }
}

void accept_run::give_ids_back() noexcept {
  order_ids_.give_back();
  batch_ids_.give_back();
}

void accept_run::insert(transaction& tx, const accept_lookup& found) {
  customers_.clear();
  for (const auto& order : plan_.orders) {
    const auto customer = found.customers.find(input(order).email);
    if (customer == found.customers.end())
      throw error(error_kind::retry, "a customer was removed meanwhile");
    customers_.push_back(customer->second);
  }
  pipeline all;
  if (moves_)
    add_slice(all);
  const auto refs_at = all.size();
  const auto refs = add_refs(all);
  if (!plan_.orders.empty()) {
    add_orders(all);
    add_items(all);
  }
  const auto answers = tx.run(std::move(all));
  if (moves_)
    require_moved(answers[0], *request_.slice);
  if (refs > 0 && answers[refs_at].affected() != refs)
    throw error(error_kind::retry,
                "another transaction accepted one of the references");
}

void accept_run::add_slice(pipeline& to) const {
  using verdict = order_decision::verdict;
  const auto count = [&](verdict what) {
    return std::ranges::count(plan_.decisions, what, &order_decision::what);
  };
  auto rejects = request_.rejects;
  for (std::size_t i = 0; i < plan_.decisions.size(); ++i) {
    const auto& decision = plan_.decisions[i];
    if (decision.what == verdict::rejected)
      rejects.push_back({request_.orders[i].line, decision.column,
                         decision.code, decision.reason, request_.raws[i]});
  }
  slice_counts counts;
  counts.accepted = count(verdict::accepted);
  counts.duplicates = count(verdict::duplicate);
  counts.rejected = static_cast<std::int64_t>(rejects.size());
  add_move(to, *request_.slice, counts);
  add_rejects(to, request_.slice->import, rejects);
}

// Returns how many rows must come of it; fewer mean that another transaction
// took a reference in between.
std::int64_t accept_run::add_refs(pipeline& to) const {
  std::map<std::string, std::size_t> by_ref;
  for (std::size_t i = 0; i < plan_.orders.size(); ++i)
    if (!input(plan_.orders[i]).order_ref.empty())
      by_ref.emplace(input(plan_.orders[i]).order_ref, i);
  if (by_ref.empty())
    return 0;
  std::vector<std::string> names, digests;
  std::vector<std::int64_t> orders;
  for (const auto& [ref, place] : by_ref) {
    names.push_back(ref);
    orders.push_back(order_at(place).value);
    digests.push_back(plan_.orders[place].digest);
  }
  params with;
  with.add(request_.source).add_array(names).add_array(orders);
  with.add_bytes_array(digests);
  to.emplace_back(&sql::add_refs, std::move(with));
  return static_cast<std::int64_t>(by_ref.size());
}

void accept_run::add_orders(pipeline& to) const {
  std::vector<std::int64_t> ids, customers, lines, totals;
  std::vector<std::string> refs, ship_tos;
  for (std::size_t i = 0; i < plan_.orders.size(); ++i) {
    const auto& order = plan_.orders[i];
    ids.push_back(order_at(i).value);
    customers.push_back(customers_[i].value);
    refs.push_back(input(order).order_ref);
    lines.push_back(request_.slice ? input(order).line : 0);
    totals.push_back(order.total.minor);
    ship_tos.push_back(ship_to(input(order)));
  }
  params with;
  with.add(request_.source)
      .add(import_of(request_))
      .add(context_.currency)
      .add(request_.now)
      .add(batch_.value)
      .add_array(ids)
      .add_array(customers)
      .add_array(refs)
      .add_array(lines)
      .add_array(totals)
      .add_jsonb_array(ship_tos);
  to.emplace_back(&sql::add_orders, std::move(with));
  params batch;
  batch.add(batch_.value)
      .add("accept")
      .add(import_of(request_))
      .add(line_of(request_, plan_.orders.front()))
      .add(line_of(request_, plan_.orders.back()))
      .add(ids.front())
      .add(ids.back())
      .add_int32(static_cast<std::int32_t>(ids.size()))
      .add(request_.now);
  told_kinds kinds{context_.policy};
  if (request_.notify)
    kinds.note(domain::notification_type::processing, request_.source,
               plan_.orders.size());
  add_batch_rows(to, context_, batch, batch_, kinds);
}

void accept_run::add_items(pipeline& to) const {
  std::vector<std::int64_t> orders, products, prices, totals;
  std::vector<std::int32_t> lines, quantities;
  for (std::size_t i = 0; i < plan_.orders.size(); ++i) {
    std::int32_t line = 0;
    for (const auto& item : plan_.orders[i].items) {
      orders.push_back(order_at(i).value);
      lines.push_back(++line);
      products.push_back(item.product.value);
      quantities.push_back(item.quantity);
      prices.push_back(item.unit_price.minor);
      totals.push_back(item.total_price.minor);
    }
  }
  params with;
  with.add_array(orders).add_array(lines).add_array(products);
  with.add_array(quantities).add_array(prices).add_array(totals);
  to.emplace_back(&sql::add_items, std::move(with));
}

} // namespace orderd::storage
