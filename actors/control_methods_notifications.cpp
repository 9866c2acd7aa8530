// SPDX-License-Identifier: Apache-2.0
#include "actors/control_methods.hpp"

#include <utility>

namespace orderd::actors {

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

} // namespace orderd::actors
