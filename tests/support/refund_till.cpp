// SPDX-License-Identifier: Apache-2.0
#include "tests/support/refund_till.hpp"

#include <caf/send.hpp>

#include <algorithm>

namespace orderd::testing {

using namespace actors;

namespace {

// Keeps what it is asked, and says nothing until the test answers for it.
gateway_actor::behavior_type silent_gateway(gateway_actor::pointer,
                                            refund_till* asked) {
  return {[asked](const request_payments& message) {
    asked->group_sizes.push_back(message.requests->size());
    asked->requests.insert(asked->requests.end(), message.requests->begin(),
                           message.requests->end());
  }};
}

} // namespace

refund_till::refund_till() {
  store->add_product("A", 1'000, 1'000'000);
  settings.gateway_name = "scripted";
  settings.installation_id = "till";
  settings.clock = test.clock;
  settings.events = test.events;
  auto& row = store->imports[import];
  row.id = import;
  row.kind = domain::import_kind::refunds;
  row.state = domain::import_state::running;
  open();
}

void refund_till::open() {
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
  refund = test.spawn(refunds, settings);
  test.run();
}

void refund_till::kill() {
  for (const auto& actor : {caf::actor_cast<caf::strong_actor_ptr>(storage),
                            caf::actor_cast<caf::strong_actor_ptr>(gateway),
                            caf::actor_cast<caf::strong_actor_ptr>(refund)})
    caf::anon_send_exit(actor, caf::exit_reason::kill);
  test.run();
}

void refund_till::restart() {
  kill();
  open();
  test.get<recovered>(refund, recover{});
}

std::int64_t refund_till::sell(int orders, int quantity) {
  const auto writer = make_memory_writer(store, 0);
  domain::accept_request request;
  request.source = "web";
  request.now = test.clock->now();
  request.today = test.clock->day_of(request.now);
  for (int i = 0; i < orders; ++i) {
    domain::order_input order;
    order.name = "N";
    order.email = "n@x.org";
    order.lines = {{"A", quantity}};
    request.orders.push_back(order);
  }
  const auto accepted = writer->accept(request);
  domain::finalize_request paid;
  paid.now = request.now;
  paid.today = request.today;
  for (const auto& open : accepted.open)
    paid.answers.push_back({open, true, "scripted", "TX", {}});
  writer->finalize(paid);
  return store->last_order;
}

std::shared_ptr<outcome<refund_created>>
refund_till::create(std::int64_t order, std::int64_t amount, bool wait,
                    const std::string& key) {
  domain::refund_input input;
  input.order.id = {order};
  input.amount = domain::money{amount};
  input.key = key;
  return test.ask<refund_created>(refund, create_refund{input, wait});
}

std::shared_ptr<outcome<refunds_requested>>
refund_till::submit(std::int64_t first, int count) {
  auto request = std::make_shared<domain::refunds_request>();
  request->slice.emplace();
  request->slice->import = import;
  request->slice->content_sha256 = "content";
  request->slice->from = {line_ == 1 ? 0 : line_, line_};
  for (int i = 0; i < count; ++i) {
    domain::refund_input input;
    input.order.id = {first + i};
    input.amount = domain::money{1};
    input.line = ++line_;
    input.key = "line " + std::to_string(line_);
    request->refunds.push_back(input);
    request->raws.emplace_back();
  }
  request->slice->to = {line_, line_};
  request->now = test.clock->now();
  return test.ask<refunds_requested>(refund, submit_refunds{request});
}

void refund_till::answer(const std::vector<std::int64_t>& ids,
                         payment_verdict verdict) {
  auto lines = std::make_shared<std::vector<payment_answer_line>>();
  for (const auto id : ids)
    lines->push_back(
        {id, "till:" + domain::refund_number({id}), verdict, "RX", "because"});
  caf::anon_send(caf::actor_cast<payment_sink_actor>(refund),
                 payment_answers{lines});
  test.run();
}

std::vector<payment_request> refund_till::asked(std::int64_t id) const {
  std::vector<payment_request> about;
  std::ranges::copy_if(requests, std::back_inserter(about),
                       [=](const auto& r) { return r.subject == id; });
  return about;
}

std::chrono::milliseconds
refund_till::wait_until_asked(std::int64_t id, std::chrono::milliseconds most) {
  using namespace std::chrono_literals;
  const auto before = asked(id).size();
  auto waited = 0ms;
  while (asked(id).size() == before && waited < most) {
    test.advance(1ms);
    waited += 1ms;
  }
  return waited;
}

void refund_till::pause(bool paused) {
  test.get<recorded>(refund, pause_stage{paused, {}});
  test.run();
}

int refund_till::calls(const std::string& name) const {
  return static_cast<int>(
      std::ranges::count_if(store->calls, [&](const auto& call) {
        return call.starts_with(name + " ");
      }));
}

} // namespace orderd::testing
