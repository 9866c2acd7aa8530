// SPDX-License-Identifier: Apache-2.0
#include "actors/storage_recompute.hpp"

#include "actors/storage_snapshot.hpp"

#include <utility>

namespace orderd::actors {
namespace {

using self_pointer = storage_actor::stateful_pointer<storage_state>;

/// One recomputation from its first snapshot to its answer.
struct recomputation {
  caf::typed_response_promise<figures_recomputed> asker;
  recompute_figures asked;
  std::function<void()> resume;
  std::shared_ptr<domain::figures_report> report;
};

using recomputation_ptr = std::shared_ptr<recomputation>;

void start_next_recomputation(self_pointer self) {
  auto& state = self->state;
  state.recomputing = !state.recomputations.empty();
  if (!state.recomputing)
    return;
  const auto next = std::move(state.recomputations.front());
  state.recomputations.pop_front();
  next();
}

void end(self_pointer self, const recomputation_ptr& work,
         const caf::error& why) {
  if (why)
    work->asker.deliver(why);
  else
    work->asker.deliver(figures_recomputed{work->report});
  start_next_recomputation(self);
}

// Those who listen to commits have the facts before the asker has its answer.
void mend(self_pointer self, const recomputation_ptr& work) {
  self->state.writes.push(
      write_class::small,
      std::make_shared<told_job>(
          [=](storage::writer& to) {
            return std::make_shared<domain::commit_facts>(
                to.mend_figures(work->report->fix));
          },
          [=](const caf::error& why) { end(self, work, why); }));
  work->resume();
}

// A digest tells whether the leaderboard differs; only then all totals are
// copied, in a second round, which alone counts.
void compare(self_pointer self, const recomputation_ptr& work, bool totals) {
  snapshot_reading reading;
  reading.figures = work->asked.figures;
  reading.wanted.totals = totals;
  reading.read = [=](storage::reader& from,
                     const domain::memory_figures& memory) {
    work->report = std::make_shared<domain::figures_report>(
        from.check_figures(memory, work->asked.scope));
  };
  reading.then = [=](const caf::error& why) {
    if (why)
      end(self, work, why);
    else if (work->report->needs_totals && !totals)
      compare(self, work, true);
    else if (work->asked.mend && !work->report->fix.empty())
      mend(self, work);
    else
      end(self, work, {});
  };
  read_in_snapshot(self, std::move(reading), work->resume);
}

} // namespace

caf::result<figures_recomputed>
recompute_in_snapshot(self_pointer self, const recompute_figures& message,
                      std::function<void()> resume) {
  if (!message.figures)
    return make_error(errc::invalid,
                      "figures cannot be recomputed without those in memory");
  auto& state = self->state;
  if (state.recomputations.size() >= max_waiting_recomputations)
    return make_error(errc::busy,
                      "too many recomputations of figures wait already");
  auto work = std::make_shared<recomputation>();
  work->asker = self->make_response_promise<figures_recomputed>();
  work->asked = message;
  work->resume = std::move(resume);
  state.recomputations.emplace_back([=] { compare(self, work, false); });
  if (!state.recomputing)
    start_next_recomputation(self);
  return caf::delegated<figures_recomputed>{};
}

} // namespace orderd::actors
