// SPDX-License-Identifier: Apache-2.0
#include "actors/notifier.hpp"

#include "actors/errors.hpp"
#include "tests/support/notifier_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::testing;
using boost::test_tools::per_element;
using std::chrono::seconds;
using status_of = domain::delivery_exception::status;
using verdict = domain::handed::verdict;

namespace {

/// A channel that takes nothing at the first attempt.
template <class Base>
struct refusing_at_first : Base {
  refusing_at_first() {
    mail->answer = [this](const domain::outgoing&) -> domain::handed {
      if (attempts++ == 0)
        return {verdict::again, "451 try later"};
      return {};
    };
  }

  void wait(seconds time) {
    for (auto left = time; left > seconds{0}; left -= seconds{1})
      this->test.advance(seconds{1});
  }

  int attempts = 0;
  std::shared_ptr<fake_channel> mail = remote_channel("email", 1);
};

using fixture = refusing_at_first<notifier_fixture>;
using slow_fixture = refusing_at_first<slow_record_fixture>;

} // namespace

BOOST_AUTO_TEST_SUITE(notifier_retry_test)

BOOST_FIXTURE_TEST_CASE(a_retry_waits_for_the_record_that_made_it,
                        slow_fixture) {
  const auto actor = start({mail});
  commit(actor, {1});
  test.run();
  settle();
  BOOST_REQUIRE(records.unanswered() == 1u);
  // It is written, but the answer takes its time.
  database.record(records.requests()[0]);
  wait(seconds{20});
  caf::anon_send(actor, deliver_due{});
  test.run();
  BOOST_TEST(attempts == 1);
  records.give(recorded{});
  BOOST_TEST(mail->orders == ids{1}, per_element());
  settle();
  BOOST_REQUIRE(records.unanswered() == 1u);
  database.record(records.requests()[1]);
  records.give(recorded{});
  BOOST_TEST(database.count_of(status_of::sent) == 1u);
  wait(seconds{100});
  BOOST_TEST(attempts == 2);
}

BOOST_FIXTURE_TEST_CASE(a_record_that_nobody_knows_of_makes_no_second_attempt,
                        fixture) {
  database.repeats_allowed = true;
  bool lost = true;
  storage.script->record_deliveries =
      [&](const record_deliveries& message) -> caf::result<recorded> {
    database.record(message);
    if (lost)
      return make_error(errc::unknown_outcome, "the connection was lost");
    return recorded{};
  };
  const auto actor = start({mail});
  commit(actor, {1});
  test.run();
  wait(seconds{30});
  lost = false;
  wait(seconds{60});
  BOOST_TEST(mail->orders == ids{1}, per_element());
  BOOST_TEST(database.all_decided());
  BOOST_TEST(database.misuse == "");
}

BOOST_FIXTURE_TEST_CASE(one_that_a_person_asked_for_is_sent_without_a_word,
                        notifier_fixture) {
  const auto mail = remote_channel("email");
  const auto actor = start({mail});
  commit(actor, {1});
  test.run();
  settle();
  database.resend(mail->sent.front(), test.clock->now());
  for (int i = 0; i != 61; ++i)
    test.advance(seconds{1});
  BOOST_TEST(mail->orders == (ids{1, 1}), per_element());
}

BOOST_AUTO_TEST_SUITE_END()
