// SPDX-License-Identifier: Apache-2.0
#include "domain/simulated_gateway.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <set>

using namespace orderd::domain;
using verdict = gateway_decision::verdict;

namespace {

constexpr int many = 100'000;

std::string key(int order) {
  return "5f2c-" + std::to_string(order);
}

int approvals(const simulated_gateway& gateway, bool refund = false) {
  int count = 0;
  for (int order = 1; order <= many; ++order)
    count += decide(gateway, {key(order), refund}).what == verdict::approved;
  return count;
}

// Four standard deviations of a binomial count.
double tolerance(double rate) {
  return 4 * std::sqrt(many * rate * (1 - rate));
}

} // namespace

BOOST_AUTO_TEST_SUITE(simulated_gateway_test)

BOOST_AUTO_TEST_CASE(it_approves_everything_unless_configured) {
  BOOST_TEST(approvals({}) == many);
}

BOOST_AUTO_TEST_CASE(a_rate_of_zero_approves_nothing) {
  BOOST_TEST(approvals({.seed = 1, .approve_ppm = 0}) == 0);
}

BOOST_AUTO_TEST_CASE(approvals_come_at_the_configured_rate) {
  for (const std::uint64_t seed : {1, 2, 77})
    for (const int ppm : {1'000, 200'000, 800'000, 999'000}) {
      const auto rate = ppm / 1e6;
      const auto count = approvals({.seed = seed, .approve_ppm = ppm});
      BOOST_TEST(std::abs(count - many * rate) <= tolerance(rate));
    }
}

BOOST_AUTO_TEST_CASE(refunds_have_their_own_rate) {
  const simulated_gateway gateway{
      .seed = 3, .approve_ppm = 0, .refund_approve_ppm = 300'000};
  BOOST_TEST(std::abs(approvals(gateway, true) - many * 0.3) <= tolerance(0.3));
}

BOOST_AUTO_TEST_CASE(the_same_key_is_always_answered_alike) {
  const simulated_gateway gateway{.seed = 5, .approve_ppm = 500'000};
  for (int order = 1; order <= 1'000; ++order) {
    const auto first = decide(gateway, {key(order), false, 1});
    BOOST_CHECK(decide(gateway, {key(order), false, 1}) == first);
    BOOST_CHECK(decide(gateway, {key(order), false, 2}) == first);
  }
}

BOOST_AUTO_TEST_CASE(another_seed_answers_otherwise) {
  const simulated_gateway one{.seed = 1, .approve_ppm = 500'000};
  const simulated_gateway two{.seed = 2, .approve_ppm = 500'000};
  int equal = 0;
  for (int order = 1; order <= many; ++order)
    equal += decide(one, {key(order)}).what == decide(two, {key(order)}).what;
  BOOST_TEST(std::abs(equal - many * 0.5) <= tolerance(0.5));
}

BOOST_AUTO_TEST_CASE(a_seed_plays_the_same_outcomes_in_every_installation) {
  const simulated_gateway gateway{
      .seed = 6, .approve_ppm = 500'000, .unclear_ppm = 200'000};
  for (int order = 1; order <= 1'000; ++order) {
    const auto subject = "ORD-" + std::to_string(order);
    const auto here = decide(gateway, {"5f2c:" + subject});
    const auto there = decide(gateway, {"9b:01:" + subject});
    BOOST_CHECK(here.what == there.what);
    BOOST_CHECK(here.what == decide(gateway, {subject}).what);
    if (here.what == verdict::approved)
      BOOST_CHECK_NE(here.transaction_id, there.transaction_id);
  }
}

BOOST_AUTO_TEST_CASE(neighbouring_keys_are_decided_independently) {
  const simulated_gateway gateway{.seed = 1, .approve_ppm = 500'000};
  for (const int distance : {1, 2, 8, 10, 64, 100}) {
    int equal = 0;
    for (int order = 1; order <= many; ++order)
      equal += decide(gateway, {key(order)}).what ==
               decide(gateway, {key(order + distance)}).what;
    BOOST_TEST(std::abs(equal - many * 0.5) <= tolerance(0.5));
  }
}

BOOST_AUTO_TEST_CASE(whether_an_answer_is_unclear_depends_on_the_attempt) {
  const simulated_gateway gateway{.seed = 9, .unclear_ppm = 500'000};
  int both = 0;
  int first = 0;
  for (int order = 1; order <= many; ++order) {
    const auto unclear = [&](int attempt) {
      return decide(gateway, {key(order), false, attempt}).what ==
             verdict::unclear;
    };
    first += unclear(1);
    both += unclear(1) && unclear(2);
  }
  BOOST_TEST(std::abs(first - many * 0.5) <= tolerance(0.5));
  BOOST_TEST(std::abs(both - many * 0.25) <= tolerance(0.25));
}

BOOST_AUTO_TEST_CASE(unclear_answers_do_not_change_the_verdict_behind_them) {
  const simulated_gateway sure{.seed = 4, .approve_ppm = 500'000};
  const simulated_gateway vague{
      .seed = 4, .approve_ppm = 500'000, .unclear_ppm = 500'000};
  for (int order = 1; order <= 1'000; ++order)
    for (int attempt = 1; attempt <= 20; ++attempt) {
      const auto said = decide(vague, {key(order), false, attempt});
      if (said.what != verdict::unclear)
        BOOST_CHECK(said == decide(sure, {key(order)}));
    }
}

BOOST_AUTO_TEST_CASE(transactions_are_named_once_a_key) {
  std::set<std::string> names;
  for (int order = 1; order <= many; ++order)
    names.insert(decide({}, {key(order)}).transaction_id);
  BOOST_TEST(names.size() == static_cast<std::size_t>(many));
  const auto& name = *names.begin();
  BOOST_TEST(name.starts_with("SIM-"));
  BOOST_TEST(name.size() == 20u);
}

BOOST_AUTO_TEST_CASE(only_approved_answers_name_a_transaction) {
  const auto declined = decide({.seed = 1, .approve_ppm = 0}, {key(1)});
  BOOST_TEST(declined.transaction_id.empty());
  BOOST_TEST(!declined.reason.empty());
  const auto unclear = decide({.seed = 1, .unclear_ppm = 1'000'000}, {key(1)});
  BOOST_TEST(unclear.transaction_id.empty());
  BOOST_TEST(!unclear.reason.empty());
}

BOOST_AUTO_TEST_SUITE_END()
