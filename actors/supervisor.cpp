// SPDX-License-Identifier: Apache-2.0
#include "actors/supervisor.hpp"

#include "actors/errors.hpp"
#include "actors/shutdown_plan.hpp"

#include <caf/system_messages.hpp>

namespace orderd::actors {
namespace {

using self_pointer = supervisor_actor::stateful_pointer<supervisor_state>;

template <class Handle>
void watch(self_pointer self, const Handle& handle) {
  self->monitor(handle);
}

template <class Handle>
bool is(const caf::actor_addr& who, const Handle& handle) {
  return handle && who == handle.address();
}

template <class Handle>
void dismiss(self_pointer self, const Handle& handle) {
  if (handle)
    self->send_exit(handle, caf::exit_reason::user_shutdown);
}

void end(self_pointer self, int exit_code) {
  auto& state = self->state;
  if (std::exchange(state.finished, true))
    return;
  const auto crew = std::exchange(state.all, {});
  dismiss(self, crew.control);
  dismiss(self, crew.importer);
  dismiss(self, crew.notifier);
  dismiss(self, crew.refund);
  dismiss(self, crew.processor);
  dismiss(self, crew.gateway);
  dismiss(self, crew.analytics);
  dismiss(self, crew.storage);
  state.deps.on_finished(exit_code);
  self->quit();
}

void fail(self_pointer self, std::string_view what, const caf::error& why) {
  if (self->state.finished)
    return;
  self->state.deps.events->write(
      log_level::error, "daemon.failed",
      {{"actor", what}, {"reason", error_text(why)}});
  end(self, 1);
}

void spawn_notifier(self_pointer self) {
  auto& state = self->state;
  state.all.notifier = state.deps.spawn_notifier(self->system(), state.all);
  watch(self, state.all.notifier);
  self->send(state.all.storage, subscribe_commits{state.all.notifier});
  self->send(state.all.notifier, deliver_pending{});
}

void spawn_control(self_pointer self) {
  auto& state = self->state;
  state.all.control = state.deps.spawn_control(
      self->system(), state.all, caf::actor_cast<supervisor_actor>(self));
  watch(self, state.all.control);
}

void open_for_work(self_pointer self) {
  auto& state = self->state;
  spawn_notifier(self);
  state.all.importer = state.deps.spawn_importer(self->system(), state.all);
  watch(self, state.all.importer);
  spawn_control(self);
  state.phase = "ready";
  state.deps.events->write(log_level::info, "daemon.ready", {});
  state.deps.on_ready(state.all);
}

void recover_refunds(self_pointer self) {
  self->request(self->state.all.refund, caf::infinite, recover{})
      .then(
          [=](const recovered&) {
            if (!self->state.finished && self->state.phase == "starting")
              open_for_work(self);
          },
          [=](const caf::error& why) { fail(self, "refund", why); });
}

void recover_orders(self_pointer self) {
  self->request(self->state.all.processor, caf::infinite, recover{})
      .then(
          [=](const recovered&) {
            if (!self->state.finished && self->state.phase == "starting")
              recover_refunds(self);
          },
          [=](const caf::error& why) { fail(self, "processor", why); });
}

// Nothing may be committed before analytics has its figures.
void spawn_crew(self_pointer self) {
  auto& state = self->state;
  auto& system = self->system();
  state.all.storage = state.deps.spawn_storage(system);
  watch(self, state.all.storage);
  state.all.analytics = state.deps.spawn_analytics(system, state.all);
  watch(self, state.all.analytics);
  self->send(state.all.storage, subscribe_commits{state.all.analytics});
  state.all.gateway = state.deps.spawn_gateway(system);
  watch(self, state.all.gateway);
  state.all.processor = state.deps.spawn_processor(system, state.all);
  watch(self, state.all.processor);
  state.all.refund = state.deps.spawn_refund(system, state.all);
  watch(self, state.all.refund);
  self->request(state.all.analytics, caf::infinite, get_totals{})
      .then([=](const totals_shown&) { recover_orders(self); },
            [=](const caf::error& why) { fail(self, "analytics", why); });
}

bool may_restart(supervisor_state& state) {
  const auto now = state.deps.clock->now();
  while (!state.restarts.empty() &&
         now - state.restarts.front() > std::chrono::seconds{restart_window_s})
    state.restarts.pop_front();
  state.restarts.push_back(now);
  return static_cast<int>(state.restarts.size()) <= max_restarts;
}

std::string_view name_of(const crew& all, const caf::actor_addr& who) {
  if (is(who, all.storage))
    return "storage";
  if (is(who, all.analytics))
    return "analytics";
  if (is(who, all.gateway))
    return "gateway";
  if (is(who, all.processor))
    return "processor";
  if (is(who, all.refund))
    return "refund";
  if (is(who, all.importer))
    return "importer";
  if (is(who, all.notifier))
    return "notifier";
  return "control";
}

void note_down(self_pointer self, const caf::down_msg& down) {
  auto& state = self->state;
  if (state.finished)
    return;
  const bool notifier = is(down.source, state.all.notifier);
  const bool control = is(down.source, state.all.control);
  const auto name = name_of(state.all, down.source);
  if ((!notifier && !control) || state.phase != "ready" ||
      !may_restart(state)) {
    fail(self, name, down.reason);
    return;
  }
  state.deps.events->write(
      log_level::error, "actor.restarted",
      {{"actor", name}, {"reason", error_text(down.reason)}});
  if (notifier) {
    spawn_notifier(self);
    self->send(state.all.control, use_notifier{state.all.notifier});
  } else {
    spawn_control(self);
  }
  state.deps.on_ready(state.all);
}

template <class Handle>
void drain_one(self_pointer self, const Handle& handle) {
  const auto stage = self->state.stage;
  const auto go_on = [=] {
    self->send(caf::actor_cast<supervisor_actor>(self),
               next_stage{static_cast<int>(stage) + 1});
  };
  if (!handle) {
    go_on();
    return;
  }
  self->request(handle, caf::infinite, drain{})
      .then([=](const drained&) { go_on(); },
            [=](const caf::error&) { go_on(); });
}

void drain_stage_of(self_pointer self, const drain_step& step) {
  auto& all = self->state.all;
  switch (step.stage) {
  case drain_stage::importer:
    drain_one(self, all.importer);
    break;
  case drain_stage::processor:
    drain_one(self, all.processor);
    break;
  case drain_stage::refund:
    drain_one(self, all.refund);
    break;
  case drain_stage::notifier:
    drain_one(self, all.notifier);
    break;
  case drain_stage::storage:
    drain_one(self, all.storage);
    break;
  case drain_stage::control:
    drain_one(self, all.control);
    break;
  }
}

void enter_stage(self_pointer self, int number) {
  auto& state = self->state;
  const auto stage = static_cast<std::size_t>(number);
  // An answer that comes after its stage was given up.
  if (state.finished || state.phase != "draining" || stage < state.stage ||
      (stage == state.stage && stage > 0))
    return;
  state.stage = stage;
  if (stage == shutdown_plan.size()) {
    state.deps.events->write(log_level::info, "daemon.stopped", {});
    end(self, 0);
    return;
  }
  const auto& step = shutdown_plan[stage];
  const auto deadline = state.drain_started +
                        state.deps.drain_timeout * step.deadline_percent / 100;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - state.deps.clock->now());
  self->delayed_send(caf::actor_cast<supervisor_actor>(self),
                     std::max(left, std::chrono::milliseconds{0}),
                     drain_overdue{number});
  drain_stage_of(self, step);
}

void give_up_stage(self_pointer self, int number) {
  auto& state = self->state;
  if (state.finished || state.stage != static_cast<std::size_t>(number))
    return;
  state.deps.events->write(log_level::warning, "drain.overdue",
                           {{"actor", shutdown_plan[state.stage].name}});
  enter_stage(self, number + 1);
}

void start_shutdown(self_pointer self, const std::string& reason) {
  auto& state = self->state;
  if (state.phase == "draining" || state.finished)
    return;
  state.deps.events->write(log_level::info, "daemon.draining",
                           {{"reason", reason}});
  const bool was_ready = state.phase == "ready";
  state.phase = "draining";
  state.drain_started = state.deps.clock->now();
  state.deps.on_draining();
  // Before it is ready nothing is in flight that a next start would not find.
  if (was_ready)
    enter_stage(self, 0);
  else
    end(self, 0);
}

} // namespace

supervisor_actor::behavior_type supervisor(self_pointer self,
                                           supervisor_deps deps) {
  self->state.deps = std::move(deps);
  self->set_down_handler(
      [=](const caf::down_msg& down) { note_down(self, down); });
  spawn_crew(self);
  return {
      [=](const shut_down& m) { start_shutdown(self, m.reason); },
      [=](const drain_overdue& m) { give_up_stage(self, m.stage); },
      [=](const next_stage& m) { enter_stage(self, m.stage); },
      [=](const get_status&) { return daemon_status{self->state.phase}; },
  };
}

} // namespace orderd::actors
