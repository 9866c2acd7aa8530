// SPDX-License-Identifier: Apache-2.0
#include "actors/delivery_queue.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <optional>
#include <random>
#include <utility>
#include <vector>

using namespace orderd;
using namespace orderd::actors;

namespace {

using page = std::vector<domain::notice_batch>;
using ids = std::vector<std::int64_t>;

constexpr std::int64_t small = 2;
constexpr std::int64_t large = 60;

/// How many notices a batch has.
using sizes = std::int64_t (*)(std::int64_t id);

std::int64_t always_small(std::int64_t) {
  return small;
}

std::int64_t large_in_the_end(std::int64_t id) {
  return id > 1'000 ? large : small;
}

/// Batch n tells of `size` orders from 100 n on.
shared<domain::notice_batch> batch(std::int64_t id, std::int64_t size) {
  auto made = std::make_shared<domain::notice_batch>();
  made->batch = {id};
  for (std::int64_t i = 0; i < size; ++i)
    made->notices.push_back({{100 * id + i}});
  return made;
}

/// A database that commits batches, tells of them some time later, and is
/// scanned, while a channel fails now and then: in random order.
class model {
public:
  explicit model(unsigned seed, sizes size_of = always_small,
                 std::int64_t most_notices = max_queued_notices)
      : queue(most_notices), random_(seed), size_of_(size_of) {}

  void step(bool commits) {
    switch (random_() % 8) {
    case 0:
    case 1:
      for (auto left = commits ? burst() : 0; left > 0; --left)
        committed_[++last_] = false;
      break;
    case 2:
    case 3:
      for (auto left = burst(); left > 0 && told_ < last_; --left)
        queue.offer(made(++told_));
      break;
    case 4:
      if (!scanning_ && queue.wants_scan() && !recording_) {
        queue.scan_started();
        scanning_ = true;
      } else if (scanning_ && !snapshot_) {
        snapshot_ = pending();
      } else if (scanning_) {
        end_scan();
      }
      break;
    case 5:
    case 6:
      if (const auto next = queue.take()) {
        delivered.push_back(next->batch.value);
        under_way_.push_back(next->batch);
      } else {
        decide();
      }
      break;
    default:
      record();
    }
    BOOST_REQUIRE(queue.queued() <=
                  max_queued_batches +
                      static_cast<std::size_t>(batches_a_scan));
    // A page, and what was told while it was read.
    BOOST_REQUIRE(queue.undecided() <= 2 * queue.most_notices() + large);
  }

  [[nodiscard]] bool done() const {
    return told_ == last_ && queue.empty() && !queue.backlog();
  }
  [[nodiscard]] std::int64_t last() const {
    return last_;
  }

  delivery_queue queue;
  ids delivered;

private:
  // In any order.
  void decide() {
    if (under_way_.empty())
      return;
    std::swap(under_way_[random_() % under_way_.size()], under_way_.back());
    queue.decided(under_way_.back());
    unrecorded_.push_back(under_way_.back());
    under_way_.pop_back();
  }

  // Mostly one, sometimes more than the queue holds.
  int burst() {
    return random_() % 200 == 0 ? 400 : 1;
  }

  [[nodiscard]] shared<domain::notice_batch> made(std::int64_t id) const {
    return batch(id, size_of_(id));
  }

  // As storage's reader does.
  [[nodiscard]] shared<page> pending() {
    auto found = std::make_shared<page>();
    std::int64_t notices = 0;
    more_ = false;
    for (const auto& [id, is_recorded] : committed_) {
      if (is_recorded)
        continue;
      notices += size_of_(id);
      more_ = !found->empty() &&
              (notices > queue.most_notices() ||
               found->size() >= static_cast<std::size_t>(batches_a_scan));
      if (more_)
        break;
      found->push_back(*made(id));
    }
    return found;
  }

  void end_scan() {
    if (random_() % 5 == 0)
      queue.scan_given_up();
    else
      queue.scan_ended(snapshot_, more_);
    snapshot_ = nullptr;
    scanning_ = false;
  }

  // As the notifier does: never while a scan is under way.
  void record() {
    if (scanning_)
      return;
    if (!recording_) {
      recording_ = std::exchange(unrecorded_, {});
      return;
    }
    for (const auto id : *recording_) {
      committed_[id.value] = true;
      queue.recorded(id);
    }
    recording_.reset();
  }

  std::mt19937 random_;
  sizes size_of_;
  std::map<std::int64_t, bool> committed_; ///< and whether it is recorded
  std::int64_t last_ = 0;
  std::int64_t told_ = 0;
  bool scanning_ = false;
  shared<page> snapshot_;
  bool more_ = false; ///< waits after it
  std::vector<domain::batch_id> under_way_;
  std::vector<domain::batch_id> unrecorded_;
  std::optional<std::vector<domain::batch_id>> recording_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(delivery_queue_model_test)

BOOST_AUTO_TEST_CASE(every_batch_is_delivered_once_and_in_order) {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    model run(seed);
    if (seed % 2 == 0)
      run.queue.expect_backlog();
    for (int i = 0; i < 2'000; ++i)
      run.step(true);
    for (int i = 0; i < 200'000 && !run.done(); ++i)
      run.step(false);
    BOOST_REQUIRE(run.done());
    BOOST_REQUIRE(run.delivered.size() == static_cast<std::size_t>(run.last()));
    for (std::int64_t id = 1; id <= run.last(); ++id)
      BOOST_REQUIRE(run.delivered[static_cast<std::size_t>(id - 1)] == id);
    BOOST_REQUIRE(run.queue.waiting() == 0);
  }
}

BOOST_AUTO_TEST_CASE(large_batches_after_many_small_ones_fill_no_memory) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    model run(seed, large_in_the_end, 1'000);
    run.queue.expect_backlog();
    for (int i = 0; i < 3'000; ++i)
      run.step(true);
    for (int i = 0; i < 200'000 && !run.done(); ++i)
      run.step(false);
    BOOST_REQUIRE(run.done());
    BOOST_REQUIRE(run.last() > 1'100);
    BOOST_REQUIRE(run.delivered.size() == static_cast<std::size_t>(run.last()));
  }
}

BOOST_AUTO_TEST_SUITE_END()
