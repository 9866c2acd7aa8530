// SPDX-License-Identifier: Apache-2.0
#include "actors/import_requests.hpp"

#include "actors/errors.hpp"

namespace orderd::actors {
namespace {

import_job_ptr find_job(importer_state& state, domain::import_id id) {
  for (const auto& job : state.current)
    if (job && job->record.id == id)
      return job;
  for (const auto& job : state.waiting)
    if (job->record.id == id)
      return job;
  return nullptr;
}

} // namespace

caf::result<import_row> cancel_job(importer_pointer self,
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

caf::result<recorded> pause_imports(importer_pointer self,
                                    const pause_stage& message) {
  return flip(self, self->state.stage, self->state.deps.storage, imports_stage,
              message, [=](bool changed) {
                const auto& state = self->state;
                if (changed)
                  state.deps.events->write(
                      log_level::info,
                      state.stage.paused ? "imports.paused" : "imports.resumed",
                      {});
                wake(self);
              });
}

importer_status importer_status_of(const importer_state& state) {
  importer_status answer;
  answer.running = static_cast<std::int64_t>(state.finishing.size());
  for (const auto& job : state.current)
    answer.running += job ? 1 : 0;
  answer.waiting = static_cast<std::int64_t>(
      state.waiting.size() + state.claims.size() + state.put_off.size());
  answer.paused = state.stage.paused;
  answer.trouble = state.trouble;
  return answer;
}

} // namespace orderd::actors
