// SPDX-License-Identifier: Apache-2.0
#include "actors/analytics.hpp"

#include "actors/errors.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace orderd::actors {
namespace {

using self_pointer = analytics_actor::stateful_pointer<analytics_state>;

void load(self_pointer self, const storage_actor& storage) {
  // No limit of its own: storage limits its reads and always answers.
  self->request(storage, caf::infinite, load_figures{})
      .then([self](figures_loaded& figures) { self->state.take(figures); },
            [self](caf::error& why) { self->quit(std::move(why)); });
}

void count(self_pointer self, const committed& message) {
  if (!self->state.board) {
    self->quit(make_error(errc::internal,
                          "a commit was told before the figures were loaded: "
                          "nothing may be written until then"));
    return;
  }
  self->state.fold(*message.facts);
}

// Answers at once, or as soon as the figures are there.
template <class Result, class Request>
caf::result<Result> answer(self_pointer self, const Request& request) {
  auto& state = self->state;
  if (state.board)
    return state.show(request);
  if (state.waiting.size() == max_requests_before_figures)
    return make_error(errc::not_ready,
                      "cannot show figures: they are still being loaded");
  auto promise = self->template make_response_promise<Result>();
  state.waiting.push_back([self, promise, request]() mutable {
    promise.deliver(self->state.show(request));
  });
  return promise;
}

caf::result<leaderboard_shown> places(self_pointer self,
                                      const get_leaderboard& request) {
  if (request.limit < 1 || request.limit > max_leaderboard_entries)
    return make_error(errc::invalid,
                      "cannot show " + std::to_string(request.limit) +
                          " places of the leaderboard: between 1 and " +
                          std::to_string(max_leaderboard_entries) +
                          " can be asked for");
  return answer<leaderboard_shown>(self, request);
}

} // namespace

void analytics_state::take(figures_loaded& figures) {
  kpis = *figures.kpis;
  for (const auto& [key, day] : kpis)
    totals += day;
  board = std::move(figures.board);
  for (auto& respond : std::exchange(waiting, {}))
    respond();
}

void analytics_state::fold(const domain::commit_facts& facts) {
  for (const auto& [key, figures] : facts.kpis) {
    kpis[key] += figures;
    totals += figures;
  }
  for (const auto& delta : facts.customers)
    board->apply(delta);
}

kpis_shown analytics_state::show(const get_kpis& request) const {
  auto rows = std::make_shared<std::vector<kpi_row>>();
  for (auto entry = kpis.lower_bound({request.from, {}});
       entry != kpis.end() && entry->first.day <= request.to; ++entry) {
    const auto& [key, figures] = *entry;
    if (!request.source.empty() && request.source != key.source)
      continue;
    if (rows->empty() || rows->back().day != key.day)
      rows->push_back({key.day, {}});
    rows->back().figures += figures;
  }
  return {std::move(rows)};
}

leaderboard_shown analytics_state::show(const get_leaderboard& request) const {
  leaderboard_shown shown;
  shown.entries = std::make_shared<std::vector<domain::customer_totals>>(
      board->top(static_cast<std::size_t>(request.limit)));
  shown.own.totals.customer = request.customer;
  if (const auto rank = board->rank(request.customer)) {
    shown.own.rank = static_cast<std::int64_t>(*rank);
    shown.own.totals = *board->find(request.customer);
  }
  return shown;
}

memory_figures_shown
analytics_state::show(const get_memory_figures& request) const {
  auto figures = std::make_shared<domain::memory_figures>();
  figures->kpis = kpis;
  figures->leaderboard_digest = board->digest();
  figures->customers = board->size();
  if (request.totals)
    figures->totals = board->all();
  return {std::move(figures)};
}

totals_shown analytics_state::show(const get_totals&) const {
  return {totals};
}

analytics_actor::behavior_type analytics(self_pointer self,
                                         storage_actor storage) {
  load(self, storage);
  return {
      [self](const committed& message) { count(self, message); },
      [self](const get_kpis& request) {
        return answer<kpis_shown>(self, request);
      },
      [self](const get_leaderboard& request) { return places(self, request); },
      [self](const get_memory_figures& request) {
        return answer<memory_figures_shown>(self, request);
      },
      [self](const get_totals& request) {
        return answer<totals_shown>(self, request);
      },
  };
}

} // namespace orderd::actors
