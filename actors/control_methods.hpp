// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/control.hpp"
#include "actors/control_params.hpp"
#include "actors/errors.hpp"

#include <caf/duration.hpp>
#include <caf/error.hpp>
#include <caf/sec.hpp>

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace orderd::actors {

/// What a method may do to the installation.
enum class method_kind {
  read,
  write, ///< refused unless the daemon is ready or degraded
  vital, ///< a read that works in every state and under load
};

/// One method of the control protocol. `run` reads all parameters before it
/// returns (throwing `param_error`) and answers then or later.
struct control_method {
  std::string_view name;
  method_kind kind = method_kind::read;
  void (*run)(control_state& state, const call_ptr& call) = nullptr;
};

/// All methods, by name.
std::span<const control_method> control_methods();

/// The method of this name, or nullptr.
const control_method* find_method(std::string_view name);

/// Asks and goes on with the answer; an error is the answer to the client.
template <class Answer, class Handle, class Request, class Next>
void ask(control_state& state, const call_ptr& call, const Handle& whom,
         Request request, Next next,
         std::chrono::seconds timeout = control_limits::read_timeout) {
  state.self->request(whom, timeout, std::move(request))
      .then(
          [next = std::move(next)](const Answer& answer) { next(answer); },
          [&state, call](const caf::error& error) { state.fail(call, error); });
}

/// Like `ask` for what changes something: there is no time limit, since what
/// timed out may still happen, and a part that died meanwhile leaves the
/// outcome unknown.
template <class Answer, class Handle, class Request, class Next>
void command(control_state& state, const call_ptr& call, const Handle& whom,
             Request request, Next next) {
  state.self->request(whom, caf::infinite, std::move(request))
      .then([next = std::move(next)](const Answer& answer) { next(answer); },
            [&state, call](const caf::error& error) {
              if (error == caf::sec::request_receiver_down)
                state.fail(call, make_error(errc::unknown_outcome,
                                            "the daemon failed while it worked "
                                            "on this; it may be done or not"));
              else
                state.fail(call, error);
            });
}

/// Goes on if the daemon takes changes now, else refuses with its state.
void when_ready(control_state& state, const call_ptr& call,
                std::function<void()> next);

/// That there is no such customer.
caf::error no_such_customer(const find_customer& query);

/// How a client named an order, for error texts.
std::string named(const find_order& query);

/// The `limit` parameter of a list. Storage is asked for one more where only
/// that tells whether the page is the last.
int read_limit(param_reader& params, int otherwise = 20);

// The methods, by noun.
void orders_create(control_state& state, const call_ptr& call);
void orders_show(control_state& state, const call_ptr& call);
void orders_list(control_state& state, const call_ptr& call);
void orders_import(control_state& state, const call_ptr& call);
void products_import(control_state& state, const call_ptr& call);
void products_show(control_state& state, const call_ptr& call);
void products_list(control_state& state, const call_ptr& call);
void stock_set(control_state& state, const call_ptr& call);
void stock_adjust(control_state& state, const call_ptr& call);
void customers_show(control_state& state, const call_ptr& call);
void customers_list(control_state& state, const call_ptr& call);
void kpis_generate(control_state& state, const call_ptr& call);
void kpis_show(control_state& state, const call_ptr& call);
void leaderboard_show(control_state& state, const call_ptr& call);
void leaderboard_update(control_state& state, const call_ptr& call);
void notifications_list(control_state& state, const call_ptr& call);
void notifications_resend(control_state& state, const call_ptr& call);
void notifications_test(control_state& state, const call_ptr& call);
void notifications_show(control_state& state, const call_ptr& call);
void queue_dead(control_state& state, const call_ptr& call);
void queue_pause(control_state& state, const call_ptr& call);
void queue_resume(control_state& state, const call_ptr& call);
void queue_retry(control_state& state, const call_ptr& call);
void queue_status(control_state& state, const call_ptr& call);
void refund_cancel(control_state& state, const call_ptr& call);
void refund_import(control_state& state, const call_ptr& call);
void refund_process(control_state& state, const call_ptr& call);
void refund_reverse(control_state& state, const call_ptr& call);
void refund_status(control_state& state, const call_ptr& call);
void refund_test(control_state& state, const call_ptr& call);
void imports_list(control_state& state, const call_ptr& call);
void imports_show(control_state& state, const call_ptr& call);
void imports_rejects(control_state& state, const call_ptr& call);
void imports_cancel(control_state& state, const call_ptr& call);
void tail_open(control_state& state, const call_ptr& call);
void tail_read(control_state& state, const call_ptr& call);
void tail_close(control_state& state, const call_ptr& call);
void daemon_show_status(control_state& state, const call_ptr& call);
void daemon_verify(control_state& state, const call_ptr& call);
void daemon_drain(control_state& state, const call_ptr& call);
void daemon_version(control_state& state, const call_ptr& call);

} // namespace orderd::actors
