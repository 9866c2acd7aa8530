// SPDX-License-Identifier: Apache-2.0
#include "actors/control_methods.hpp"

#include "actors/control_queue_params.hpp"
#include "domain/limits.hpp"
#include "domain/text.hpp"
#include "domain/values.hpp"

#include <utility>

namespace orderd::actors {

namespace {

domain::notification_type read_type(param_reader& params) {
  const auto name = params.text("type");
  if (const auto type = domain::parse_notification_type(name))
    return *type;
  throw param_error("type",
                    "must be processing, success, failure, "
                    "refund_completed or refund_failed, not " +
                        domain::quoted(name, domain::limits::shown_bytes));
}

std::string read_to(param_reader& params, std::string_view channel) {
  const auto given = params.maybe_text("to");
  if (!given)
    return {};
  if (channel != "email")
    throw param_error("to", "goes together with the channel email alone");
  const auto email = domain::read_email(*given);
  if (!email)
    throw param_error("to",
                      "must be an e-mail address: " + email.error().reason);
  return *email;
}

/// It will be sent again; a failure to read it back must not look as if it
/// would not.
void answer_resent(control_state& state, const call_ptr& call,
                   domain::notification_id id) {
  const auto done =
      "notification " + std::to_string(id.value) + " is sent again";
  state.self
      ->request(state.deps.storage, control_limits::read_timeout,
                find_notification{id})
      .then(
          [&state, call, done](const notification_found& found) {
            if (found.notification)
              state.answer(call, notification_document(*found.notification,
                                                       state.deps.terms));
            else
              state.fail(call, make_error(errc::internal,
                                          done + ", but cannot be found"));
          },
          [&state, call, done](const caf::error& error) {
            state.fail(call,
                       make_error(errc::unknown_outcome,
                                  done + ", but reading it back failed: " +
                                      error_text(error)));
          });
}

/// The order is looked up first, since it may be named by its reference.
template <class Next>
void find(control_state& state, const call_ptr& call, const find_order& query,
          Next next) {
  ask<order_found>(
      state, call, state.deps.storage, query,
      [&state, call, query, next](const order_found& found) {
        if (found.order)
          next(found.order->id);
        else
          state.fail(call, make_error(errc::not_found,
                                      "there is no order " + named(query)));
      });
}

} // namespace

// The order is looked up first: by its reference it has to be, and it tells
// "no such order" from "nothing told yet".
void notifications_list(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  auto query = params.order("order_id");
  params.finish();
  const auto list = [&state, call](domain::order_id order) {
    ask<notifications_listed>(
        state, call, state.deps.storage, list_notifications{order},
        [&state, call](const notifications_listed& listed) {
          state.answer(call, notifications_document(*listed.notifications,
                                                    state.deps.terms));
        });
  };
  ask<order_found>(state, call, state.deps.storage, std::move(query),
                   [&state, call, list](const order_found& found) {
                     if (found.order)
                       list(found.order->id);
                     else
                       state.fail(
                           call, make_error(errc::not_found,
                                            "there is no such order; it has no "
                                            "notifications"));
                   });
}

void notifications_show(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto id = params.id("id");
  params.finish();
  ask<notification_found>(
      state, call, state.deps.storage,
      find_notification{domain::notification_id{id}},
      [&state, call, id](const notification_found& found) {
        if (found.notification)
          state.answer(call, notification_document(*found.notification,
                                                   state.deps.terms));
        else
          state.fail(call,
                     make_error(errc::not_found, "there is no notification " +
                                                     std::to_string(id)));
      });
}

void notifications_resend(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const domain::notification_id id{params.id("id")};
  params.finish();
  when_ready(state, call, [&state, call, id] {
    command<recorded>(state, call, state.deps.storage,
                      resend_notification{id, state.deps.clock->now()},
                      [&state, call, id](const recorded&) {
                        state.self->send(state.deps.notifier, deliver_due{});
                        answer_resent(state, call, id);
                      });
  });
}

void notifications_test(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto query = params.order("order_id");
  send_test request;
  request.type = read_type(params);
  params.value("channel");
  request.channel = maybe_channel(params, "channel").value_or("");
  request.to = read_to(params, request.channel);
  params.finish();
  when_ready(state, call, [&state, call, query, request] {
    find(state, call, query, [&state, call, request](domain::order_id order) {
      auto wanted = request;
      wanted.order = order;
      command<test_sent>(state, call, state.deps.notifier, wanted,
                         [&state, call, wanted](const test_sent& sent) {
                           state.answer(
                               call, {{"order_id", wanted.order.value},
                                      {"type", domain::to_string(wanted.type)},
                                      {"channel", wanted.channel},
                                      {"to", sent.to},
                                      {"test", true}});
                         });
    });
  });
}

} // namespace orderd::actors
