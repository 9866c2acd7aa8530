// SPDX-License-Identifier: Apache-2.0
#include "actors/control_methods.hpp"

#include "actors/control_queue_params.hpp"

#include <memory>
#include <utility>

namespace orderd::actors {

namespace {

template <class Handle>
void flip(control_state& state, const call_ptr& call, const Handle& whom,
          const std::string& stage, const pause_stage& request) {
  command<recorded>(
      state, call, whom, request,
      [&state, call, stage, request](const recorded&) {
        json_document answer{{"stage", stage}, {"paused", request.paused}};
        if (!request.channel.empty())
          answer["channel"] = request.channel;
        state.answer(call, answer);
      });
}

void pause(control_state& state, const call_ptr& call, bool paused) {
  param_reader params(call->params);
  const auto stage = read_stage(params);
  const pause_stage request{paused,
                            maybe_channel(params, "channel").value_or("")};
  params.finish();
  if (!request.channel.empty() && stage != notifications_stage)
    throw param_error("channel", "goes together with the stage notifications "
                                 "alone");
  when_ready(state, call, [&state, call, stage, request] {
    const auto& deps = state.deps;
    if (stage == imports_stage)
      flip(state, call, deps.importer, stage, request);
    else if (stage == orders_stage)
      flip(state, call, deps.processor, stage, request);
    else if (stage == refunds_stage)
      flip(state, call, deps.refund, stage, request);
    else
      flip(state, call, deps.notifier, stage, request);
  });
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

void ask_orders(control_state& state, const call_ptr& call,
                const facts_ptr& facts) {
  ask<processor_status>(
      state, call, state.deps.processor, get_status{},
      [&state, call, facts](const processor_status& status) {
        facts->orders = status;
        ask_refunds(state, call, facts);
      },
      control_limits::status_timeout);
}

} // namespace

void queue_status(control_state& state, const call_ptr& call) {
  param_reader(call->params).finish();
  ask<importer_status>(
      state, call, state.deps.importer, get_status{},
      [&state, call](const importer_status& status) {
        const auto facts = std::make_shared<queue_facts>();
        facts->imports = status;
        ask_orders(state, call, facts);
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
  auto filter = read_dead_filter(params);
  filter.limit = read_limit(params, control_limits::page);
  params.finish();
  ask<dead_letters_listed>(
      state, call, state.deps.storage, list_dead_letters{filter, true},
      [&state, call](const dead_letters_listed& listed) {
        state.answer(call, dead_letters_document(*listed.dead, listed.total,
                                                 state.deps.terms));
      });
}

} // namespace orderd::actors
