// SPDX-License-Identifier: Apache-2.0
#include "actors/delivery_lane.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using std::chrono::milliseconds;
using std::chrono::seconds;
using verdict = domain::handed::verdict;

namespace {

lane_terms terms_of(int sessions) {
  lane_terms terms;
  terms.channel = "email";
  terms.traits = {sessions, 10, 0, true};
  terms.policy = domain::channel_policy{"email"};
  return terms;
}

/// A lane of three sessions, played by hand.
struct fixture {
  void commit(std::int64_t id, std::int64_t first, std::int64_t last) {
    auto facts = std::make_shared<domain::commit_facts>();
    domain::notice_batch batch{{id}, {}, now};
    for (auto order = first; order <= last; ++order)
      batch.notices.push_back({{order}});
    facts->notices.push_back(batch);
    lane.offer(facts, facts->notices.front());
  }

  /// Everything that is asked for is found.
  void look() {
    while (const auto notices = lane.next_look(true, now)) {
      std::vector<domain::outgoing> messages;
      for (const auto& about : *notices) {
        domain::outgoing message;
        message.id = domain::id_of(about, 1);
        message.about = about;
        message.since = message.ordered_at = message.accepted_at = now;
        messages.push_back(std::move(message));
      }
      lane.looked_at(messages, now);
    }
  }

  std::vector<delivery_lane::group> hand_over() {
    look();
    std::vector<delivery_lane::group> groups;
    while (auto group = lane.next_group(now))
      groups.push_back(std::move(*group));
    return groups;
  }

  delivery_lane::turn_of_events give_back(const delivery_lane::group& group,
                                          const domain::handed& result) {
    return lane.came_back(
        group.session,
        std::vector<domain::handed>(group.messages->size(), result), now);
  }

  domain::delivery_records write() {
    domain::delivery_records records;
    lane.write_into(records);
    lane.recorded();
    return records;
  }

