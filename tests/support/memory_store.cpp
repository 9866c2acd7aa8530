// SPDX-License-Identifier: Apache-2.0
// Long because one class speaks the whole interface of a writer.
#include "tests/support/memory_store.hpp"

#include "domain/reservation.hpp"
#include "storage/accept_plan.hpp"
#include "tests/support/memory_deliveries.hpp"
#include "tests/support/memory_refunds.hpp"

#include <algorithm>

namespace orderd::testing {
namespace {

using storage::error;
using storage::error_kind;

std::int64_t units_of(const domain::open_order& order) {
  std::int64_t units = 0;
  for (const auto& item : order.items)
    units += item.quantity;
  return units;
}

domain::notice notice_about(const domain::open_order& order,
                            domain::notification_type type,
                            std::string_view why = {}) {
  domain::notice about;
  about.order = order.order;
  about.customer = order.customer;
  about.type = type;
  about.total = order.total;
  about.cancel_reason = why;
  about.source = order.source;
  about.content = order.content;
  return about;
}

std::shared_ptr<const domain::notice_content>
content_of(const domain::order_input& input,
           const storage::planned_order& planned) {
  auto content = std::make_shared<domain::notice_content>();
  content->customer_name = input.name;
  for (std::size_t i = 0; i < planned.items.size(); ++i)
    content->items.push_back({input.lines[i].sku,
                              {},
                              planned.items[i].quantity,
                              planned.items[i].total_price});
  return content;
}

class memory_writer : public storage::writer {
public:
  memory_writer(memory_store_ptr store, int connection)
      : store_(std::move(store)), connection_(connection) {}

  domain::accept_result accept(const domain::accept_request& request) override;
  domain::finalize_result
  finalize(const domain::finalize_request& request) override;
  void record_deliveries(const domain::delivery_records& records,
                         domain::utc_time at) override {
    note_call(*store_, "record_deliveries",
              records.progress.size() + records.exceptions.size());
    testing::record_deliveries(*store_, records, at);
  }
  void resend_notification(domain::notification_id id,
                           domain::utc_time now) override {
    note_call(*store_, "resend_notification");
    testing::resend_notification(*store_, id, now);
  }
  std::int64_t
  revive_notifications(std::span<const domain::notification_id> ids,
                       const domain::dead_letter_filter& filter,
                       domain::utc_time now) override {
    note_call(*store_, "revive_notifications", ids.size());
    return testing::revive_notifications(*store_, ids, filter, now);
  }
  void record_dead(std::span<const domain::dead_letter> dead,
                   domain::utc_time) override {
    note_call(*store_, "record_dead", dead.size());
    for (const auto& letter : dead)
      store_->dead.emplace(letter.order, letter);
  }
  domain::refunds_result
  request_refunds(const domain::refunds_request& request) override;
  std::vector<domain::open_refund>
  take_up_refunds(domain::refund_id after, int limit, bool claim) override {
    note_call(*store_, "take_up_refunds");
    return testing::take_up_refunds(*store_, after, limit, claim);
  }
  domain::settlement_result
  settle_refunds(const domain::refunds_settlement& settlement) override {
    note_call(*store_, "settle_refunds", settlement.answers.size());
    return testing::settle_refunds(*store_, settlement);
  }
  void cancel_refund(domain::refund_id id, domain::utc_time) override {
    note_call(*store_, "cancel_refund");
    testing::cancel_refund(*store_, id);
  }
  domain::settlement_result
  reverse_refund(const domain::refund_reversal& reversal) override {
    note_call(*store_, "reverse_refund");
    return testing::reverse_refund(*store_, reversal);
  }
  void record_dead_refunds(std::span<const domain::dead_refund> dead,
                           domain::utc_time) override {
    note_call(*store_, "record_dead_refunds", dead.size());
    testing::record_dead_refunds(*store_, dead);
  }
  std::vector<domain::open_refund>
  revive_refunds(std::span<const domain::refund_id> ids) override {
    note_call(*store_, "revive_refunds", ids.size());
    return testing::revive_refunds(*store_, ids);
  }
  std::vector<domain::dead_letter>
  revive_orders(std::span<const domain::order_id> ids) override;
  domain::rehearsal_report
  rehearse_refunds(const domain::rehearsal_request&) override {
    note_call(*store_, "rehearse_refunds");
    return {};
  }
  domain::commit_facts mend_figures(const domain::figures_fix& fix) override {
    note_call(*store_, "mend_figures");
    add_figures(*store_, fix.stored_days, fix.stored_customers);
    domain::commit_facts facts;
    facts.mark = mark();
    facts.kpis = fix.memory_days;
    facts.customers = fix.memory_customers;
    return facts;
  }
  void set_paused(const std::string& stage, bool paused) override {
    note_call(*store_, "set_paused");
    if (paused)
      store_->paused.insert(stage);
    else
      store_->paused.erase(stage);
  }
  domain::import_id next_import_id() override {
    note_call(*store_, "next_import_id");
    return {fresh_id()};
  }
  domain::import_record register_import(const domain::new_import& import,
                                        domain::utc_time) override;
  domain::import_record start_import(domain::import_id id,
                                     const std::vector<std::string>& unknown,
                                     domain::utc_time now) override;
  void skip_rows(const domain::import_slice& slice,
                 std::int64_t rows) override {
    note_call(*store_, "skip_rows", static_cast<std::size_t>(rows));
    auto& record = moved(slice);
    record.skipped += rows;
    record.rows += rows;
  }
  domain::import_record request_cancel(domain::import_id id) override;
  domain::import_record end_import(const domain::import_ending& ending,
                                   domain::utc_time now) override;
  domain::products_result
  apply_products(const domain::products_request& request) override;
  domain::stock_level change_stock(const domain::stock_change& change,
                                   domain::utc_time) override;

private:
  std::int64_t fresh_id() {
    return ++store_->last_id;
  }
  domain::commit_mark mark() {
    return {connection_, ++store_->seq[connection_]};
  }
  domain::import_record& known(domain::import_id id) {
    const auto found = store_->imports.find(id);
    if (found == store_->imports.end())
      throw error(error_kind::not_found,
                  "there is no import " + std::to_string(id.value));
    return found->second;
  }
  domain::import_record& moved(const domain::import_slice& slice) {
    auto& record = known(slice.import);
    if (record.position != slice.from ||
        record.state != domain::import_state::running)
      throw error(error_kind::conflict, "the position moved");
    record.position = slice.to;
    return record;
  }
  void add_reject(domain::import_id import, domain::reject reject) {
    if (!store_->rejects[import].emplace(reject.line, reject).second)
      throw error(error_kind::internal, "a line was rejected twice");
  }
  void count(const domain::accept_request& request,
             const domain::accept_result& result);
  storage::accept_lookup look_up(const domain::accept_request& request) const;
  domain::customer_id customer(const domain::order_input& order);
  stored_product& product(domain::product_id id) {
    return std::ranges::find(store_->products, id,
                             [](const auto& entry) { return entry.second.id; })
        ->second;
  }

