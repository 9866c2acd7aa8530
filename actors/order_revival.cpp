// SPDX-License-Identifier: Apache-2.0
#include "actors/order_revival.hpp"

#include "actors/order_payments.hpp"

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <vector>

namespace orderd::actors {
namespace {

using self_pointer = processor_actor::stateful_pointer<processor_state>;

// How many open orders one read takes.
constexpr int revival_page = 1'000;

/// Orders whose dead letters were taken away, and how often each was charged.
struct revival {
  caf::typed_response_promise<dead_retried> asker;
  std::vector<domain::order_id> orders; ///< sorted
  std::unordered_map<domain::order_id, int> asked_before;
};

// Reads on from the next order that is wanted, so that the open ones between
// are passed.
void pay_revived(self_pointer self, const std::shared_ptr<revival>& revived,
                 std::size_t next) {
  if (next == revived->orders.size()) {
    revived->asker.deliver(
        dead_retried{static_cast<std::int64_t>(revived->orders.size())});
    return;
  }
  const domain::order_id before{revived->orders[next].value - 1};
  self->request(self->state.deps.storage, caf::infinite,
                load_open_orders{before, revival_page})
      .then(
          [=](const open_orders_loaded& page) {
            std::vector<domain::open_order> wanted;
            for (const auto& order : *page.orders)
              if (revived->asked_before.contains(order.order))
                wanted.push_back(order);
            pay(self, wanted, false, revived->asked_before);
            const auto& orders = revived->orders;
            const auto seen = page.orders->empty() ? orders.back()
                                                   : page.orders->back().order;
            const auto rest = std::ranges::upper_bound(orders, seen);
            pay_revived(self, revived,
                        static_cast<std::size_t>(rest - orders.begin()));
          },
          [=](const caf::error& why) { revived->asker.deliver(why); });
}

} // namespace

caf::result<dead_retried> revive(self_pointer self,
                                 const retry_dead_orders& message) {
  if (self->state.draining)
    return draining_error();
  const auto revived = std::make_shared<revival>();
  revived->asker = self->make_response_promise<dead_retried>();
  self->request(self->state.deps.storage, caf::infinite,
                revive_orders{message.ids})
      .then(
          [=](const orders_revived& done) {
            for (const auto& letter : *done.dead) {
              revived->orders.push_back(letter.order);
              revived->asked_before.emplace(letter.order, letter.attempts);
            }
            std::ranges::sort(revived->orders);
            auto& dead = self->state.dead;
            dead = std::max<std::int64_t>(
                0, dead - static_cast<std::int64_t>(done.dead->size()));
            pay_revived(self, revived, 0);
          },
          [=](const caf::error& why) { revived->asker.deliver(why); });
  return caf::delegated<dead_retried>{};
}

} // namespace orderd::actors
