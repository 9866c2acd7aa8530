// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/messages.hpp"
#include "domain/notify_policy.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace orderd::testing {

/// What the database knows of deliveries, in memory: which batches are
/// committed, how far each channel has come in them, and the exceptions. It
/// does what the contracts of storage's reader and writer say, and remembers
/// what a notifier must not do.
class fake_deliveries {
public:
  /// How far one channel has come in one batch.
  struct row {
    domain::delivery_scope scope;
    bool complete = false;
    std::int64_t done_through = 0;
  };

  /// One row of the exceptions.
  struct exception {
    domain::delivery_exception what;
    domain::notice about;
    std::string channel;
    int forgiven = 0;
    int resends = 0;
  };

  domain::notify_policy policy;

  /// Commits a batch, for the channels that tell any of it.
  void commit(const domain::notice_batch& batch);
  /// A person asks for one that is decided.
  void resend(domain::notification_id id, domain::utc_time now);

  [[nodiscard]] actors::pending_deliveries_loaded
  pending(const actors::load_pending_deliveries& asked);
  [[nodiscard]] actors::outgoing_loaded
  look(const actors::load_outgoing& asked);
  [[nodiscard]] actors::due_retries_loaded
  due(const actors::load_due_retries& asked);
  void record(const actors::record_deliveries& message);
  [[nodiscard]] actors::deliveries_counted count() const;

  /// Whether a channel's part of a batch is decided as a whole.
  [[nodiscard]] bool complete(const std::string& channel,
                              std::int64_t batch) const;
  /// Whether nothing is left to be handed over.
  [[nodiscard]] bool all_decided() const;
  [[nodiscard]] const exception* find(domain::notification_id id) const;
  [[nodiscard]] std::size_t
  count_of(domain::delivery_exception::status what) const;

  std::map<std::int64_t, domain::notice_batch> batches;
  std::map<std::string, std::map<std::int64_t, row>> rows; ///< by batch
  std::map<domain::notification_id, exception> exceptions;
  std::map<std::int64_t, domain::order_state> states; ///< else as told
  std::set<std::int64_t> gone;                        ///< orders
  std::set<std::string> paused;                       ///< stages
  std::vector<std::size_t> groups; ///< how much each record said
  int scans = 0;
  int looks = 0;
  int retry_pages = 0;
  /// A record may come twice: nobody learned that the first was written.
  bool repeats_allowed = false;
  std::string misuse; ///< what a notifier did that it must not

private:
  [[nodiscard]] domain::outgoing outgoing_of(const domain::notice& about,
                                             const std::string& channel) const;
  [[nodiscard]] const domain::notice* find_notice(domain::notification_id id,
                                                  int channel) const;

  std::map<std::int64_t, domain::utc_time> since_; ///< by order
};

} // namespace orderd::testing
