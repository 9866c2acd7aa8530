// SPDX-License-Identifier: Apache-2.0
#include "actors/retry_book.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using orderd::actors::retry_book;
using std::chrono::seconds;

namespace {

domain::due_retries page_of(std::vector<std::int64_t> numbers,
                            std::optional<domain::utc_time> next = {}) {
  domain::due_retries page;
  for (const auto number : numbers) {
    page.due.emplace_back();
    page.due.back().id = {number};
  }
  page.next = next;
  return page;
}

struct fixture {
  retry_book book;
  domain::utc_time now{seconds{1'000'000}};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(retry_book_test, fixture)

BOOST_AUTO_TEST_CASE(the_database_is_asked_at_the_start_and_then_when_due) {
  BOOST_TEST(book.wants_page(now));
  book.asked();
  BOOST_TEST(!book.wants_page(now));
  book.answered(page_of({}, now + seconds{5}), now);
  BOOST_TEST(!book.wants_page(now));
  BOOST_CHECK(book.due_at() == now + seconds{5});
  BOOST_TEST(book.wants_page(now + seconds{5}));
}

BOOST_AUTO_TEST_CASE(it_is_looked_once_a_minute_though_nothing_is_due) {
  book.asked();
  book.answered(page_of({}), now);
  BOOST_TEST(!book.wants_page(now + seconds{59}));
  BOOST_TEST(book.wants_page(now + seconds{60}));
  book.asked();
  book.answered(page_of({}, now + std::chrono::hours{1}), now);
  BOOST_CHECK(book.due_at() == now + seconds{60});
}

BOOST_AUTO_TEST_CASE(the_next_page_waits_until_this_one_is_recorded) {
  book.asked();
  book.answered(page_of({1, 2}, now), now);
  BOOST_TEST(!book.wants_page(now));
  book.decided({1});
  BOOST_TEST(!book.page_waits(now));
  book.decided({2});
  BOOST_TEST(book.page_waits(now));
  book.closed({1});
  BOOST_TEST(!book.wants_page(now));
  book.closed({2});
  BOOST_TEST(book.wants_page(now));
}

BOOST_AUTO_TEST_CASE(a_retry_recorded_while_a_page_is_read_is_not_forgotten) {
  book.asked();
  book.expect(now + seconds{3});
  book.answered(page_of({}), now);
  BOOST_CHECK(book.due_at() == now + seconds{3});
}

BOOST_AUTO_TEST_CASE(a_record_that_was_begun_before_a_retry_closes_it_not) {
  book.asked();
  book.answered(page_of({1}, now), now);
  book.closed({1});
  BOOST_TEST(!book.wants_page(now));
  book.decided({1});
  book.closed({1});
  BOOST_TEST(book.wants_page(now));
}

BOOST_AUTO_TEST_CASE(one_that_was_not_tried_is_read_again) {
  book.asked();
  book.answered(page_of({1, 2}), now);
  book.put_back({1}, now);
  BOOST_TEST(!book.wants_page(now));
  book.decided({2});
  book.closed({2});
  BOOST_TEST(book.wants_page(now));
}

BOOST_AUTO_TEST_CASE(a_question_without_an_answer_is_asked_again) {
  book.asked();
  book.not_answered(now);
  BOOST_TEST(book.wants_page(now));
}

BOOST_AUTO_TEST_SUITE_END()
