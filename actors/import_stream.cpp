// SPDX-License-Identifier: Apache-2.0
#include "actors/import_stream.hpp"

#include "actors/errors.hpp"
#include "actors/import_finish.hpp"
#include "actors/import_reader.hpp"

#include <utility>

namespace orderd::actors {
namespace {

using phase = import_job::phase;

domain::import_slice slice_to(import_job& job,
                              const domain::file_position& to) {
  domain::import_slice slice;
  slice.import = job.record.id;
  slice.content_sha256 = job.record.content_sha256;
  slice.from = std::exchange(job.sent, to);
  slice.to = to;
  return slice;
}

void fail(importer_pointer self, const import_job_ptr& job,
          const std::string& why) {
  if (job->failure.empty())
    job->failure = why;
  job->now = phase::halting;
  wake(self);
}

// Its neighbour is stopping or away: the import starts again later.
void pause(importer_pointer self, const import_job_ptr& job) {
  job->now = phase::halting;
  if (std::exchange(job->resting, true))
    return;
  job->paused = true;
  self->delayed_send(caf::actor_cast<importer_actor>(self), job->retries.next(),
                     resume_import{job->record.id});
}

bool is_pause(errc code) {
  return code == errc::draining || code == errc::unavailable;
}

// Answers are awaited, then the import goes on from its recorded position:
// that may have moved by another hand (a second daemon's last commit).
void note_refusal(importer_pointer self, const import_job_ptr& job,
                  const caf::error& why) {
  job->in_flight -= 1;
  const auto code = error_code(why);
  job->now = phase::halting;
  if (is_pause(code))
    pause(self, job);
  else if (code != errc::conflict && job->failure.empty())
    job->failure = error_text(why);
  wake(self);
}

void note_done(importer_pointer self, const import_job_ptr& job) {
  job->in_flight -= 1;
  wake(self);
}

// Reads on until `reads` has its fill; false if the file could not be read.
template <class Reads>
bool read_through(importer_pointer self, const import_job_ptr& job,
                  Reads&& reads) {
  while (!reads()) {
    if (const auto more = read_more(*job); !more) {
      fail(self, job, more.error().text);
      return false;
    }
  }
  return true;
}

void send_orders(importer_pointer self, const import_job_ptr& job) {
  auto& deps = self->state.deps;
  auto request = std::make_shared<domain::accept_request>();
  request->source = job->record.source;
  request->notify = job->record.notify;
  if (!read_through(self, job, [&] {
        return read_orders(*job, *request, deps.batch_orders);
      }))
    return;
  if (request->orders.empty() && request->rejects.empty())
    return;
  request->slice = slice_to(*job, position_of(*job));
  request->now = deps.clock->now();
  request->today = deps.clock->day_of(request->now);
  job->in_flight += 1;
  self->request(deps.processor, caf::infinite, submit_batch{request})
      .then([=](const orders_accepted&) { note_done(self, job); },
            [=](const caf::error& why) { note_refusal(self, job, why); });
}

void send_products(importer_pointer self, const import_job_ptr& job) {
  auto& deps = self->state.deps;
  auto request = std::make_shared<domain::products_request>();
  if (!read_through(self, job, [&] {
        return read_products(*job, *request, deps.batch_orders, deps.currency);
      }))
    return;
  if (request->products.empty() && request->rejects.empty())
    return;
  request->slice = slice_to(*job, position_of(*job));
  request->now = deps.clock->now();
  job->in_flight += 1;
  self->request(deps.storage, caf::infinite, apply_products{request})
      .then([=](const products_applied&) { note_done(self, job); },
            [=](const caf::error& why) { note_refusal(self, job, why); });
}

void send_refunds(importer_pointer self, const import_job_ptr& job) {
  auto& deps = self->state.deps;
  auto request = std::make_shared<domain::refunds_request>();
  if (!read_through(self, job, [&] {
        return read_refunds(*job, *request, deps.batch_orders, deps.currency);
      }))
    return;
  if (request->refunds.empty() && request->rejects.empty())
    return;
  request->slice = slice_to(*job, position_of(*job));
  request->now = deps.clock->now();
  job->in_flight += 1;
  self->request(deps.refund, caf::infinite, submit_refunds{request})
      .then([=](const refunds_requested&) { note_done(self, job); },
            [=](const caf::error& why) { note_refusal(self, job, why); });
}

void send_batch(importer_pointer self, const import_job_ptr& job) {
  switch (job->record.kind) {
  case domain::import_kind::products:
    send_products(self, job);
    break;
  case domain::import_kind::refunds:
    send_refunds(self, job);
    break;
  case domain::import_kind::orders:
    send_orders(self, job);
    break;
  }
}

void send_batches(importer_pointer self, const import_job_ptr& job) {
  // A product file sets stock, so its batches go one after the other.
  const int window = job->record.kind == domain::import_kind::products
                         ? 1
                         : self->state.deps.max_in_flight_batches;
  if (job->in_flight < window && !job->exhausted) {
    send_batch(self, job);
    wake(self);
  }
  if (job->now == phase::streaming && job->exhausted && job->in_flight == 0)
    settle(self, job);
}

void skip_rest(importer_pointer self, const import_job_ptr& job) {
  if (job->in_flight > 0)
    return;
  std::int64_t count = 0;
  if (!read_through(self, job, [&] {
        return skip_records(*job, count, max_skipped_records);
      }))
    return;
  if (count == 0) {
    settle(self, job);
    return;
  }
  job->in_flight += 1;
  self->request(self->state.deps.storage, caf::infinite,
                skip_rows{slice_to(*job, position_of(*job)), count})
      .then([=](const recorded&) { note_done(self, job); },
            [=](const caf::error& why) { note_refusal(self, job, why); });
}

// All answers are in: failed imports end, others start again from where the
// database says that they are.
void halt(importer_pointer self, const import_job_ptr& job) {
  if (job->in_flight > 0 || job->resting)
    return;
  if (job->failure.empty() && job->restarts == max_import_restarts)
    job->failure = "its position moved by another hand too often";
  if (!job->failure.empty()) {
    settle(self, job);
    return;
  }
  if (!std::exchange(job->paused, false))
    job->restarts += 1;
  start(self, job);
}

void start_streaming(importer_pointer self, const import_job_ptr& job,
                     const domain::import_record& record) {
  job->record = record;
  job->cancelled = job->cancelled || record.cancel_requested;
  if (record.finished_at) {
    job->now = phase::ended;
    wake(self);
    return;
  }
  // Its position decides where reading starts, so it is opened once more.
  if (const auto opened = open_import(*job); !opened) {
    fail(self, job, "the file cannot be read again");
    return;
  }
  job->now = job->cancelled ? phase::skipping : phase::streaming;
  self->state.deps.events->write(
      log_level::info, "import.started",
      {{"import_id", record.id.value},
       {"file", record.file},
       {"position", record.position.offset},
       {"unknown_columns",
        static_cast<std::int64_t>(job->unknown_columns.size())}});
  wake(self);
}

} // namespace

void start(importer_pointer self, const import_job_ptr& job) {
  if (!job->failure.empty()) {
    fail(self, job, job->failure);
    return;
  }
  auto& deps = self->state.deps;
  auto opened = deps.folder->open(job->file);
  if (!opened) {
    fail(self, job, opened.error().text);
    return;
  }
  job->bytes = std::move(*opened);
  if (const auto read = open_import(*job); !read) {
    if (const auto* text = std::get_if<std::string>(&read.error()))
      quarantine(self, job, *text);
    else
      fail(self, job, std::get<folder_error>(read.error()).text);
    return;
  }
  job->now = phase::starting;
  self->request(
          deps.storage, caf::infinite,
          start_import{job->record.id, job->unknown_columns, deps.clock->now()})
      .then(
          [=](const import_row& row) {
            start_streaming(self, job, *row.record);
          },
          [=](const caf::error& why) {
            if (is_pause(error_code(why)))
              pause(self, job);
            else
              fail(self, job, error_text(why));
          });
}

void stream(importer_pointer self, const import_job_ptr& job) {
  if (job->now == phase::streaming && job->cancelled)
    job->now = phase::skipping;
  switch (job->now) {
  case phase::streaming:
    send_batches(self, job);
    break;
  case phase::skipping:
    skip_rest(self, job);
    break;
  case phase::halting:
    halt(self, job);
    break;
  default:
    break;
  }
}

} // namespace orderd::actors
