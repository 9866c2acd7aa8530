// SPDX-License-Identifier: Apache-2.0
#include "actors/control_retry_round.hpp"

#include <string_view>

namespace orderd::actors {

namespace {

using round_ptr = std::shared_ptr<retry_round>;

/// `1 order and 3 refunds are tried again`; empty if none are.
std::string done_text(const retry_round& round) {
  std::string text;
  const auto add = [&text](std::int64_t count, const std::string& name) {
    if (count > 0)
      text += (text.empty() ? "" : " and ") + std::to_string(count) + " " +
              name + (count == 1 ? "" : "s");
  };
  add(round.orders, "order");
  add(round.refunds, "refund");
  if (text.empty())
    return text;
  const bool one = round.orders + round.refunds == 1;
  return text + (one ? " is" : " are") + " tried again";
}

/// What failed behind a stage must not hide that the ones before it are on
/// their way.
void fail_at(control_state& state, const call_ptr& call,
             const retry_round& round, std::string_view stage,
             const caf::error& why) {
  const bool died = why == caf::sec::request_receiver_down;
  const auto code = died ? errc::unknown_outcome : error_code(why);
  const auto reason = died ? "the daemon failed while it worked on this; it "
                             "may be done or not"
                           : error_text(why);
  auto text = done_text(round);
  if (!text.empty())
    text += "; " + std::string(stage) + " are not: ";
  state.fail(call, make_error(code, text + reason));
}

json_document left_out_document(const retry_round& round) {
  auto list = json_document::array();
  for (const auto& [stage, reason] : round.left_out)
    list.push_back({{"stage", stage}, {"reason", reason}});
  return list;
}

/// Nothing is tried again, since what would be is paused.
void refuse(control_state& state, const call_ptr& call,
            const retry_round& round) {
  std::string text;
  for (const auto& [stage, reason] : round.left_out)
    text += (text.empty() ? "" : "; ") + reason;
  state.fail(call, make_error(errc::refused, text));
}

void answer(control_state& state, const call_ptr& call,
            const retry_round& round, std::int64_t notifications) {
  const auto count = round.orders + round.refunds + notifications;
  if (count == 0 && !round.wanted.all())
    return no_dead_letter(state, call, round.wanted);
  if (count == 0 && !round.left_out.empty())
    return refuse(state, call, round);
  json_document answer{{"retried", count}, {"dry_run", false}};
  if (round.left > 0)
    answer["total"] = count + round.left;
  if (!round.left_out.empty())
    answer["not_retried"] = left_out_document(round);
  state.answer(call, answer);
}

void retry_notifications(control_state& state, const call_ptr& call,
                         const round_ptr& round) {
  revive_notifications request{
      round->letters.notifications, {}, state.deps.clock->now()};
  if (round->notifications)
    request.filter = *round->notifications;
  else if (request.ids.empty())
    return answer(state, call, *round, 0);
  state.self->request(state.deps.storage, caf::infinite, std::move(request))
      .then(
          [&state, call, round](const notifications_revived& done) {
            state.self->send(state.deps.notifier, deliver_due{});
            answer(state, call, *round, done.count);
          },
          [&state, call, round](const caf::error& why) {
            fail_at(state, call, *round, notifications_stage, why);
          });
}

/// Goes on with `next`. Of several letters, those of a stage that is paused do
/// not keep the others from being tried.
template <class Handle, class Request, class Next>
void retry_stage(control_state& state, const call_ptr& call,
                 const round_ptr& round, std::string_view stage,
                 const Handle& whom, Request request,
                 std::int64_t retry_round::*count, Next next) {
  state.self->request(whom, caf::infinite, std::move(request))
      .then(
          [&state, call, round, count, next](const dead_retried& done) {
            (*round).*count = done.count;
            next(state, call, round);
          },
          [&state, call, round, stage, next](const caf::error& why) {
            if (!round->wanted.all() || error_code(why) != errc::refused)
              return fail_at(state, call, *round, stage, why);
            round->left_out.emplace_back(stage, error_text(why));
            next(state, call, round);
          });
}

void retry_refunds(control_state& state, const call_ptr& call,
                   const round_ptr& round) {
  if (round->letters.refunds.empty() && !round->every_refund)
    retry_notifications(state, call, round);
  else
    retry_stage(state, call, round, refunds_stage, state.deps.refund,
                retry_dead_refunds{round->letters.refunds},
                &retry_round::refunds, retry_notifications);
}

} // namespace

void add_letter(letters_by_stage& to, const domain::dead_letter_view& letter) {
  if (letter.notification)
    to.notifications.push_back(letter.notification);
  else if (letter.refund)
    to.refunds.push_back(letter.refund);
  else
    to.orders.push_back(letter.order);
}

std::string name_of(const retry_request& wanted) {
  if (wanted.order)
    return domain::order_number(wanted.order);
  return wanted.refund ? domain::refund_number(wanted.refund)
                       : std::to_string(wanted.number);
}

void no_dead_letter(control_state& state, const call_ptr& call,
                    const retry_request& wanted) {
  state.fail(call, make_error(errc::not_found,
                              "there is no dead letter " + name_of(wanted) +
                                  "; `queue dead` lists them"));
}

void run_round(control_state& state, const call_ptr& call,
               const round_ptr& round) {
  if (round->letters.orders.empty() && !round->every_order)
    retry_refunds(state, call, round);
  else
    retry_stage(state, call, round, orders_stage, state.deps.processor,
                retry_dead_orders{round->letters.orders}, &retry_round::orders,
                retry_refunds);
}

} // namespace orderd::actors