  memory_store_ptr store_;
  int connection_;
};

storage::accept_lookup
memory_writer::look_up(const domain::accept_request& request) const {
  storage::accept_lookup found;
  for (const auto& [sku, product] : store_->products)
    found.products.emplace(sku, storage::accept_lookup::product{
                                    product.id, product.price, product.active});
  for (const auto& order : request.orders) {
    const auto ref = store_->refs.find({request.source, order.order_ref});
    if (ref != store_->refs.end())
      found.refs.emplace(order.order_ref,
                         storage::accept_lookup::reference{ref->second.first,
                                                           ref->second.second});
    if (!request.slice)
      continue;
    const auto line =
        store_->lines.find({request.slice->content_sha256, order.line});
    if (line != store_->lines.end())
      found.lines.emplace(order.line, line->second);
  }
  return found;
}

domain::customer_id memory_writer::customer(const domain::order_input& order) {
  auto& known = store_->customers[order.email];
  if (!known.id)
    known = {{fresh_id()}, order.name, 0, 0};
  return known.id;
}

void memory_writer::count(const domain::accept_request& request,
                          const domain::accept_result& result) {
  auto& record = moved(*request.slice);
  record.accepted += result.accepted;
  record.duplicates += result.duplicates;
  record.rejected += result.rejected;
  record.rows += result.accepted + result.duplicates + result.rejected;
  for (const auto& reject : request.rejects)
    add_reject(record.id, reject);
  for (std::size_t i = 0; i < result.decisions.size(); ++i) {
    const auto& decision = result.decisions[i];
    if (decision.what == domain::order_decision::verdict::rejected)
      add_reject(record.id, {request.orders[i].line, decision.column,
                             decision.code, decision.reason, request.raws[i]});
  }
}

domain::accept_result
memory_writer::accept(const domain::accept_request& request) {
  using enum domain::order_decision::verdict;
  note_call(*store_, "accept", request.orders.size());
  auto plan = storage::plan_accept(request, look_up(request), {});
  domain::accept_result result;
  result.decisions = plan.decisions;
  result.rejected = static_cast<std::int64_t>(request.rejects.size());
  for (const auto& decision : result.decisions) {
    result.accepted += decision.what == accepted;
    result.duplicates += decision.what == duplicate;
    result.rejected += decision.what == rejected;
  }
  if (request.slice)
    count(request, result);
  result.facts.mark = mark();
  domain::notice_batch started{{fresh_id()}, {}, request.now};
  domain::notice_batch ended{{fresh_id()}, {}, request.now};
  for (const auto& planned : plan.orders) {
    const auto& input = request.orders[planned.index];
    stored_order order;
    order.input = input;
    order.open.order = {++store_->last_order};
    order.open.customer = customer(input);
    order.open.batch = started.batch;
    order.open.total = planned.total;
    order.open.source = request.source;
    order.open.notify = request.notify;
    order.open.content = content_of(input, planned);
    order.accepted_at = request.now;
    if (request.slice)
      order.open.import = request.slice->import;
    domain::reservation_request wanted;
    domain::stock_levels stock;
    for (const auto& item : planned.items) {
      order.open.items.push_back({item.product, item.quantity});
      wanted.push_back({item.product, item.quantity});
      stock[item.product] = product(item.product).stock;
    }
    const auto reserved = domain::reserve({wanted}, stock);
    for (const auto& [id, units] : reserved.taken)
      product(id).stock -= units;
    using domain::notification_type;
    if (request.notify)
      started.notices.push_back(
          notice_about(order.open, notification_type::processing));
    result.decisions[planned.index].order = order.open.order;
    if (!input.order_ref.empty())
      store_->refs[{request.source, input.order_ref}] = {order.open.order,
                                                         planned.digest};
    else if (request.slice)
      store_->lines[{request.slice->content_sha256, input.line}] =
          order.open.order;
    if (reserved.granted.front()) {
      order.state = {domain::order_status::processing,
                     domain::payment_status::processing};
      result.open.push_back(order.open);
    } else {
      order.state = {domain::order_status::cancelled,
                     domain::payment_status::not_charged};
      order.cancel_reason = domain::reason_out_of_stock;
      order.day = request.today;
      if (request.notify)
        ended.notices.push_back(notice_about(
            order.open, notification_type::failure, order.cancel_reason));
      domain::fold(result.facts.kpis,
                   {request.today, request.source, order.open.customer,
                    order.open.total, units_of(order.open), false,
                    order.cancel_reason});
    }
    store_->orders.emplace(order.open.order, std::move(order));
  }
  for (const auto& [index, twin] : plan.twins)
    result.decisions[index].order =
        result.decisions[plan.orders[twin].index].order;
  for (const auto& [key, figures] : result.facts.kpis)
    store_->kpis[key] += figures;
  tell(*store_, std::move(started), result.facts);
  tell(*store_, std::move(ended), result.facts);
  return result;
}

domain::finalize_result
memory_writer::finalize(const domain::finalize_request& request) {
  note_call(*store_, "finalize", request.answers.size());
  domain::finalize_result result;
  result.facts.mark = mark();
  domain::notice_batch batch{{fresh_id()}, {}, request.now};
  std::vector<domain::order_outcome> outcomes;
  for (const auto& answer : request.answers) {
    auto& order = store_->orders.at(answer.order.order);
    if (order.state.status != domain::order_status::processing) {
      store_->finalized_again += 1;
      continue;
    }
    domain::order_outcome outcome{request.today,        order.open.source,
                                  order.open.customer,  order.open.total,
                                  units_of(order.open), answer.approved,
                                  std::string{}};
    (answer.approved ? result.paid : result.cancelled) += 1;
    order.gateway = answer.gateway;
    order.transaction_id = answer.transaction_id;
    order.day = request.today;
    if (answer.approved) {
      order.state = {domain::order_status::paid, domain::payment_status::paid};
      auto& buyer = store_->customers.at(order.input.email);
      buyer.spent += order.open.total.minor;
      buyer.orders += 1;
    } else {
      order.state = {domain::order_status::cancelled,
                     domain::payment_status::failed};
      order.cancel_reason = domain::reason_payment_declined;
      outcome.cancel_reason = order.cancel_reason;
      for (const auto& item : order.open.items)
        product(item.product).stock += item.quantity;
    }
    using domain::notification_type;
    if (answer.order.notify)
      batch.notices.push_back(notice_about(answer.order,
                                           answer.approved
                                               ? notification_type::success
                                               : notification_type::failure,
                                           order.cancel_reason));
    domain::fold(result.facts.kpis, outcome);
    outcomes.push_back(std::move(outcome));
  }
  result.facts.customers = domain::customer_deltas(outcomes);
  for (const auto& [key, figures] : result.facts.kpis)
    store_->kpis[key] += figures;
  tell(*store_, std::move(batch), result.facts);
  return result;
}

domain::refunds_result
memory_writer::request_refunds(const domain::refunds_request& request) {
  note_call(*store_, "request_refunds", request.refunds.size());
  auto* record = request.slice ? &moved(*request.slice) : nullptr;
  auto result = record_refunds(*store_, request);
  result.mark = mark();
  if (record == nullptr)
    return result;
  record->accepted += result.accepted;
  record->duplicates += result.duplicates;
  record->rejected += result.rejected;
  record->rows += result.accepted + result.duplicates + result.rejected;
  for (const auto& reject : request.rejects)
    add_reject(record->id, reject);
  for (std::size_t i = 0; i < result.decisions.size(); ++i) {
    const auto& decision = result.decisions[i];
    if (decision.what == domain::refund_decision::verdict::refused)
      add_reject(record->id, {request.refunds[i].line, decision.column,
                              decision.code, decision.reason, request.raws[i]});
  }
  return result;
}

std::vector<domain::dead_letter>
memory_writer::revive_orders(std::span<const domain::order_id> ids) {
  note_call(*store_, "revive_orders", ids.size());
  std::vector<domain::dead_letter> revived;
  for (const auto& [id, letter] : store_->dead)
    if (ids.empty() || std::ranges::find(ids, id) != ids.end())
      revived.push_back(letter);
  for (const auto& letter : revived)
    store_->dead.erase(letter.order);
  return revived;
}

domain::import_record
memory_writer::register_import(const domain::new_import& import,
                               domain::utc_time) {
  note_call(*store_, "register_import");
  domain::import_record record;
  record.id = import.id;
  record.kind = import.kind;
  record.source = import.source;
  record.file = import.file;
  record.content_sha256 = import.content_sha256;
  record.size = import.size;
  record.notify = import.notify;
  return store_->imports.emplace(import.id, record).first->second;
}

domain::import_record
memory_writer::start_import(domain::import_id id,
                            const std::vector<std::string>& unknown,
                            domain::utc_time now) {
  note_call(*store_, "start_import");
  auto& record = known(id);
  if (!record.finished_at) {
    record.state = domain::import_state::running;
    record.unknown_columns = unknown;
    record.started_at = record.started_at.value_or(now);
  }
  return record;
}

domain::import_record memory_writer::request_cancel(domain::import_id id) {
  note_call(*store_, "request_cancel");
  auto& record = known(id);
  if (record.finished_at)
    throw error(error_kind::conflict, "the import has ended");
  record.cancel_requested = true;
  return record;
}

domain::import_record
memory_writer::end_import(const domain::import_ending& ending,
                          domain::utc_time now) {
  note_call(*store_, "end_import");
  auto& record = known(ending.id);
  if (!record.finished_at) {
    record.state = ending.state;
    record.archived_as = ending.archived_as;
    record.error_message = ending.error_message;
    record.finished_at = now;
  }
  return record;
}

domain::products_result
memory_writer::apply_products(const domain::products_request& request) {
  note_call(*store_, "apply_products", request.products.size());
  auto& record = moved(request.slice);
  domain::products_result result;
  for (const auto& input : request.products) {
    auto& product = store_->products[input.sku];
    if (!product.id)
      product.id = {fresh_id()};
    product.name = input.name.value_or(product.name);
    product.price = input.price.value_or(product.price);
    product.stock = input.stock.value_or(product.stock);
    product.active = input.active.value_or(product.active);
    result.accepted += 1;
  }
  for (const auto& reject : request.rejects)
    add_reject(record.id, reject);
  result.rejected = static_cast<std::int64_t>(request.rejects.size());
  record.accepted += result.accepted;
  record.rejected += result.rejected;
  record.rows += result.accepted + result.rejected;
  return result;
}

domain::stock_level
memory_writer::change_stock(const domain::stock_change& change,
                            domain::utc_time) {
  note_call(*store_, "change_stock");
  const auto found = store_->products.find(change.sku);
  if (found == store_->products.end())
    throw error(error_kind::not_found, "no product " + change.sku);
  auto& product = found->second;
  const auto before = product.stock;
  const auto after = change.absolute ? change.value : before + change.value;
  if (after < 0)
    throw error(error_kind::conflict, "stock would fall below 0");
  product.stock = after;
  return {product.id, change.sku, before, after};
}

} // namespace

void memory_store::add_product(const std::string& sku, std::int64_t price,
                               std::int64_t stock) {
  products[sku] = {{++last_id}, sku, {price}, stock, true};
}

std::int64_t memory_store::count(domain::order_status status) const {
  return std::ranges::count_if(orders, [=](const auto& entry) {
    return entry.second.state.status == status;
  });
}

void note_call(memory_store& store, const std::string& name, std::size_t size) {
  store.calls.push_back(name + " " + std::to_string(size));
  if (!store.fail_next || store.fail_next->first != name)
    return;
  const auto failure = store.fail_next->second;
  store.fail_next.reset();
  throw failure;
}

std::unique_ptr<storage::writer> make_memory_writer(memory_store_ptr store,
                                                    int connection) {
  return std::make_unique<memory_writer>(std::move(store), connection);
}

} // namespace orderd::testing
