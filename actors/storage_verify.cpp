// SPDX-License-Identifier: Apache-2.0
#include "actors/storage_verify.hpp"

namespace orderd::actors {
namespace {

using self_pointer = storage_actor::stateful_pointer<storage_state>;
using promise = caf::typed_response_promise<rules_verified>;

/// Runs on the long reader, between other long reads, and then calls back in
/// the storage actor.
class step : public job {
public:
  step(std::function<void(storage::reader&)> body,
       std::function<void(const caf::error&)> then)
      : body_(std::move(body)), then_(std::move(then)) {}

  void run(worker_tools& tools) noexcept override {
    guarded([&] { body_(*tools.reader); });
  }

  void answer() override {
    then_(failure_);
  }

private:
  std::function<void(storage::reader&)> body_;
  std::function<void(const caf::error&)> then_;
};

void check(self_pointer self, promise asker,
           shared<domain::memory_figures> memory) {
  auto report = std::make_shared<domain::verify_report>();
  // In front, since the long reader holds the snapshot.
  self->state.long_reads.push_front(std::make_shared<step>(
      [=](storage::reader& from) { *report = from.verify(*memory); },
      [=](const caf::error& why) mutable {
        if (why)
          asker.deliver(why);
        else
          asker.deliver(rules_verified{report});
      }));
}

void end_moment(self_pointer self, const std::function<void()>& resume) {
  self->state.snapshot_opening = false;
  resume();
}

void open_snapshot(self_pointer self, promise asker, verify_rules message,
                   std::function<void()> resume) {
  const auto opened = [=](const caf::error& why) mutable {
    if (why) {
      asker.deliver(why);
      end_moment(self, resume);
      return;
    }
    self->request(message.figures, figures_timeout, get_memory_figures{})
        .then(
            [=](const memory_figures_shown& shown) {
              check(self, asker, shown.figures);
              end_moment(self, resume);
            },
            [=](const caf::error& failed) mutable {
              asker.deliver(failed);
              end_moment(self, resume);
            });
  };
  self->state.long_reads.push_front(std::make_shared<step>(
      [](storage::reader& from) { from.begin_verify(); }, opened));
  resume();
}

} // namespace

caf::result<rules_verified> verify_in_snapshot(self_pointer self,
                                               const verify_rules& message,
                                               std::function<void()> resume) {
  if (!message.figures)
    return make_error(errc::invalid, "verify was asked without figures");
  auto asker = self->make_response_promise<rules_verified>();
  self->state.when_quiet.push_back(
      [=] { open_snapshot(self, asker, message, resume); });
  resume();
  return caf::delegated<rules_verified>{};
}

} // namespace orderd::actors