  domain::utc_time now{seconds{1'000'000}};
  delivery_lane lane{terms_of(3)};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(delivery_lane_test, fixture)

BOOST_AUTO_TEST_CASE(few_messages_are_shared_among_the_sessions) {
  commit(1, 1, 6);
  const auto groups = hand_over();
  BOOST_REQUIRE(groups.size() == 3u);
  for (const auto& group : groups)
    BOOST_TEST(group.messages->size() == 2u);
  BOOST_TEST(lane.in_flight() == 6);
}

BOOST_AUTO_TEST_CASE(groups_that_come_back_out_of_turn_record_no_gap) {
  commit(1, 1, 30);
  const auto groups = hand_over();
  BOOST_REQUIRE(groups.size() == 3u);
  give_back(groups[2], {});
  BOOST_TEST(!lane.ledger().waits());
  give_back(groups[0], {});
  auto records = write();
  BOOST_REQUIRE(records.progress.size() == 1u);
  BOOST_TEST(records.progress[0].done_through == 10);
  give_back(groups[1], {});
  records = write();
  BOOST_TEST(records.progress[0].complete);
  BOOST_TEST(lane.idle());
  BOOST_TEST(lane.waiting() == 0);
}

BOOST_AUTO_TEST_CASE(an_exception_behind_a_gap_is_told_at_once_and_once) {
  commit(1, 1, 30);
  const auto groups = hand_over();
  give_back(groups[1], {verdict::refused, "550 no such user"});
  auto records = write();
  BOOST_TEST(records.progress.empty());
  BOOST_TEST(records.exceptions.size() == 10u);
  give_back(groups[0], {});
  give_back(groups[2], {});
  records = write();
  BOOST_TEST(records.progress[0].complete);
  BOOST_TEST(records.exceptions.empty());
}

BOOST_AUTO_TEST_CASE(what_was_sent_behind_an_old_gap_is_told_one_by_one) {
  commit(1, 1, 30);
  const auto groups = hand_over();
  give_back(groups[2], {});
  BOOST_CHECK(lane.wakes_at(now) == now + longest_unsaid);
  lane.tell_unsaid(now + longest_unsaid - milliseconds{1});
  BOOST_TEST(!lane.ledger().waits());
  now += longest_unsaid;
  lane.tell_unsaid(now);
  const auto records = write();
  BOOST_TEST(records.progress.empty());
  BOOST_REQUIRE(records.exceptions.size() == 10u);
  BOOST_CHECK(records.exceptions[0].what ==
              domain::delivery_exception::status::sent);
  BOOST_TEST(records.exceptions[0].attempts == 1);
  BOOST_TEST(records.exceptions[0].order.value == 21);
  give_back(groups[0], {});
  give_back(groups[1], {});
  BOOST_TEST(write().exceptions.empty());
}

BOOST_AUTO_TEST_CASE(an_end_leaves_a_gap_alone_and_forgets_nothing_behind_it) {
  commit(1, 1, 30);
  const auto groups = hand_over();
  give_back(groups[2], {});
  give_back(groups[0], {verdict::down, "the daemon ends"});
  lane.stop(now);
  // One that is under way may yet close it in part.
  BOOST_TEST(!lane.ledger().waits());
  give_back(groups[1], {});
  BOOST_TEST(!lane.idle());
  const auto records = write();
  BOOST_TEST(records.progress.empty());
  BOOST_TEST(records.exceptions.size() == 20u);
  BOOST_TEST(lane.idle());
}

BOOST_AUTO_TEST_CASE(one_whose_order_is_gone_leaves_no_row_behind_a_gap) {
  commit(1, 1, 3);
  const auto notices = lane.next_look(true, now);
  domain::outgoing message;
  message.id = domain::id_of((*notices)[0], 1);
  message.about = (*notices)[0];
  message.since = message.ordered_at = message.accepted_at = now;
  lane.looked_at({message}, now);
  lane.stop(now);
  BOOST_TEST(lane.idle());
}

BOOST_AUTO_TEST_CASE(a_channel_that_is_down_gets_one_probe_at_a_time) {
  commit(1, 1, 100);
  const auto groups = hand_over();
  BOOST_TEST(give_back(groups[0], {verdict::down, "away"}).rests.has_value());
  BOOST_TEST(hand_over().empty());
  now += milliseconds{100};
  // Two sessions still hang in what they had before.
  const auto probe = hand_over();
  BOOST_REQUIRE(probe.size() == 1u);
  BOOST_TEST(probe[0].messages->size() == 1u);
  BOOST_TEST(hand_over().empty());
  BOOST_TEST(give_back(probe[0], {}).works_again);
  BOOST_TEST(!hand_over().empty());
}

BOOST_AUTO_TEST_CASE(what_comes_back_after_the_end_is_recorded_alone) {
  commit(1, 1, 100);
  const auto groups = hand_over();
  lane.stop(now);
  BOOST_TEST(!lane.idle());
  for (const auto& group : groups)
    give_back(group, {});
  BOOST_TEST(hand_over().empty());
  BOOST_TEST(!lane.idle());
  BOOST_TEST(lane.record_is_urgent(now));
  const auto records = write();
  BOOST_TEST(records.progress[0].done_through == 30);
  BOOST_TEST(lane.idle());
}

BOOST_AUTO_TEST_CASE(while_the_database_is_away_nothing_is_looked_at) {
  commit(1, 1, 10);
  BOOST_TEST(!lane.next_look(false, now));
  BOOST_TEST(lane.next_look(true, now)->size() == 10u);
  lane.not_looked_at();
  BOOST_TEST(lane.next_look(true, now)->size() == 10u);
}

BOOST_AUTO_TEST_CASE(a_look_that_comes_back_into_a_pause_is_taken_again) {
  commit(1, 1, 10);
  const auto notices = lane.next_look(true, now);
  lane.pause(true, now);
  lane.looked_at({}, now);
  BOOST_TEST(!lane.ledger().waits());
  lane.pause(false, now);
  BOOST_TEST(lane.next_look(true, now)->size() == 10u);
}

BOOST_AUTO_TEST_CASE(the_log_says_what_a_notice_told_whatever_became_of_it) {
  auto terms = terms_of(1);
  terms.channel = "log";
  terms.policy = domain::channel_policy{"log"};
  terms.traits.looks_again = false;
  delivery_lane log{terms};
  auto facts = std::make_shared<domain::commit_facts>();
  facts->notices.push_back({{1}, {{{1}}}, now});
  log.offer(facts, facts->notices.front());
  const auto notices = log.next_look(true, now);
  BOOST_REQUIRE(notices);
  domain::outgoing message;
  message.id = domain::id_of(notices->front(), 0);
  message.about = notices->front();
  message.state = {domain::order_status::cancelled,
                   domain::payment_status::refunded};
  log.looked_at({message}, now);
  const auto group = log.next_group(now);
  BOOST_REQUIRE(group);
  BOOST_CHECK(group->messages->front().state.status ==
              domain::order_status::processing);
}

BOOST_AUTO_TEST_CASE(it_sleeps_until_something_is_to_be_done) {
  BOOST_TEST(!lane.wakes_at(now));
  lane.retries_asked();
  domain::due_retries none;
  none.next = now + seconds{9};
  lane.retries_came(none, now);
  BOOST_CHECK(lane.wakes_at(now) == now + seconds{9});
  commit(1, 1, 10);
  give_back(hand_over()[0], {verdict::down, "away", seconds{5}});
  BOOST_CHECK(lane.wakes_at(now) == now + seconds{5});
  lane.pause(true, now);
  BOOST_TEST(!lane.wakes_at(now));
}

BOOST_AUTO_TEST_SUITE_END()
