// SPDX-License-Identifier: Apache-2.0
#include "actors/channel_worker.hpp"

#include "actors/errors.hpp"

#include <utility>

namespace orderd::actors {
namespace {

caf::result<batch_delivered> hand_over(channel& target, const wall_clock& clock,
                                       const deliver_batch& message) {
  auto done = target.deliver(message.batch->notices, clock.now());
  if (!done)
    return make_error(errc::unavailable, std::move(done.error()));
  return batch_delivered{};
}

} // namespace

channel_actor::behavior_type
channel_worker(channel_actor::pointer, std::shared_ptr<channel> target,
               std::shared_ptr<const wall_clock> clock) {
  return {
      [target = std::move(target),
       clock = std::move(clock)](const deliver_batch& message) {
        return hand_over(*target, *clock, message);
      },
  };
}

} // namespace orderd::actors
