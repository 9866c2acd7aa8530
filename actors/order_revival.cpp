// SPDX-License-Identifier: Apache-2.0
#include "actors/order_revival.hpp"

#include "actors/errors.hpp"
#include "actors/order_payments.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace orderd::actors {
namespace {

using self_pointer = processor_actor::stateful_pointer<processor_state>;

// How many open orders one read takes.
constexpr int revival_page = 1'000;

void answer(order_revival& revived) {
  if (!std::exchange(revived.answered, true))
    revived.asker.deliver(
        dead_retried{static_cast<std::int64_t>(revived.orders.size())});
}

// What waits here is not dead any more, and comes by itself.
void answer_all(processor_state& state) {
  for (auto& revived : state.revivals)
    answer(revived);
}

void charge_page(self_pointer self,
                 const std::vector<domain::open_order>& page) {
  auto& state = self->state;
  auto& revived = state.revivals.front();
  revived.reading = false;
  // The next start charges them.
  if (state.draining)
    return;
  revived.delays.reset();
  std::vector<domain::open_order> wanted;
  for (const auto& order : page)
    if (revived.asked_before.contains(order.order))
      wanted.push_back(order);
  pay(self, wanted, false, revived.asked_before);
  const auto& orders = revived.orders;
  const auto seen = page.empty() ? orders.back() : page.back().order;
  revived.next = static_cast<std::size_t>(
      std::ranges::upper_bound(orders, seen) - orders.begin());
  answer(revived);
  if (revived.next == orders.size())
    state.revivals.pop_front();
  after_progress(self);
}

void read_later(self_pointer self, const caf::error& why) {
  auto& state = self->state;
  auto& revived = state.revivals.front();
  revived.reading = false;
  if (state.draining)
    return;
  const auto delay = revived.delays.next();
  state.deps.events->write(log_level::warning, "orders.revival_delayed",
                           {{"orders", revived.orders.size() - revived.next},
                            {"reason", error_text(why)},
                            {"retry_ms", delay.count()}});
  revived.backoff_round = state.next_round++;
  self->delayed_send(caf::actor_cast<processor_actor>(self), delay,
                     retry_payments{revived.backoff_round});
}

// One that is still here is just being buried, and was not counted yet.
void note_revived(self_pointer self, order_revival revived,
                  const std::vector<domain::dead_letter>& letters) {
  auto& state = self->state;
  for (const auto& letter : letters) {
    revived.orders.push_back(letter.order);
    revived.asked_before.emplace(letter.order, letter.attempts);
    if (state.open.find(letter.order) == nullptr && state.dead > 0)
      state.dead -= 1;
  }
  std::ranges::sort(revived.orders);
  if (revived.orders.empty())
    answer(revived);
  else
    state.revivals.push_back(std::move(revived));
  go_on_reviving(self);
}

} // namespace

caf::result<dead_retried> revive(self_pointer self,
                                 const retry_dead_orders& message) {
  if (self->state.draining)
    return draining_error();
  if (self->state.stage.paused && message.ids.empty() && self->state.dead == 0)
    return dead_retried{};
  if (self->state.stage.paused)
    return make_error(errc::refused,
                      "cannot charge dead orders again: orders are paused, "
                      "`queue resume orders` comes first");
  order_revival revived;
  revived.asker = self->make_response_promise<dead_retried>();
  self->request(self->state.deps.storage, caf::infinite,
                revive_orders{message.ids})
      .then(
          [=](const orders_revived& done) {
            note_revived(self, revived, *done.dead);
          },
          [=](const caf::error& why) mutable { revived.asker.deliver(why); });
  return caf::delegated<dead_retried>{};
}

// Reads on from the next order that is wanted, so that the open ones between
// are passed.
void go_on_reviving(self_pointer self) {
  auto& state = self->state;
  if (state.draining)
    answer_all(state);
  if (state.revivals.empty() || state.draining)
    return;
  auto& revived = state.revivals.front();
  if (revived.reading || revived.backoff_round != 0)
    return;
  if (state.open.size() + state.accepting + next_revived(state) >
      max_orders_in_flight) {
    answer_all(state);
    return;
  }
  revived.reading = true;
  const domain::order_id before{revived.orders[revived.next].value - 1};
  self->request(state.deps.storage, caf::infinite,
                load_open_orders{before, revival_page})
      .then(
          [=](const open_orders_loaded& page) {
            charge_page(self, *page.orders);
          },
          [=](const caf::error& why) { read_later(self, why); });
}

void revive_after_backoff(self_pointer self, std::int64_t round) {
  auto& revivals = self->state.revivals;
  if (revivals.empty() || revivals.front().backoff_round != round)
    return;
  revivals.front().backoff_round = 0;
  go_on_reviving(self);
}

std::size_t next_revived(const processor_state& state) {
  if (state.revivals.empty())
    return 0;
  const auto& revived = state.revivals.front();
  return std::min(revived.orders.size() - revived.next,
                  static_cast<std::size_t>(revival_page));
}

bool is_revived(const processor_state& state, domain::order_id order) {
  return std::ranges::any_of(state.revivals, [=](const auto& revived) {
    const auto left = std::span(revived.orders).subspan(revived.next);
    return std::ranges::binary_search(left, order);
  });
}

} // namespace orderd::actors
