// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/backoff.hpp"
#include "actors/clock.hpp"
#include "actors/delivery_queue.hpp"
#include "actors/event_log.hpp"
#include "actors/notification_channel.hpp"
#include "actors/protocols.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace orderd::actors {

/// Delays after a channel or the database refused: the first is short since
/// most troubles pass, the longest keeps a full disk's log readable.
inline constexpr std::chrono::milliseconds first_notify_delay{100};
inline constexpr std::chrono::milliseconds longest_notify_delay{30'000};

/// What the notifier needs.
struct notifier_dependencies {
  storage_actor storage;
  std::vector<std::shared_ptr<channel>> channels;
  std::shared_ptr<const wall_clock> clock;
  std::shared_ptr<event_sink> events;
  bool threads = true; ///< each channel on its own thread; not in tests
};

/// Hands the notices of each commit to each channel and records it, grouped:
/// what was handed over while one record is being written goes into the next.
/// Memory is bounded: what does not fit is read from the database later, on
/// the same path as what a predecessor left behind (`deliver_pending`).
///
/// A batch is handed to a channel once, and again only after a crash between
/// handing over and recording, or if the channel failed half-way. A channel or
/// a database that refuses is asked again with backoff; nothing is dropped.
/// `drain` is answered when what is in memory is handed over and recorded; the
/// backlog in the database waits for the next start.
///
/// One thing at a time is asked of storage, a record or a scan: so nothing can
/// become recorded while a scan reads what is not. The channels' workers are
/// linked; end the notifier with a reason, and they end too.
class notifier_state {
public:
  static inline const char* name = "notifier";

  explicit notifier_state(notifier_actor::pointer self);

  void start(notifier_dependencies dependencies);
  void take(const committed& message);
  void expect_backlog();
  void retry(const retry_delivery& message);
  void retry(const retry_storage&);
  [[nodiscard]] notifier_status status() const;
  caf::typed_response_promise<drained> finish();

private:
  /// Tries again later, and what an operator should know until then.
  struct patience {
    std::string target; ///< a channel's name, or `database`
    backoff delays{first_notify_delay, longest_notify_delay};
    bool waiting = false; ///< a retry is on its way
    std::string trouble;
  };

  /// One channel.
  struct channel_lane {
    channel_actor worker;
    delivery_queue queue;
    patience retries;
  };

  /// A batch that a channel has.
  struct handed_over {
    std::size_t channel;
    domain::batch_id batch;
  };

  void proceed();
  void hand_over(std::size_t channel);
  void handed(std::size_t channel, domain::batch_id batch);
  void not_handed(std::size_t channel, const caf::error& why);
  void use_storage();
  void record();
  void was_recorded();
  void was_not_recorded(const caf::error& why);
  void scan(std::size_t channel);
  void was_scanned(std::size_t channel, const pending_deliveries_loaded& page);
  void storage_refused(const std::string& attempt, const caf::error& why);
  std::chrono::milliseconds give_time(patience& retries, std::string trouble);
  void recovered(patience& retries);
  [[nodiscard]] bool idle() const;

  notifier_actor::pointer self_;
  notifier_dependencies dependencies_;
  std::vector<channel_lane> lanes_;
  std::vector<handed_over> unrecorded_;
  std::vector<handed_over> recording_;
  bool storage_busy_ = false; ///< a record or a scan is under way
  patience storage_retries_;
  bool draining_ = false;
  std::vector<caf::typed_response_promise<drained>> drains_;
};

/// The notifier. Subscribe it to the commits, then send `deliver_pending`.
notifier_actor::behavior_type
notifier(notifier_actor::stateful_pointer<notifier_state> self,
         notifier_dependencies dependencies);

} // namespace orderd::actors
