// SPDX-License-Identifier: Apache-2.0
#include "tests/support/shop.hpp"

#include "tests/support/memory_refunds.hpp"

#include <caf/send.hpp>

#include <algorithm>

namespace orderd::testing {
namespace {

using namespace actors;

payment_answer_line answer_to(payment_ledger& ledger,
                              const payment_request& request) {
  const auto amount = request.amount.minor;
  const auto known = ledger.asked.emplace(request.key, amount).first->second;
  ledger.amounts_differ = ledger.amounts_differ || known != amount;
  ledger.questions += 1;
  const bool refund = request.what == payment_request::operation::refund;
  auto decided =
      domain::decide(ledger.rules, {request.key, refund, request.attempt});
  payment_answer_line line{request.subject, request.key,
                           payment_verdict::unclear, decided.transaction_id,
                           decided.reason};
  using verdict = domain::gateway_decision::verdict;
  if (decided.what == verdict::approved) {
    line.verdict = payment_verdict::approved;
    (refund ? ledger.refunded : ledger.captured)[request.key] = amount;
  } else if (decided.what == verdict::declined) {
    line.verdict = payment_verdict::declined;
  }
  return line;
}

void give(gateway_actor::pointer self, const payment_sink_actor& sink,
          std::chrono::milliseconds after,
          std::vector<payment_answer_line> lines) {
  payment_answers answers{
      std::make_shared<std::vector<payment_answer_line>>(std::move(lines))};
  if (after.count() == 0)
    self->send(sink, answers);
  else
    self->delayed_send(sink, after, answers);
}

void answer(gateway_actor::pointer self, payment_ledger& ledger,
            const request_payments& message) {
  std::vector<payment_answer_line> lines;
  for (const auto& request : *message.requests)
    lines.push_back(answer_to(ledger, request));
  if (!ledger.unruly) {
    give(self, message.sink, ledger.latency, std::move(lines));
    return;
  }
  std::ranges::shuffle(lines, ledger.random);
  for (const auto& line : lines) {
    const auto dice = ledger.random() % 16;
    const std::chrono::milliseconds late{dice == 0 ? 45'000 : dice * 7};
    give(self, message.sink, ledger.latency + late, {line});
    if (dice == 1)
      give(self, message.sink, ledger.latency, {line, line});
  }
}

} // namespace

gateway_actor::behavior_type
ledger_gateway(gateway_actor::pointer self,
               std::shared_ptr<payment_ledger> ledger) {
  return {[self, ledger](const request_payments& message) {
    answer(self, *ledger, message);
  }};
}

shop::shop() {
  storage_settings.make_writer = [this](int connection,
                                        storage::session_hooks) {
    return make_memory_writer(store, connection);
  };
  storage_settings.make_reader = [this] { return make_memory_reader(store); };
  storage_settings.detached = false;
  storage_settings.events = test.events;
  processor_settings.gateway_name = "test";
  processor_settings.installation_id = "shop";
  processor_settings.clock = test.clock;
  processor_settings.events = test.events;
  refund_settings.gateway_name = "test";
  refund_settings.installation_id = "shop";
  refund_settings.clock = test.clock;
  refund_settings.events = test.events;
  importer_settings.folder = folder;
  importer_settings.clock = test.clock;
  importer_settings.events = test.events;
  importer_settings.currency = *domain::find_currency("USD");
}

void shop::open() {
  storage = test.spawn(storage_dispatcher, storage_settings);
  analytics = test.spawn(actors::analytics, storage);
  caf::anon_send(storage, subscribe_commits{analytics});
  gateway = test.spawn(ledger_gateway, ledger);
  processor_settings.storage = storage;
  processor_settings.gateway = gateway;
  processor = test.spawn(order_processor, processor_settings);
  refund_settings.storage = storage;
  refund_settings.gateway = gateway;
  refund = test.spawn(refunds, refund_settings);
  figures_ = test.ask<totals_shown>(analytics, get_totals{});
  recovered_.reset();
  refunds_recovered_.reset();
}

void shop::go_on_opening() {
  if (figures_ && figures_->value && !recovered_)
    recovered_ = test.ask<recovered>(processor, recover{});
  if (recovered_ && recovered_->value && !refunds_recovered_)
    refunds_recovered_ = test.ask<recovered>(refund, recover{});
  if (!refunds_recovered_ || !refunds_recovered_->value || importer)
    return;
  importer_settings.storage = storage;
  importer_settings.processor = processor;
  importer_settings.refund = refund;
  importer = test.spawn(actors::importer, importer_settings);
}

void shop::kill() {
  figures_.reset();
  recovered_.reset();
  refunds_recovered_.reset();
  for (const auto& actor : {caf::actor_cast<caf::strong_actor_ptr>(storage),
                            caf::actor_cast<caf::strong_actor_ptr>(analytics),
                            caf::actor_cast<caf::strong_actor_ptr>(gateway),
                            caf::actor_cast<caf::strong_actor_ptr>(processor),
                            caf::actor_cast<caf::strong_actor_ptr>(refund),
                            caf::actor_cast<caf::strong_actor_ptr>(importer)})
    if (actor)
      caf::anon_send_exit(actor, caf::exit_reason::kill);
  test.run();
  storage = storage_actor{};
  analytics = analytics_actor{};
  gateway = gateway_actor{};
  processor = processor_actor{};
  refund = refund_actor{};
  importer = importer_actor{};
  importer_settings.storage = storage;
  importer_settings.processor = processor;
  importer_settings.refund = refund;
  refund_settings.storage = storage;
  refund_settings.gateway = gateway;
  processor_settings.storage = storage;
  processor_settings.gateway = gateway;
}

bool shop::step() {
  go_on_opening();
  auto& jobs = test.scheduler().jobs;
  if (schedule != nullptr && jobs.size() > 1)
    std::swap(jobs.front(), jobs[(*schedule)() % jobs.size()]);
  return test.scheduler().try_run_once();
}

void shop::run_until(const std::function<bool()>& done) {
  constexpr std::chrono::milliseconds tick{250};
  constexpr int most = 4 * 3'600;
  for (int i = 0; i < most; ++i) {
    while (step())
      ;
    if (done())
      return;
    test.clock->advance(tick);
    test.scheduler().advance_time(tick);
  }
  BOOST_FAIL("the shop did not come to rest within an hour");
}

bool shop::dry() const {
  if (!importer || !folder->incoming.empty())
    return false;
  for (const auto& [id, file] : folder->spool) {
    const auto found = store->imports.find(id);
    if (found == store->imports.end() || !found->second.finished_at)
      return false;
  }
  for (const auto& [id, record] : store->imports)
    if (!record.finished_at)
      return false;
  for (const auto& [id, refund_] : store->refunds)
    if (refund_.status == domain::refund_status::processing)
      return false;
  return std::ranges::none_of(store->orders, [this](const auto& entry) {
    return entry.second.state.status == domain::order_status::processing &&
           !store->dead.contains(entry.first);
  });
}

void shop::run_dry() {
  run_until([this] { return dry(); });
}

void shop::put(const std::string& name, const std::string& content,
               domain::import_kind kind, const std::string& source) {
  const auto file = folder->drop(name, content, kind, source);
  if (importer)
    caf::anon_send(importer, folder_changed{file, true});
}

void shop::stock_up() {
  store->add_product("PROD001", 2'499, 500);
  store->add_product("PROD002", 950, 1'000);
  store->add_product("PROD003", 9'999, 200);
  for (const auto& [sku, product] : store->products)
    initial_stock[sku] = product.stock;
}

void shop::check(const std::string& context) {
  auto stock = initial_stock;
  std::map<std::string, std::int64_t> captured;
  for (const auto& [id, order] : store->orders) {
    const auto status = order.state.status;
    const bool was_paid = status == domain::order_status::paid ||
                          order.cancel_reason == domain::reason_refunded;
    int number = 0;
    for (const auto& line : order.input.lines) {
      ++number;
      const auto restocked = order.restocked.find(number);
      if (was_paid || status == domain::order_status::processing)
        stock[line.sku] -= line.quantity;
      if (restocked != order.restocked.end())
        stock[line.sku] += restocked->second;
    }
    if (was_paid && order.open.total.minor > 0)
      captured["shop:" + domain::order_number(id)] = order.open.total.minor;
    BOOST_CHECK_MESSAGE(status == domain::order_status::paid ||
                            status == domain::order_status::cancelled ||
                            store->dead.contains(id),
                        context << ": order " << id.value
                                << " is not terminal");
  }
  for (const auto& [sku, units] : stock)
    BOOST_CHECK_MESSAGE(store->products[sku].stock == units,
                        context << ": " << sku << " has "
                                << store->products[sku].stock << " not "
                                << units);
  auto of_dead = ledger->captured;
  for (const auto& [id, letter] : store->dead)
    of_dead.erase("shop:" + domain::order_number(id));
  for (const auto& [id, letter] : store->dead)
    captured.erase("shop:" + domain::order_number(id));
  BOOST_CHECK_MESSAGE(captured == of_dead,
                      context << ": what was captured and what is paid differ");
  check_refunds(context);
  BOOST_CHECK_MESSAGE(!ledger->amounts_differ,
                      context << ": one key was asked with two amounts");
  for (const auto& [id, record] : store->imports) {
    BOOST_CHECK_MESSAGE(record.rows == record.accepted + record.duplicates +
                                           record.rejected + record.skipped,
                        context << ": the counts of import " << id.value);
    BOOST_CHECK_MESSAGE(static_cast<std::int64_t>(store->rejects[id].size()) ==
                            record.rejected,
                        context << ": the rejects of import " << id.value);
  }
  const auto memory =
      test.get<memory_figures_shown>(analytics, get_memory_figures{});
  BOOST_CHECK_MESSAGE(memory.figures->kpis == store->kpis,
                      context << ": analytics and store differ");
  const auto figures = figures_of(*store);
  BOOST_CHECK_MESSAGE(figures.stored == figures.computed,
                      context << ": day rows and orders differ");
  domain::figures_scope scope;
  BOOST_CHECK_MESSAGE(
      !compare_figures(figures, *memory.figures, scope).needs_totals,
      context << ": the leaderboard and orders differ");
}

void shop::check_refunds(const std::string& context) {
  std::map<std::string, std::int64_t> refunded, by_order;
  for (const auto& [id, refund_] : store->refunds) {
    const auto status = refund_.status;
    if (status != domain::refund_status::completed)
      continue;
    const auto amount = refund_.plan.amount.minor;
    refunded["shop:" + domain::refund_number(id)] = amount;
    by_order["shop:" + domain::order_number(refund_.order)] += amount;
  }
  auto moved = ledger->refunded;
  for (const auto& [id, letter] : store->dead_refunds)
    moved.erase("shop:" + domain::refund_number(id));
  BOOST_CHECK_MESSAGE(refunded == moved,
                      context << ": what was moved and is completed differ");
  for (const auto& [key, amount] : by_order)
    BOOST_CHECK_MESSAGE(amount <= ledger->captured[key],
                        context << ": more was refunded than captured: "
                                << key);
}

} // namespace orderd::testing
