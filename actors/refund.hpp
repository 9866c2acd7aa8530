// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/clock.hpp"
#include "actors/event_log.hpp"
#include "actors/open_refunds.hpp"
#include "actors/protocols.hpp"
#include "actors/stage_switch.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace orderd::actors {

/// Refunds that the gateway is asked for, or that are being recorded; more
/// batches wait. Bounds memory when the gateway is slow: a refund takes about
/// 300 bytes here.
inline constexpr std::size_t max_refunds_in_flight = 16'000;

/// So many more may come as single refunds, which pass those of files; beyond,
/// a single refund is refused as `busy`.
inline constexpr std::size_t max_single_refunds_in_flight = 4'000;

/// The most refunds in one message to the gateway.
inline constexpr std::size_t max_refunds_a_request = 1'000;

/// How many refunds one page of a scan takes up.
inline constexpr std::size_t max_refunds_a_page = 1'000;

/// Settlements of files in flight; answers that come meanwhile are put
/// together.
inline constexpr int max_settlements_in_flight = 2;

/// Clear answers about refunds that are not here, until storage was asked
/// about them; those beyond are dropped, and `queue retry` asks again.
inline constexpr std::size_t max_late_answers = 16'000;

/// Storage is asked about so many of them at once.
inline constexpr std::size_t max_late_lookups = 16;

/// What the refund actor is made with.
struct refund_deps {
  storage_actor storage;
  gateway_actor gateway;
  std::string gateway_name;    ///< recorded with each refund
  std::string installation_id; ///< part of each refund's key
  int max_attempts = 3;        ///< asked so often before a refund is dead
  std::chrono::milliseconds retry_delay{1'000}; ///< doubles with each attempt
  std::chrono::milliseconds answer_timeout{30'000};
  std::uint64_t seed = 1; ///< of the jitter of the delays
  std::shared_ptr<wall_clock> clock;
  std::shared_ptr<event_sink> events;
};

/// Refunds of a file that wait for room.
struct waiting_refunds {
  caf::typed_response_promise<refunds_requested> asker;
  shared<domain::refunds_request> request;
};

/// Who waits for a refund to be settled.
struct refund_waiter {
  caf::typed_response_promise<refund_created> asker;
  bool duplicate = false; ///< what it will be told
};

/// Refunds that are taken up from the database, page by page.
struct refund_scan {
  bool active = false;
  bool reading = false; ///< a page is on its way
  bool again = false;   ///< and then from the beginning
  domain::refund_id after;
  std::int64_t taken_up = 0;
  std::vector<caf::typed_response_promise<recovered>> askers;
};

/// Clear answers that could not be looked up, and are yet to be logged.
struct dropped_answers {
  std::int64_t refunds = 0;
  domain::refund_id first;
  std::string reason; ///< the first one's
};

struct refund_state {
  static inline const char* name = "refund";

  refund_deps deps;
  std::uint64_t delays = 0; ///< given so far; each has its own jitter
  std::deque<waiting_refunds> batches;
  std::size_t recording = 0; ///< refunds in requests under way
  open_refunds open;
  std::vector<domain::refund_answer> answers;     ///< to be settled
  std::vector<domain::refund_answer> interactive; ///< the same, first
  int settling = 0;                               ///< requests under way
  int recording_dead = 0;                         ///< requests under way
  std::unordered_set<domain::refund_id> late;     ///< to be looked up
  std::deque<payment_answer_line> late_waiting;   ///< those not yet asked about
  dropped_answers dropped;
  std::int64_t pending = 0;
  std::int64_t dead = 0;
  bool counting = false;    ///< the database is asked for both
  bool count_again = false; ///< and then once more
  stage_switch stage;
  refund_scan scan;
  std::unordered_map<domain::refund_id, std::vector<refund_waiter>> waiters;
  std::unordered_map<domain::import_id,
                     std::vector<caf::typed_response_promise<import_settled>>>
      imports; ///< who waits for an import's refunds
  bool draining = false;
  std::vector<caf::typed_response_promise<drained>> drains;
};

using refund_pointer = refund_actor::stateful_pointer<refund_state>;

/// Record -> ask the gateway -> settle. A refund is durable before the gateway
/// is asked, and asked for under one key until the answer is clear; one
/// without a clear answer keeps its amount and waits for a person. Refunds
/// that it does not know (after a restart) come with `recover`. Ends with an
/// error if a refund cannot be settled.
refund_actor::behavior_type refunds(refund_pointer self, refund_deps deps);

} // namespace orderd::actors
