// SPDX-License-Identifier: Apache-2.0
#include "actors/control_methods.hpp"

#include "domain/values.hpp"

#include <chrono>
#include <optional>
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

/// Whose figures alone are wanted; empty for those of all.
std::string read_source(param_reader& params) {
  auto source = params.maybe_text("source").value_or("");
  if (!source.empty() && !domain::is_source_name(source))
    throw param_error("source", "must be a source's name: 1 to 64 of a-z, "
                                "0-9, _ and -");
  return source;
}

kpi_request read_kpi_request(param_reader& params, domain::business_day today) {
  kpi_request request;
  const auto date = params.maybe_day("date");
  const auto from = params.maybe_day("from");
  const auto to = params.maybe_day("to");
  request.range.source = read_source(params);
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

json_document render_figures(const kpi_request& request,
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

json_document render(const kpi_request& request,
                     const std::vector<kpi_row>& rows,
                     const document_terms& terms) {
  auto document = render_figures(request, rows, terms);
  const auto& source = request.range.source;
  document["source"] = source.empty() ? json_document() : json_document(source);
  return document;
}

using customer_ptr = shared<domain::customer_view>;

void answer_board(control_state& state, const call_ptr& call,
                  const leaderboard_shown& shown,
                  const std::vector<domain::customer_view>& customers,
                  const customer_ptr& own) {
  auto document =
      leaderboard_document(*shown.entries, customers, state.deps.terms);
  if (own)
    document["customer"] = place_document(shown.own, *own, state.deps.terms);
  state.answer(call, document);
}

/// Adds names and addresses to what analytics knows, and answers.
void name_and_answer(control_state& state, const call_ptr& call,
                     const leaderboard_shown& shown, const customer_ptr& own) {
  customers_by_id query;
  for (const auto& entry : *shown.entries)
    query.ids.push_back(entry.customer);
  if (query.ids.empty()) {
    answer_board(state, call, shown, {}, own);
    return;
  }
  ask<customers_listed>(
      state, call, state.deps.storage, std::move(query),
      [&state, call, shown, own](const customers_listed& listed) {
        answer_board(state, call, shown, *listed.customers, own);
      });
}

/// The board, with the place of `own` if that is somebody.
void show_board(control_state& state, const call_ptr& call, int limit,
                const customer_ptr& own) {
  get_leaderboard query{limit, own ? own->id : domain::customer_id{}};
  ask<leaderboard_shown>(state, call, state.deps.analytics, query,
                         [&state, call, own](const leaderboard_shown& shown) {
                           name_and_answer(state, call, shown, own);
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
  std::optional<find_customer> who;
  if (params.has("customer"))
    who = params.customer("customer");
  params.finish();
  if (!who) {
    show_board(state, call, limit, nullptr);
    return;
  }
  ask<customer_found>(state, call, state.deps.storage, *who,
                      [&state, call, limit, who](const customer_found& found) {
                        if (found.customer)
                          show_board(state, call, limit, found.customer);
                        else
                          state.fail(call, no_such_customer(*who));
                      });
}

} // namespace orderd::actors
