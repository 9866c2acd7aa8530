// SPDX-License-Identifier: Apache-2.0
#include "actors/notifier.hpp"

#include "actors/errors.hpp"
#include "tests/support/notifier_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::testing;
using boost::test_tools::per_element;
using std::chrono::milliseconds;
using std::chrono::seconds;
using status_of = domain::delivery_exception::status;
using verdict = domain::handed::verdict;

namespace {

/// A notifier with e-mail, whose server hangs up on the first of three groups.
struct fixture : notifier_fixture {
  fixture() {
    mail->answer = [](const domain::outgoing& message) -> domain::handed {
      if (message.about.order.value <= 10)
        return {verdict::down, "connection lost"};
      return {};
    };
  }

  notifier_actor begin() {
    return start({mail});
  }

  void start_again() {
    mail->answer = nullptr;
    caf::anon_send(begin(), deliver_pending{});
    test.run();
    settle();
  }

  std::shared_ptr<fake_channel> mail = remote_channel("email", 3);
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(notifier_stop_test, fixture)

BOOST_AUTO_TEST_CASE(an_ordered_stop_repeats_nothing) {
  const auto actor = begin();
  commit_batches(actor, {batch(1, range(1, 30))});
  test.run();
  BOOST_TEST(mail->orders == range(11, 30), per_element());
  test.get<drained>(actor, drain{});
  BOOST_TEST(database.count_of(status_of::sent) == 20u);
  test.stop(actor);
  start_again();
  BOOST_TEST(mail->orders.size() == 30u);
  BOOST_TEST(mail->arrived.size() == 30u);
  BOOST_TEST(database.all_decided());
}

BOOST_AUTO_TEST_CASE(a_crash_repeats_nothing_that_is_some_seconds_old) {
  const auto actor = begin();
  commit_batches(actor, {batch(1, range(1, 30))});
  test.run();
  settle();
  BOOST_TEST(database.exceptions.empty());
  for (int i = 0; i != 6; ++i)
    test.advance(seconds{1});
  BOOST_TEST(database.count_of(status_of::sent) == 20u);
  test.stop(actor);
  start_again();
  BOOST_TEST(mail->orders.size() == 30u);
}

BOOST_AUTO_TEST_CASE(a_crash_forgets_no_exception_behind_a_gap) {
  mail->answer = [](const domain::outgoing& message) -> domain::handed {
    if (message.about.order.value <= 10)
      return {verdict::down, "connection lost"};
    return {verdict::refused, "550 no such user"};
  };
  const auto actor = begin();
  commit_batches(actor, {batch(1, range(1, 30))});
  test.run();
  settle();
  BOOST_TEST(database.count_of(status_of::failed) == 20u);
  test.stop(actor);
  start_again();
  BOOST_TEST(mail->orders == range(1, 10), per_element());
  BOOST_TEST(database.count_of(status_of::failed) == 20u);
}

BOOST_AUTO_TEST_SUITE_END()
