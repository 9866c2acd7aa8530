// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/clock.hpp"
#include "actors/notification_channel.hpp"
#include "actors/protocols.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <memory>

namespace orderd::actors {

/// Hands groups of messages to one session of a channel, opened with the first
/// of them, and may block for as long as it does: spawn it detached but in
/// tests. There is one result a message whatever the session does; one that
/// throws, or forgets some, counts as `again` for those messages, since nobody
/// knows whether they were sent.
channel_actor::behavior_type
channel_worker(channel_actor::pointer self, std::shared_ptr<channel> target,
               std::shared_ptr<const wall_clock> clock);

} // namespace orderd::actors
