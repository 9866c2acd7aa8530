// SPDX-License-Identifier: Apache-2.0
#include "actors/control_retry_search.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace orderd::actors {

namespace {

using domain::dead_letter_view;

struct letter_search {
  retry_request wanted;
  std::vector<std::string> stages;
  std::size_t next = 0; ///< stage
  letters_found found;
  std::function<void(const letters_found&)> then;
};

using search_ptr = std::shared_ptr<letter_search>;

std::int64_t number_of(const dead_letter_view& letter) {
  if (letter.notification)
    return letter.notification.value;
  return letter.refund ? letter.refund.value : letter.order.value;
}

bool is_meant(const dead_letter_view& letter, const retry_request& wanted) {
  if (wanted.order)
    return letter.order == wanted.order && letter.stage == orders_stage;
  if (wanted.refund)
    return letter.refund == wanted.refund && letter.stage == refunds_stage;
  return wanted.all() || number_of(letter) == wanted.number;
}

void search_next(control_state& state, const call_ptr& call,
                 const search_ptr& search);

void list_stage(control_state& state, const call_ptr& call,
                const search_ptr& search, const std::string& stage) {
  auto filter = search->wanted.filter;
  filter.stage = stage;
  ask<dead_letters_listed>(
      state, call, state.deps.storage, list_dead_letters{filter, true},
      [&state, call, search](const dead_letters_listed& listed) {
        for (const auto& letter : *listed.dead)
          if (is_meant(letter, search->wanted))
            search->found.letters.push_back(letter);
        // They are counted a moment later, when there may be fewer.
        search->found.left += std::max<std::int64_t>(
            0, listed.total - static_cast<std::int64_t>(listed.dead->size()));
        search_next(state, call, search);
      });
}

// There may be far more of them than a list holds.
void find_dead_notification(control_state& state, const call_ptr& call,
                            const search_ptr& search,
                            const std::string& stage) {
  const domain::notification_id id{search->wanted.number};
  ask<notification_found>(
      state, call, state.deps.storage, find_notification{id},
      [&state, call, search, stage, id](const notification_found& found) {
        const auto& told = found.notification;
        const bool dead = told && told->delivery_status == "failed";
        if (dead)
          search->found.notification = id;
        if (dead && search->wanted.dry_run)
          list_stage(state, call, search, stage);
        else
          search_next(state, call, search);
      });
}

void search_next(control_state& state, const call_ptr& call,
                 const search_ptr& search) {
  if (search->next == search->stages.size()) {
    search->then(search->found);
    return;
  }
  const auto& stage = search->stages[search->next++];
  if (stage == notifications_stage && search->wanted.number != 0)
    find_dead_notification(state, call, search, stage);
  else
    list_stage(state, call, search, stage);
}

} // namespace

std::vector<std::string> letters_found::names() const {
  std::vector<std::string> all;
  for (const auto& letter : letters)
    if (!letter.notification)
      all.push_back(letter.refund ? domain::refund_number(letter.refund)
                                  : domain::order_number(letter.order));
  if (notification)
    all.push_back("notification " + std::to_string(notification.value));
  return all;
}

void search_dead_letters(control_state& state, const call_ptr& call,
                         const retry_request& wanted,
                         const std::vector<std::string_view>& stages,
                         std::function<void(const letters_found&)> then) {
  const auto search = std::make_shared<letter_search>();
  search->wanted = wanted;
  search->stages.assign(stages.begin(), stages.end());
  search->then = std::move(then);
  search_next(state, call, search);
}

} // namespace orderd::actors
