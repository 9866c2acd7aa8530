// SPDX-License-Identifier: Apache-2.0
#include "actors/storage.hpp"

#include "actors/errors.hpp"
#include "tests/support/memory_deliveries.hpp"
#include "tests/support/test_system.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <utility>

using namespace orderd;
using namespace orderd::actors;
using namespace std::chrono_literals;
using domain::notification_type;
using status = domain::delivery_exception::status;

namespace {

constexpr domain::utc_time now{1'764'000'000s};

struct fixture {
  fixture() {
    store->policy = {{"email"}};
    deps.writers = 2;
    deps.make_writer = [this](int connection, storage::session_hooks) {
      return testing::make_memory_writer(store, connection);
    };
    deps.make_reader = [this] { return testing::make_memory_reader(store); };
    deps.detached = false;
    deps.events = test.events;
    actor = test.spawn(storage_dispatcher, deps);
    test.run();
    batch =
        testing::add_told_orders(*store, 3, notification_type::success, now);
  }

  template <class Answer, class Request>
  Answer get(Request request) {
    return test.get<Answer>(actor, std::move(request));
  }

  domain::notification_id id_of(std::size_t place) const {
    return domain::id_of(batch.notices.at(place), 1);
  }

  void record(domain::delivery_records records) {
    get<recorded>(record_deliveries{
        std::make_shared<domain::delivery_records>(std::move(records)), now});
  }

  domain::delivery_exception exception(std::size_t place, status what) const {
    domain::delivery_exception one;
    one.id = id_of(place);
    one.order = batch.notices.at(place).order;
    one.what = what;
    one.attempts = 1;
    one.error_message = "mailbox full";
    if (what == status::retrying)
      one.next_at = now + 5s;
    return one;
  }

  auto pending() {
    return get<pending_deliveries_loaded>(
               load_pending_deliveries{"email", {}, 10})
        .batches;
  }

  std::string status_of(std::size_t place) const {
    return testing::delivery_status(*store, id_of(place)).value();
  }

  testing::test_system test;
  testing::memory_store_ptr store = std::make_shared<testing::memory_store>();
  storage_deps deps;
  storage_actor actor;
  domain::notice_batch batch;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(storage_deliveries, fixture)

BOOST_AUTO_TEST_CASE(what_was_decided_is_not_pending_any_more) {
  BOOST_REQUIRE(pending()->size() == 1);
  BOOST_TEST(pending()->front().notices.size() == 3);
  const auto first = domain::subject_of(batch.notices[0]);
  record({{{batch.batch, "email", false, first}},
          {exception(2, status::retrying)}});
  BOOST_REQUIRE(pending()->size() == 1);
  BOOST_REQUIRE(pending()->front().notices.size() == 1);
  BOOST_TEST((pending()->front().notices[0].order == batch.notices[1].order));
  BOOST_TEST(status_of(0) == "sent");
  BOOST_TEST(status_of(1) == "pending");
  BOOST_TEST(status_of(2) == "retrying");
  record({{{batch.batch, "email", true, 0}}, {}});
  BOOST_TEST(pending()->empty());
}

BOOST_AUTO_TEST_CASE(a_page_says_whether_more_waits) {
  testing::add_told_orders(*store, 3, domain::notification_type::processing,
                           now);
  const auto page_of = [&](int limit, std::int64_t most_notices) {
    return get<pending_deliveries_loaded>(
        load_pending_deliveries{"email", {}, limit, most_notices});
  };
  BOOST_TEST(page_of(1, 100).batches->size() == 1);
  BOOST_TEST(page_of(1, 100).more);
  BOOST_TEST(page_of(10, 5).batches->size() == 1);
  BOOST_TEST(page_of(10, 5).more);
  BOOST_TEST(page_of(10, 6).batches->size() == 2);
  BOOST_TEST(!page_of(10, 6).more);
}

BOOST_AUTO_TEST_CASE(messages_are_read_with_all_that_they_say) {
  const auto wanted =
      std::make_shared<std::vector<domain::notice>>(batch.notices);
  wanted->push_back({});
  const auto found =
      get<outgoing_loaded>(load_outgoing{wanted, "email"}).messages;
  BOOST_REQUIRE(found->size() == 3);
  BOOST_TEST((found->front().id == id_of(0)));
  BOOST_TEST((found->front().since == now));
  BOOST_TEST(found->front().about.content->items.size() == 1);
  BOOST_TEST(!found->front().email.empty());
}

BOOST_AUTO_TEST_CASE(retries_are_read_once_they_are_due) {
  record({{}, {exception(1, status::retrying)}});
  auto early = get<due_retries_loaded>(load_due_retries{"email", now, 10});
  BOOST_TEST(early.retries->due.empty());
  BOOST_TEST((early.retries->next == now + 5s));
  auto late = get<due_retries_loaded>(load_due_retries{"email", now + 5s, 10});
  BOOST_REQUIRE(late.retries->due.size() == 1);
  BOOST_TEST(late.retries->due[0].attempts == 1);
  BOOST_TEST(!late.retries->next);
}

BOOST_AUTO_TEST_CASE(dead_letters_are_listed_counted_and_revived) {
  record({{}, {exception(0, status::failed), exception(1, status::failed)}});
  const auto listed = get<dead_letters_listed>(
      list_dead_letters{{"notifications", "MAILBOX", 1}, true});
  BOOST_TEST(listed.dead->size() == 1);
  BOOST_TEST(listed.total == 2);
  const auto counts = get<deliveries_counted>(count_deliveries{}).channels;
  BOOST_REQUIRE(counts.size() == 1);
  BOOST_TEST(counts[0].waiting == 1);
  BOOST_TEST(counts[0].dead == 2);
  BOOST_TEST(
      get<notifications_revived>(revive_notifications{{id_of(0)}, {}, now})
          .count == 1);
  BOOST_TEST(status_of(0) == "retrying");
  BOOST_TEST(status_of(1) == "failed");
}

BOOST_AUTO_TEST_CASE(what_was_sent_is_sent_again_if_asked_for) {
  const auto early =
      test.ask<recorded>(actor, resend_notification{id_of(0), now});
  const auto unknown =
      test.ask<recorded>(actor, resend_notification{{4711}, now});
  test.run();
  BOOST_TEST((error_code(early->error) == errc::conflict));
  BOOST_TEST((error_code(unknown->error) == errc::not_found));
  record({{{batch.batch, "email", true, 0}}, {}});
  get<recorded>(resend_notification{id_of(0), now});
  const auto due = get<due_retries_loaded>(load_due_retries{"email", now, 10});
  BOOST_REQUIRE(due.retries->due.size() == 1);
  BOOST_TEST(due.retries->due[0].resends == 1);
}

BOOST_AUTO_TEST_CASE(a_test_is_read_for_an_order_that_there_is) {
  const auto found = get<test_notice_loaded>(load_test_notice{
      batch.notices[0].order, notification_type::failure, "email", now});
  BOOST_REQUIRE(found.message);
  BOOST_TEST(found.message->test);
  BOOST_TEST(!get<test_notice_loaded>(load_test_notice{{99}, {}, "email", now})
                  .message);
}

BOOST_AUTO_TEST_CASE(pauses_are_kept) {
  get<recorded>(store_paused{"notifications.email", true});
  BOOST_TEST(get<paused_loaded>(load_paused{}).stages ==
                 std::vector<std::string>{"notifications.email"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(silent_orders_do_not_go_together_with_others) {
  store->add_product("A", 100, 10);
  const auto accept = [&](bool notify) {
    auto request = std::make_shared<domain::accept_request>();
    request->source = "web";
    request->notify = notify;
    auto& order = request->orders.emplace_back();
    order.email = "n@x.org";
    order.lines = {{"A", 1}};
    return test.ask<orders_accepted>(actor, accept_orders{request});
  };
  std::vector<decltype(accept(true))> answers;
  for (int i = 0; i < 8; ++i)
    answers.push_back(accept(i % 2 == 0));
  test.run();
  for (std::size_t i = 0; i < answers.size(); ++i)
    BOOST_TEST(answers[i]->value->result->open.at(0).notify == (i % 2 == 0));
}

BOOST_AUTO_TEST_SUITE_END()
