// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/clock.hpp"
#include "actors/notification_channel.hpp"
#include "actors/protocols.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <memory>

namespace orderd::actors {

/// Hands batches to one channel, and may block for as long as it does: spawn
/// it detached but in tests. It answers with `errc::unavailable` and the
/// channel's text if the channel does not take a batch.
channel_actor::behavior_type
channel_worker(channel_actor::pointer self, std::shared_ptr<channel> target,
               std::shared_ptr<const wall_clock> clock);

} // namespace orderd::actors
