// SPDX-License-Identifier: Apache-2.0
#include "actors/import_turns.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace orderd::actors {
namespace {

bool is_in(std::size_t lane, const import_job& job) {
  return lane_of(job.record.kind) == lane;
}

bool is_of_products(const import_job& job) {
  return job.record.kind == domain::import_kind::products;
}

// Product files wait for no gateway. A cancelled one is done with while imports
// are paused, too.
bool may_begin(const importer_state& state, const import_job& job) {
  if (state.stage.paused && !job.cancelled)
    return false;
  const auto lane = lane_of(job.record.kind);
  const auto settling =
      std::ranges::count_if(state.finishing, [lane](const auto& other) {
        return other->now == import_job::phase::settling && is_in(lane, *other);
      });
  return is_of_products(job) ||
         static_cast<std::size_t>(settling) < max_settling_imports;
}

} // namespace

bool is_held_back(const importer_state& state, const import_claim& claim) {
  return state.stage.paused && !claim.started && !claim.descriptor &&
         !claim.spooled;
}

bool products_come(const importer_state& state, std::size_t lane) {
  return std::ranges::any_of(state.claims, [&](const import_claim& claim) {
    return claim.file.kind == domain::import_kind::products &&
           lane_of(claim.file.kind) == lane && !is_held_back(state, claim);
  });
}

void step_aside(importer_state& state, std::size_t lane) {
  auto& job = state.current[lane];
  const bool stands_still = job && job->now == import_job::phase::streaming &&
                            job->in_flight == 0 && !job->exhausted &&
                            !job->cancelled;
  if (!state.stage.paused || !stands_still ||
      std::ranges::none_of(state.waiting, [lane](const import_job_ptr& other) {
        return is_in(lane, *other) && other->cancelled;
      }))
    return;
  job->now = import_job::phase::waiting;
  state.waiting.push_back(std::exchange(job, nullptr));
}

import_job_ptr take_next(importer_state& state, std::size_t lane) {
  const auto first = std::ranges::min_element(
      state.waiting, {}, [&state, lane](const import_job_ptr& job) {
        return std::tuple{!is_in(lane, *job),
                          state.stage.paused && !job->cancelled,
                          !is_of_products(*job), job->record.id};
      });
  if (first == state.waiting.end() || !is_in(lane, **first) ||
      !may_begin(state, **first))
    return nullptr;
  auto job = std::move(*first);
  state.waiting.erase(first);
  return job;
}

} // namespace orderd::actors
