// SPDX-License-Identifier: Apache-2.0
#include "actors/control_methods.hpp"

#include "actors/control_queue_params.hpp"
#include "actors/control_retry_round.hpp"
#include "actors/control_retry_search.hpp"

#include <memory>
#include <string>
#include <vector>

namespace orderd::actors {

namespace {

/// One that is named in full.
void retry_one(control_state& state, const call_ptr& call,
               const retry_request& wanted) {
  const auto round = std::make_shared<retry_round>();
  round->wanted = wanted;
  if (wanted.order)
    round->letters.orders.push_back(wanted.order);
  else
    round->letters.refunds.push_back(wanted.refund);
  run_round(state, call, round);
}

/// All of one stage or of each. Nothing has to be listed for it but orders and
/// refunds with a text in their error.
void retry_all(control_state& state, const call_ptr& call,
               const retry_request& wanted) {
  const auto& filter = wanted.filter;
  const auto names = [&filter](std::string_view stage) {
    return !filter.stage || *filter.stage == stage;
  };
  const auto round = std::make_shared<retry_round>();
  round->wanted = wanted;
  if (names(notifications_stage))
    round->notifications = filter;
  if (!filter.error) {
    round->every_order = names(orders_stage);
    round->every_refund = names(refunds_stage);
    run_round(state, call, round);
    return;
  }
  std::vector<std::string_view> stages;
  for (const auto stage : {orders_stage, refunds_stage})
    if (names(stage))
      stages.push_back(stage);
  search_dead_letters(state, call, wanted, stages,
                      [&state, call, round](const letters_found& found) {
                        for (const auto& letter : found.letters)
                          add_letter(round->letters, letter);
                        round->left = found.left;
                        run_round(state, call, round);
                      });
}

void answer_listed(control_state& state, const call_ptr& call,
                   const std::vector<domain::dead_letter_view>& letters,
                   std::int64_t total) {
  auto document = dead_letters_document(letters, total, state.deps.terms);
  document["retried"] = 0;
  document["would_retry"] = total;
  document["dry_run"] = true;
  state.answer(call, document);
}

void list_all(control_state& state, const call_ptr& call,
              domain::dead_letter_filter filter) {
  filter.limit = control_limits::page;
  ask<dead_letters_listed>(
      state, call, state.deps.storage, list_dead_letters{filter, true},
      [&state, call](const dead_letters_listed& listed) {
        answer_listed(state, call, *listed.dead, listed.total);
      });
}

void retry_found(control_state& state, const call_ptr& call,
                 const retry_request& wanted, const letters_found& found) {
  auto names = found.names();
  if (names.empty()) {
    no_dead_letter(state, call, wanted);
    return;
  }
  if (names.size() > 1) {
    std::string all;
    for (const auto& name : names)
      all += (all.empty() ? "" : ", ") + name;
    state.fail(call,
               make_error(errc::refused, name_of(wanted) + " names " +
                                             std::to_string(names.size()) +
                                             " dead letters (" + all +
                                             "); say which with `stage`"));
    return;
  }
  if (wanted.dry_run) {
    answer_listed(state, call, found.letters, 1);
    return;
  }
  const auto round = std::make_shared<retry_round>();
  round->wanted = wanted;
  if (found.notification)
    round->letters.notifications.push_back(found.notification);
  else
    add_letter(round->letters, found.letters.front());
  run_round(state, call, round);
}

/// The stages in which the one that is named may be.
std::vector<std::string_view> stages_of(const retry_request& wanted) {
  if (wanted.filter.stage)
    return {*wanted.filter.stage};
  if (wanted.order)
    return {orders_stage};
  if (wanted.refund)
    return {refunds_stage};
  return {orders_stage, refunds_stage, notifications_stage};
}

} // namespace

void queue_retry(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto wanted = read_retry(params);
  params.finish();
  when_ready(state, call, [&state, call, wanted] {
    if (wanted.all() && wanted.dry_run)
      list_all(state, call, wanted.filter);
    else if (wanted.all())
      retry_all(state, call, wanted);
    else if ((wanted.order || wanted.refund) && !wanted.filter.stage &&
             !wanted.dry_run)
      retry_one(state, call, wanted);
    else
      search_dead_letters(state, call, wanted, stages_of(wanted),
                          [&state, call, wanted](const letters_found& found) {
                            retry_found(state, call, wanted, found);
                          });
  });
}

} // namespace orderd::actors
