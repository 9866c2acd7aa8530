// SPDX-License-Identifier: Apache-2.0
#include "domain/refund.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <vector>

using namespace orderd::domain;

namespace {

refund_input some_refund() {
  refund_input refund;
  refund.order.id = {42};
  refund.amount = money{2'500};
  refund.reason = "broken";
  return refund;
}

} // namespace

BOOST_AUTO_TEST_SUITE(refund_test)

BOOST_AUTO_TEST_CASE(every_form_of_an_order_is_taken) {
  BOOST_TEST((parse_order_name("42") == order_name{{42}, {}, {}}));
  BOOST_TEST((parse_order_name("ORD-0000000042") == order_name{{42}, {}, {}}));
  BOOST_TEST((parse_order_name("shop:A-1") == order_name{{}, "shop", "A-1"}));
  BOOST_TEST((parse_order_name("shop:a:b") == order_name{{}, "shop", "a:b"}));
}

BOOST_AUTO_TEST_CASE(what_names_no_order_is_not_taken) {
  for (const auto* text : {"", "0", "-1", "ORD-", "REF-0000000001",
                           "shop:", ":A-1", "Shop:A-1", "42 ", "4.2"})
    BOOST_TEST(!parse_order_name(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(an_order_is_shown_as_it_can_be_typed) {
  for (const auto* text : {"ORD-0000000042", "shop:A-1"})
    BOOST_TEST(to_string(*parse_order_name(text)) == text);
}

BOOST_AUTO_TEST_CASE(all_that_is_asked_for_is_part_of_the_digest) {
  const auto digest = refund_digest(some_refund(), {42});
  BOOST_TEST(digest.size() == 32U);
  const std::vector<std::function<void(refund_input&)>> changes{
      [](refund_input& r) { r.type = refund_type::full; },
      [](refund_input& r) { r.amount = money{2'501}; },
      [](refund_input& r) { r.amount.reset(); },
      [](refund_input& r) {
        r.lines.push_back({"MOUSE", 1});
      },
      [](refund_input& r) { r.restock = restock_rule::none; },
      [](refund_input& r) { r.reason = "late"; },
      [](refund_input& r) { r.notes = "called"; },
  };
  for (const auto& change : changes) {
    auto other = some_refund();
    change(other);
    BOOST_TEST((refund_digest(other, {42}) != digest));
  }
  BOOST_TEST((refund_digest(some_refund(), {43}) != digest));
}

BOOST_AUTO_TEST_CASE(how_it_was_asked_for_is_not_part_of_the_digest) {
  auto other = some_refund();
  other.order = {{}, "shop", "A-1"};
  other.key = "k";
  other.guard_repeat = true;
  other.line = 7;
  BOOST_TEST(
      (refund_digest(other, {42}) == refund_digest(some_refund(), {42})));
}

BOOST_AUTO_TEST_CASE(a_row_is_named_by_its_content_and_line) {
  const std::string content(32, '\x01');
  BOOST_TEST(file_refund_key(content, 2) != file_refund_key(content, 3));
  BOOST_TEST(file_refund_key(content, 2) !=
             file_refund_key(std::string(32, '\x02'), 2));
}

BOOST_AUTO_TEST_CASE(names_of_states_lead_back_to_them) {
  for (const auto status : {refund_status::pending, refund_status::processing,
                            refund_status::completed, refund_status::failed,
                            refund_status::cancelled, refund_status::reversed})
    BOOST_TEST((parse_refund_status(to_string(status)) == status));
  for (const auto type : {refund_type::partial, refund_type::full})
    BOOST_TEST((parse_refund_type(to_string(type)) == type));
  for (const auto rule : {restock_rule::none, restock_rule::all})
    BOOST_TEST((parse_restock_rule(to_string(rule)) == rule));
  BOOST_TEST(!parse_refund_status("done").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
