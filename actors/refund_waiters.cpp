// SPDX-License-Identifier: Apache-2.0
#include "actors/refund_waiters.hpp"

#include "actors/errors.hpp"

#include <utility>
#include <vector>

namespace orderd::actors {
namespace {

using create_promise = caf::typed_response_promise<refund_created>;
using phase = open_refunds::phase;

caf::error stopping_error(domain::refund_id id) {
  return make_error(errc::unknown_outcome,
                    "the daemon stops before the gateway gave a clear answer "
                    "about refund " +
                        domain::refund_number(id) +
                        "; it keeps its amount and is asked for again after "
                        "the next start");
}

// While refunds are paused and no scan runs, one that is not here is not taken
// up.
bool comes_yet(const refund_state& state, const domain::refund_view& found) {
  return found.status == domain::to_string(domain::refund_status::processing) &&
         (!state.stage.paused || state.scan.active);
}

// Nothing is known of it here: it is settled or dead, it waits for `queue
// resume`, or it comes yet.
void tell_unless_on_its_way(refund_pointer self, domain::refund_id id,
                            const domain::refund_view* found) {
  if (self->state.open.find(id) != nullptr)
    return;
  if (found == nullptr || !comes_yet(self->state, *found))
    tell_waiters(self, id, {});
}

// Who waits is noted before the database is read, so that a refund that is
// settled meanwhile finds them.
void look_up_earlier(refund_pointer self, domain::refund_id id) {
  self->request(self->state.deps.storage, caf::infinite, find_refund{id})
      .then(
          [=](const refund_found& found) {
            tell_unless_on_its_way(self, id, found.refund.get());
          },
          [=](const caf::error& why) { tell_waiters(self, id, why); });
}

} // namespace

void wait_for(refund_pointer self, create_promise asker,
              const refund_created& answer) {
  auto& state = self->state;
  const auto* open = state.open.find(answer.refund);
  // What a person holds up is not waited for: its state says so.
  if (open == nullptr ? !answer.duplicate : open->now == phase::held) {
    asker.deliver(answer);
    return;
  }
  state.waiters[answer.refund].push_back({std::move(asker), answer.duplicate});
  if (open == nullptr)
    look_up_earlier(self, answer.refund);
}

void tell_waiters(refund_pointer self, domain::refund_id id,
                  const caf::error& why) {
  auto waiters = self->state.waiters.extract(id);
  if (waiters.empty())
    return;
  for (auto& [asker, duplicate] : waiters.mapped())
    if (why)
      asker.deliver(why);
    else
      asker.deliver(refund_created{id, duplicate});
}

void tell_held_up(refund_pointer self) {
  auto& state = self->state;
  std::vector<domain::refund_id> absent;
  for (const auto& [id, waiters] : state.waiters)
    if (state.open.find(id) == nullptr)
      absent.push_back(id);
  for (const auto id : absent)
    tell_waiters(self, id, {});
}

void dismiss_waiters(refund_pointer self) {
  for (auto& [id, waiters] : std::exchange(self->state.waiters, {}))
    for (auto& waiter : waiters)
      waiter.asker.deliver(stopping_error(id));
}

} // namespace orderd::actors
