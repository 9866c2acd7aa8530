// SPDX-License-Identifier: Apache-2.0
#include "actors/order_waiters.hpp"

#include "actors/order_payments.hpp"

#include <algorithm>
#include <utility>

namespace orderd::actors {
namespace {

using self_pointer = processor_actor::stateful_pointer<processor_state>;
using create_promise = caf::typed_response_promise<order_created>;

// The order was processing and not here: it is dead, or the answer to its
// acceptance is still on its way, and then it will be taken up.
void tell_if_dead(self_pointer self, domain::order_id order) {
  self->request(self->state.deps.storage, caf::infinite, load_dead_orders{})
      .then(
          [=](const dead_orders_loaded& loaded) {
            if (std::ranges::find(*loaded.dead, order,
                                  &domain::dead_letter::order) !=
                loaded.dead->end())
              tell_waiters(self, order, dead_error(order));
          },
          [=](const caf::error& why) { tell_waiters(self, order, why); });
}

} // namespace

void wait_for(self_pointer self, create_promise asker,
              const order_created& answer) {
  self->state.created[answer.order].push_back(
      {std::move(asker), answer.duplicate});
}

// Who waits is noted before the database is read, so that an order that
// becomes terminal meanwhile finds them.
void look_up_earlier(self_pointer self, create_promise asker,
                     const order_created& answer) {
  const auto order = answer.order;
  wait_for(self, std::move(asker), answer);
  self->request(self->state.deps.storage, caf::infinite,
                find_order{order, {}, {}})
      .then(
          [=](const order_found& found) {
            if (self->state.open.find(order) != nullptr)
              return;
            if (found.order && !domain::is_terminal(found.order->state))
              tell_if_dead(self, order);
            else
              tell_waiters(self, order, {});
          },
          [=](const caf::error& why) { tell_waiters(self, order, why); });
}

void tell_waiters(self_pointer self, domain::order_id id,
                  const caf::error& why) {
  auto waiters = self->state.created.extract(id);
  if (waiters.empty())
    return;
  for (auto& [asker, duplicate] : waiters.mapped())
    if (why)
      asker.deliver(why);
    else
      asker.deliver(order_created{id, duplicate});
}

} // namespace orderd::actors
