// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/pg_reader.hpp"
#include "tests/storage/refund_shop.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace orderd::testing {

/// A shop whose log and e-mail tell all, with what a reader says of that.
struct read_shop : refund_shop {
  read_shop() : reader(database.options()) {
    settings.policy = {{"log"}, {"email"}};
  }

  /// Orders of one batch, by the end of it approved or declined in turn.
  std::vector<domain::order_id> ended_orders(int count) {
    std::vector<domain::order_input> inputs;
    for (int i = 0; i < count; ++i)
      inputs.push_back(buy("b" + std::to_string(i) + "@x.com", "PEN"));
    std::vector<domain::payment_answer> answers;
    std::vector<domain::order_id> orders;
    const auto accepted = accept(single(inputs));
    started = accepted.facts.notices.at(0).batch;
    for (const auto& open : accepted.open) {
      orders.push_back(open.order);
      answers.push_back(orders.size() % 2 == 1 ? approved(open)
                                               : declined(open));
    }
    ended = finalize(answers).facts.notices.at(0).batch;
    return orders;
  }

  /// Ends with `more` if others wait.
  std::string pending(const std::string& channel, domain::batch_id after = {},
                      int limit = 100, std::int64_t most_notices = 100) {
    std::string all;
    const auto page =
        reader.pending_deliveries(channel, after, limit, most_notices);
    for (const auto& batch : page.batches) {
      all +=
          (all.empty() ? "" : ", ") + std::to_string(batch.batch.value) + ":";
      for (const auto& about : batch.notices)
        all += " " + std::to_string(domain::subject_of(about)) + " " +
               std::string(to_string(about.type));
    }
    return page.more ? all + ", more" : all;
  }

  void record(domain::order_id order, domain::notification_type type,
              domain::delivery_exception::status what,
              const std::string& why = {},
              domain::utc_time next = now + std::chrono::seconds{5},
              int channel = 1) {
    domain::delivery_exception one;
    one.id = domain::make_notification_id(order.value, type, channel);
    one.order = order;
    one.what = what;
    one.attempts = 2;
    one.error_message = why;
    if (what == domain::delivery_exception::status::retrying)
      one.next_at = next;
    writer().record_deliveries({{}, {one}}, now);
  }

  void come_to(domain::batch_id batch, std::int64_t subject) {
    writer().record_deliveries({{{batch, "email", false, subject}}, {}}, now);
  }

  std::string counts() {
    std::string all;
    for (const auto& one : reader.count_deliveries())
      all += one.channel + " " + std::to_string(one.waiting) + " " +
             std::to_string(one.retrying) + " " + std::to_string(one.dead) +
             "; ";
    return all;
  }

  static domain::notice notice(domain::order_id order,
                               domain::notification_type type,
                               domain::refund_id refund = {}) {
    domain::notice about;
    about.order = order;
    about.type = type;
    about.refund = refund;
    return about;
  }

  storage::pg_reader reader;
  domain::batch_id started, ended;
};

} // namespace orderd::testing
