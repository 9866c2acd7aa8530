// SPDX-License-Identifier: Apache-2.0
#include "actors/control_methods.hpp"

#include <chrono>
#include <utility>

namespace orderd::actors {

namespace {

/// The shape in which the figures are wanted.
struct kpi_request {
  get_kpis range;
  bool single = true; ///< one document instead of `days`
  kpi_basis basis = kpi_basis::event;
  kpi_period period = kpi_period::day;
};

kpi_basis read_basis(param_reader& params) {
  const auto basis = params.maybe_text("basis").value_or("event");
  if (basis == "event")
    return kpi_basis::event;
  if (basis == "order")
    return kpi_basis::order;
  throw param_error("basis", "must be event or order");
}

kpi_period read_period(param_reader& params) {
  const auto period = params.maybe_text("by").value_or("day");
  if (period == "day")
    return kpi_period::day;
  if (period == "month")
    return kpi_period::month;
  if (period == "year")
    return kpi_period::year;
  throw param_error("by", "must be day, month or year");
}

kpi_request read_kpi_request(param_reader& params, domain::business_day today) {
  kpi_request request;
  const auto date = params.maybe_day("date");
  const auto from = params.maybe_day("from");
  const auto to = params.maybe_day("to");
  request.basis = read_basis(params);
  request.period = read_period(params);
  params.finish();
  if (date && (from || to))
    throw param_error("date", "does not go together with `from` and `to`");
  request.single = !from && !to;
  if (request.single && request.period != kpi_period::day)
    throw param_error("by", "needs `from` and `to`");
  request.range.from = from ? *from : to ? *to : date.value_or(today);
  request.range.to = to ? *to : from ? today : date.value_or(today);
  const auto days = (request.range.to - request.range.from).count() + 1;
  if (days < 1)
    throw param_error("from", "must not lie behind `to`");
  if (days > control_limits::kpi_days)
    throw param_error("from", "and `to` may span " +
                                  std::to_string(control_limits::kpi_days) +
                                  " days at most");
  return request;
}

json_document render(const kpi_request& request,
                     const std::vector<kpi_row>& rows,
                     const document_terms& terms) {
  if (!request.single)
    return kpi_range_document(request.range, rows, request.basis,
                              request.period, terms);
  domain::kpi_figures figures;
  for (const auto& row : rows)
    figures += row.figures;
  return kpi_document(domain::format_day(request.range.from), figures,
                      request.basis, terms);
}

/// Adds names and addresses to what analytics knows, and answers.
void answer_leaderboard(control_state& state, const call_ptr& call,
                        shared<std::vector<domain::customer_totals>> entries) {
  customers_by_id query;
  for (const auto& entry : *entries)
    query.ids.push_back(entry.customer);
  if (query.ids.empty()) {
    state.answer(call, leaderboard_document({}, {}, state.deps.terms));
    return;
  }
  ask<customers_listed>(
      state, call, state.deps.storage, std::move(query),
      [&state, call, entries](const customers_listed& listed) {
        state.answer(call, leaderboard_document(*entries, *listed.customers,
                                                state.deps.terms));
      });
}

} // namespace

void kpis_show(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto& clock = *state.deps.clock;
  const auto request = read_kpi_request(params, clock.day_of(clock.now()));
  ask<kpis_shown>(state, call, state.deps.analytics, request.range,
                  [&state, call, request](const kpis_shown& shown) {
                    state.answer(
                        call, render(request, *shown.rows, state.deps.terms));
                  });
}

void leaderboard_show(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const auto limit = read_limit(params, 10);
  params.finish();
  ask<leaderboard_shown>(state, call, state.deps.analytics,
                         get_leaderboard{limit},
                         [&state, call](const leaderboard_shown& shown) {
                           answer_leaderboard(state, call, shown.entries);
                         });
}

} // namespace orderd::actors
