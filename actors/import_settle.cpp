// SPDX-License-Identifier: Apache-2.0
#include "actors/import_finish.hpp"

#include "actors/errors.hpp"

#include <caf/sec.hpp>

namespace orderd::actors {
namespace {

using phase = import_job::phase;

// An actor that ended takes the daemon with it.
bool may_answer_later(const caf::error& why) {
  const auto code = error_code(why);
  return why != caf::sec::request_receiver_down &&
         (code == errc::draining || code == errc::unavailable);
}

template <class Handle>
void await_gateway(importer_pointer self, const import_job_ptr& job,
                   const Handle& whose) {
  job->in_flight += 1;
  self->request(whose, caf::infinite, await_import{job->record.id})
      .then(
          [=](const import_settled&) {
            job->in_flight -= 1;
            if (job->failure.empty()) {
              job->now = phase::hashing;
              wake(self);
            } else {
              end(self, job, domain::import_state::failed, job->failure);
            }
          },
          [=](const caf::error& why) {
            job->in_flight -= 1;
            if (!may_answer_later(why)) {
              self->quit(why);
              return;
            }
            job->resting = true;
            self->delayed_send(caf::actor_cast<importer_actor>(self),
                               job->retries.next(),
                               resume_import{job->record.id});
          });
}

} // namespace

// Many may wait here for long: they keep no file open and no buffer.
void settle(importer_pointer self, const import_job_ptr& job) {
  job->now = phase::settling;
  job->bytes.reset();
  job->reader = domain::csv_reader{};
  job->next = {};
  if (job->record.kind == domain::import_kind::refunds)
    await_gateway(self, job, self->state.deps.refund);
  else
    await_gateway(self, job, self->state.deps.processor);
  wake(self);
}

} // namespace orderd::actors
