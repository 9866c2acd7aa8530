// SPDX-License-Identifier: Apache-2.0
#include "actors/storage_worker.hpp"

#include <caf/spawn_options.hpp>

namespace orderd::actors {
namespace {

struct worker_state {
  static inline const char* name = "worker";

  worker_tools tools;
};

worker_actor::behavior_type
worker(worker_actor::stateful_pointer<worker_state> self,
       std::shared_ptr<worker_tools> tools) {
  self->state.tools = std::move(*tools);
  return {
      [=](const run_job& m) {
        m.work->run(self->state.tools);
        return job_done{m.work};
      },
  };
}

} // namespace

worker_actor spawn_worker(storage_actor::stateful_pointer<storage_state> owner,
                          worker_tools tools, bool detached) {
  auto moved = std::make_shared<worker_tools>(std::move(tools));
  if (detached)
    return owner->spawn<caf::linked + caf::detached>(worker, std::move(moved));
  return owner->spawn<caf::linked>(worker, std::move(moved));
}

} // namespace orderd::actors
