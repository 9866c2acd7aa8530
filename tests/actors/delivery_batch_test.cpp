// SPDX-License-Identifier: Apache-2.0
#include "actors/delivery_batch.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;

namespace {

std::shared_ptr<domain::notice_batch>
batch_about(std::vector<std::int64_t> orders) {
  auto made = std::make_shared<domain::notice_batch>();
  made->batch = {7};
  for (const auto order : orders)
    made->notices.push_back({{order}});
  return made;
}

const domain::utc_time now{std::chrono::seconds{1'000'000}};

} // namespace

BOOST_AUTO_TEST_SUITE(delivery_batch_test)

BOOST_AUTO_TEST_CASE(progress_is_the_beginning_without_a_gap) {
  delivery_batch batch(batch_about({10, 20, 30, 40}));
  BOOST_TEST(!batch.take_progress("email"));
  batch.sent(1, now);
  BOOST_TEST(!batch.take_progress("email"));
  batch.sent(0, now);
  const auto progress = batch.take_progress("email");
  BOOST_REQUIRE(progress);
  BOOST_TEST(!progress->complete);
  BOOST_TEST(progress->done_through == 20);
  BOOST_TEST(progress->channel == "email");
  BOOST_TEST(progress->batch.value == 7);
  BOOST_TEST(!batch.take_progress("email"));
}

BOOST_AUTO_TEST_CASE(it_is_complete_when_all_are_decided_and_says_so_once) {
  delivery_batch batch(batch_about({1, 2}));
  batch.sent(1, now);
  BOOST_TEST(!batch.complete());
  batch.settled(0);
  BOOST_TEST(batch.complete());
  BOOST_TEST(batch.take_progress("log")->complete);
  BOOST_TEST(!batch.take_progress("log"));
}

BOOST_AUTO_TEST_CASE(what_was_sent_behind_a_gap_is_unsaid_until_it_is_closed) {
  delivery_batch batch(batch_about({1, 2, 3}));
  batch.sent(1, now);
  batch.sent(2, now + std::chrono::seconds{1});
  BOOST_CHECK(batch.unsaid_since() == now);
  batch.sent(0, now + std::chrono::seconds{2});
  BOOST_REQUIRE(batch.take_progress("email"));
  BOOST_TEST(!batch.unsaid_since());
  BOOST_TEST(batch.take_unsaid().empty());
}

BOOST_AUTO_TEST_CASE(what_is_unsaid_is_said_once_and_without_what_has_a_row) {
  delivery_batch batch(batch_about({1, 2, 3, 4, 5}));
  batch.sent(0, now);
  batch.settled(2);
  batch.sent(3, now);
  BOOST_REQUIRE(batch.take_progress("email"));
  BOOST_TEST(batch.take_unsaid() == std::vector<std::size_t>{3},
             boost::test_tools::per_element());
  BOOST_TEST(!batch.unsaid_since());
  batch.sent(4, now);
  BOOST_TEST(batch.take_unsaid() == std::vector<std::size_t>{4},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_subject_is_done_when_all_its_notices_are) {
  delivery_batch batch(batch_about({1, 2, 2, 3}));
  batch.sent(0, now);
  batch.sent(1, now);
  auto progress = batch.take_progress("email");
  BOOST_REQUIRE(progress);
  BOOST_TEST(progress->done_through == 1);
  BOOST_CHECK(batch.unsaid_since() == now);
  batch.sent(2, now);
  progress = batch.take_progress("email");
  BOOST_REQUIRE(progress);
  BOOST_TEST(progress->done_through == 2);
  BOOST_TEST(!batch.unsaid_since());
}

BOOST_AUTO_TEST_CASE(a_batch_with_nothing_left_is_complete_at_once) {
  delivery_batch batch(batch_about({}));
  BOOST_TEST(batch.complete());
  BOOST_TEST(batch.take_progress("email")->complete);
  BOOST_TEST(!batch.take_progress("email"));
}

BOOST_AUTO_TEST_SUITE_END()
