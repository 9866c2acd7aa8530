// SPDX-License-Identifier: Apache-2.0
#include "actors/delivery_queue.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <vector>

using namespace orderd;
using namespace orderd::actors;

namespace {

using page = std::vector<domain::notice_batch>;

/// Batch n tells of the orders from 100,000 n on.
shared<domain::notice_batch> batch(std::int64_t id, std::size_t notices = 2) {
  auto made = std::make_shared<domain::notice_batch>();
  made->batch = {id};
  made->notices.resize(notices);
  auto order = id * 100'000;
  for (auto& about : made->notices)
    about.order = {order++};
  return made;
}

/// A batch that tells of these orders.
shared<domain::notice_batch> batch_about(std::int64_t id,
                                         std::vector<std::int64_t> orders) {
  auto made = std::make_shared<domain::notice_batch>();
  made->batch = {id};
  for (const auto order : orders)
    made->notices.push_back({{order}});
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
    queue.decided(next->batch);
  }
  return ids;
}

using ids = std::vector<std::int64_t>;

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

BOOST_AUTO_TEST_CASE(batches_of_different_orders_are_under_way_together) {
  delivery_queue queue;
  queue.offer(batch_about(1, {1, 2, 3}));
  queue.offer(batch_about(2, {4, 5}));
  BOOST_TEST(queue.take()->batch.value == 1);
  BOOST_TEST(queue.take()->batch.value == 2);
  BOOST_TEST(!queue.take());
}

BOOST_AUTO_TEST_CASE(an_orders_second_notification_waits_for_its_first) {
  delivery_queue queue;
  queue.offer(batch_about(1, {1, 2, 3}));
  queue.offer(batch_about(2, {3, 7}));
  queue.offer(batch_about(3, {5}));
  queue.offer(batch_about(4, {8}));
  BOOST_TEST(queue.take()->batch.value == 1);
  // The third comes after the second, which may tell of the same order.
  BOOST_TEST(queue.take()->batch.value == 4);
  BOOST_TEST(!queue.take());
  queue.decided({1});
  BOOST_TEST(queue.take()->batch.value == 2);
  BOOST_TEST(!queue.take());
  queue.decided({2});
  BOOST_TEST(queue.take()->batch.value == 3);
}

BOOST_AUTO_TEST_CASE(in_order_nothing_waits_and_nothing_passes) {
  delivery_queue queue(max_queued_notices, true);
  queue.offer(batch_about(1, {1}));
  queue.offer(batch_about(2, {1}));
  queue.offer(batch_about(3, {2}));
  for (std::int64_t id = 1; id <= 3; ++id)
    BOOST_TEST(queue.take()->batch.value == id);
}

BOOST_AUTO_TEST_CASE(an_empty_batch_waits_for_none) {
  delivery_queue queue;
  queue.offer(batch_about(1, {1}));
  queue.offer(batch_about(2, {}));
  queue.take();
  BOOST_TEST(queue.take()->batch.value == 2);
}

BOOST_AUTO_TEST_CASE(what_is_under_way_takes_room_until_it_is_decided) {
  delivery_queue queue(10);
  queue.offer(batch(1, 10));
  queue.take();
  queue.offer(batch(2, 10));
  BOOST_TEST(queue.backlog());
  BOOST_TEST(!queue.exhausted());
  queue.decided({1});
  BOOST_TEST(queue.exhausted());
  BOOST_TEST(!queue.wants_scan());
  queue.recorded({1});
  BOOST_TEST(queue.wants_scan());
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
  for (std::int64_t id = 1; id <= 400; ++id)
    queue.offer(batch(id));
  BOOST_TEST(queue.queued() == max_queued_batches);
  BOOST_TEST(queue.backlog());
  BOOST_TEST(queue.waiting() == 800);
  BOOST_TEST(deliver_all(queue).size() == max_queued_batches);
  BOOST_TEST(!queue.wants_scan());
  for (std::int64_t id = 1; id <= 400; ++id)
    queue.recorded({id});
  BOOST_TEST(queue.wants_scan());
}

BOOST_AUTO_TEST_CASE(large_batches_are_bounded_by_their_notices) {
  delivery_queue queue;
  for (std::int64_t id = 1; id <= 5; ++id)
    queue.offer(batch(id, 5'000));
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
  queue.scan_ended(page_of(19, 20), false);
  BOOST_TEST(!queue.backlog());
  BOOST_TEST(deliver_all(queue) == (ids{19, 20, 21}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(as_long_as_more_waits_another_scan_follows) {
  delivery_queue queue;
  queue.expect_backlog();
  queue.scan_started();
  queue.offer(batch(50));
  queue.scan_ended(page_of(1, 3), true);
  BOOST_TEST(queue.backlog());
  BOOST_TEST(deliver_all(queue).back() == 3);
  for (std::int64_t id = 1; id <= 3; ++id)
    queue.recorded({id});
  BOOST_TEST(queue.wants_scan());
  queue.scan_started();
  queue.scan_ended(page_of(50, 50), false);
  BOOST_TEST(deliver_all(queue) == (ids{50}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_full_page_may_be_the_last_one) {
  delivery_queue queue;
  queue.expect_backlog();
  queue.scan_started();
  queue.scan_ended(page_of(1, batches_a_scan), false);
  BOOST_TEST(!queue.backlog());
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_during_a_scan_is_scanned_next) {
  delivery_queue queue;
  queue.expect_backlog();
  queue.scan_started();
  for (std::int64_t id = 1; id <= 400; ++id)
    queue.offer(batch(id));
  queue.scan_ended(page_of(1, 0), false);
  BOOST_TEST(deliver_all(queue).size() == max_queued_batches);
  for (std::int64_t id = 1; id <= 400; ++id)
    queue.recorded({id});
  BOOST_TEST(queue.wants_scan());
}

BOOST_AUTO_TEST_CASE(a_scan_that_overlaps_a_told_batch_brings_it_once) {
  delivery_queue queue;
  queue.expect_backlog();
  queue.scan_started();
  queue.offer(batch(2));
  queue.scan_ended(page_of(1, 3), false);
  queue.offer(batch(3));
  BOOST_TEST(deliver_all(queue) == (ids{1, 2, 3}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_batch_told_after_a_scan_brought_it_is_not_repeated) {
  delivery_queue queue;
  queue.expect_backlog();
  queue.scan_started();
  queue.scan_ended(page_of(1, 1), false);
  deliver_all(queue);
  queue.recorded({1});
  queue.offer(batch(1));
  BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_SUITE_END()
