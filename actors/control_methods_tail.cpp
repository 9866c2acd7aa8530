// SPDX-License-Identifier: Apache-2.0
#include "actors/control_methods.hpp"

#include "actors/log_tail.hpp"
#include "domain/limits.hpp"
#include "domain/text.hpp"

#include <array>
#include <functional>
#include <utility>

namespace orderd::actors {

namespace {

/// How many of the newest events are shown if nobody says.
constexpr std::int64_t shown_lines = 20;

/// The longest name of an event that is asked for.
constexpr std::size_t longest_event = 64;

log_level read_level(param_reader& params) {
  static constexpr std::array<std::pair<std::string_view, log_level>, 4> levels{
      {{"debug", log_level::debug},
       {"info", log_level::info},
       {"warning", log_level::warning},
       {"error", log_level::error}}};
  const auto given = params.maybe_text("level");
  if (!given)
    return log_level::debug;
  for (const auto& [name, level] : levels)
    if (*given == name)
      return level;
  throw param_error("level",
                    "must be debug, info, warning or error, not " +
                        domain::quoted(*given, domain::limits::shown_bytes));
}

void open(control_state& state, const call_ptr& call, const tail_filter& filter,
          std::size_t lines, bool follow) {
  auto& tail = *state.deps.tail;
  if (!follow) {
    auto document = tail_document(tail.recent(filter, lines));
    document["follower"] = nullptr;
    state.answer(call, document);
    return;
  }
  const auto now = state.deps.clock->now();
  const auto follower = tail.follow(filter, lines, now);
  if (!follower) {
    state.fail(call, make_error(errc::busy,
                                "too many follow the log already; one that "
                                "does not read for 30 s is forgotten"));
    return;
  }
  auto document =
      tail_document(tail.read(*follower, now).value_or(tail_page{}));
  document["follower"] = *follower;
  state.answer(call, document);
}

} // namespace

// The id of an order is not looked up: it may be one that is to come.
void tail_open(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  tail_filter filter;
  filter.least = read_level(params);
  filter.event = params.maybe_text("event").value_or("");
  if (filter.event.size() > longest_event)
    throw param_error("event", "must have at most 64 bytes");
  const auto lines = static_cast<std::size_t>(
      params.integer_or("lines", 0, std::int64_t{max_tail_lines}, shown_lines));
  const auto follow = params.flag_or("follow", false);
  std::optional<find_order> order;
  if (params.has("order"))
    order = params.order("order");
  params.finish();
  if (!order || order->id) {
    if (order)
      filter.order = order->id;
    open(state, call, filter, lines, follow);
    return;
  }
  ask<order_found>(
      state, call, state.deps.storage, *order,
      [&state, call, filter, lines, follow,
       query = *order](const order_found& found) {
        if (!found.order) {
          state.fail(call, make_error(errc::not_found,
                                      "there is no order " + named(query)));
          return;
        }
        auto of_order = filter;
        of_order.order = found.order->id;
        open(state, call, of_order, lines, follow);
      });
}

void tail_read(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto follower = params.id("follower");
  params.finish();
  const auto page = state.deps.tail->read(follower, state.deps.clock->now());
  if (page)
    state.answer(call, tail_document(*page));
  else
    state.fail(call,
               make_error(errc::not_found,
                          "nobody follows the log under the number " +
                              std::to_string(follower) +
                              "; who does not read for 30 s is forgotten"));
}

void tail_close(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto follower = params.id("follower");
  params.finish();
  state.deps.tail->leave(follower);
  state.answer(call, {{"follower", follower}});
}

} // namespace orderd::actors
