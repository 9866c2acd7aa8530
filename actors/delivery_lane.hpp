// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/channel_health.hpp"
#include "actors/delivery_agenda.hpp"
#include "actors/delivery_ledger.hpp"
#include "actors/delivery_verdict.hpp"
#include "actors/notification_channel.hpp"
#include "actors/rate_limit.hpp"
#include "actors/retry_book.hpp"
#include "domain/notify_policy.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace orderd::actors {

/// Notices that are looked at together before they are sent.
inline constexpr std::size_t notices_a_look = 200;

/// How old a look may be when a message is sent; after that it is looked at
/// again.
inline constexpr std::chrono::seconds longest_look{10};

/// What was sent behind a notice that is not decided is recorded one by one
/// after this long: that many, and no more, may be sent again after a crash.
inline constexpr std::chrono::seconds longest_unsaid{5};

/// What one channel's lane is made with.
struct lane_terms {
  std::string channel;
  channel::traits traits;
  /// What the channel tells of what is committed from now on.
  std::optional<domain::channel_policy> policy;
  std::chrono::seconds max_age{24 * 3'600};
  retry_terms retries;
  std::uint64_t seed = 0; ///< of the dice
};

/// One channel's way from a commit to the record of what became of each
/// notification, without an actor: it says what should be done next, and is
/// told what came of it.
///
///     offer, queue -> next_look -> looked_at -> next_group -> came_back
///                          retries: page_asked -> page_came ^      v
///                                            recorded <- write_into
///
/// Messages are looked at when there is room for them, right before they are
/// sent. Should the channel rest, those that are ready are put back, and looked
/// at anew when it works again. Memory is bounded by the queue, one look and
/// one page of retries.
class delivery_lane {
public:
  explicit delivery_lane(lane_terms terms);

  [[nodiscard]] const lane_terms& terms() const noexcept {
    return terms_;
  }
  [[nodiscard]] delivery_queue& queue() noexcept {
    return agenda_.queue();
  }

  /// Takes of a committed batch what the channel has to tell.
  void offer(const shared<domain::commit_facts>& facts,
             const domain::notice_batch& batch);

  /// Nothing is handed over while it is paused.
  void pause(bool paused, domain::utc_time now);
  /// A person says that the channel works.
  void trust() {
    health_.forget();
  }
  [[nodiscard]] bool paused() const noexcept {
    return paused_;
  }
  /// Nothing more is handed over: the process ends, and the database knows
  /// what is left, and what was sent.
  void stop(domain::utc_time now);

  // -- looking ----------------------------------------------------------------

  /// The notices to be looked at now; null if there are none. While the
  /// database is away, what needs no look goes on.
  shared<std::vector<domain::notice>> next_look(bool database,
                                                domain::utc_time now);
  /// What the look brought, in the same order, without those that are gone.
  void looked_at(const std::vector<domain::outgoing>& messages,
                 domain::utc_time now);
  void not_looked_at();

  [[nodiscard]] bool wants_scan(domain::utc_time now) const;
  [[nodiscard]] bool wants_retries(domain::utc_time now) const;
  void retries_asked() {
    book_.asked();
  }
  void retries_came(const domain::due_retries& page, domain::utc_time now);
  void no_retries_came(domain::utc_time now) {
    book_.not_answered(now);
  }
  /// There may be a retry that is due.
  void expect_retries(domain::utc_time now) {
    book_.expect(now);
  }

  // -- handing over -----------------------------------------------------------

  struct group {
    std::size_t session = 0;
    shared<std::vector<domain::outgoing>> messages;
  };
  /// What to hand over to a session that has nothing to do.
  std::optional<group> next_group(domain::utc_time now);

  /// What is to be told people about a group that came back.
  struct turn_of_events {
    std::optional<channel_health::pause> rests;
    bool works_again = false;
    bool disabled = false;
    std::string reason;
  };
  turn_of_events came_back(std::size_t session,
                           const std::vector<domain::handed>& results,
                           domain::utc_time now);
  [[nodiscard]] bool has_work(std::size_t session) const {
    return flights_[session].messages != nullptr;
  }

  // -- recording --------------------------------------------------------------

  [[nodiscard]] const delivery_ledger& ledger() const noexcept {
    return ledger_;
  }
  /// Has what was sent recorded though what lies before it is not decided, if
  /// that takes too long, or nothing more will come.
  void tell_unsaid(domain::utc_time now);
  /// Whether something waits for a record that should be written at once.
  [[nodiscard]] bool record_is_urgent(domain::utc_time now) const;
  void write_into(domain::delivery_records& records) {
    ledger_.write_into(records);
  }
  delivery_ledger::page recorded();
  void not_recorded() {
    ledger_.not_written();
  }

  // -- status -----------------------------------------------------------------

  /// When something will have to be done though nobody says anything.
  [[nodiscard]] std::optional<domain::utc_time>
  wakes_at(domain::utc_time now) const;
  /// Nothing is under way, nor waits for its record; after `stop` it stays so.
  [[nodiscard]] bool idle() const;
  [[nodiscard]] std::int64_t waiting() const {
    return agenda_.queue().waiting();
  }
  [[nodiscard]] std::int64_t in_flight() const;
  [[nodiscard]] const std::string& trouble() const noexcept {
    return health_.trouble();
  }

private:
  /// A message on its way: a notice's first attempt, or a retry.
  struct passenger {
    std::optional<delivery_agenda::item> first;
    domain::outgoing message;
    domain::utc_time looked_at;
  };

  /// What a session has.
  struct flight {
    shared<std::vector<domain::outgoing>> messages;
    std::vector<std::optional<delivery_agenda::item>> firsts;
    bool probe = false;
  };

  [[nodiscard]] bool works(domain::utc_time now) const;
  [[nodiscard]] std::size_t look_size() const;
  bool board_from_memory(std::vector<delivery_agenda::item>& items,
                         domain::utc_time now);
  void board(std::optional<delivery_agenda::item> first,
             domain::outgoing message, domain::utc_time now);
  void settle(const std::optional<delivery_agenda::item>& first,
              std::optional<domain::delivery_exception> exception);
  void put_back(const std::optional<delivery_agenda::item>& first,
                domain::notification_id id, domain::utc_time now);
  void put_ready_back(domain::utc_time now);
  [[nodiscard]] std::size_t group_size(domain::utc_time now);
  void judge(const flight& back, std::size_t index,
             const domain::handed& result, turn_of_events& events,
             domain::utc_time now);
  [[nodiscard]] std::optional<domain::utc_time>
  hands_over_at(domain::utc_time now) const;
  std::uint64_t dice();

  lane_terms terms_;
  int code_;
  delivery_agenda agenda_;
  delivery_ledger ledger_;
  retry_book book_;
  channel_health health_;
  rate_limit limit_;
  std::optional<domain::utc_time> limited_until_;
  std::vector<delivery_agenda::item> looking_; ///< a look is under way
  std::deque<passenger> ready_;
  std::vector<flight> flights_; ///< by session
  bool paused_ = false;
  bool stopped_ = false;
  std::uint64_t throws_ = 0;
};

} // namespace orderd::actors
