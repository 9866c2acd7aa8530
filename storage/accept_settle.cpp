// SPDX-License-Identifier: Apache-2.0
#include "domain/order.hpp"
#include "storage/accept_run.hpp"
#include "storage/write_statements.hpp"

#include <set>

namespace orderd::storage {
namespace {

std::int64_t units_of(const planned_order& order) {
  std::int64_t units = 0;
  for (const auto& item : order.items)
    units += item.quantity;
  return units;
}

domain::notice notice_about(const open_order& order,
                            domain::notification_type type) {
  domain::notice notice;
  notice.order = order.order;
  notice.customer = order.customer;
  notice.type = type;
  notice.total = order.total;
  if (type == domain::notification_type::failure)
    notice.cancel_reason = domain::reason_out_of_stock;
  notice.source = order.source;
  notice.content = order.content;
  return notice;
}

std::shared_ptr<const domain::notice_content>
content_of(const planned_order& order, const domain::order_input& input) {
  auto content = std::make_shared<domain::notice_content>();
  content->customer_name = input.name;
  content->items.reserve(order.items.size());
  for (std::size_t i = 0; i < order.items.size(); ++i) {
    auto& item = content->items.emplace_back();
    item.sku = input.lines[i].sku;
    item.quantity = order.items[i].quantity;
    item.total_price = order.items[i].total_price;
  }
  return content;
}

} // namespace

// Products are locked as late as can be, in the order of their ids, and the
// orders decided one after the other in file order.
void accept_run::reserve(transaction& tx) {
  std::vector<domain::reservation_request> requests;
  std::set<std::int64_t> products;
  for (const auto& order : plan_.orders) {
    auto& wanted = requests.emplace_back();
    for (const auto& item : order.items) {
      wanted.push_back({item.product, item.quantity});
      products.insert(item.product.value);
    }
  }
  params with;
  const std::vector<std::int64_t> ids{products.begin(), products.end()};
  with.add_array(ids);
  const auto rows = tx.run(sql::lock_stock, std::move(with));
  domain::stock_levels stock;
  for (int i = 0; i < rows.rows(); ++i)
    stock[domain::product_id{rows.int64(i, 0)}] = rows.int64(i, 1);
  reservation_ = domain::reserve(requests, stock);
}

void accept_run::settle(transaction& tx) {
  pipeline all;
  add_refused(all);
  std::int32_t open = 0;
  for (const bool granted : reservation_.granted)
    open += granted ? 1 : 0;
  if (open > 0) {
    params with;
    with.add(batch_.value).add_int32(context_.session.place().lane);
    with.add(request_.slice
                 ? std::optional<std::int64_t>{request_.slice->import.value}
                 : std::nullopt);
    with.add(order_at(0).value).add(order_at(plan_.orders.size() - 1).value);
    with.add_int32(open);
    all.emplace_back(&sql::add_open_batch, std::move(with));
  }
  if (!reservation_.taken.empty()) {
    std::vector<std::int64_t> ids, deltas;
    for (const auto& [product, units] : reservation_.taken) {
      ids.push_back(product.value);
      deltas.push_back(-units);
    }
    params with;
    with.add_array(ids).add_array(deltas).add(request_.now);
    all.emplace_back(&sql::change_stock, std::move(with));
  }
  tx.run(std::move(all));
}

void accept_run::add_refused(pipeline& to) {
  std::vector<std::int64_t> refused;
  for (std::size_t i = 0; i < plan_.orders.size(); ++i) {
    if (reservation_.granted[i])
      continue;
    refused.push_back(order_at(i).value);
    domain::order_outcome outcome;
    outcome.day = request_.today;
    outcome.source = request_.source;
    outcome.customer = customers_[i];
    outcome.total = plan_.orders[i].total;
    outcome.units = units_of(plan_.orders[i]);
    outcome.cancel_reason = domain::reason_out_of_stock;
    fold(kpis_, outcome);
  }
  if (refused.empty())
    return;
  params with;
  with.add_array(refused).add(request_.now).add_day(request_.today);
  with.add(final_batch_.value);
  to.emplace_back(&sql::cancel_out_of_stock, std::move(with));
  params batch;
  batch.add(final_batch_.value).add("finalize");
  batch.add(std::optional<std::int64_t>{}).add(std::optional<std::int64_t>{});
  batch.add(std::optional<std::int64_t>{}).add(refused.front());
  batch.add(refused.back());
  batch.add_int32(static_cast<std::int32_t>(refused.size()));
  batch.add(request_.now);
  told_kinds kinds{context_.policy};
  if (request_.notify)
    kinds.note(domain::notification_type::failure, request_.source,
               refused.size());
  add_batch_rows(to, context_, batch, final_batch_, kinds);
  to.emplace_back(&sql::add_kpis,
                  kpi_params(kpis_, context_.currency,
                             context_.session.place().connection));
}

bool accept_run::tells(domain::notification_type type) const {
  return request_.notify &&
         told_kinds{context_.policy}.note(type, request_.source);
}

open_order accept_run::open_order_at(std::size_t place,
                                     bool with_content) const {
  const auto& order = plan_.orders[place];
  open_order open;
  open.order = order_at(place);
  open.customer = customers_[place];
  open.import = request_.slice ? request_.slice->import : domain::import_id{};
  open.batch = batch_;
  open.total = order.total;
  open.source = request_.source;
  open.notify = request_.notify;
  if (with_content)
    open.content = content_of(order, input(order));
  for (const auto& item : order.items)
    open.items.push_back({item.product, item.quantity});
  return open;
}

accept_result accept_run::take_result(commit_mark mark) {
  using enum order_decision::verdict;
  accept_result result;
  result.facts.mark = mark;
  result.facts.kpis = std::move(kpis_);
  using type = domain::notification_type;
  notice_batch started{batch_, {}, request_.now};
  notice_batch ended{final_batch_, {}, request_.now};
  const bool tells_start = tells(type::processing);
  const bool tells_end = tells(type::failure);
  const bool with_content = tells_start || tells_end || tells(type::success);
  for (std::size_t i = 0; i < plan_.orders.size(); ++i) {
    plan_.decisions[plan_.orders[i].index].order = order_at(i);
    auto open = open_order_at(i, with_content);
    if (tells_start)
      started.notices.push_back(notice_about(open, type::processing));
    if (reservation_.granted[i])
      result.open.push_back(std::move(open));
    else if (tells_end)
      ended.notices.push_back(notice_about(open, type::failure));
  }
  for (const auto& [index, twin] : plan_.twins)
    plan_.decisions[index].order = order_at(twin);
  for (const auto& decision : plan_.decisions) {
    result.accepted += decision.what == accepted;
    result.duplicates += decision.what == duplicate;
    result.rejected += decision.what == rejected;
  }
  result.rejected += static_cast<std::int64_t>(request_.rejects.size());
  result.decisions = std::move(plan_.decisions);
  for (auto* batch : {&started, &ended})
    if (!batch->notices.empty())
      result.facts.notices.push_back(std::move(*batch));
  return result;
}

} // namespace orderd::storage
