// SPDX-License-Identifier: Apache-2.0
#include "actors/control_methods.hpp"

#include "domain/limits.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace orderd::actors {

namespace {

/// The most dead letters that are looked through for a bare number.
constexpr int max_searched_letters = 100'000;

std::string displayed(const std::string& text) {
  return domain::quoted(text, domain::limits::shown_bytes);
}

std::string read_stage(param_reader& params) {
  static constexpr std::array<std::string_view, 3> stages{
      "orders", refunds_stage, "notifications"};
  auto stage = params.text("stage");
  if (std::ranges::find(stages, stage) == stages.end())
    throw param_error("stage", "must be orders, refunds or notifications, "
                               "not " +
                                   displayed(stage));
  return stage;
}

void pause(control_state& state, const call_ptr& call, bool paused) {
  param_reader params(call->params);
  const auto stage = read_stage(params);
  params.finish();
  if (stage != refunds_stage) {
    state.fail(call, make_error(errc::refused,
                                "the stage " + stage +
                                    " cannot be paused or resumed; refunds "
                                    "alone can"));
    return;
  }
  when_ready(state, call, [&state, call, paused] {
    command<recorded>(
        state, call, state.deps.refund, pause_refunds{paused},
        [&state, call, paused](const recorded&) {
          state.answer(call, {{"stage", refunds_stage}, {"paused", paused}});
        });
  });
}

/// Whose payment or refund is asked for again.
struct retry_request {
  domain::order_id order;
  domain::refund_id refund;
  std::int64_t number = 0; ///< of either
  bool all = false;
};

retry_request read_retry(param_reader& params) {
  retry_request wanted;
  wanted.all = params.flag_or("all", false);
  const auto given = params.has("id");
  if (given == wanted.all)
    throw param_error("id", given ? "does not go together with `all`"
                                  : "or `all` is missing");
  if (wanted.all)
    return wanted;
  const auto& id = params.value("id");
  if (id.is_string()) {
    const auto& text = id.get_ref<const std::string&>();
    if (text.starts_with("ORD-"))
      wanted.order = params.order("id").id;
    else if (text.starts_with("REF-"))
      wanted.refund = params.refund("id");
    if (wanted.order || wanted.refund)
      return wanted;
  }
  try {
    wanted.number = params.id("id");
  } catch (const param_error&) {
    throw param_error("id", "must be a dead letter: ORD-0000000042, "
                            "REF-0000000007 or a number");
  }
  return wanted;
}

/// Answers with how many are asked for again; none is nothing found.
void answer_retried(control_state& state, const call_ptr& call,
                    const std::string& name, std::int64_t count) {
  if (count > 0)
    state.answer(call, {{"retried", count}});
  else
    state.fail(call,
               make_error(errc::not_found, "there is no dead letter " + name +
                                               "; `queue dead` lists them"));
}

template <class Retry, class Id, class Handle>
void retry_one(control_state& state, const call_ptr& call, const Handle& whom,
               Id id, const std::string& name) {
  command<dead_retried>(state, call, whom, Retry{{id}},
                        [&state, call, name](const dead_retried& done) {
                          answer_retried(state, call, name, done.count);
                        });
}

void retry_order(control_state& state, const call_ptr& call,
                 domain::order_id id) {
  retry_one<retry_dead_orders>(state, call, state.deps.processor, id,
                               domain::order_number(id));
}

void retry_refund(control_state& state, const call_ptr& call,
                  domain::refund_id id) {
  retry_one<retry_dead_refunds>(state, call, state.deps.refund, id,
                                domain::refund_number(id));
}

void retry_number(control_state& state, const call_ptr& call,
                  std::int64_t number) {
  ask<dead_letters_listed>(
      state, call, state.deps.storage, list_dead_letters{max_searched_letters},
      [&state, call, number](const dead_letters_listed& listed) {
        const domain::order_id order{number};
        const domain::refund_id refund{number};
        const auto names = [&](bool refunds) {
          return std::ranges::any_of(
              *listed.dead, [&](const domain::dead_letter_view& letter) {
                return refunds ? letter.refund == refund
                               : !letter.refund && letter.order == order;
              });
        };
        const auto is_order = names(false);
        const auto is_refund = names(true);
        if (is_order && is_refund)
          state.fail(call, make_error(errc::refused,
                                      std::to_string(number) +
                                          " names two dead letters; say " +
                                          domain::order_number(order) + " or " +
                                          domain::refund_number(refund)));
        else if (is_refund)
          retry_refund(state, call, refund);
        else if (is_order)
          retry_order(state, call, order);
        else
          answer_retried(state, call, std::to_string(number), 0);
      });
}

// What failed behind the orders must not hide that these are on their way.
void retry_all(control_state& state, const call_ptr& call) {
  const auto refunds = [&state, call](std::int64_t orders) {
    state.self->request(state.deps.refund, caf::infinite, retry_dead_refunds{})
        .then(
            [&state, call, orders](const dead_retried& done) {
              state.answer(call, {{"retried", orders + done.count}});
            },
            [&state, call, orders](const caf::error& error) {
              const auto code = error == caf::sec::request_receiver_down
                                    ? errc::unknown_outcome
                                    : error_code(error);
              state.fail(call,
                         make_error(code, "refunds are not asked for "
                                          "again: " +
                                              error_text(error) +
                                              " (orders that are: " +
                                              std::to_string(orders) + ")"));
            });
  };
  command<dead_retried>(
      state, call, state.deps.processor, retry_dead_orders{},
      [refunds](const dead_retried& done) { refunds(done.count); });
}

using facts_ptr = std::shared_ptr<queue_facts>;

void ask_notifications(control_state& state, const call_ptr& call,
                       const facts_ptr& facts) {
  ask<notifier_status>(
      state, call, state.deps.notifier, get_status{},
      [&state, call, facts](const notifier_status& status) {
        facts->notifications = status;
        state.answer(call, queue_document(*facts));
      },
      control_limits::status_timeout);
}

void ask_refunds(control_state& state, const call_ptr& call,
                 const facts_ptr& facts) {
  ask<refunds_status>(
      state, call, state.deps.refund, get_status{},
      [&state, call, facts](const refunds_status& status) {
        facts->refunds = status;
        ask_notifications(state, call, facts);
      },
      control_limits::status_timeout);
}

} // namespace

void queue_status(control_state& state, const call_ptr& call) {
  param_reader(call->params).finish();
  ask<processor_status>(
      state, call, state.deps.processor, get_status{},
      [&state, call](const processor_status& status) {
        const auto facts = std::make_shared<queue_facts>();
        facts->orders = status;
        ask_refunds(state, call, facts);
      },
      control_limits::status_timeout);
}

void queue_pause(control_state& state, const call_ptr& call) {
  pause(state, call, true);
}

void queue_resume(control_state& state, const call_ptr& call) {
  pause(state, call, false);
}

void queue_dead(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto limit = read_limit(params, control_limits::page);
  params.finish();
  ask<dead_letters_listed>(
      state, call, state.deps.storage, list_dead_letters{limit},
      [&state, call](const dead_letters_listed& listed) {
        state.answer(call,
                     dead_letters_document(*listed.dead, state.deps.terms));
      });
}

void queue_retry(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto wanted = read_retry(params);
  params.finish();
  when_ready(state, call, [&state, call, wanted] {
    if (wanted.all)
      retry_all(state, call);
    else if (wanted.order)
      retry_order(state, call, wanted.order);
    else if (wanted.refund)
      retry_refund(state, call, wanted.refund);
    else
      retry_number(state, call, wanted.number);
  });
}

} // namespace orderd::actors
