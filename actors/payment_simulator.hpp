// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/protocols.hpp"
#include "domain/simulated_gateway.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstddef>

namespace orderd::actors {

/// The most answers in one group, as a gateway's page size would limit them.
inline constexpr std::size_t max_answers_a_group = 500;

/// A gateway that moves no money: answers each request after `latency`, in
/// groups, as `gateway` decides. It has no state: an answer depends on the
/// key (and for unclear ones the attempt), never on what was asked before, so
/// it is the same after a restart. What is under way is bounded by the asker.
gateway_actor::behavior_type
payment_simulator(gateway_actor::pointer self,
                  domain::simulated_gateway gateway,
                  std::chrono::milliseconds latency);

} // namespace orderd::actors
