// SPDX-License-Identifier: Apache-2.0
#include "actors/importer.hpp"

#include "actors/errors.hpp"
#include "actors/import_claims.hpp"
#include "actors/import_finish.hpp"
#include "actors/import_recovery.hpp"
#include "actors/import_stream.hpp"
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

// Product files run before order files, each kind by its id.
import_job_ptr take_next(importer_state& state) {
  const auto first = std::ranges::min_element(
      state.waiting, {}, [](const import_job_ptr& job) {
        return std::pair{job->record.kind != domain::import_kind::products,
                         job->record.id};
      });
  auto job = std::move(*first);
  state.waiting.erase(first);
  return job;
}

void start_next(importer_pointer self) {
  auto& state = self->state;
  // A product file that is being claimed goes first.
  const bool products_come =
      std::ranges::any_of(state.claims, [](const import_claim& claim) {
        return claim.file.kind == domain::import_kind::products;
      });
  const auto settling =
      std::ranges::count(state.finishing, import_job::phase::settling,
                         [](const import_job_ptr& job) { return job->now; });
  if (state.current || state.waiting.empty() || state.draining ||
      products_come ||
      static_cast<std::size_t>(settling) >= max_settling_imports)
    return;
  state.current = take_next(state);
  start(self, state.current);
}

void answer_drains(importer_pointer self) {
  auto& state = self->state;
  // A client whose file is being spooled gets its answer.
  const bool claiming = !state.claims.empty() && state.claims.front().started &&
                        state.claims.front().descriptor;
  const bool busy = state.current && state.current->in_flight > 0;
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
  start_next(self);
  if (state.current && !state.draining)
    stream(self, state.current);
  if (state.current && state.current->now >= import_job::phase::settling)
    state.finishing.push_back(std::exchange(state.current, nullptr));
  const auto finishing = state.finishing;
  for (const auto& job : finishing)
    finish(self, job);
  std::erase_if(state.finishing, [](const import_job_ptr& job) {
    return job->now == import_job::phase::ended;
  });
  if (!state.current)
    start_next(self);
  answer_drains(self);
}

import_job_ptr find_job(importer_state& state, domain::import_id id) {
  if (state.current && state.current->record.id == id)
    return state.current;
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
  if (state.current && state.current->record.id == id)
    state.current->resting = false;
  retry_claim(self, id);
  wake(self);
}

importer_status status(const importer_state& state) {
  importer_status answer;
  answer.running = static_cast<std::int64_t>(state.finishing.size()) +
                   (state.current ? 1 : 0);
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
