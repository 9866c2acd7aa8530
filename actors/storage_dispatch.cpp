// SPDX-License-Identifier: Apache-2.0
#include "actors/storage_dispatch.hpp"

#include <utility>

namespace orderd::actors {
namespace {

using self_pointer = storage_actor::stateful_pointer<storage_state>;

void publish(self_pointer self, const job& done) {
  const auto facts = done.facts();
  if (!facts)
    return;
  for (const auto& listener : self->state.listeners)
    self->send(listener, committed{facts});
}

// Nobody is left without an answer, and nothing more is written.
void end(self_pointer self, const caf::error& why) {
  auto& state = self->state;
  state.ending = true;
  for (const auto& left : state.writes.abandon())
    left->refuse(why);
  for (auto* queue : {&state.reads, &state.long_reads})
    for (const auto& left : std::exchange(*queue, {}))
      left->refuse(why);
  self->quit(why);
}

// Others are told before the asker, so that who hears "done" finds the
// figures changed.
void finish(self_pointer self, const std::shared_ptr<job>& done) {
  publish(self, *done);
  const auto why = done->failure();
  done->answer();
  if (!why || error_code(why) != errc::fenced || self->state.ending)
    return;
  self->state.deps.events->write(log_level::error, "storage.fenced",
                                 {{"reason", error_text(why)}});
  end(self, why);
}

void run_write(self_pointer self, std::size_t slot) {
  write_class kind{};
  auto work = self->state.writes.take(kind);
  if (!work)
    return;
  self->state.writers[slot].busy = true;
  self->request(self->state.writers[slot].worker, caf::infinite,
                run_job{std::move(work)})
      .then(
          [=](const job_done& done) {
            self->state.writers[slot].busy = false;
            self->state.writes.finished(kind);
            finish(self, done.work);
            start_next(self);
            answer_drains(self);
          },
          [=](const caf::error& why) { end(self, why); });
}

void run_read(self_pointer self, worker_slot& slot,
              std::deque<std::shared_ptr<job>>& queue) {
  if (slot.busy || queue.empty())
    return;
  auto work = std::move(queue.front());
  queue.pop_front();
  slot.busy = true;
  self->request(slot.worker, caf::infinite, run_job{std::move(work)})
      .then(
          [=, &slot](const job_done& done) {
            slot.busy = false;
            finish(self, done.work);
            start_next(self);
            answer_drains(self);
          },
          [=](const caf::error& why) { end(self, why); });
}

} // namespace

void start_next(self_pointer self) {
  auto& state = self->state;
  if (state.ending)
    return;
  run_read(self, state.reader, state.reads);
  run_read(self, state.long_reader, state.long_reads);
  if (state.snapshot_opening)
    return;
  // Not while an earlier snapshot is read, which may take minutes.
  if (!state.when_quiet.empty() && !state.long_reader.busy) {
    if (state.writes.running() > 0)
      return;
    state.snapshot_opening = true;
    const auto next = std::move(state.when_quiet.front());
    state.when_quiet.pop_front();
    next();
    return;
  }
  for (std::size_t slot = 0; slot < state.writers.size(); ++slot)
    if (!state.writers[slot].busy)
      run_write(self, slot);
}

void answer_drains(self_pointer self) {
  auto& state = self->state;
  if (state.drains.empty() || state.reader.busy || !state.reads.empty() ||
      state.writes.waiting() + state.writes.running() > 0)
    return;
  for (auto& promise : std::exchange(state.drains, {}))
    promise.deliver(drained{});
}

} // namespace orderd::actors
