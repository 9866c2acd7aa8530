// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/backoff.hpp"
#include "actors/clock.hpp"
#include "actors/delivery_lane.hpp"
#include "actors/event_log.hpp"
#include "actors/notification_channel.hpp"
#include "actors/notifier_pauses.hpp"
#include "actors/protocols.hpp"
#include "domain/notify_policy.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace orderd::actors {

/// Progress that nothing waits for is recorded as often as this. A crash
/// repeats at most what was handed over since.
inline constexpr std::chrono::milliseconds record_every{100};

/// The longest that the notifier sleeps though it knows when it has to wake: a
/// clock that is set may change that.
inline constexpr std::chrono::milliseconds longest_sleep{60'000};

/// How long `get_status` waits for the figures of the database.
inline constexpr std::chrono::milliseconds count_patience{2'000};

/// Notifications of `notifications test` under way; one more is `busy`.
inline constexpr std::size_t max_tests_under_way = 16;

/// What the notifier needs.
struct notifier_dependencies {
  storage_actor storage;
  /// All that are configured, whether they tell anything or not.
  std::vector<std::shared_ptr<channel>> channels;
  domain::notify_policy policy; ///< the one that storage writes by
  std::chrono::seconds max_age{24 * 3'600};
  int max_attempts = 8;
  std::chrono::milliseconds retry_delay{5'000};       ///< the first
  std::chrono::milliseconds longest_delay{3'600'000}; ///< of a message
  std::uint64_t seed = 0; ///< of the dice that spread retries
  std::shared_ptr<const wall_clock> clock;
  std::shared_ptr<event_sink> events;
  bool threads = true; ///< each session on its own thread; not in tests
};

/// Hands the notices of each commit to each channel that tells them, and
/// records what became of them, grouped. Memory is bounded: what does not fit
/// is read from the database later, on the same path as what a predecessor left
/// behind (`deliver_pending`). See `delivery_lane` for the way of a message.
///
/// A message is handed over once, and again if the channel did not take it, if
/// nobody knows whether it did, or after a crash between handing over and
/// recording; always under the same id. A channel or a database that does not
/// work is asked again with backoff, while the other channels go on; nothing is
/// dropped. `drain` is answered when all sessions are back and that is
/// recorded; what only remembers what happened (the log) gets what is in memory
/// first. The rest waits in the database for the next start.
///
/// One thing at a time is asked of storage that writes deliveries or reads
/// which are not decided: so nothing can become recorded while a scan reads
/// what is not. The sessions' workers are linked; end the notifier with a
/// reason, and they end too.
class notifier_state {
public:
  static inline const char* name = "notifier";

  explicit notifier_state(notifier_actor::pointer self);

  void start(notifier_dependencies dependencies);
  void take(const committed& message);
  void expect_backlog();
  void expect_retries();
  void wake(const resume_channel& message);
  void ask_storage_again();
  void record_now();
  caf::result<recorded> pause(const pause_stage& message);
  caf::result<test_sent> send(const send_test& message);
  caf::typed_response_promise<notifier_status> status();
  caf::typed_response_promise<drained> finish();

private:
  /// One channel.
  struct channel_lane {
    std::shared_ptr<channel> target;
    delivery_lane way;
    std::vector<channel_actor> sessions;
    std::optional<domain::utc_time> wakes; ///< a message to us is on its way
    std::int64_t round = 0;                ///< the newest such message
  };

  /// Tries the database again later, and what an operator should know until
  /// then.
  struct patience {
    backoff delays{first_notify_delay, longest_notify_delay};
    bool waiting = false; ///< a retry is on its way
    std::string trouble;
  };

  // notifier.cpp: to the channels, and what happens next.
  void proceed();
  void drive(std::size_t index);
  void hand_over(std::size_t index, const delivery_lane::group& group);
  void came_back(std::size_t index, std::size_t session,
                 const std::vector<domain::handed>& results);
  void set_alarm(std::size_t index);
  [[nodiscard]] bool idle() const;
  [[nodiscard]] domain::utc_time now() const {
    return dependencies_.clock->now();
  }

  // notifier_storage.cpp: to and from the database.
  void load_pauses();
  void use_storage();
  void look(std::size_t index, shared<std::vector<domain::notice>> notices);
  void load_retries(std::size_t index);
  void record();
  void was_recorded();
  void was_not_recorded(const caf::error& why);
  void tell_undelivered(const channel_lane& of,
                        const delivery_ledger::page& page);
  void scan(std::size_t index);
  void was_scanned(std::size_t index, const pending_deliveries_loaded& page);
  void storage_refused(const std::string& attempt, const caf::error& why);
  void storage_answered();

  // notifier_desk.cpp: for people.
  void store_next_pause();
  void store_stages(std::vector<store_paused> stages, std::size_t next);
  void pause_stored(const caf::error& why);
  void apply_pauses();
  void trust(const std::string& channel);
  void disable(std::size_t index, const std::string& reason);
  void send_loaded(std::size_t index, const send_test& asked,
                   const test_notice_loaded& loaded,
                   caf::typed_response_promise<test_sent> promise);
  void count();
  void give_status(const std::vector<domain::delivery_counts>& counts);
  [[nodiscard]] std::optional<std::size_t>
  lane_of(const std::string& channel) const;

  notifier_actor::pointer self_;
  notifier_dependencies dependencies_;
  std::vector<channel_lane> lanes_;
  bool ready_ = false; ///< it is known what is paused
  notifier_pauses pauses_;
  bool storage_busy_ = false; ///< a record or a scan is under way
  bool progress_due_ = false;
  bool progress_alarm_ = false; ///< a message to us is on its way
  patience storage_retries_;
  std::size_t tests_ = 0;
  std::vector<caf::typed_response_promise<notifier_status>> askers_;
  bool draining_ = false;
  std::vector<caf::typed_response_promise<drained>> drains_;
};

/// The notifier. Subscribe it to the commits, then send `deliver_pending`.
notifier_actor::behavior_type
notifier(notifier_actor::stateful_pointer<notifier_state> self,
         notifier_dependencies dependencies);

} // namespace orderd::actors
