// SPDX-License-Identifier: Apache-2.0
#include "actors/import_finish.hpp"

#include "actors/errors.hpp"

namespace orderd::actors {
namespace {

using phase = import_job::phase;
using domain::import_state;

constexpr std::string_view reject_columns = "_line,_column,_code,_reason,";

// The disk may have room again later; until then the import stays as it is.
void rest(importer_pointer self, const import_job_ptr& job,
          const folder_error& why) {
  const auto pause = job->retries.next();
  self->state.trouble = why.text;
  job->resting = true;
  job->bytes.reset();
  self->state.deps.events->write(log_level::error, "import.not_archived",
                                 {{"import_id", job->record.id.value},
                                  {"reason", why.text},
                                  {"retry_ms", pause.count()}});
  self->delayed_send(caf::actor_cast<importer_actor>(self), pause,
                     resume_import{job->record.id});
  wake(self);
}

// It was closed while the import waited for the gateway, or rested.
folder_result<void> open_again(importer_pointer self, import_job& job) {
  if (job.bytes)
    return {};
  auto opened = self->state.deps.folder->open(job.file);
  if (!opened)
    return tl::unexpected(opened.error());
  job.bytes = std::move(*opened);
  return {};
}

void check_content(importer_pointer self, const import_job_ptr& job) {
  if (const auto opened = open_again(self, *job); !opened) {
    if (opened.error().what == folder_error::kind::gone)
      end(self, job, import_state::failed, opened.error().text);
    else
      rest(self, job, opened.error());
    return;
  }
  const auto bytes = job->bytes->read(job->hash_offset, import_read_bytes);
  if (!bytes) {
    rest(self, job, bytes.error());
    return;
  }
  job->hash.update(*bytes);
  job->hash_offset += static_cast<std::int64_t>(bytes->size());
  if (!bytes->empty()) {
    wake(self);
    return;
  }
  job->bytes.reset();
  if (job->hash.digest() != job->record.content_sha256) {
    end(self, job, import_state::failed, content_changed(job->record.id));
    return;
  }
  job->archive_day =
      self->state.deps.clock->day_of(self->state.deps.clock->now());
  job->now = phase::rejecting;
  wake(self);
}

void close_rejects(importer_pointer self, const import_job_ptr& job) {
  if (job->rejects) {
    if (const auto kept = job->rejects->commit(); !kept) {
      job->rejects.reset();
      job->rejects_after = 0;
      rest(self, job, kept.error());
      return;
    }
    job->rejects.reset();
  }
  job->now = phase::archiving;
  wake(self);
}

folder_result<void> append_page(importer_pointer self,
                                const import_job_ptr& job,
                                const std::vector<domain::reject>& page) {
  if (!job->rejects) {
    auto created =
        self->state.deps.folder->create_rejects(job->file, job->archive_day);
    if (!created)
      return tl::unexpected(created.error());
    job->rejects = std::move(*created);
    std::string header{reject_columns};
    header += job->header_line + "\n";
    if (auto written = job->rejects->append(header); !written)
      return written;
  }
  std::string text;
  for (const auto& reject : page)
    text += reject_line(reject);
  return job->rejects->append(text);
}

void write_rejects(importer_pointer self, const import_job_ptr& job) {
  job->in_flight += 1;
  self->request(self->state.deps.storage, caf::infinite,
                list_rejects{job->record.id, job->rejects_after, rejects_page})
      .then(
          [=](const rejects_listed& page) {
            job->in_flight -= 1;
            if (page.rejects->empty()) {
              close_rejects(self, job);
              return;
            }
            if (const auto kept = append_page(self, job, *page.rejects);
                !kept) {
              // It starts again from the first reject.
              job->rejects.reset();
              job->rejects_after = 0;
              rest(self, job, kept.error());
              return;
            }
            job->rejects_after = page.rejects->back().line;
            wake(self);
          },
          [=](const caf::error& why) {
            job->in_flight -= 1;
            rest(self, job, {folder_error::kind::other, error_text(why)});
          });
}

import_state final_state(const import_job& job) {
  if (job.cancelled)
    return import_state::cancelled;
  const auto& record = job.record;
  if (record.rows > 0 && record.duplicates == record.rows)
    return import_state::duplicate;
  return import_state::done;
}

// The counts are those of the row, whatever restarts there were.
void archive(importer_pointer self, const import_job_ptr& job) {
  job->in_flight += 1;
  self->request(self->state.deps.storage, caf::infinite,
                find_import{job->record.id})
      .then(
          [=](const import_found& found) {
            job->in_flight -= 1;
            if (found.record)
              job->record = *found.record;
            auto moved =
                self->state.deps.folder->archive(job->file, job->archive_day);
            if (!moved && moved.error().what == folder_error::kind::gone) {
              end(self, job, import_state::failed, moved.error().text);
              return;
            }
            if (!moved) {
              rest(self, job, moved.error());
              return;
            }
            job->ending.archived_as = *moved;
            end(self, job, final_state(*job), {});
          },
          [=](const caf::error& why) {
            job->in_flight -= 1;
            rest(self, job, {folder_error::kind::other, error_text(why)});
          });
}

void report(importer_pointer self, const domain::import_record& record) {
  const bool fault = record.state == import_state::failed ||
                     record.state == import_state::quarantined;
  self->state.deps.events->write(
      fault ? log_level::error : log_level::info,
      "import." + std::string(domain::to_string(record.state)),
      {{"import_id", record.id.value},
       {"kind", domain::to_string(record.kind)},
       {"source", record.source},
       {"file", record.file},
       {"rows", record.rows},
       {"accepted", record.accepted},
       {"duplicates", record.duplicates},
       {"rejected", record.rejected},
       {"skipped", record.skipped},
       {"archived_as", record.archived_as},
       {"reason", record.error_message}});
}

void write_ending(importer_pointer self, const import_job_ptr& job) {
  job->in_flight += 1;
  self->request(self->state.deps.storage, caf::infinite,
                end_import{job->ending, self->state.deps.clock->now()})
      .then(
          [=](const import_row& row) {
            job->in_flight -= 1;
            job->now = phase::ended;
            self->state.trouble.clear();
            report(self, *row.record);
            wake(self);
          },
          [=](const caf::error& why) {
            job->in_flight -= 1;
            rest(self, job, {folder_error::kind::other, error_text(why)});
          });
}

} // namespace

void end(importer_pointer self, const import_job_ptr& job, import_state state,
         const std::string& why) {
  job->ending.id = job->record.id;
  job->ending.state = state;
  job->ending.error_message = why;
  job->now = phase::ending;
  wake(self);
}

void quarantine(importer_pointer self, const import_job_ptr& job,
                const std::string& why) {
  job->now = phase::settling;
  auto moved = self->state.deps.folder->quarantine(job->file);
  if (!moved) {
    end(self, job, import_state::failed,
        why +
            "; and it could not be put into quarantine: " + moved.error().text);
    return;
  }
  job->ending.archived_as = *moved;
  end(self, job, import_state::quarantined, why);
}

void finish(importer_pointer self, const import_job_ptr& job) {
  if (job->in_flight > 0 || job->resting)
    return;
  switch (job->now) {
  case phase::settling:
    settle(self, job);
    break;
  case phase::hashing:
    check_content(self, job);
    break;
  case phase::rejecting:
    write_rejects(self, job);
    break;
  case phase::archiving:
    archive(self, job);
    break;
  case phase::ending:
    write_ending(self, job);
    break;
  default:
    break;
  }
}

std::string content_changed(domain::import_id id) {
  return "the file changed while it was imported; it is held in spool/" +
         std::to_string(id.value);
}

std::string reject_line(const domain::reject& reject) {
  std::string line = std::to_string(reject.line) + "," + reject.column + "," +
                     reject.code + ",\"";
  for (const char c : reject.reason) {
    if (c == '"')
      line += '"';
    line += c;
  }
  return line + "\"," + reject.raw + "\n";
}

} // namespace orderd::actors
