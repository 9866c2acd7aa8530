// SPDX-License-Identifier: Apache-2.0
#include "actors/import_recovery.hpp"

#include "actors/errors.hpp"
#include "actors/import_finish.hpp"
#include "actors/import_reader.hpp"

#include <set>

namespace orderd::actors {
namespace {

// The file was archived or put into quarantine, and then the daemon ended
// before it could say so.
void take_up_left(importer_pointer self, const domain::import_record& record) {
  auto job = std::make_shared<import_job>();
  job->file = {record.id, {record.kind, record.source, record.file}};
  job->record = record;
  job->cancelled = record.cancel_requested;
  self->state.finishing.push_back(job);
  if (record.state == domain::import_state::waiting) {
    quarantine(self, job, "it was found to be no such file before a restart");
    return;
  }
  auto opened = self->state.deps.folder->open(job->file);
  if (opened) {
    job->bytes = std::move(*opened);
    if (!open_import(*job))
      job->failure = "its archived file cannot be read";
  } else {
    job->failure = opened.error().text;
  }
  settle(self, job);
}

void try_again(importer_pointer self, const std::string& why) {
  auto& deps = self->state.deps;
  deps.events->write(log_level::error, "spool.not_readable", {{"reason", why}});
  self->delayed_send(caf::actor_cast<importer_actor>(self),
                     self->state.take_up_retries.next(), resume_import{});
}

void take_up(importer_pointer self, const std::vector<spooled_file>& files,
             const std::vector<domain::import_record>& unfinished) {
  auto& state = self->state;
  state.taken_up = true;
  std::set<domain::import_id> in_spool;
  for (const auto& file : files) {
    in_spool.insert(file.import);
    import_claim claim;
    claim.file = file.file;
    claim.spooled = file.import;
    state.claims.push_back(std::move(claim));
  }
  for (const auto& record : unfinished)
    if (!in_spool.contains(record.id))
      take_up_left(self, record);
  wake(self);
}

} // namespace

void take_up_spool(importer_pointer self) {
  auto spooled = self->state.deps.folder->spooled();
  if (!spooled) {
    try_again(self, spooled.error().text);
    return;
  }
  self->request(self->state.deps.storage, caf::infinite, list_imports{true, 0})
      .then(
          [=, files = std::move(*spooled)](const imports_listed& listed) {
            take_up(self, files, *listed.imports);
          },
          [=](const caf::error& why) { try_again(self, error_text(why)); });
}

} // namespace orderd::actors
