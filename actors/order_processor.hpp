// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/backoff.hpp"
#include "actors/clock.hpp"
#include "actors/event_log.hpp"
#include "actors/open_payments.hpp"
#include "actors/protocols.hpp"
#include "actors/stage_switch.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace orderd::actors {

/// Orders that are accepted and not yet terminal, or being accepted; more
/// batches wait. Bounds memory when the gateway is slow or orders are paused:
/// an order takes about 300 bytes here.
inline constexpr std::size_t max_orders_in_flight = 16'000;

/// So many more may come as single orders, which pass those of files; beyond,
/// a single order is refused as `busy`.
inline constexpr std::size_t max_single_orders_in_flight = 4'000;

/// The most charges in one message to the gateway.
inline constexpr std::size_t max_charges_a_request = 1'000;

/// Finalize requests in flight; answers that come meanwhile are put together.
inline constexpr int max_finalizes_in_flight = 2;

/// Pauses after a read of orders to be charged again that failed.
inline constexpr backoff::duration first_revival_delay{100};
inline constexpr backoff::duration longest_revival_delay{10'000};

/// What the order processor is made with.
struct processor_deps {
  storage_actor storage;
  gateway_actor gateway;
  std::string gateway_name;    ///< recorded with each payment
  std::string installation_id; ///< part of each payment's key
  int max_attempts = 5;        ///< charges asked before an order is dead
  std::chrono::milliseconds retry_delay{200}; ///< doubles with each attempt
  std::chrono::milliseconds answer_timeout{30'000};
  std::shared_ptr<wall_clock> clock;
  std::shared_ptr<event_sink> events;
};

/// A batch of a file that waits for room.
struct waiting_batch {
  caf::typed_response_promise<orders_accepted> asker;
  shared<domain::accept_request> request;
};

/// Who waits for an order to become terminal.
struct create_waiter {
  caf::typed_response_promise<order_created> asker;
  bool duplicate = false; ///< what it will be told
};

/// Orders whose dead letters were taken away, to be charged again page by page.
struct order_revival {
  caf::typed_response_promise<dead_retried> asker;
  bool answered = false;
  std::vector<domain::order_id> orders; ///< sorted
  std::size_t next = 0;                 ///< the first that is still to be read
  std::unordered_map<domain::order_id, int> asked_before;
  bool reading = false;           ///< a page is on its way
  std::int64_t backoff_round = 0; ///< of a read that failed; else 0
  backoff delays{first_revival_delay, longest_revival_delay};
};

struct processor_state {
  static inline const char* name = "processor";

  processor_deps deps;
  std::deque<waiting_batch> batches;
  std::size_t accepting = 0; ///< orders in accept requests under way
  open_payments open;
  std::vector<domain::payment_answer> answers;     ///< to be finalized
  std::vector<domain::payment_answer> interactive; ///< the same, first
  int finalizing = 0;                              ///< requests under way
  int recording_dead = 0;                          ///< requests under way
  std::int64_t dead = 0;
  stage_switch stage;
  std::deque<order_revival> revivals; ///< the first one is under way
  std::int64_t next_round = 1;
  /// Orders by the round in which they were asked, or are to be asked again.
  std::unordered_map<std::int64_t, std::vector<domain::order_id>> rounds;
  std::unordered_map<domain::order_id, std::vector<create_waiter>> created;
  std::unordered_map<domain::import_id,
                     std::vector<caf::typed_response_promise<import_settled>>>
      settled; ///< who waits for an import's orders
  bool draining = false;
  std::vector<caf::typed_response_promise<drained>> drains;
};

/// Accept -> pay -> finalize or roll back. Orders that it does not know
/// (after a restart) come with `recover`. Ends with an error if an order
/// cannot be finalized.
processor_actor::behavior_type
order_processor(processor_actor::stateful_pointer<processor_state> self,
                processor_deps deps);

} // namespace orderd::actors
