// SPDX-License-Identifier: Apache-2.0
#include "actors/control_methods.hpp"

#include <caf/spawn_options.hpp>

#include <memory>
#include <utility>

namespace orderd::actors {

namespace {

/// The version of the control protocol; it rises when something is renamed
/// or taken away.
constexpr int protocol_version = 1;

/// The newest files that `verify` reads again.
constexpr int max_verified_files = 100'000;

/// Collects what the parts say; answers when the last one has spoken or its
/// time is up.
struct status_round {
  status_facts facts;
  int open = 0;
};

using round_ptr = std::shared_ptr<status_round>;

void count_down(control_state& state, const call_ptr& call,
                const round_ptr& round) {
  if (--round->open != 0)
    return;
  auto document = status_document(round->facts, state.deps.terms);
  document["timezone"] = state.deps.timezone;
  state.answer(call, document);
}

/// Asks one part. Without an answer its figures stay zero, and `troubles`
/// says so.
template <class Answer, class Handle, class Request, class Keep>
void ask_part(control_state& state, const call_ptr& call,
              const round_ptr& round, const Handle& whom, Request request,
              std::string part, Keep keep) {
  ++round->open;
  state.self->request(whom, control_limits::status_timeout, std::move(request))
      .then(
          [&state, call, round, keep](const Answer& answer) {
            keep(round->facts, answer);
            count_down(state, call, round);
          },
          [&state, call, round, part](const caf::error& error) {
            round->facts.troubles.push_back(part + ": " + error_text(error));
            count_down(state, call, round);
          });
}

archive_checker_actor spawn_checker(control_state& state) {
  if (state.deps.threads)
    return state.self->spawn<caf::detached>(archive_checker,
                                            state.deps.digest_of);
  return state.self->spawn(archive_checker, state.deps.digest_of);
}

void verify_files(control_state& state, const call_ptr& call,
                  const shared<domain::verify_report>& report) {
  ask<imports_listed>(
      state, call, state.deps.storage, list_imports{false, max_verified_files},
      [&state, call, report](const imports_listed& listed) {
        ask<rules_verified>(
            state, call, spawn_checker(state),
            check_files{report, listed.imports},
            [&state, call](const rules_verified& verified) {
              state.answer(call, verify_document(*verified.report));
            },
            control_limits::verify_timeout);
      },
      control_limits::verify_timeout);
}

} // namespace

void daemon_show_status(control_state& state, const call_ptr& call) {
  param_reader(call->params).finish();
  auto round = std::make_shared<status_round>();
  round->facts.state = state.draining ? "draining" : "starting";
  const auto& deps = state.deps;
  ask_part<daemon_status>(state, call, round, deps.supervisor, get_status{},
                          "supervisor",
                          [](status_facts& facts, const daemon_status& status) {
                            facts.state = status.state;
                          });
  ask_part<storage_status>(
      state, call, round, deps.storage, get_status{}, "storage",
      [](status_facts& facts, const storage_status& status) {
        facts.storage = status;
      });
  ask_part<processor_status>(
      state, call, round, deps.processor, get_status{}, "processor",
      [](status_facts& facts, const processor_status& status) {
        facts.processor = status;
      });
  ask_part<refunds_status>(
      state, call, round, deps.refund, get_status{}, "refunds",
      [](status_facts& facts, const refunds_status& status) {
        facts.refunds = status;
      });
  ask_part<importer_status>(
      state, call, round, deps.importer, get_status{}, "importer",
      [](status_facts& facts, const importer_status& status) {
        facts.importer = status;
      });
  ask_part<notifier_status>(
      state, call, round, deps.notifier, get_status{}, "notifier",
      [](status_facts& facts, const notifier_status& status) {
        facts.notifier = status;
      });
  ask_part<totals_shown>(state, call, round, deps.analytics, get_totals{},
                         "analytics",
                         [](status_facts& facts, const totals_shown& shown) {
                           facts.totals = shown.totals;
                         });
}

void daemon_verify(control_state& state, const call_ptr& call) {
  param_reader params(call->params);
  const bool files = params.flag_or("files", false);
  params.finish();
  ask<rules_verified>(
      state, call, state.deps.storage, verify_rules{state.deps.analytics},
      [&state, call, files](const rules_verified& verified) {
        if (files)
          verify_files(state, call, verified.report);
        else
          state.answer(call, verify_document(*verified.report));
      },
      control_limits::verify_timeout);
}

void daemon_drain(control_state& state, const call_ptr& call) {
  param_reader(call->params).finish();
  state.self->send(state.deps.supervisor,
                   shut_down{"asked over the control socket"});
  state.answer(call, {{"state", "draining"}});
}

void daemon_version(control_state& state, const call_ptr& call) {
  param_reader(call->params).finish();
  state.answer(call, {{"version", state.deps.terms.version},
                      {"protocol", protocol_version}});
}

} // namespace orderd::actors
