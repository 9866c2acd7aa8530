// SPDX-License-Identifier: Apache-2.0
#include "actors/delivery_queue.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <optional>
#include <random>

using namespace orderd;
using namespace orderd::actors;

namespace {

using page = std::vector<domain::notice_batch>;

shared<domain::notice_batch> batch(std::int64_t id, std::size_t notices = 2) {
  auto made = std::make_shared<domain::notice_batch>();
  made->batch = {id};
  made->notices.resize(notices);
  return made;
}

shared<page> page_of(std::int64_t first, std::int64_t last) {
  auto made = std::make_shared<page>();
  for (auto id = first; id <= last; ++id)
    made->push_back(*batch(id));
  return made;
}

/// Hands over whatever the queue gives; the ids in order.
std::vector<std::int64_t> deliver_all(delivery_queue& queue) {
  std::vector<std::int64_t> ids;
  while (const auto next = queue.take()) {
    ids.push_back(next->batch.value);
    queue.delivered();
  }
  return ids;
}

using ids = std::vector<std::int64_t>;

/// A database that commits batches, tells of them some time later, and is
/// scanned, while a channel fails now and then: in random order.
class model {
public:
  explicit model(unsigned seed) : random_(seed) {}

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
        queue.offer(batch(++told_));
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
        if (random_() % 4 == 0) {
          queue.not_delivered();
        } else {
          queue.delivered();
          delivered.push_back(next->batch.value);
          unrecorded_.push_back(next->batch);
        }
      }
      break;
    default:
      record();
    }
    BOOST_REQUIRE(queue.queued() <=
                  max_queued_batches +
                      static_cast<std::size_t>(batches_a_scan));
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
  // Mostly one, sometimes more than the queue holds.
  int burst() {
    return random_() % 200 == 0 ? 100 : 1;
  }

  [[nodiscard]] shared<page> pending() const {
    auto found = std::make_shared<page>();
    for (const auto& [id, is_recorded] : committed_)
      if (!is_recorded && found->size() < batches_a_scan)
        found->push_back(*batch(id));
    return found;
  }

  void end_scan() {
    if (random_() % 5 == 0)
      queue.scan_given_up();
    else
      queue.scan_ended(snapshot_);
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
  std::map<std::int64_t, bool> committed_; ///< and whether it is recorded
  std::int64_t last_ = 0;
  std::int64_t told_ = 0;
  bool scanning_ = false;
  shared<page> snapshot_;
  std::vector<domain::batch_id> unrecorded_;
  std::optional<std::vector<domain::batch_id>> recording_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(delivery_queue_test)

BOOST_AUTO_TEST_CASE(batches_leave_in_the_order_in_which_they_came) {
  delivery_queue queue;
  queue.offer(batch(1));
  queue.offer(batch(2));
  BOOST_TEST(deliver_all(queue) == (ids{1, 2}),
             boost::test_tools::per_element());
  BOOST_TEST(queue.waiting() == 4);
  queue.recorded({1});
  queue.recorded({2});
  BOOST_TEST(queue.waiting() == 0);
  BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(one_batch_at_a_time_is_under_way) {
  delivery_queue queue;
  queue.offer(batch(1));
  queue.offer(batch(2));
  BOOST_TEST(queue.take()->batch.value == 1);
  BOOST_CHECK(!queue.take());
  queue.not_delivered();
  BOOST_TEST(queue.take()->batch.value == 1);
}

BOOST_AUTO_TEST_CASE(a_batch_told_twice_is_delivered_once) {
  delivery_queue queue;
  queue.offer(batch(1));
  queue.offer(batch(1));
  BOOST_TEST(deliver_all(queue).size() == 1u);
  queue.offer(batch(1));
  BOOST_TEST(deliver_all(queue).empty());
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_left_to_the_database) {
  delivery_queue queue;
  for (std::int64_t id = 1; id <= 100; ++id)
    queue.offer(batch(id));
  BOOST_TEST(queue.queued() == max_queued_batches);
  BOOST_TEST(queue.backlog());
  BOOST_TEST(queue.waiting() == 200);
  BOOST_TEST(deliver_all(queue).size() == max_queued_batches);
  BOOST_TEST(!queue.wants_scan());
  for (std::int64_t id = 1; id <= 100; ++id)
    queue.recorded({id});
  BOOST_TEST(queue.wants_scan());
}

BOOST_AUTO_TEST_CASE(large_batches_are_bounded_by_their_notices) {
  delivery_queue queue;
  for (std::int64_t id = 1; id <= 5; ++id)
    queue.offer(batch(id, 20'000));
  BOOST_TEST(queue.queued() == 4u);
  BOOST_TEST(queue.backlog());
}

BOOST_AUTO_TEST_CASE(new_batches_wait_behind_the_backlog) {
  delivery_queue queue;
  queue.expect_backlog();
  queue.offer(batch(20));
  BOOST_TEST(queue.queued() == 0u);
  queue.scan_started();
  queue.offer(batch(21));
  BOOST_CHECK(!queue.take());
  queue.scan_ended(page_of(19, 20));
  BOOST_TEST(!queue.backlog());
  BOOST_TEST(deliver_all(queue) == (ids{19, 20, 21}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_full_page_means_that_more_may_wait) {
  delivery_queue queue;
  queue.expect_backlog();
  queue.scan_started();
  queue.offer(batch(50));
  queue.scan_ended(page_of(1, batches_a_scan));
  BOOST_TEST(queue.backlog());
  BOOST_TEST(deliver_all(queue).back() == batches_a_scan);
  for (std::int64_t id = 1; id <= batches_a_scan; ++id)
    queue.recorded({id});
  BOOST_TEST(queue.wants_scan());
  queue.scan_started();
  queue.scan_ended(page_of(50, 50));
  BOOST_TEST(deliver_all(queue) == (ids{50}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_during_a_scan_is_scanned_next) {
  delivery_queue queue;
  queue.expect_backlog();
  queue.scan_started();
  for (std::int64_t id = 1; id <= 100; ++id)
    queue.offer(batch(id));
  queue.scan_ended(page_of(1, 0));
  BOOST_TEST(deliver_all(queue).size() == max_queued_batches);
  for (std::int64_t id = 1; id <= 100; ++id)
    queue.recorded({id});
  BOOST_TEST(queue.wants_scan());
}

BOOST_AUTO_TEST_CASE(a_scan_that_overlaps_a_told_batch_brings_it_once) {
  delivery_queue queue;
  queue.expect_backlog();
  queue.scan_started();
  queue.offer(batch(2));
  queue.scan_ended(page_of(1, 3));
  queue.offer(batch(3));
  BOOST_TEST(deliver_all(queue) == (ids{1, 2, 3}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_batch_told_after_a_scan_brought_it_is_not_repeated) {
  delivery_queue queue;
  queue.expect_backlog();
  queue.scan_started();
  queue.scan_ended(page_of(1, 1));
  deliver_all(queue);
  queue.recorded({1});
  queue.offer(batch(1));
  BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(every_batch_is_delivered_once_and_in_order) {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    model run(seed);
    if (seed % 2 == 0)
      run.queue.expect_backlog();
    for (int i = 0; i < 2'000; ++i)
      run.step(true);
    for (int i = 0; i < 100'000 && !run.done(); ++i)
      run.step(false);
    BOOST_REQUIRE(run.done());
    BOOST_REQUIRE(run.delivered.size() == static_cast<std::size_t>(run.last()));
    for (std::int64_t id = 1; id <= run.last(); ++id)
      BOOST_REQUIRE(run.delivered[static_cast<std::size_t>(id - 1)] == id);
    BOOST_REQUIRE(run.queue.waiting() == 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()
