// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/errors.hpp"
#include "actors/protocols.hpp"

#include <caf/result.hpp>
#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

namespace orderd::actors {

/// Requests to pause or resume that wait for the one before; one more is
/// refused as `busy`.
inline constexpr std::size_t max_waiting_pauses = 16;

/// Whether a stage waits for `queue resume`, and who asked to change that.
struct stage_switch {
  bool paused = false;
  bool flipped = false; ///< since the start: it is known better than by reading
  std::deque<std::pair<bool, caf::typed_response_promise<recorded>>>
      asked; ///< the first one is under way

  /// Takes over what was read at the start.
  void load(const paused_loaded& loaded, std::string_view stage) {
    if (!flipped)
      paused = std::ranges::find(loaded.stages, stage) != loaded.stages.end();
  }
};

/// Stores what was asked for first, and goes on with the next one.
///
/// Durable first: a restart must not begin what a person stopped.
template <class Pointer, class Change>
void flip_next(Pointer self, stage_switch& which, const storage_actor& storage,
               const std::string& stage, Change change) {
  const auto finish = [=, &which](const caf::error& why) {
    auto [paused, asker] = std::move(which.asked.front());
    which.asked.pop_front();
    const bool changes = !why && std::exchange(which.paused, paused) != paused;
    which.flipped = which.flipped || !why;
    if (why)
      asker.deliver(why);
    else
      asker.deliver(recorded{});
    if (!which.asked.empty())
      flip_next(self, which, storage, stage, change);
    change(changes);
  };
  self->request(storage, caf::infinite,
                store_paused{stage, which.asked.front().first})
      .then([finish](const recorded&) { finish({}); },
            [finish](const caf::error& why) { finish(why); });
}

/// Pauses or resumes a stage durably, one request after the other. Then
/// `change` is called with whether the switch stands otherwise than before;
/// the switch is a part of the actor's state. A channel is refused.
template <class Pointer, class Change>
caf::result<recorded> flip(Pointer self, stage_switch& which,
                           const storage_actor& storage, std::string_view stage,
                           const pause_stage& message, Change change) {
  const std::string name{stage};
  if (!message.channel.empty())
    return make_error(errc::refused, "the stage " + name + " has no channels");
  if (which.asked.size() >= max_waiting_pauses)
    return make_error(errc::busy, "too many requests to pause or resume " +
                                      name + " wait already");
  which.asked.emplace_back(message.paused,
                           self->template make_response_promise<recorded>());
  if (which.asked.size() == 1)
    flip_next(self, which, storage, name, change);
  return caf::delegated<recorded>{};
}

} // namespace orderd::actors
