// SPDX-License-Identifier: Apache-2.0
#include "actors/payment_simulator.hpp"

#include "tests/support/test_system.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace orderd;
using namespace orderd::actors;
using std::chrono::milliseconds;

namespace {

using groups = std::vector<std::vector<payment_answer_line>>;

struct fixture {
  gateway_actor start(domain::simulated_gateway gateway = {},
                      milliseconds latency = milliseconds{0}) {
    const auto keep = [](payment_sink_actor::pointer, groups* into) {
      return payment_sink_actor::behavior_type{
          [into](const payment_answers& message) {
            into->push_back(*message.answers);
          }};
    };
    sink = test.spawn(keep, &received);
    return test.spawn(payment_simulator, gateway, latency);
  }

  void ask(const gateway_actor& gateway,
           std::vector<payment_request> requests) {
    caf::anon_send(gateway, request_payments{
                                std::make_shared<std::vector<payment_request>>(
                                    std::move(requests)),
                                sink});
    test.run();
  }

  std::vector<payment_answer_line> all() const {
    std::vector<payment_answer_line> lines;
    for (const auto& group : received)
      lines.insert(lines.end(), group.begin(), group.end());
    return lines;
  }

  groups received;
  testing::test_system test;
  payment_sink_actor sink;
};

payment_request charge(std::int64_t order, int attempt = 1) {
  return {payment_request::operation::charge,
          "installation-" + std::to_string(order),
          {},
          order,
          {1'000},
          attempt};
}

std::vector<payment_request> charges(std::int64_t count, int attempt = 1) {
  std::vector<payment_request> requests;
  for (std::int64_t order = 1; order <= count; ++order)
    requests.push_back(charge(order, attempt));
  return requests;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(payment_simulator_test, fixture)

BOOST_AUTO_TEST_CASE(every_request_is_answered_once_with_its_subject_and_key) {
  ask(start(), charges(1'200));
  std::set<std::int64_t> subjects;
  for (const auto& line : all()) {
    BOOST_TEST(subjects.insert(line.subject).second);
    BOOST_TEST(line.key == charge(line.subject).key);
    BOOST_CHECK(line.verdict == payment_verdict::approved);
    BOOST_TEST(line.transaction_id.starts_with("SIM-"));
  }
  BOOST_TEST(subjects.size() == 1'200u);
}

BOOST_AUTO_TEST_CASE(answers_come_in_groups_of_limited_size) {
  ask(start(), charges(1'200));
  BOOST_REQUIRE(received.size() == 3u);
  for (const auto& group : received)
    BOOST_TEST(group.size() <= max_answers_a_group);
}

BOOST_AUTO_TEST_CASE(no_requests_give_no_answer) {
  ask(start(), {});
  BOOST_TEST(received.empty());
}

BOOST_AUTO_TEST_CASE(a_key_asked_twice_is_answered_alike) {
  const auto gateway = start({.seed = 3, .approve_ppm = 500'000});
  ask(gateway, charges(100));
  ask(gateway, charges(100, 2));
  BOOST_REQUIRE(received.size() == 2u);
  for (std::size_t i = 0; i < 100; ++i) {
    BOOST_CHECK(received[0][i].verdict == received[1][i].verdict);
    BOOST_TEST(received[0][i].transaction_id == received[1][i].transaction_id);
  }
}

BOOST_AUTO_TEST_CASE(a_restarted_simulator_answers_like_the_one_before) {
  const domain::simulated_gateway settings{.seed = 3, .approve_ppm = 500'000};
  ask(start(settings), charges(100));
  ask(start(settings), charges(100));
  BOOST_REQUIRE(received.size() == 2u);
  for (std::size_t i = 0; i < 100; ++i)
    BOOST_TEST(received[0][i].transaction_id == received[1][i].transaction_id);
}

BOOST_AUTO_TEST_CASE(what_was_unclear_becomes_clear_on_a_later_attempt) {
  const auto gateway = start({.seed = 8, .unclear_ppm = 500'000});
  std::size_t unclear = 0;
  ask(gateway, charges(100));
  for (const auto& line : all())
    if (line.verdict == payment_verdict::unclear) {
      ++unclear;
      BOOST_TEST(!line.reason.empty());
    }
  BOOST_TEST(unclear > 0u);
  BOOST_TEST(unclear < 100u);

  std::set<std::int64_t> clear;
  for (int attempt = 1; attempt <= 30; ++attempt)
    ask(gateway, charges(100, attempt));
  for (const auto& line : all())
    if (line.verdict == payment_verdict::approved)
      clear.insert(line.subject);
  BOOST_TEST(clear.size() == 100u);
}

BOOST_AUTO_TEST_CASE(declined_answers_say_why) {
  ask(start({.seed = 1, .approve_ppm = 0}), charges(3));
  for (const auto& line : all()) {
    BOOST_CHECK(line.verdict == payment_verdict::declined);
    BOOST_TEST(!line.reason.empty());
    BOOST_TEST(line.transaction_id.empty());
  }
}

BOOST_AUTO_TEST_CASE(refunds_follow_their_own_rate) {
  auto refund = charge(1);
  refund.what = payment_request::operation::refund;
  refund.charge_key = refund.key;
  refund.key += "-refund";
  ask(start({.seed = 1, .approve_ppm = 0}), {refund, charge(2)});
  BOOST_REQUIRE(all().size() == 2u);
  BOOST_CHECK(all()[0].verdict == payment_verdict::approved);
  BOOST_CHECK(all()[1].verdict == payment_verdict::declined);
}

BOOST_AUTO_TEST_CASE(answers_come_after_the_latency_and_not_before) {
  ask(start({}, milliseconds{250}), charges(600));
  BOOST_TEST(received.empty());
  test.advance(milliseconds{249});
  BOOST_TEST(received.empty());
  test.advance(milliseconds{1});
  BOOST_TEST(received.size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
