// SPDX-License-Identifier: Apache-2.0
#include "tests/support/till.hpp"

#include <caf/send.hpp>

#include <algorithm>

namespace orderd::testing {

using namespace actors;

namespace {

// Keeps what it is asked, and says nothing until the test answers for it.
gateway_actor::behavior_type silent_gateway(gateway_actor::pointer,
                                            till* asked) {
  return {[asked](const request_payments& message) {
    asked->group_sizes.push_back(message.requests->size());
    asked->requests.insert(asked->requests.end(), message.requests->begin(),
                           message.requests->end());
  }};
}

} // namespace

till::till() {
  store->add_product("A", 1'000, 100'000);
  store->add_product("FREE", 0, 100'000);
  settings.gateway_name = "scripted";
  settings.installation_id = "till";
  settings.max_attempts = 3;
  settings.clock = test.clock;
  settings.events = test.events;
  import = {77};
  auto& row = store->imports[import];
  row.id = import;
  row.state = domain::import_state::running;
  open();
}

void till::open() {
  storage_deps deps;
  deps.make_writer = [this](int connection, storage::session_hooks) {
    return make_memory_writer(store, connection);
  };
  deps.make_reader = [this] { return make_memory_reader(store); };
  deps.detached = false;
  deps.events = test.events;
  storage = test.spawn(storage_dispatcher, deps);
  gateway = test.spawn(silent_gateway, this);
  settings.storage = storage;
  settings.gateway = gateway;
  processor = test.spawn(order_processor, settings);
  test.run();
}

void till::kill() {
  for (const auto& actor : {caf::actor_cast<caf::strong_actor_ptr>(storage),
                            caf::actor_cast<caf::strong_actor_ptr>(gateway),
                            caf::actor_cast<caf::strong_actor_ptr>(processor)})
    caf::anon_send_exit(actor, caf::exit_reason::kill);
  test.run();
}

std::shared_ptr<outcome<orders_accepted>> till::submit(int orders) {
  auto request = std::make_shared<domain::accept_request>();
  request->source = "files";
  request->slice.emplace();
  request->slice->import = import;
  request->slice->content_sha256 = "content";
  request->slice->from = {line_ == 1 ? 0 : line_, line_};
  for (int i = 0; i < orders; ++i) {
    domain::order_input order;
    order.name = "N";
    order.email = "n@x.org";
    order.lines = {{"A", 1}};
    order.line = ++line_;
    request->orders.push_back(order);
    request->raws.emplace_back();
  }
  request->slice->to = {line_, line_};
  request->now = test.clock->now();
  request->today = test.clock->day_of(request->now);
  return test.ask<orders_accepted>(processor, submit_batch{request});
}

std::shared_ptr<outcome<order_created>> till::create(const std::string& ref,
                                                     bool wait, int quantity,
                                                     const std::string& sku) {
  domain::order_input order;
  order.name = "N";
  order.email = "n@x.org";
  order.order_ref = ref;
  order.lines = {{sku, quantity}};
  return test.ask<order_created>(processor, create_order{"web", order, wait});
}

void till::answer(const std::vector<std::int64_t>& orders,
                  payment_verdict verdict) {
  auto lines = std::make_shared<std::vector<payment_answer_line>>();
  for (const auto order : orders)
    lines->push_back({order, "till:" + domain::order_number({order}), verdict,
                      "TX", "because"});
  caf::anon_send(caf::actor_cast<payment_sink_actor>(processor),
                 payment_answers{lines});
  test.run();
}

std::vector<payment_request> till::asked(std::int64_t order) const {
  std::vector<payment_request> about;
  std::ranges::copy_if(requests, std::back_inserter(about),
                       [=](const auto& r) { return r.subject == order; });
  return about;
}

int till::calls(const std::string& name) const {
  return static_cast<int>(
      std::ranges::count_if(store->calls, [&](const auto& call) {
        return call.starts_with(name + " ");
      }));
}

} // namespace orderd::testing
