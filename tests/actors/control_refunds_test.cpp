// SPDX-License-Identifier: Apache-2.0
#include "tests/support/control_fixture.hpp"

#include "actors/errors.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using orderd::testing::control_fixture;
using orderd::testing::some_order;
using orderd::testing::some_refund;

namespace {

using json = json_document;

template <class T>
shared<T> make(T value) {
  return std::make_shared<const T>(std::move(value));
}

/// A refund actor that takes everything as refund 7, and a storage that knows
/// that one.
struct refunds_fixture : control_fixture {
  refunds_fixture() {
    others->create_refund = [](const create_refund&) {
      return refund_created{{7}, false};
    };
    storage->find_order = [](const find_order& asked) {
      return order_found{asked.id.value == 42 ? make(some_order()) : nullptr};
    };
    storage->find_refund = [](const find_refund& asked) {
      return refund_found{asked.id.value == 7 ? make(some_refund()) : nullptr};
    };
  }

  /// What reached the refund actor for these parameters.
  domain::refund_input asked(json params) {
    result("refund.process", params);
    BOOST_REQUIRE(!others->asked_refunds.empty());
    return others->asked_refunds.back().refund;
  }

  int exit_of(const json& params) {
    return error("refund.process", params)["data"]["exit"];
  }
};

json partial(const char* amount) {
  return {{"order", 42}, {"type", "partial"}, {"amount", amount}};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(control_refunds_test, refunds_fixture)

BOOST_AUTO_TEST_CASE(a_refund_is_asked_for_as_it_was_given) {
  auto params = partial("25.00");
  params["order"] = "default:web-1";
  params["reason"] = " late ";
  params["notes"] = "called";
  params["restock"] = "none";
  params["key"] = "RMA-17";
  params["lines"] = {{{"sku", "MUG-01"}, {"quantity", 1}}};
  const auto refund = asked(params);
  BOOST_TEST(refund.order.source == "default");
  BOOST_TEST(refund.order.order_ref == "web-1");
  BOOST_TEST((refund.type == domain::refund_type::partial));
  BOOST_TEST(refund.amount->minor == 2500);
  BOOST_TEST(refund.reason == "late");
  BOOST_TEST(refund.notes == "called");
  BOOST_TEST((refund.restock == domain::restock_rule::none));
  BOOST_TEST(refund.key == "RMA-17");
  BOOST_REQUIRE_EQUAL(refund.lines.size(), 1u);
  BOOST_TEST((refund.lines[0] == domain::refund_line{"MUG-01", 1}));
  BOOST_TEST(!others->asked_refunds.back().wait);
}

BOOST_AUTO_TEST_CASE(the_answer_is_the_refund_and_whether_it_is_a_repeat) {
  others->create_refund = [](const create_refund& request) {
    BOOST_TEST(request.wait);
    return refund_created{{7}, true};
  };
  auto params = partial("25.00");
  params["wait"] = true;
  const auto refund = result("refund.process", params);
  BOOST_TEST(refund["refund_id"] == 7);
  BOOST_TEST(refund["refund_number"] == "REF-0000000007");
  BOOST_TEST(refund["status"] == "completed");
  BOOST_TEST(refund["duplicate"] == true);
}

BOOST_AUTO_TEST_CASE(repeats_are_guarded_exactly_without_a_key) {
  const auto full = json{{"order", 42}, {"type", "full"}};
  BOOST_TEST(asked(full).guard_repeat);
  auto with_key = full;
  with_key["key"] = "K";
  BOOST_TEST(!asked(with_key).guard_repeat);
  auto both = with_key;
  both["guard_repeat"] = true;
  BOOST_TEST(asked(both).guard_repeat);
  both["force"] = true;
  BOOST_TEST(!asked(both).guard_repeat);
  auto forced = full;
  forced["force"] = true;
  BOOST_TEST(!asked(forced).guard_repeat);
}

BOOST_AUTO_TEST_CASE(an_amount_that_cannot_be_is_refused_with_the_reason) {
  for (const auto* amount : {"1.234", "99999999999999999999", "-1.234",
                             "92233720368547758.08", "-92233720368547758.09"}) {
    const auto answer = error("refund.process", partial(amount));
    BOOST_TEST(answer["data"]["exit"] == 4, amount);
    const auto text = answer["message"].get<std::string>();
    BOOST_TEST(text.find(amount) != std::string::npos, text);
    BOOST_TEST(text.find("(captured ") != std::string::npos, text);
    auto unknown = partial(amount);
    unknown["order"] = 43;
    BOOST_TEST(exit_of(unknown) == 3);
  }
  BOOST_TEST(others->asked_refunds.empty());
  BOOST_TEST(asked(partial("92233720368547758.07")).amount->minor == INT64_MAX);
}

BOOST_AUTO_TEST_CASE(zero_and_negative_amounts_meet_the_rules_of_refunds) {
  others->create_refund =
      [](const create_refund&) -> caf::result<refund_created> {
    return make_error(errc::refused, "at most 34.48 USD");
  };
  for (const auto* amount : {"0", "0.00", "-5", "-0.01"})
    BOOST_TEST(exit_of(partial(amount)) == 4);
  BOOST_TEST(others->asked_refunds.size() == 4u);
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_a_wrong_parameter) {
  const auto wrong = [this](json params, const std::string& param) {
    const auto answer = error("refund.process", params);
    BOOST_TEST(answer["data"]["exit"] == 2, params.dump());
    BOOST_TEST(answer["data"]["param"] == param, params.dump());
  };
  for (const auto* amount : {"", "much", "1,5", "1e3", "25 USD", "+5", "."})
    wrong(partial(amount), "amount");
  wrong({{"order", 42}, {"type", "partial"}, {"amount", 25}}, "amount");
  wrong({{"order", 42}, {"type", "partial"}}, "amount");
  wrong({{"order", 42}}, "type");
  wrong({{"order", 42}, {"type", "half"}}, "type");
  wrong({{"order", "x"}, {"type", "full"}}, "order");
  wrong({{"order", 42}, {"type", "full"}, {"restock", "some"}}, "restock");
  wrong({{"order", 42}, {"type", "full"}, {"key", std::string(129, 'k')}},
        "key");
  wrong({{"order", 42}, {"type", "full"}, {"reason", "a\nb"}}, "reason");
  wrong({{"order", 42}, {"type", "full"}, {"colour", 1}}, "colour");
  for (const json& lines :
       {json("MUG-01"), json::array({1}), json::array({{{"sku", "A"}}}),
        json::array({{{"sku", "A"}, {"quantity", "1"}}}),
        json::array({{{"sku", "A"}, {"quantity", 1}, {"x", 1}}})})
    wrong({{"order", 42}, {"type", "partial"}, {"lines", lines}}, "lines");
  BOOST_TEST(others->asked_refunds.empty());
}

BOOST_AUTO_TEST_CASE(lines_alone_are_enough_for_a_partial_refund) {
  const auto refund =
      asked({{"order", 42},
             {"type", "partial"},
             {"lines", json::array({{{"sku", "A"}, {"quantity", 2}}})}});
  BOOST_TEST(!refund.amount);
  BOOST_TEST(refund.lines.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_refund_actor_says_what_is_refused) {
  errc code{};
  others->create_refund =
      [&code](const create_refund&) -> caf::result<refund_created> {
    return make_error(code, "the reason");
  };
  const json params{{"order", 42}, {"type", "full"}, {"key", "K"}};
  for (const auto& [how, exit] : {std::pair{errc::not_found, 3},
                                  {errc::refused, 4},
                                  {errc::conflict, 4},
                                  {errc::unknown_outcome, 8}}) {
    code = how;
    const auto answer = error("refund.process", params);
    BOOST_TEST(answer["data"]["exit"] == exit);
    BOOST_TEST(answer["data"].contains("key") ==
               (how == errc::unknown_outcome));
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_outcome_carries_the_key) {
  test.stop(refund_handle);
  const auto answer = error(
      "refund.process", {{"order", 42}, {"type", "full"}, {"key", "RMA-17"}});
  BOOST_TEST(answer["data"]["exit"] == 8);
  BOOST_TEST(answer["data"]["key"] == "RMA-17");
}

BOOST_AUTO_TEST_CASE(a_refund_that_cannot_be_read_back_is_not_taken_for_none) {
  storage->find_refund = [](const find_refund&) -> caf::result<refund_found> {
    return make_error(errc::unavailable, "the database is away");
  };
  const auto answer = error(
      "refund.process", {{"order", 42}, {"type", "full"}, {"key", "RMA-17"}});
  BOOST_TEST(answer["data"]["exit"] == 8);
  BOOST_TEST(answer["data"]["key"] == "RMA-17");
}

BOOST_AUTO_TEST_CASE(refunds_are_not_taken_before_the_daemon_is_ready) {
  others->state = "starting";
  BOOST_TEST(exit_of(partial("1.00")) == 4);
  BOOST_TEST(others->asked_refunds.empty());
}

BOOST_AUTO_TEST_SUITE_END()
