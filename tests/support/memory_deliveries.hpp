// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/memory_store.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

/// Notifications of the database in memory.
namespace orderd::testing {

/// Enters a batch, and what each channel of the policy tells of it; notices
/// that no channel tells are left out. Those told of the commit hear of it.
void tell(memory_store& store, domain::notice_batch batch,
          domain::commit_facts& facts);

/// Enters orders that have come to what `type` says (none of the refund types),
/// with products and customers, as one batch that was committed at `now`.
/// Returns it as the facts of the commit have it.
domain::notice_batch add_told_orders(memory_store& store, int count,
                                     domain::notification_type type,
                                     domain::utc_time now);

void record_deliveries(memory_store& store,
                       const domain::delivery_records& records,
                       domain::utc_time at);

void resend_notification(memory_store& store, domain::notification_id id,
                         domain::utc_time now);

std::int64_t revive_notifications(memory_store& store,
                                  std::span<const domain::notification_id> ids,
                                  const domain::dead_letter_filter& filter,
                                  domain::utc_time now);

domain::notice_page pending_deliveries(const memory_store& store,
                                       const std::string& channel,
                                       domain::batch_id after, int limit,
                                       std::int64_t most_notices);

std::vector<domain::outgoing>
load_outgoing(const memory_store& store,
              const std::vector<domain::notice>& notices,
              const std::string& channel);

domain::due_retries find_due_retries(const memory_store& store,
                                     const std::string& channel,
                                     domain::utc_time now, int limit);

std::optional<domain::outgoing> load_test_notice(const memory_store& store,
                                                 domain::order_id order,
                                                 domain::notification_type type,
                                                 const std::string& channel,
                                                 domain::utc_time now);

std::vector<domain::delivery_counts>
count_deliveries(const memory_store& store);

/// All of the three stages that match, whatever the limit.
std::vector<domain::dead_letter_view>
dead_letters(const memory_store& store,
             const domain::dead_letter_filter& filter);

/// `pending`, `sent`, or what the exception says; nothing if no such
/// notification is recorded.
std::optional<std::string> delivery_status(const memory_store& store,
                                           domain::notification_id id);

} // namespace orderd::testing
