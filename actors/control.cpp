// SPDX-License-Identifier: Apache-2.0
#include "actors/control.hpp"

#include "actors/control_methods.hpp"
#include "config/load.hpp"
#include "domain/limits.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <exception>
#include <utility>
#include <vector>

namespace orderd::actors {

namespace {

/// Says that there is no such method, and which one may have been meant.
rpc_error unknown_method(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& method : control_methods())
    names.emplace_back(method.name);
  auto text =
      "there is no method " + domain::quoted(name, domain::limits::shown_bytes);
  if (const auto near = config::nearest(name, names); !near.empty()) {
    text += "; did you mean `" + near + "`?";
  } else {
    text += "; there are";
    for (const auto& known : names)
      text += (&known == &names.front() ? " " : ", ") + known;
  }
  return {
      rpc_code::method_not_found, std::move(text), "method_not_found", 2, {}};
}

rpc_error wrong_param(const param_error& error) {
  return {rpc_code::invalid_params, error.what(), "invalid_params", 2,
          error.param()};
}

/// Whether the client asked for something that cannot be; nobody but it has
/// to know.
bool is_mistake(const rpc_error& error) {
  return error.code == rpc_code::invalid_params ||
         exit_code_of(errc::not_found) == error.exit ||
         exit_code_of(errc::refused) == error.exit;
}

/// The key under which the client may ask again.
std::string key_of(const control_call& call) {
  const auto key = call.params.find("key");
  return key != call.params.end() && key->is_string() ? key->get<std::string>()
                                                      : std::string{};
}

bool is_own(const caf::error& error) {
  return error && error.category() == caf::atom("orderd");
}

} // namespace

void control_state::start(control_deps dependencies) {
  deps = std::move(dependencies);
}

void control_state::handle(const control_request& request) {
  auto parsed = parse_request(request.line);
  if (!parsed) {
    const auto& refusal = parsed.error();
    deps.outbox->reply(request.client, render_error(refusal.id, refusal.error));
    return;
  }
  const auto* method = find_method(parsed->method);
  if (method == nullptr) {
    deps.outbox->reply(
        request.client,
        render_error(parsed->id, unknown_method(parsed->method)));
    return;
  }
  auto call = std::make_shared<control_call>();
  call->number = ++last_call_;
  call->client = request.client;
  call->id = std::move(parsed->id);
  call->method = method;
  call->params = std::move(parsed->params);
  call->descriptor = request.descriptor;
  const auto room = has_room(*method);
  in_flight_.insert(call->number);
  waiting_clients_.insert(call->client);
  if (room)
    dispatch(call);
  else
    fail(call,
         make_error(errc::busy, "too many requests wait for their answer (" +
                                    std::to_string(control_limits::in_flight) +
                                    "); try again later"));
}

bool control_state::has_room(const control_method& method) const {
  const auto reserve =
      method.kind == method_kind::vital ? control_limits::reserve : 0;
  return in_flight_.size() < control_limits::in_flight + reserve;
}

// Here is the edge: no exception may leave a handler, or the actor is gone.
void control_state::dispatch(const call_ptr& call) {
  try {
    call->method->run(*this, call);
  } catch (const param_error& error) {
    fail(call, wrong_param(error));
  } catch (const std::exception& error) {
    fail(call, make_error(errc::internal, std::string(call->method->name) +
                                              ": " + error.what()));
  }
}

void control_state::answer(const call_ptr& call, const json_document& result) {
  if (!in_flight_.contains(call->number))
    return;
  if (!gone_.contains(call->client))
    deps.outbox->reply(call->client, render_result(call->id, result));
  if (call->method->kind == method_kind::write)
    deps.events->write(log_level::info, "control.command",
                       {{"method", call->method->name}, {"result", "ok"}});
  close(*call);
}

void control_state::fail(const call_ptr& call, const caf::error& error) {
  auto text = error_text(error);
  if (!is_own(error))
    text = std::string(call->method->name) + ": " + text;
  auto answer = to_rpc_error(error_code(error), std::move(text));
  if (error_code(error) == errc::unknown_outcome)
    answer.key = key_of(*call);
  fail(call, answer);
}

void control_state::fail(const call_ptr& call, const rpc_error& error) {
  if (!in_flight_.contains(call->number))
    return;
  if (!gone_.contains(call->client))
    deps.outbox->reply(call->client, render_error(call->id, error));
  if (call->method->kind == method_kind::write || error.name == "internal")
    deps.events->write(is_mistake(error) ? log_level::info : log_level::warning,
                       "control.failed",
                       {{"method", call->method->name},
                        {"result", error.name},
                        {"reason", error.message}});
  close(*call);
}

void control_state::close(const control_call& call) {
  in_flight_.erase(call.number);
  waiting_clients_.erase(waiting_clients_.find(call.client));
  if (!waiting_clients_.contains(call.client))
    gone_.erase(call.client);
  check_drained();
}

void control_state::forget(const control_closed& closed) {
  if (waiting_clients_.contains(closed.client))
    gone_.insert(closed.client);
}

caf::typed_response_promise<drained> control_state::handle(const drain&) {
  draining = true;
  drain_mark_ = last_call_;
  drained_ = self->make_response_promise<drained>();
  auto promise = drained_;
  check_drained();
  return promise;
}

void control_state::check_drained() {
  const auto open = !in_flight_.empty() && *in_flight_.begin() <= drain_mark_;
  if (draining && !open && drained_.pending())
    drained_.deliver(drained{});
}

control_actor::behavior_type
control(control_actor::stateful_pointer<control_state> self,
        control_deps deps) {
  auto& state = self->state;
  state.start(std::move(deps));
  return {
      [&state](const control_request& message) { state.handle(message); },
      [&state](const control_closed& message) { state.forget(message); },
      [&state](const use_notifier& message) {
        state.deps.notifier = message.notifier;
      },
      [&state](const drain& message) { return state.handle(message); },
  };
}

} // namespace orderd::actors
