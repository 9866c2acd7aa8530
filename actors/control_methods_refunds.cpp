// SPDX-License-Identifier: Apache-2.0
#include "actors/control_methods.hpp"

#include "actors/control_refund_params.hpp"
#include "domain/values.hpp"

#include <optional>
#include <utility>

namespace orderd::actors {

namespace {

/// The refund is there; a failure to read it back must not look as if it was
/// not.
void answer_refund(control_state& state, const call_ptr& call,
                   domain::refund_id id, const std::string& what,
                   std::optional<bool> duplicate) {
  const auto done = domain::refund_number(id) + " was " + what;
  state.self
      ->request(state.deps.storage, control_limits::read_timeout,
                find_refund{id})
      .then(
          [&state, call, done, duplicate](const refund_found& found) {
            if (!found.refund) {
              state.fail(call, make_error(errc::internal,
                                          done + ", but cannot be found"));
              return;
            }
            auto document = refund_document(*found.refund, state.deps.terms);
            if (duplicate)
              document["duplicate"] = *duplicate;
            state.answer(call, document);
          },
          [&state, call, done](const caf::error& error) {
            state.fail(call,
                       make_error(errc::unknown_outcome,
                                  done + ", but reading it back failed: " +
                                      error_text(error)));
          });
}

void process(control_state& state, const call_ptr& call,
             const domain::refund_input& refund, bool wait) {
  when_ready(state, call, [&state, call, refund, wait] {
    command<refund_created>(state, call, state.deps.refund,
                            create_refund{refund, wait},
                            [&state, call](const refund_created& created) {
                              answer_refund(state, call, created.refund,
                                            "recorded", created.duplicate);
                            });
  });
}

void show_refund(control_state& state, const call_ptr& call,
                 domain::refund_id id) {
  ask<refund_found>(
      state, call, state.deps.storage, find_refund{id},
      [&state, call, id](const refund_found& found) {
        if (found.refund)
          state.answer(call, refund_document(*found.refund, state.deps.terms));
        else
          state.fail(
              call, make_error(errc::not_found, "there is no refund " +
                                                    domain::refund_number(id)));
      });
}

void list(control_state& state, const call_ptr& call, list_refunds query) {
  ask<refunds_listed>(
      state, call, state.deps.storage, query,
      [&state, call](const refunds_listed& listed) {
        state.answer(call, refunds_document(*listed.refunds, state.deps.terms));
      });
}

/// Goes on with the order, if there is one.
template <class Next>
void find(control_state& state, const call_ptr& call, const find_order& query,
          Next next) {
  ask<order_found>(
      state, call, state.deps.storage, query,
      [&state, call, query, next](const order_found& found) {
        if (found.order)
          next(*found.order);
        else
          state.fail(call, make_error(errc::not_found,
                                      "there is no order " + named(query)));
      });
}

/// The gateway of a rehearsal is always the simulator as it is by default.
void rehearse(control_state& state, const call_ptr& call,
              std::optional<domain::order_id> order) {
  const auto now = state.deps.clock->now();
  rehearse_refunds query;
  query.request = {order, {}, now, state.deps.clock->day_of(now)};
  command<refunds_rehearsed>(
      state, call, state.deps.storage, query,
      [&state, call](const refunds_rehearsed& done) {
        state.answer(call, rehearsal_document(*done.report, state.deps.terms));
      });
}

void rehearse_newest(control_state& state, const call_ptr& call) {
  domain::order_filter newest;
  newest.status = domain::order_status::paid;
  newest.limit = 1;
  ask<orders_listed>(state, call, state.deps.storage, list_orders{newest},
                     [&state, call](const orders_listed& listed) {
                       const auto& orders = listed.page->orders;
                       if (orders.empty())
                         rehearse(state, call, std::nullopt);
                       else
                         rehearse(state, call, orders.front().id);
                     });
}

/// The numbers that a refusal shows, as the rules for refunds write them.
std::string numbers_of(const domain::order_view& order,
                       const domain::currency& in) {
  const auto sums = money_of(order);
  const auto text = [&in](domain::money value) {
    return domain::format_money(value, in);
  };
  return " (captured " + text(sums.captured) + ", refunded " +
         text(sums.refunded) + ", pending " + text(sums.pending) + ")";
}

/// An amount that no amount of the currency can be. An order that is not there
/// is said first.
void refuse_amount(control_state& state, const call_ptr& call,
                   const std::string& why) {
  const auto query = param_reader(call->params).order("order");
  find(state, call, query,
       [&state, call, why](const domain::order_view& order) {
         state.fail(
             call,
             make_error(errc::refused,
                        why + numbers_of(order, state.deps.terms.currency)));
       });
}

} // namespace

void refund_process(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto wait = params.flag_or("wait", false);
  const auto refund = read_refund(params, state.deps.terms.currency);
  params.finish();
  if (refund)
    process(state, call, *refund, wait);
  else
    refuse_amount(state, call, refund.error());
}

void refund_status(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto of_order = params.has("order_id");
  const auto one = params.has("refund_id");
  if (of_order && one)
    throw param_error("order_id", "does not go together with `refund_id`");
  if (one) {
    const auto id = params.refund("refund_id");
    params.finish();
    show_refund(state, call, id);
    return;
  }
  // All of an order are few; of all refunds the latest are wanted.
  const auto limit = read_limit(params, of_order ? control_limits::page : 10);
  if (!of_order) {
    params.finish();
    list(state, call, list_refunds{{}, limit});
    return;
  }
  const auto order = params.order("order_id");
  params.finish();
  find(state, call, order, [&state, call, limit](const auto& found) {
    list(state, call, list_refunds{found.id, limit});
  });
}

void refund_cancel(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto id = params.refund("refund_id");
  params.finish();
  when_ready(state, call, [&state, call, id] {
    command<recorded>(state, call, state.deps.refund, cancel_refund{id},
                      [&state, call, id](const recorded&) {
                        answer_refund(state, call, id, "cancelled", {});
                      });
  });
}

void refund_reverse(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto id = params.refund("refund_id");
  auto reason = params.text_within("reason", domain::refund_reason_rule);
  params.finish();
  if (reason.empty())
    throw param_error("reason", "is missing: say why the gateway took it back");
  when_ready(state, call, [&state, call, id, reason] {
    command<recorded>(state, call, state.deps.refund,
                      reverse_refund{id, reason},
                      [&state, call, id](const recorded&) {
                        answer_refund(state, call, id, "reversed", {});
                      });
  });
}

void refund_test(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  std::optional<find_order> query;
  if (params.has("order_id"))
    query = params.order("order_id");
  const auto demo = params.flag_or("demo", false);
  params.finish();
  if (query && demo)
    throw param_error("demo", "does not go together with `order_id`");
  when_ready(state, call, [&state, call, query, demo] {
    if (query)
      find(state, call, *query, [&state, call](const auto& found) {
        rehearse(state, call, found.id);
      });
    else if (demo)
      rehearse(state, call, std::nullopt);
    else
      rehearse_newest(state, call);
  });
}

} // namespace orderd::actors
