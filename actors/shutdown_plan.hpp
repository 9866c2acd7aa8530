// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

namespace orderd::actors {

/// Who is drained when the daemon stops. Each stage is over when its actor
/// answered `drained`: what an actor still gives to a later one is then known
/// to have arrived there.
enum class drain_stage {
  importer,
  processor,
  refund,
  notifier,
  storage,
  control
};

struct drain_step {
  drain_stage stage;
  std::string_view name; ///< in the log
  /// How much of the drain time may be used up when this stage ends, in
  /// percent: a stage that hangs leaves the later ones their share.
  int deadline_percent;
};

/// From where orders enter to where they rest; control last, so that `status`
/// can be asked all the time.
inline constexpr std::array<drain_step, 6> shutdown_plan{{
    {drain_stage::importer, "importer", 20},
    {drain_stage::processor, "processor", 50},
    {drain_stage::refund, "refund", 70},
    {drain_stage::notifier, "notifier", 85},
    {drain_stage::storage, "storage", 95},
    {drain_stage::control, "control", 100},
}};

/// A notifier or control that fails is started again, but not more often than
/// so many times within the window: then the daemon ends with an error.
inline constexpr int max_restarts = 5;
inline constexpr int restart_window_s = 60;

} // namespace orderd::actors
