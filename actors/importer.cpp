// SPDX-License-Identifier: Apache-2.0
#include "actors/importer.hpp"

#include "actors/errors.hpp"
#include "actors/import_claims.hpp"
#include "actors/import_finish.hpp"
#include "actors/import_recovery.hpp"
#include "actors/import_requests.hpp"
#include "actors/import_stream.hpp"
#include "actors/import_turns.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <utility>

namespace orderd::actors {
namespace {

// How long a name may be in the log.
constexpr std::size_t shown_name = 255;

constexpr std::chrono::milliseconds early_look{50};

importer_actor me(importer_pointer self) {
  return caf::actor_cast<importer_actor>(self);
}

void note_left_alone(importer_pointer self,
                     const std::vector<left_alone>& entries) {
  auto& noted = self->state.noted;
  if (noted.size() > max_noted_entries)
    noted.clear();
  for (const auto& entry : entries)
    if (noted.insert(entry.path).second)
      self->state.deps.events->write(
          log_level::warning, "file.left_alone",
          {{"file", domain::shown(entry.path, shown_name)},
           {"reason", entry.why}});
}

// Claims the file if it has not changed for long enough, else keeps it as a
// candidate.
void consider(importer_pointer self, const incoming_file& file,
              const file_stamp& stamp, bool whole) {
  auto& state = self->state;
  const auto now = state.deps.clock->now();
  const auto seen = state.candidates.find(file);
  const auto quiet = now - stamp.changed;
  // A clock that was set back must not hold a file for ever.
  const bool unchanged = seen != state.candidates.end() &&
                         seen->second == stamp && stamp.changed > now;
  if (whole || quiet >= state.deps.quiet || unchanged) {
    if (seen != state.candidates.end())
      state.candidates.erase(seen);
    claim_file(self, file);
    return;
  }
  const auto rest =
      stamp.changed > now
          ? state.deps.quiet
          : ceil<std::chrono::milliseconds>(state.deps.quiet - quiet);
  if (state.candidates.empty() || now + rest < state.next_look) {
    state.next_look = now + rest;
    wake_later(self, rest);
  }
  state.candidates[file] = stamp;
}

void look_at(importer_pointer self, const incoming_file& file, bool whole) {
  if (self->state.draining)
    return;
  const auto stamp = self->state.deps.folder->stamp(file);
  if (stamp)
    consider(self, file, *stamp, whole);
  else
    self->state.candidates.erase(file);
}

// Looks at those that are due, or nearly: `consider` decides to the point, and
// a timer may come a moment before the clock's time.
void look_at_candidates(importer_pointer self) {
  auto& state = self->state;
  const auto soon = state.deps.clock->now() + early_look;
  if (state.candidates.empty() || soon < state.next_look)
    return;
  // Those that stay put the next look forward again.
  state.next_look = domain::utc_time::max();
  for (const auto& [file, stamp] : std::map{state.candidates})
    look_at(self, file, false);
}

void scan(importer_pointer self) {
  auto& state = self->state;
  if (state.draining)
    return;
  const auto found = state.deps.folder->scan();
  if (!found) {
    state.deps.events->write(log_level::error, "folder.not_readable",
                             {{"reason", found.error().text}});
    return;
  }
  note_left_alone(self, found->left);
  for (const auto& entry : found->files)
    consider(self, entry.file, entry.stamp, false);
}

// The folders are looked through now and then, whatever was told.
void scan_on(importer_pointer self) {
  self->delayed_send(me(self), self->state.deps.rescan_every, rescan{});
  scan(self);
}

void start_next(importer_pointer self, std::size_t lane) {
  auto& state = self->state;
  if (state.draining || products_come(state, lane))
    return;
  step_aside(state, lane);
  if (state.current[lane])
    return;
  state.current[lane] = take_next(state, lane);
  if (state.current[lane])
    start(self, state.current[lane]);
}

// A cancelled file skips its rest while imports are paused, too, and one whose
// rows are all decided ends.
bool may_go_on(const importer_state& state, const import_job& job) {
  const bool decided = job.now == import_job::phase::streaming &&
                       job.exhausted && job.in_flight == 0;
  return !state.draining && (!state.stage.paused || job.cancelled || decided);
}

// Moves the lane's file on, and makes room for the next one once every row is
// decided.
void advance(importer_pointer self, std::size_t lane) {
  start_next(self, lane);
  auto& job = self->state.current[lane];
  if (job && may_go_on(self->state, *job))
    stream(self, job);
  if (job && job->now >= import_job::phase::settling)
    self->state.finishing.push_back(std::exchange(job, nullptr));
}

// Each of a few at a time, in order; one that rests makes room.
void finish_some(importer_pointer self) {
  auto& state = self->state;
  std::erase_if(state.finishing, [](const import_job_ptr& job) {
    return job->now == import_job::phase::ended;
  });
  std::size_t busy = 0;
  for (const auto& job : std::vector{state.finishing})
    if (job->now == import_job::phase::settling || job->resting ||
        ++busy <= max_finishing_imports)
      finish(self, job);
}

// Batches that are on their way are known to have arrived: whoever has them
// ends what it has begun in its own drain and refuses the others, as those that
// wait for room while the gateway is slow or a stage is paused. What is not
// recorded comes again at the next start.
void answer_drains(importer_pointer self) {
  auto& state = self->state;
  // A client whose file is being spooled gets its answer.
  const bool claiming = !state.claims.empty() && state.claims.front().started &&
                        state.claims.front().descriptor;
  if (state.drains.empty() || claiming || !state.stage.asked.empty())
    return;
  for (auto& asker : std::exchange(state.drains, {}))
    asker.deliver(drained{});
}

void step(importer_pointer self) {
  auto& state = self->state;
  state.stepping = false;
  look_at_candidates(self);
  advance_claims(self);
  for (std::size_t lane = 0; lane < import_lanes; ++lane)
    advance(self, lane);
  finish_some(self);
  for (std::size_t lane = 0; lane < import_lanes; ++lane)
    start_next(self, lane);
  answer_drains(self);
}

void resume(importer_pointer self, domain::import_id id) {
  auto& state = self->state;
  if (!state.taken_up)
    take_up_spool(self);
  for (const auto& job : state.finishing)
    if (job->record.id == id)
      job->resting = false;
  for (const auto& job : state.current)
    if (job && job->record.id == id)
      job->resting = false;
  retry_claim(self, id);
  wake(self);
}

caf::result<drained> start_drain(importer_pointer self) {
  self->state.draining = true;
  refuse_waiting_claims(self);
  auto asker = self->make_response_promise<drained>();
  self->state.drains.push_back(asker);
  answer_drains(self);
  return caf::delegated<drained>{};
}

} // namespace

void wake(importer_pointer self) {
  if (std::exchange(self->state.stepping, true))
    return;
  self->send(me(self), importer_step{});
}

void wake_later(importer_pointer self, std::chrono::milliseconds pause) {
  self->delayed_send(me(self), pause, importer_step{});
}

importer_actor::behavior_type importer(importer_pointer self,
                                       importer_deps deps) {
  self->state.deps = std::move(deps);
  take_up_spool(self);
  scan_on(self);
  return {
      [=](const folder_changed& m) { look_at(self, m.file, m.renamed); },
      [=](const rescan&) { scan_on(self); },
      [=](const scan_now&) { scan(self); },
      [=](const importer_step&) { step(self); },
      [=](const resume_import& m) { resume(self, m.id); },
      [=](const import_descriptor& m) { return claim_descriptor(self, m); },
      [=](const cancel_import& m) { return cancel_job(self, m); },
      [=](const pause_stage& m) { return pause_imports(self, m); },
      [=](const get_status&) { return importer_status_of(self->state); },
      [=](const drain&) { return start_drain(self); },
  };
}

} // namespace orderd::actors
