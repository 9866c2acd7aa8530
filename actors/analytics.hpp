// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/protocols.hpp"

#include <caf/response_promise.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace orderd::actors {

/// Requests that may wait until the figures are loaded; more are refused with
/// `not_ready`.
inline constexpr std::size_t max_requests_before_figures = 64;

/// The most places that one `get_leaderboard` gives.
inline constexpr int max_leaderboard_entries = 10'000;

/// Day figures and leaderboard in memory: what the database held at the start
/// plus every commit since, so that they equal the same figures by SQL at the
/// same place in the stream of commits.
///
/// Nothing may be committed between the moment when the database reads the
/// figures and the moment when they arrive here, since no one could tell
/// whether they hold it already. So the supervisor starts no traffic before a
/// request (such as `get_totals`) was answered, and a commit that is told
/// earlier ends the actor with `errc::internal`. It also ends, with storage's
/// error, if the figures cannot be loaded.
struct analytics_state {
  static inline const char* name = "analytics";

  domain::kpi_table kpis;
  domain::kpi_figures totals;                 ///< the sum over `kpis`
  std::shared_ptr<domain::leaderboard> board; ///< null until loaded
  std::vector<std::function<void()>> waiting; ///< requests before that

  void take(figures_loaded& figures);
  void fold(const domain::commit_facts& facts);

  [[nodiscard]] kpis_shown show(const get_kpis& request) const;
  [[nodiscard]] leaderboard_shown show(const get_leaderboard& request) const;
  [[nodiscard]] memory_figures_shown
  show(const get_memory_figures& request) const;
  [[nodiscard]] totals_shown show(const get_totals&) const;
};

/// Loads the figures from `storage` and then answers.
analytics_actor::behavior_type
analytics(analytics_actor::stateful_pointer<analytics_state> self,
          storage_actor storage);

} // namespace orderd::actors
