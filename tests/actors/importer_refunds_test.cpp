// SPDX-License-Identifier: Apache-2.0
#include "actors/importer.hpp"
#include "tests/support/refunds_fixture.hpp"
#include "tests/support/text_files.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using domain::import_kind;
using domain::import_state;
using namespace orderd::testing;

namespace {

const std::string mixed = "order,amount,full,reason,key\n"
                          "1,25.00,,broken,\n"
                          "ORD-0000000003,,yes,,k-1\n"
                          "1,34.49,,,\n"
                          "77,1.00,,,\n"
                          "1,1.234,,,\n"
                          "nobody,1,,,\n"
                          "2,5.00,,,k-1\n";

} // namespace

BOOST_FIXTURE_TEST_SUITE(importer_refunds_test, refunds_fixture)

BOOST_AUTO_TEST_CASE(rows_become_refunds_and_the_rest_rejects) {
  import("r.csv", mixed);
  counts(2, 0, 5);
  BOOST_TEST((last_import().state == import_state::done));
  BOOST_TEST(shop_.folder->archived.contains(last_import().id));
  BOOST_REQUIRE(desk->accepted.size() == 2u);
  const auto& first = desk->accepted.front();
  BOOST_TEST(first.order.id.value == 1);
  BOOST_TEST((first.amount == domain::money{2'500}));
  BOOST_TEST(first.reason == "broken");
  BOOST_TEST(first.key ==
             domain::file_refund_key(last_import().content_sha256, 2));
  BOOST_TEST(!first.guard_repeat);
  BOOST_TEST(desk->accepted.back().key == "k-1");
  std::string seen;
  for (const auto& [line, reject] : shop_.store->rejects[last_import().id])
    seen += std::to_string(line) + " " + reject.column + " " + reject.code +
            " " + reject.raw + "\n";
  BOOST_TEST(seen == "4 amount amount_not_left 1,34.49,,,\n"
                     "5 order unknown_order 77,1.00,,,\n"
                     "6 amount invalid_amount 1,1.234,,,\n"
                     "7 order invalid_value nobody,1,,,\n"
                     "8 key refund_key_conflict 2,5.00,,,k-1\n");
}

BOOST_AUTO_TEST_CASE(the_sample_goes_with_the_orders_of_the_other_sample) {
  import("r.csv", text_of(ORDERD_SOURCE_DIR "/samples/refunds.csv"));
  counts(2, 0, 0);
  BOOST_TEST(desk->books.at({1}).refundable().minor == 3'448);
  BOOST_TEST(desk->books.at({3}).refundable().minor == 0);
}

BOOST_AUTO_TEST_CASE(the_same_file_again_refunds_nothing_twice) {
  import("r.csv", mixed);
  import("again.csv", mixed);
  counts(0, 2, 5);
  BOOST_TEST((last_import().state == import_state::done));
  import("good.csv", "order,amount\n2,1.00\n2,1.00\n");
  counts(2, 0, 0);
  import("good.csv", "order,amount\n2,1.00\n2,1.00\n");
  counts(0, 2, 0);
  BOOST_TEST((last_import().state == import_state::duplicate));
  BOOST_TEST(desk->accepted.size() == 4u);
}

BOOST_AUTO_TEST_CASE(mended_rejects_are_taken_when_they_come_back) {
  import("r.csv", mixed);
  auto mended = shop_.folder->rejects.at(last_import().id);
  BOOST_TEST(mended.starts_with(
      "_line,_column,_code,_reason,order,amount,full,reason,key\n"
      "4,amount,amount_not_left,\""));
  mended.replace(mended.rfind("34.49"), 5, "34.48");
  mended.replace(mended.rfind("k-1"), 3, "k-2");
  import("mended.csv", mended);
  counts(2, 0, 3);
  BOOST_TEST(desk->books.at({1}).refunded().minor == 5'948);
}

BOOST_AUTO_TEST_CASE(an_order_is_named_by_source_and_reference_too) {
  shop_.put("shop.csv",
            "order_ref,customer_name,customer_email,products\n"
            "A-1,N,n@x.org,[{\"sku\":\"PROD002\",\"quantity\":1}]\n",
            import_kind::orders, "shop");
  shop_.run_dry();
  import("r.csv", "order,full\nshop:A-1,1\nshop:A-2,1\n");
  counts(1, 0, 1);
}

BOOST_AUTO_TEST_CASE(what_is_no_refunds_file_is_quarantined) {
  for (const auto& content :
       {std::string{}, quoted_sample, std::string{"order,reason\n"}}) {
    import("bad.csv", content);
    BOOST_TEST((last_import().state == import_state::quarantined));
    BOOST_TEST(!last_import().error_message.empty());
  }
  import("none.csv", "order,amount\n");
  counts(0, 0, 0);
  BOOST_TEST((last_import().state == import_state::done));
}

BOOST_AUTO_TEST_SUITE_END()
