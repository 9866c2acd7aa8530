// SPDX-License-Identifier: Apache-2.0
#include "tests/support/refund_desk.hpp"

#include "actors/errors.hpp"
#include "domain/reject_codes.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>
#include <tl/expected.hpp>

#include <algorithm>
#include <deque>

namespace orderd::testing {
namespace {

using namespace actors;
using domain::refund_decision;
using verdict = refund_decision::verdict;

refund_decision refused(std::string_view code, std::string_view column,
                        std::string reason) {
  refund_decision made;
  made.column = column;
  made.code = code;
  made.reason = std::move(reason);
  return made;
}

domain::order_id order_of(const refund_desk_state& desk,
                          const domain::order_name& name) {
  if (name.id)
    return name.id;
  const auto found = desk.store->refs.find({name.source, name.order_ref});
  return found == desk.store->refs.end() ? domain::order_id{}
                                         : found->second.first;
}

domain::order_books& books_of(refund_desk_state& desk,
                              const stored_order& order) {
  auto& books = desk.books[order.open.order];
  books.order = order.open.order;
  books.state = order.state;
  const bool paid = order.state.status == domain::order_status::paid;
  books.captured = paid ? order.open.total : domain::money{};
  return books;
}

refund_decision decide(refund_desk_state& desk,
                       const domain::refund_input& refund) {
  const auto order = order_of(desk, refund.order);
  const auto stored = desk.store->orders.find(order);
  if (stored == desk.store->orders.end())
    return refused(domain::reject_code::unknown_order, "order",
                   "there is no order " + to_string(refund.order));
  const auto digest = refund_digest(refund, order);
  refund_decision made;
  made.order = order;
  if (const auto known = desk.keys.find(refund.key); known != desk.keys.end()) {
    made.refund = known->second.first;
    made.what = verdict::duplicate;
    return known->second.second == digest
               ? made
               : refused(domain::reject_code::refund_key_conflict, "key",
                         "the key names another request");
  }
  auto& books = books_of(desk, stored->second);
  const auto now = desk.clock->now();
  const auto plan =
      domain::plan_refund(refund, books, *domain::find_currency("USD"), now);
  if (!plan)
    return refused(plan.error().code, plan.error().column, plan.error().reason);
  desk.accepted.push_back(refund);
  made.refund = {static_cast<std::int64_t>(desk.accepted.size())};
  made.what = verdict::accepted;
  desk.keys[refund.key] = {made.refund, digest};
  book(books, made.refund, *plan, domain::refund_status::completed, now);
  return made;
}

void count(refund_desk_state& desk, const domain::refunds_request& request,
           const domain::refunds_result& result) {
  auto& record = desk.store->imports.at(request.slice->import);
  auto& rejects = desk.store->rejects[record.id];
  record.position = request.slice->to;
  record.accepted += result.accepted;
  record.duplicates += result.duplicates;
  record.rejected += result.rejected;
  record.rows += result.accepted + result.duplicates + result.rejected;
  for (const auto& reject : request.rejects)
    BOOST_REQUIRE(rejects.emplace(reject.line, reject).second);
  for (std::size_t i = 0; i < result.decisions.size(); ++i) {
    const auto& made = result.decisions[i];
    const auto line = request.refunds[i].line;
    if (made.what == verdict::refused)
      BOOST_REQUIRE(
          rejects
              .emplace(line, domain::reject{line, made.column, made.code,
                                            made.reason, request.raws[i]})
              .second);
  }
}

domain::refunds_result decide_all(refund_desk_state& desk,
                                  const domain::refunds_request& request) {
  domain::refunds_result result;
  result.rejected = static_cast<std::int64_t>(request.rejects.size());
  for (const auto& refund : request.refunds) {
    result.decisions.push_back(decide(desk, refund));
    const auto what = result.decisions.back().what;
    result.accepted += what == verdict::accepted;
    result.duplicates += what == verdict::duplicate;
    result.rejected += what == verdict::refused;
  }
  count(desk, request, result);
  return result;
}

tl::unexpected<caf::error> failure(errc code, std::string text) {
  return tl::unexpected(make_error(code, std::move(text)));
}

tl::expected<refunds_requested, caf::error>
take(refund_desk_state& desk, const domain::refunds_request& request) {
  note_call(*desk.store, "refunds", request.refunds.size());
  if (desk.draining)
    return failure(errc::draining, "the desk is closing");
  if (desk.away > 0 && desk.away-- > 0)
    return failure(errc::unavailable, "the database is away");
  const auto& record = desk.store->imports.at(request.slice->import);
  if (record.position != request.slice->from)
    return failure(errc::conflict, "the position moved");
  auto result =
      std::make_shared<domain::refunds_result>(decide_all(desk, request));
  if (desk.lost > 0 && desk.lost-- > 0)
    return failure(errc::unavailable, "the answer was lost");
  return refunds_requested{std::move(result)};
}

/// Those who wait for an answer.
struct waiting_room {
  struct batch {
    submit_refunds message;
    caf::typed_response_promise<refunds_requested> asker;
  };

  std::deque<batch> batches;
  std::vector<caf::typed_response_promise<import_settled>> settled;
};

void serve(refund_desk_state& desk, waiting_room& room) {
  for (auto& batch : std::exchange(room.batches, {})) {
    if (auto done = take(desk, *batch.message.request))
      batch.asker.deliver(std::move(*done));
    else
      batch.asker.deliver(done.error());
  }
  if (!desk.unsettled)
    for (auto& asker : std::exchange(room.settled, {}))
      asker.deliver(import_settled{});
}

} // namespace

refund_actor::behavior_type refund_desk(refund_actor::pointer self,
                                        refund_desk_ptr desk) {
  const auto room = std::make_shared<waiting_room>();
  return {
      [](const payment_answers&) {},
      [=](const submit_refunds& m) -> caf::result<refunds_requested> {
        room->batches.push_back(
            {m, self->make_response_promise<refunds_requested>()});
        desk->most_waiting = std::max(desk->most_waiting, room->batches.size());
        if (!desk->hold)
          serve(*desk, *room);
        return caf::delegated<refunds_requested>{};
      },
      [](const create_refund&) { return refund_created{}; },
      [](const cancel_refund&) { return recorded{}; },
      [](const reverse_refund&) { return recorded{}; },
      [](const retry_dead_refunds&) { return dead_retried{}; },
      [](const pause_stage&) { return recorded{}; },
      [=](const await_import&) -> caf::result<import_settled> {
        note_call(*desk->store, "await_refunds");
        if (desk->draining)
          return make_error(errc::draining, "the desk is closing");
        if (!desk->unsettled)
          return import_settled{};
        room->settled.push_back(self->make_response_promise<import_settled>());
        return caf::delegated<import_settled>{};
      },
      [=](const get_status&) {
        serve(*desk, *room);
        return refunds_status{};
      },
      [](const drain&) { return drained{}; },
      [](const recover&) { return recovered{}; },
      [](const retry_payments&) {},
      [](const payments_overdue&) {},
  };
}

} // namespace orderd::testing
