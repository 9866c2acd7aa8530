// SPDX-License-Identifier: Apache-2.0
#include "domain/notify_policy.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace orderd::domain;

namespace {

notice about(notification_type type, std::string source) {
  notice made;
  made.order = {42};
  made.type = type;
  made.source = std::move(source);
  return made;
}

channel_policy email() {
  channel_policy policy;
  policy.channel = "email";
  return policy;
}

bool in_scope(const std::optional<delivery_scope>& scope, const notice& one) {
  if (!scope || (scope->types & type_bit(one.type)) == 0)
    return false;
  if (!scope->sources)
    return true;
  return std::ranges::find(*scope->sources, one.source) !=
         scope->sources->end();
}

} // namespace

BOOST_AUTO_TEST_SUITE(notify_policy_test)

BOOST_AUTO_TEST_CASE(a_channel_tells_everything_unless_told_otherwise) {
  BOOST_TEST(email().tells(notification_type::processing, "default"));
  BOOST_TEST(email().tells(notification_type::refund_failed, "partner"));
}

BOOST_AUTO_TEST_CASE(a_type_that_is_off_is_told_of_no_source) {
  auto policy = email();
  policy.types = type_bit(notification_type::success);
  policy.sources_on = {"partner"};
  BOOST_TEST(policy.tells(notification_type::success, "partner"));
  BOOST_TEST(!policy.tells(notification_type::processing, "partner"));
}

BOOST_AUTO_TEST_CASE(a_source_can_turn_a_channel_on_or_off_for_itself) {
  auto policy = email();
  policy.sources_off = {"silent"};
  BOOST_TEST(!policy.tells_of("silent"));
  BOOST_TEST(policy.tells_of("other"));
  policy.by_default = false;
  policy.sources_on = {"loud"};
  BOOST_TEST(policy.tells_of("loud"));
  BOOST_TEST(!policy.tells_of("other"));
}

BOOST_AUTO_TEST_CASE(a_batch_of_which_nothing_is_told_has_no_scope) {
  auto policy = email();
  policy.types = type_bit(notification_type::success);
  const std::vector<notice> batch{about(notification_type::failure, "a")};
  BOOST_TEST(!scope_of(policy, batch).has_value());
  BOOST_TEST(!scope_of(email(), {}).has_value());
}

BOOST_AUTO_TEST_CASE(
    a_type_and_a_source_that_never_meet_are_no_reason_to_tell) {
  auto policy = email();
  policy.types = type_bit(notification_type::success);
  policy.sources_off = {"silent"};
  const std::vector<notice> batch{about(notification_type::success, "silent"),
                                  about(notification_type::failure, "loud")};
  BOOST_TEST(!scope_of(policy, batch).has_value());
}

BOOST_AUTO_TEST_CASE(sources_are_listed_only_where_one_is_left_out) {
  auto policy = email();
  policy.sources_off = {"silent"};
  const std::vector<notice> all{about(notification_type::success, "b"),
                                about(notification_type::success, "a")};
  BOOST_TEST(!scope_of(policy, all).value().sources.has_value());
  auto mixed = all;
  mixed.push_back(about(notification_type::success, "silent"));
  BOOST_TEST((scope_of(policy, mixed).value().sources.value() ==
              std::vector<std::string>{"a", "b"}));
}

BOOST_AUTO_TEST_CASE(a_notice_is_in_the_scope_exactly_if_the_policy_tells_it) {
  std::mt19937 dice{7};
  const auto roll = [&](int sides) {
    return std::uniform_int_distribution<int>{0, sides - 1}(dice);
  };
  const std::vector<std::string> names{"a", "b", "c", "d"};
  for (int round = 0; round != 2'000; ++round) {
    auto policy = email();
    policy.types = roll(all_notification_types + 1);
    policy.by_default = roll(2) == 0;
    for (const auto& name : names)
      if (const auto side = roll(3); side != 2)
        (side == 0 ? policy.sources_on : policy.sources_off).push_back(name);
    std::vector<notice> batch;
    for (int i = roll(6); i > 0; --i)
      batch.push_back(
          about(static_cast<notification_type>(roll(notification_types)),
                names[static_cast<std::size_t>(roll(4))]));
    const auto scope = scope_of(policy, batch);
    bool any = false;
    for (const auto& one : batch) {
      const bool told = policy.tells(one.type, one.source);
      any = any || told;
      BOOST_REQUIRE_EQUAL(in_scope(scope, one), told);
    }
    BOOST_REQUIRE_EQUAL(scope.has_value(), any);
  }
}

BOOST_AUTO_TEST_SUITE_END()
