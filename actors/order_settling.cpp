// SPDX-License-Identifier: Apache-2.0
#include "actors/order_settling.hpp"

#include "actors/errors.hpp"
#include "actors/order_payments.hpp"
#include "actors/order_waiters.hpp"

#include <iterator>
#include <utility>

namespace orderd::actors {
namespace {

using self_pointer = processor_actor::stateful_pointer<processor_state>;
using phase = open_payments::phase;

// More answers than these are finalized in several transactions.
constexpr std::size_t max_finalized_orders = 2'000;

void settle_import(self_pointer self, domain::import_id import) {
  auto& state = self->state;
  if (!import || state.open.of_import(import) > 0)
    return;
  const auto found = state.settled.find(import);
  if (found == state.settled.end())
    return;
  for (auto& asker : found->second)
    asker.deliver(import_settled{});
  state.settled.erase(found);
}

template <class T>
std::vector<T> take_first(std::vector<T>& from, std::size_t count) {
  if (from.size() <= count)
    return std::exchange(from, {});
  const auto end = from.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<T> first{std::move_iterator{from.begin()},
                       std::move_iterator{end}};
  from.erase(from.begin(), end);
  return first;
}

void finalize(self_pointer self, std::vector<domain::payment_answer>& answers,
              bool interactive) {
  auto& state = self->state;
  auto request = std::make_shared<domain::finalize_request>();
  request->answers = take_first(answers, max_finalized_orders);
  request->now = state.deps.clock->now();
  request->today = state.deps.clock->day_of(request->now);
  state.finalizing += 1;
  self->request(state.deps.storage, caf::infinite,
                finalize_orders{request, interactive})
      .then(
          [=](const orders_finalized&) {
            self->state.finalizing -= 1;
            for (const auto& done : request->answers)
              leave(self, done.order.order, {});
            finalize_answers(self);
            after_progress(self);
          },
          [=](const caf::error& why) {
            self->state.deps.events->write(log_level::error,
                                           "orders.not_finalized",
                                           {{"orders", request->answers.size()},
                                            {"reason", error_text(why)}});
            self->quit(why);
          });
}

} // namespace

void answer(self_pointer self, open_payments::entry& open, bool approved,
            std::string_view gateway, const payment_answer_line& line) {
  open.now = phase::finalizing;
  domain::payment_answer clear;
  clear.order = open.order;
  clear.approved = approved;
  clear.gateway = gateway;
  clear.transaction_id = line.transaction_id;
  clear.error_message = approved ? std::string{} : line.reason;
  (open.interactive ? self->state.interactive : self->state.answers)
      .push_back(std::move(clear));
}

void leave(self_pointer self, domain::order_id id, const caf::error& why) {
  auto& state = self->state;
  const auto* open = state.open.find(id);
  if (open == nullptr)
    return;
  const auto import = open->order.import;
  state.open.remove(id);
  settle_import(self, import);
  tell_waiters(self, id, why);
}

// Single orders do not wait for a place; what comes for the others while all
// places are taken goes out together.
void finalize_answers(self_pointer self) {
  auto& state = self->state;
  while (!state.interactive.empty())
    finalize(self, state.interactive, true);
  while (!state.answers.empty() && state.finalizing < max_finalizes_in_flight)
    finalize(self, state.answers, false);
}

} // namespace orderd::actors
