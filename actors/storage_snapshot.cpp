// SPDX-License-Identifier: Apache-2.0
#include "actors/storage_snapshot.hpp"

namespace orderd::actors {
namespace {

using self_pointer = storage_actor::stateful_pointer<storage_state>;
using reading_ptr = std::shared_ptr<const snapshot_reading>;

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

void read(self_pointer self, const reading_ptr& reading,
          const shared<domain::memory_figures>& memory) {
  // In front, since the long reader holds the snapshot.
  self->state.long_reads.push_front(std::make_shared<step>(
      [=](storage::reader& from) { reading->read(from, *memory); },
      reading->then));
}

void end_moment(self_pointer self, const std::function<void()>& resume) {
  self->state.snapshot_opening = false;
  resume();
}

void open_snapshot(self_pointer self, const reading_ptr& reading,
                   const std::function<void()>& resume) {
  const auto opened = [=](const caf::error& why) {
    if (why) {
      reading->then(why);
      end_moment(self, resume);
      return;
    }
    self->request(reading->figures, figures_timeout, reading->wanted)
        .then(
            [=](const memory_figures_shown& shown) {
              read(self, reading, shown.figures);
              end_moment(self, resume);
            },
            [=](const caf::error& failed) {
              reading->then(failed);
              end_moment(self, resume);
            });
  };
  self->state.long_reads.push_front(std::make_shared<step>(
      [](storage::reader& from) { from.begin_verify(); }, opened));
  resume();
}

} // namespace

void read_in_snapshot(self_pointer self, snapshot_reading reading,
                      const std::function<void()>& resume) {
  const auto kept =
      std::make_shared<const snapshot_reading>(std::move(reading));
  self->state.when_quiet.emplace_back(
      [=] { open_snapshot(self, kept, resume); });
  resume();
}

} // namespace orderd::actors
