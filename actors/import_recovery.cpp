// SPDX-License-Identifier: Apache-2.0
#include "actors/import_recovery.hpp"

#include "actors/errors.hpp"
#include "actors/import_finish.hpp"
#include "actors/import_reader.hpp"

#include <set>

namespace orderd::actors {
namespace {

// After a takeover the unfinished files of the other daemon lie in its own
// state directory, and wait there for it.
bool is_elsewhere(importer_pointer self, const domain::import_record& record,
                  const folder_error& why) {
  if (why.what != folder_error::kind::gone)
    return false;
  self->state.deps.events->write(
      log_level::warning, "import.elsewhere",
      {{"import_id", record.id.value}, {"file", record.file}});
  return true;
}

// The file was archived or put into quarantine, and then the daemon ended
// before it could say so.
void take_up_left(importer_pointer self, const domain::import_record& record) {
  auto& folder = *self->state.deps.folder;
  auto job = std::make_shared<import_job>();
  job->file = {record.id,
               {record.kind, record.source, record.file, record.notify}};
  job->record = record;
  job->cancelled = record.cancel_requested;
  if (record.state == domain::import_state::waiting) {
    const auto moved = folder.quarantine(job->file);
    if (!moved && is_elsewhere(self, record, moved.error()))
      return;
    self->state.finishing.push_back(job);
    quarantine(self, job, "it was found to be no such file before a restart");
    return;
  }
  auto opened = folder.open(job->file);
  if (!opened && is_elsewhere(self, record, opened.error()))
    return;
  self->state.finishing.push_back(job);
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
  self->state.trouble = why;
  deps.events->write(log_level::error, "spool.not_readable", {{"reason", why}});
  self->delayed_send(caf::actor_cast<importer_actor>(self),
                     self->state.take_up_retries.next(), resume_import{});
}

void take_up(importer_pointer self, const std::vector<spooled_file>& files,
             const std::vector<domain::import_record>& unfinished) {
  auto& state = self->state;
  state.taken_up = true;
  state.trouble.clear();
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

void find_unfinished(importer_pointer self,
                     const std::vector<spooled_file>& files) {
  self->request(self->state.deps.storage, caf::infinite, list_imports{true, 0})
      .then(
          [=](const imports_listed& listed) {
            take_up(self, files, *listed.imports);
          },
          [=](const caf::error& why) { try_again(self, error_text(why)); });
}

} // namespace

void take_up_spool(importer_pointer self) {
  auto spooled = self->state.deps.folder->spooled();
  if (!spooled) {
    try_again(self, spooled.error().text);
    return;
  }
  self->request(self->state.deps.storage, caf::infinite, load_paused{})
      .then(
          [=, files = std::move(*spooled)](const paused_loaded& loaded) {
            self->state.stage.load(loaded, imports_stage);
            find_unfinished(self, files);
          },
          [=](const caf::error& why) { try_again(self, error_text(why)); });
}

} // namespace orderd::actors
