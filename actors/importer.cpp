// SPDX-License-Identifier: Apache-2.0
#include "actors/importer.hpp"

#include "actors/errors.hpp"
#include "actors/import_claims.hpp"
#include "actors/import_finish.hpp"
#include "actors/import_recovery.hpp"
#include "actors/import_stream.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <tuple>
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

bool is_in(std::size_t lane, const import_job& job) {
  return lane_of(job.record.kind) == lane;
}

// Product files run before order files, each kind by its id. Null if no file
// of the lane waits.
import_job_ptr take_next(importer_state& state, std::size_t lane) {
  const auto first = std::ranges::min_element(
      state.waiting, {}, [lane](const import_job_ptr& job) {
        return std::tuple{!is_in(lane, *job),
                          job->record.kind != domain::import_kind::products,
                          job->record.id};
      });
  if (first == state.waiting.end() || !is_in(lane, **first))
    return nullptr;
  auto job = std::move(*first);
  state.waiting.erase(first);
  return job;
}

bool must_wait(const importer_state& state, std::size_t lane) {
  // A product file that is being claimed goes first.
  const bool products_come =
      std::ranges::any_of(state.claims, [lane](const import_claim& claim) {
        return claim.file.kind == domain::import_kind::products &&
               lane_of(claim.file.kind) == lane;
      });
  const auto settling =
      std::ranges::count_if(state.finishing, [lane](const auto& job) {
        return job->now == import_job::phase::settling && is_in(lane, *job);
      });
  return products_come ||
         static_cast<std::size_t>(settling) >= max_settling_imports;
}

void start_next(importer_pointer self, std::size_t lane) {
  auto& state = self->state;
  if (state.current[lane] || state.draining || must_wait(state, lane))
    return;
  state.current[lane] = take_next(state, lane);
  if (state.current[lane])
    start(self, state.current[lane]);
}

// Moves the lane's file on, and makes room for the next one once every row is
// decided.
void advance(importer_pointer self, std::size_t lane) {
  start_next(self, lane);
  auto& job = self->state.current[lane];
  if (job && !self->state.draining)
    stream(self, job);
  if (job && job->now >= import_job::phase::settling)
    self->state.finishing.push_back(std::exchange(job, nullptr));
}

void answer_drains(importer_pointer self) {
  auto& state = self->state;
  // A client whose file is being spooled gets its answer.
  const bool claiming = !state.claims.empty() && state.claims.front().started &&
                        state.claims.front().descriptor;
  const bool busy = std::ranges::any_of(
      state.current, [](const auto& job) { return job && job->in_flight > 0; });
  if (state.drains.empty() || busy || claiming)
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
  const auto finishing = state.finishing;
  for (const auto& job : finishing)
    finish(self, job);
  std::erase_if(state.finishing, [](const import_job_ptr& job) {
    return job->now == import_job::phase::ended;
  });
  for (std::size_t lane = 0; lane < import_lanes; ++lane)
    start_next(self, lane);
  answer_drains(self);
}

import_job_ptr find_job(importer_state& state, domain::import_id id) {
  for (const auto& job : state.current)
    if (job && job->record.id == id)
      return job;
  for (const auto& job : state.waiting)
    if (job->record.id == id)
      return job;
  return nullptr;
}

caf::result<import_row> cancel(importer_pointer self,
                               const cancel_import& message) {
  for (const auto& job : self->state.finishing)
    if (job->record.id == message.id)
      return make_error(errc::refused, "cannot cancel import " +
                                           std::to_string(message.id.value) +
                                           ": all its rows are decided");
  auto asker = self->make_response_promise<import_row>();
  self->request(self->state.deps.storage, caf::infinite,
                request_cancel{message.id})
      .then(
          [=](const import_row& row) mutable {
            if (const auto job = find_job(self->state, message.id))
              job->cancelled = true;
            asker.deliver(row);
            wake(self);
          },
          [=](const caf::error& why) mutable { asker.deliver(why); });
  return caf::delegated<import_row>{};
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

importer_status status(const importer_state& state) {
  importer_status answer;
  answer.running = static_cast<std::int64_t>(state.finishing.size());
  for (const auto& job : state.current)
    answer.running += job ? 1 : 0;
  answer.waiting = static_cast<std::int64_t>(
      state.waiting.size() + state.claims.size() + state.put_off.size());
  answer.trouble = state.trouble;
  return answer;
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
      [=](const cancel_import& m) { return cancel(self, m); },
      [=](const get_status&) { return status(self->state); },
      [=](const drain&) { return start_drain(self); },
  };
}

} // namespace orderd::actors
