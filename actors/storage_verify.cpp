// SPDX-License-Identifier: Apache-2.0
#include "actors/storage_verify.hpp"

#include "actors/storage_snapshot.hpp"

namespace orderd::actors {

caf::result<rules_verified>
verify_in_snapshot(storage_actor::stateful_pointer<storage_state> self,
                   const verify_rules& message,
                   const std::function<void()>& resume) {
  if (!message.figures)
    return make_error(errc::invalid, "verify was asked without figures");
  auto asker = self->make_response_promise<rules_verified>();
  auto report = std::make_shared<domain::verify_report>();
  snapshot_reading reading;
  reading.figures = message.figures;
  reading.read = [=](storage::reader& from,
                     const domain::memory_figures& memory) {
    *report = from.verify(memory);
  };
  reading.then = [=](const caf::error& why) mutable {
    if (why)
      asker.deliver(why);
    else
      asker.deliver(rules_verified{report});
  };
  read_in_snapshot(self, std::move(reading), resume);
  return caf::delegated<rules_verified>{};
}

} // namespace orderd::actors
