// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/clock.hpp"
#include "actors/event_log.hpp"
#include "actors/import_job.hpp"
#include "actors/protocols.hpp"
#include "actors/stage_switch.hpp"
#include "domain/money.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <array>
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace orderd::actors {

/// Imports of one lane whose rows are all decided and that wait for the
/// gateway; while there are so many, no further file of orders or of refunds is
/// streamed. One takes about 2 KiB here, and no open file.
inline constexpr std::size_t max_settling_imports = 1'000;

/// Imports that are hashed and archived at a time.
inline constexpr std::size_t max_finishing_imports = 16;

/// Entries of `incoming/` that are remembered as noted; beyond, they are
/// forgotten and noted again.
inline constexpr std::size_t max_noted_entries = 1'000;

/// What the importer is made with.
struct importer_deps {
  storage_actor storage;
  processor_actor processor;
  refund_actor refund;
  std::shared_ptr<hot_folder> folder;
  std::shared_ptr<wall_clock> clock;
  std::shared_ptr<event_sink> events;
  domain::currency currency;
  std::chrono::milliseconds quiet{2'000};
  std::chrono::milliseconds rescan_every{30'000};
  std::size_t batch_orders = 1'000;
  int max_in_flight_batches = 4;
};

/// A file that is being claimed.
struct import_claim {
  incoming_file file;
  std::shared_ptr<int> descriptor; ///< a client's; null for the folder's own
  caf::typed_response_promise<import_row> asker; ///< if there is a descriptor
  std::optional<domain::import_id> spooled;      ///< found in the spool
  domain::import_id id;
  std::unique_ptr<spool_reader> bytes;
  domain::sha256 hash;
  std::int64_t offset = 0;
  bool started = false;
  bool hashing = false;
  backoff retries{std::chrono::milliseconds{200},
                  std::chrono::milliseconds{30'000}};
};

using import_job_ptr = std::shared_ptr<import_job>;

/// Takes files from the folders, in each lane one after the other, products
/// first. A claim survives everything: what lies in the spool is taken up again
/// at a start.
struct importer_state {
  static inline const char* name = "importer";

  importer_deps deps;
  /// Files that may still be written to, with their last stamp.
  std::map<incoming_file, file_stamp> candidates;
  domain::utc_time next_look;        ///< at the candidates, if there are any
  std::set<std::string> noted;       ///< entries that are left alone
  std::deque<import_claim> claims;   ///< the first one is being worked on
  std::set<incoming_file> claimed;   ///< those in `claims`
  std::vector<import_claim> put_off; ///< in the spool, a backoff runs
  bool taken_up = false; ///< what an earlier run left was looked through
  backoff take_up_retries{std::chrono::milliseconds{200},
                          std::chrono::milliseconds{30'000}};
  std::deque<import_job_ptr> waiting;
  std::array<import_job_ptr, import_lanes> current; ///< being streamed
  std::vector<import_job_ptr> finishing;            ///< from settling on
  stage_switch stage;
  bool stepping = false; ///< a step is on its way
  std::string trouble;
  bool draining = false;
  std::vector<caf::typed_response_promise<drained>> drains;
};

using importer_pointer = importer_actor::stateful_pointer<importer_state>;

/// Watches and imports. It reads and moves files, so it is spawned detached;
/// each of its steps is short, so that it answers others meanwhile.
importer_actor::behavior_type importer(importer_pointer self,
                                       importer_deps deps);

// In importer.cpp, for the other halves of this actor:

/// Makes sure that a step comes.
void wake(importer_pointer self);

/// Makes sure that a step comes after a pause.
void wake_later(importer_pointer self, std::chrono::milliseconds pause);

} // namespace orderd::actors
