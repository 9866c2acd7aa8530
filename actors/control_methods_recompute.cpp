// SPDX-License-Identifier: Apache-2.0
#include "actors/control_methods.hpp"

#include <utility>

namespace orderd::actors {

namespace {

using report_document = json_document (*)(const domain::figures_report&, bool,
                                          const document_terms&);

/// Recomputes the figures of a scope, mends them unless `check`, and answers
/// with what differed. A check alone is a read and works in every state.
void recompute(control_state& state, const call_ptr& call,
               const domain::figures_scope& scope, bool check,
               report_document write) {
  const recompute_figures query{state.deps.analytics, scope, !check};
  const auto answer = [&state, call, check,
                       write](const figures_recomputed& done) {
    state.answer(call, write(*done.report, !check, state.deps.terms));
  };
  if (check) {
    ask<figures_recomputed>(state, call, state.deps.storage, query, answer,
                            control_limits::verify_timeout);
    return;
  }
  when_ready(state, call, [&state, call, query, answer] {
    command<figures_recomputed>(state, call, state.deps.storage, query, answer);
  });
}

} // namespace

void kpis_generate(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  domain::figures_scope scope;
  scope.date = params.maybe_day("date");
  scope.customers = false;
  const auto check = params.flag_or("check", false);
  params.finish();
  recompute(state, call, scope, check, days_compared_document);
}

void leaderboard_update(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  domain::figures_scope scope;
  scope.days = false;
  const auto check = params.flag_or("check", false);
  params.finish();
  recompute(state, call, scope, check, customers_compared_document);
}

} // namespace orderd::actors
