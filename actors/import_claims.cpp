// SPDX-License-Identifier: Apache-2.0
#include "actors/import_claims.hpp"

#include "actors/errors.hpp"
#include "actors/import_finish.hpp"
#include "actors/import_turns.hpp"
#include "domain/text.hpp"

#include <algorithm>
#include <iterator>

namespace orderd::actors {
namespace {

// Long enough for every file name.
constexpr std::size_t shown_name = 1'024;

// Files that clients may have waiting; one more is refused as `busy`.
constexpr std::size_t max_waiting_claims = 10'000;

void note_refusal(importer_pointer self, const import_claim& claim,
                  const caf::error& why) {
  self->state.deps.events->write(
      log_level::error, "file.not_claimed",
      {{"file", domain::shown(claim.file.name, shown_name)},
       {"source", claim.file.source},
       {"reason", error_text(why)}});
}

import_claim take_front(importer_state& state) {
  auto claim = std::move(state.claims.front());
  state.claims.pop_front();
  state.claimed.erase(claim.file);
  return claim;
}

// The file is still in its folder, where the next scan finds it again.
void drop_claim(importer_pointer self, const caf::error& why) {
  auto claim = take_front(self->state);
  if (claim.descriptor)
    claim.asker.deliver(why);
  else
    note_refusal(self, claim, why);
  wake(self);
}

// The file is in the spool, where no scan looks: it is tried again later.
void put_off(importer_pointer self, const caf::error& why) {
  auto claim = take_front(self->state);
  note_refusal(self, claim, why);
  claim.spooled = claim.id;
  claim.bytes.reset();
  claim.hash = {};
  claim.offset = 0;
  claim.started = claim.hashing = false;
  self->delayed_send(caf::actor_cast<importer_actor>(self),
                     claim.retries.next(), resume_import{claim.id});
  self->state.put_off.push_back(std::move(claim));
  wake(self);
}

caf::error to_error(const folder_error& failed) {
  const auto code = failed.what == folder_error::kind::not_usable
                        ? errc::refused
                        : errc::internal;
  return make_error(code, failed.text);
}

void add_job(importer_pointer self, const domain::import_record& record,
             const import_claim& claim) {
  auto job = std::make_shared<import_job>();
  job->file = {record.id, claim.file};
  job->record = record;
  job->cancelled = record.cancel_requested;
  if (record.content_sha256 != claim.hash.digest())
    job->failure = content_changed(record.id);
  self->state.waiting.push_back(std::move(job));
  self->state.deps.events->write(log_level::info, "import.claimed",
                                 {{"import_id", record.id.value},
                                  {"kind", domain::to_string(record.kind)},
                                  {"source", record.source},
                                  {"file", record.file},
                                  {"bytes", record.size}});
}

// Its row was ended, yet the file is in the spool.
folder_result<void> put_away(importer_pointer self,
                             const domain::import_record& record,
                             const import_claim& claim) {
  auto& deps = self->state.deps;
  if (record.state == domain::import_state::failed) {
    deps.events->write(log_level::warning, "import.held",
                       {{"import_id", record.id.value},
                        {"file", record.file},
                        {"reason", record.error_message}});
    return {};
  }
  const spooled_file file{record.id, claim.file};
  const auto moved =
      record.state == domain::import_state::quarantined
          ? deps.folder->quarantine(file)
          : deps.folder->archive(file, deps.clock->day_of(*record.finished_at));
  if (!moved)
    return tl::unexpected(moved.error());
  return {};
}

void finish_claim(importer_pointer self, const import_row& row) {
  const auto& record = *row.record;
  auto& claim = self->state.claims.front();
  // As after a restore of an older database, which allots ids again.
  if (record.content_sha256 != claim.hash.digest() &&
      (record.finished_at ? record.state != domain::import_state::failed
                          : !claim.spooled)) {
    put_off(self, make_error(errc::conflict,
                             "import " + std::to_string(record.id.value) +
                                 " is on record for another file"));
    return;
  }
  if (record.finished_at) {
    if (const auto away = put_away(self, record, claim); !away) {
      put_off(self, to_error(away.error()));
      return;
    }
  } else {
    add_job(self, record, claim);
  }
  if (claim.descriptor)
    claim.asker.deliver(row);
  take_front(self->state);
  wake(self);
}

// The name as it is, for programs; one that is no text is shown.
std::string recorded_name(const std::string& name) {
  return domain::find_invalid_utf8(name) ? domain::shown(name, shown_name)
                                         : name;
}

void register_claim(importer_pointer self, import_claim& claim) {
  auto& deps = self->state.deps;
  register_import message;
  message.import.id = claim.id;
  message.import.kind = claim.file.kind;
  message.import.source = claim.file.source;
  message.import.file = recorded_name(claim.file.name);
  message.import.content_sha256 = claim.hash.digest();
  message.import.size = claim.offset;
  message.import.notify = claim.file.notify;
  message.now = deps.clock->now();
  claim.hashing = false;
  self->request(deps.storage, caf::infinite, std::move(message))
      .then([=](const import_row& row) { finish_claim(self, row); },
            [=](const caf::error& why) { put_off(self, why); });
}

void hash_claim(importer_pointer self, import_claim& claim) {
  const auto bytes = claim.bytes->read(claim.offset, import_read_bytes);
  if (!bytes) {
    put_off(self, to_error(bytes.error()));
    return;
  }
  claim.hash.update(*bytes);
  claim.offset += static_cast<std::int64_t>(bytes->size());
  if (bytes->empty())
    register_claim(self, claim);
  else
    wake(self);
}

void open_claim(importer_pointer self, import_claim& claim) {
  auto opened = self->state.deps.folder->open({claim.id, claim.file});
  if (!opened) {
    put_off(self, to_error(opened.error()));
    return;
  }
  claim.bytes = std::move(*opened);
  claim.hashing = true;
  wake(self);
}

void move_claim(importer_pointer self, domain::import_id id) {
  auto& claim = self->state.claims.front();
  claim.id = id;
  auto& folder = *self->state.deps.folder;
  const auto moved =
      claim.descriptor
          ? folder.spool_descriptor(*claim.descriptor, claim.file, id)
          : folder.claim(claim.file, id);
  if (moved) {
    open_claim(self, claim);
  } else if (moved.error().what == folder_error::kind::gone) {
    // Somebody took the file away again.
    take_front(self->state);
    wake(self);
  } else {
    drop_claim(self, to_error(moved.error()));
  }
}

void start_claim(importer_pointer self) {
  auto& claim = self->state.claims.front();
  if (claim.spooled) {
    claim.id = *claim.spooled;
    open_claim(self, claim);
    return;
  }
  self->request(self->state.deps.storage, caf::infinite, allot_import_id{})
      .then([=](const import_id_allotted& got) { move_claim(self, got.id); },
            [=](const caf::error& why) { drop_claim(self, why); });
}

// Makes the next claim that may be begun the first one; false if there is
// none.
bool bring_forward(importer_state& state) {
  const auto next =
      std::ranges::find_if(state.claims, [&state](const import_claim& claim) {
        return !is_held_back(state, claim);
      });
  if (state.draining || next == state.claims.end())
    return false;
  std::rotate(state.claims.begin(), next, std::next(next));
  return true;
}

caf::error draining_error() {
  return make_error(errc::draining,
                    "the daemon is stopping and takes no new files");
}

} // namespace

void claim_file(importer_pointer self, const incoming_file& file) {
  if (!self->state.claimed.insert(file).second)
    return;
  import_claim claim;
  claim.file = file;
  self->state.claims.push_back(std::move(claim));
  wake(self);
}

caf::result<import_row> claim_descriptor(importer_pointer self,
                                         const import_descriptor& message) {
  auto& state = self->state;
  if (state.draining)
    return draining_error();
  // Those of the folders wait there, however many they are.
  const auto waiting =
      std::ranges::count_if(state.claims, [](const import_claim& claim) {
        return claim.descriptor != nullptr;
      });
  if (static_cast<std::size_t>(waiting) >= max_waiting_claims)
    return make_error(errc::busy, "too many files wait to be imported");
  import_claim claim;
  claim.file = message.as;
  claim.descriptor = message.descriptor;
  claim.asker = self->make_response_promise<import_row>();
  state.claims.push_back(std::move(claim));
  wake(self);
  return caf::delegated<import_row>{};
}

void retry_claim(importer_pointer self, domain::import_id id) {
  auto& state = self->state;
  const auto found = std::ranges::find(state.put_off, id, &import_claim::id);
  if (found == state.put_off.end())
    return;
  state.claims.push_back(std::move(*found));
  state.put_off.erase(found);
}

void refuse_waiting_claims(importer_pointer self) {
  std::erase_if(self->state.claims, [](import_claim& claim) {
    if (!claim.descriptor || claim.started || claim.spooled)
      return false;
    claim.asker.deliver(draining_error());
    return true;
  });
  for (auto& claim : self->state.put_off)
    if (claim.descriptor)
      claim.asker.deliver(make_error(
          errc::unknown_outcome, "the daemon is stopping; the file is in the "
                                 "spool and is imported after the next start"));
}

void advance_claims(importer_pointer self) {
  auto& state = self->state;
  if (state.claims.empty() || !state.taken_up)
    return;
  if (state.claims.front().hashing) {
    hash_claim(self, state.claims.front());
  } else if (!state.claims.front().started && bring_forward(state)) {
    state.claims.front().started = true;
    start_claim(self);
  }
}

} // namespace orderd::actors
