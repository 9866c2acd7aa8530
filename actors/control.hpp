// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/archive_check.hpp"
#include "actors/clock.hpp"
#include "actors/control_outbox.hpp"
#include "actors/control_rpc.hpp"
#include "actors/documents.hpp"
#include "actors/event_log.hpp"
#include "actors/log_tail.hpp"
#include "actors/protocols.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>

namespace orderd::actors {

struct control_method;

/// The limits of the control surface.
namespace control_limits {
/// Requests that wait for an answer; more get `busy`.
inline constexpr std::size_t in_flight = 64;
/// So many more may be `status` or `version`, which always work.
inline constexpr std::size_t reserve = 8;
/// The most that a page of a list may hold.
inline constexpr std::int64_t page = 1000;
/// The most days that a range of figures may have: ten years.
inline constexpr std::int64_t kpi_days = 3'660;
/// How long a read may take: longer than any indexed query should.
inline constexpr std::chrono::seconds read_timeout{30};
/// How long a part of the daemon has to say how it is.
inline constexpr std::chrono::seconds status_timeout{3};
/// Verify looks at every row.
inline constexpr std::chrono::minutes verify_timeout{60};
} // namespace control_limits

/// What control needs. The pointers are never null and outlive the actor.
struct control_deps {
  storage_actor storage;
  analytics_actor analytics;
  processor_actor processor;
  refund_actor refund;
  importer_actor importer;
  notifier_desk notifier;
  supervisor_actor supervisor;
  control_outbox* outbox = nullptr;
  const wall_clock* clock = nullptr;
  event_sink* events = nullptr;
  log_tail* tail = nullptr;
  document_terms terms;
  std::string timezone;  ///< whose days `kpis.show` counts
  file_digest digest_of; ///< of what `verify` compares with its record
  bool threads = true;   ///< files are read on a thread of their own
};

/// One request from its arrival to its answer.
struct control_call {
  std::uint64_t number = 0;
  std::int64_t client = 0;
  json_document id;
  const control_method* method = nullptr;
  nlohmann::json params;
  std::shared_ptr<int> descriptor;
};

using call_ptr = std::shared_ptr<const control_call>;

/// Turns lines into calls, calls into messages, and answers into lines.
class control_state {
public:
  static inline const char* name = "control";

  explicit control_state(control_actor::pointer actor) : self(actor) {}

  void start(control_deps deps);

  void handle(const control_request& request);
  void forget(const control_closed& closed);
  caf::typed_response_promise<drained> handle(const drain& request);

  /// Answers a call; the first answer counts, exactly one is sent.
  void answer(const call_ptr& call, const json_document& result);
  void fail(const call_ptr& call, const caf::error& error);
  void fail(const call_ptr& call, const rpc_error& error);

  control_actor::pointer self;
  control_deps deps;
  bool draining = false;

private:
  void dispatch(const call_ptr& call);
  [[nodiscard]] bool has_room(const control_method& method) const;
  void close(const control_call& call);
  void check_drained();

  std::uint64_t last_call_ = 0;
  std::set<std::uint64_t> in_flight_; ///< numbers of the calls
  std::set<std::int64_t> gone_;       ///< clients that have calls in flight
  std::multiset<std::int64_t> waiting_clients_; ///< one entry a call
  std::uint64_t drain_mark_ = 0; ///< calls up to this one hold up the drain
  caf::typed_response_promise<drained> drained_;
};

/// The control actor: JSON-RPC 2.0, a line a message. While the daemon does
/// not run (starting, standby, draining), what would change something is
/// refused with the state; `status` always works.
control_actor::behavior_type
control(control_actor::stateful_pointer<control_state> self, control_deps deps);

} // namespace orderd::actors
