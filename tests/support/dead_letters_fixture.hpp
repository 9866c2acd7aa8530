// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/control_fixture.hpp"

#include <utility>
#include <vector>

namespace orderd::testing {

inline domain::dead_letter_view dead_order(std::int64_t id) {
  domain::dead_letter_view letter;
  letter.stage = "orders";
  letter.order = {id};
  letter.amount = {4998};
  letter.currency = "USD";
  letter.attempts = 5;
  letter.error_message = "no answer";
  return letter;
}

inline domain::dead_letter_view dead_refund(std::int64_t id,
                                            std::int64_t order) {
  auto letter = dead_order(order);
  letter.stage = "refunds";
  letter.refund = {id};
  return letter;
}

inline domain::dead_letter_view dead_mail(std::int64_t id, std::int64_t order) {
  auto letter = dead_order(order);
  letter.stage = "notifications";
  letter.notification = {id};
  letter.channel = "email";
  letter.error_message = "mailbox full";
  return letter;
}

/// Dead are order 1, refund 1 of order 5, refund 3 of order 2, refund 321 of
/// order 6, and the mails 329 and 321 of order 5. Storage answers as it would
/// to each filter.
struct queue_fixture : control_fixture {
  queue_fixture() {
    storage->list_dead_letters =
        [this](const actors::list_dead_letters& asked) {
          filters.push_back(asked.filter);
          std::vector<domain::dead_letter_view> found;
          for (const auto& letter : letters)
            if ((!asked.filter.stage || *asked.filter.stage == letter.stage) &&
                (!asked.filter.error ||
                 letter.error_message.find(*asked.filter.error) !=
                     std::string::npos))
              found.push_back(letter);
          const auto total = static_cast<std::int64_t>(found.size());
          if (found.size() > most_listed)
            found.resize(most_listed);
          return actors::dead_letters_listed{
              std::make_shared<const std::vector<domain::dead_letter_view>>(
                  std::move(found)),
              asked.count ? total : 0};
        };
    others->retry_dead_orders = [this](const actors::retry_dead_orders& asked) {
      orders.push_back(asked.ids);
      const auto all = asked.ids.empty();
      return actors::dead_retried{all || asked.ids[0].value == 1 ? 1 : 0};
    };
    others->retry_dead_refunds =
        [this](const actors::retry_dead_refunds& asked) {
          refunds.push_back(asked.ids);
          const auto all = asked.ids.empty();
          return actors::dead_retried{all ? 3 : asked.ids[0].value < 4 ? 1 : 0};
        };
    storage->find_notification = [this](const actors::find_notification& asked)
        -> actors::notification_found {
      for (const auto& letter : letters)
        if (letter.notification == asked.id) {
          domain::notification_view view;
          view.id = asked.id;
          view.delivery_status = "failed";
          return {std::make_shared<domain::notification_view>(view)};
        }
      return {nullptr};
    };
    storage->revive_notifications =
        [this](const actors::revive_notifications& asked) {
          mails.push_back(asked);
          actors::notifications_revived done;
          done.count = static_cast<std::int64_t>(asked.ids.size());
          if (asked.ids.empty())
            for (const auto& letter : letters)
              done.count += letter.notification &&
                            (!asked.filter.error ||
                             letter.error_message.find(*asked.filter.error) !=
                                 std::string::npos);
          return done;
        };
  }

  int retry_exit(const json& params) {
    return error("queue.retry", params)["data"]["exit"];
  }

  std::vector<domain::dead_letter_view> letters{
      dead_order(1),       dead_refund(1, 5), dead_refund(3, 2),
      dead_refund(321, 6), dead_mail(329, 5), dead_mail(321, 5)};
  std::size_t most_listed = 1'000; ///< instead of the filter's limit
  std::vector<domain::dead_letter_filter> filters;
  std::vector<std::vector<domain::order_id>> orders;
  std::vector<std::vector<domain::refund_id>> refunds;
  std::vector<actors::revive_notifications> mails;
};

} // namespace orderd::testing
