// SPDX-License-Identifier: Apache-2.0
#include "tests/support/control_fixture.hpp"

#include "actors/errors.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using orderd::testing::control_fixture;
using orderd::testing::some_order;

namespace {

using json = json_document;

template <class T>
shared<T> make(T value) {
  return std::make_shared<const T>(std::move(value));
}

domain::import_record some_import(domain::import_state state) {
  domain::import_record import;
  import.id = {3};
  import.source = "default";
  import.file = "orders.csv";
  import.state = state;
  return import;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(control_nouns, control_fixture)

BOOST_AUTO_TEST_CASE(products_are_listed_page_by_page) {
  list_products seen;
  storage->list_products = [&seen](const list_products& asked) {
    seen = asked;
    std::vector<domain::product_view> found(2);
    found[0].sku = "MUG-01";
    found[0].price = {2499};
    found[1].sku = "MUG-02";
    return products_listed{make(found)};
  };
  const auto first = result("products.list", {{"limit", 1}, {"cursor", "A"}});
  BOOST_TEST(seen.after == "A");
  BOOST_TEST(seen.limit == 2);
  BOOST_TEST(first["products"].size() == 1u);
  BOOST_TEST(first["products"][0]["price"] == "24.99");
  BOOST_TEST(first["cursor"] == "MUG-01");
  const auto last = result("products.list", {{"limit", 2}});
  BOOST_TEST(last["products"].size() == 2u);
  BOOST_TEST(last["cursor"].is_null());
}

BOOST_AUTO_TEST_CASE(a_product_is_shown_or_not_found) {
  storage->find_product = [](const find_product& asked) {
    domain::product_view mug;
    mug.sku = "MUG-01";
    mug.reserved = 4;
    return product_found{asked.sku == mug.sku ? make(mug) : nullptr};
  };
  BOOST_TEST(result("products.show", {{"sku", "MUG-01"}})["reserved"] == 4);
  BOOST_TEST(error("products.show", {{"sku", "X"}})["data"]["exit"] == 3);
}

BOOST_AUTO_TEST_CASE(stock_is_set_and_adjusted) {
  std::vector<domain::stock_change> seen;
  storage->change_stock = [&seen](const change_stock& asked) {
    seen.push_back(asked.change);
    return stock_changed{{{1}, asked.change.sku, 5, 9}};
  };
  const auto set = result("stock.set", {{"sku", "MUG-01"}, {"quantity", 9}});
  BOOST_TEST(set["stock_before"] == 5);
  BOOST_TEST(set["stock_quantity"] == 9);
  result("stock.adjust",
         {{"sku", "MUG-01"}, {"delta", -3}, {"reason", "broken"}});
  BOOST_REQUIRE_EQUAL(seen.size(), 2u);
  BOOST_TEST(seen[0].absolute);
  BOOST_TEST(!seen[1].absolute);
  BOOST_TEST(seen[1].value == -3);
  BOOST_TEST(error("stock.adjust",
                   {{"sku", "A"}, {"delta", 1}})["data"]["param"] == "reason");
}

BOOST_AUTO_TEST_CASE(a_customer_has_two_names) {
  storage->find_customer = [](const find_customer& asked) {
    domain::customer_view ann;
    ann.id = {7};
    ann.email = "ann@example.com";
    const auto known = asked.id == ann.id || asked.email == ann.email;
    return customer_found{known ? make(ann) : nullptr};
  };
  for (const json& who : {json(7), json("7"), json("Ann@Example.com")})
    BOOST_TEST(result("customers.show", {{"customer", who}})["customer_id"] ==
               7);
  BOOST_TEST(error("customers.show", {{"customer", 8}})["data"]["exit"] == 3);
}

BOOST_AUTO_TEST_CASE(customers_are_listed) {
  storage->list_customers = [](const list_customers& asked) {
    BOOST_TEST(asked.after.value == 5);
    return customers_listed{make(std::vector<domain::customer_view>(2))};
  };
  const auto page = result("customers.list", {{"cursor", "5"}});
  BOOST_TEST(page["customers"].size() == 2u);
}

BOOST_AUTO_TEST_CASE(figures_are_those_of_today_unless_a_day_is_named) {
  others->kpis = {{test.clock->day_of(test.clock->now()), {}}};
  others->kpis[0].figures.orders_paid = 3;
  const auto today = result("kpis.show");
  BOOST_TEST(today["date"] == "2026-11-24");
  BOOST_TEST(today["orders_paid"] == 3);
  const auto range =
      result("kpis.show", {{"from", "2026-11-23"}, {"to", "2026-11-24"}});
  BOOST_TEST(range["days"].size() == 2u);
  BOOST_TEST(range["days"][1]["orders_paid"] == 3);
  BOOST_TEST((others->asked_kpis.back().from ==
              domain::parse_day("2026-11-23").value()));
}

BOOST_AUTO_TEST_CASE(the_leaderboard_carries_names) {
  others->leaders = {{{7}, 4998, 1}};
  storage->customers_by_id = [](const customers_by_id& asked) {
    BOOST_REQUIRE_EQUAL(asked.ids.size(), 1u);
    domain::customer_view ann;
    ann.id = asked.ids[0];
    ann.name = "Ann";
    return customers_listed{make(std::vector{ann})};
  };
  const auto board = result("leaderboard.show", {{"limit", 5}});
  BOOST_TEST(board["entries"][0]["name"] == "Ann");
  BOOST_TEST(board["entries"][0]["total_spent"] == "49.98");
}

BOOST_AUTO_TEST_CASE(an_empty_leaderboard_asks_nobody) {
  BOOST_TEST(result("leaderboard.show")["entries"].empty());
}

BOOST_AUTO_TEST_CASE(notifications_belong_to_an_order) {
  storage->find_order = [](const find_order& asked) {
    return order_found{asked.id.value == 42 ? make(some_order()) : nullptr};
  };
  storage->list_notifications = [](const list_notifications& asked) {
    domain::notification_view told;
    told.order = asked.order;
    told.type = "success";
    return notifications_listed{make(std::vector{told})};
  };
  const auto list = result("notifications.list", {{"order_id", 42}});
  BOOST_TEST(list["notifications"][0]["order_id"] == 42);
  BOOST_TEST(error("notifications.list", {{"order_id", 43}})["data"]["exit"] ==
             3);
}

BOOST_AUTO_TEST_CASE(a_notification_is_shown_or_not_found) {
  storage->find_notification = [](const find_notification& asked) {
    domain::notification_view told;
    told.id = asked.id;
    return notification_found{asked.id.value == 1 ? make(told) : nullptr};
  };
  BOOST_TEST(result("notifications.show", {{"id", 1}})["notification_id"] == 1);
  BOOST_TEST(error("notifications.show", {{"id", 2}})["data"]["exit"] == 3);
}

BOOST_AUTO_TEST_CASE(imports_are_listed_and_shown) {
  using state = domain::import_state;
  storage->list_imports = [](const list_imports& asked) {
    BOOST_TEST(asked.limit == 2);
    return imports_listed{make(std::vector{some_import(state::running)})};
  };
  storage->find_import = [](const find_import& asked) {
    return import_found{asked.id.value == 3 ? make(some_import(state::done))
                                            : nullptr};
  };
  BOOST_TEST(result("imports.list", {{"limit", 2}})["imports"].size() == 1u);
  BOOST_TEST(result("imports.show", {{"id", 3}})["state"] == "done");
  BOOST_TEST(error("imports.show", {{"id", 4}})["data"]["exit"] == 3);
}

BOOST_AUTO_TEST_CASE(rejects_are_told_from_a_missing_import) {
  storage->find_import = [](const find_import& asked) {
    return import_found{asked.id.value == 3
                            ? make(some_import(domain::import_state::done))
                            : nullptr};
  };
  storage->list_rejects = [](const list_rejects&) {
    return rejects_listed{make(std::vector<domain::reject>{
        {5, "email", "invalid_email", "no @", "raw"}})};
  };
  const auto page = result("imports.rejects", {{"id", 3}});
  BOOST_TEST(page["rejects"][0]["line"] == 5);
  BOOST_TEST(page["rejects"][0]["code"] == "invalid_email");
  BOOST_TEST(error("imports.rejects", {{"id", 4}})["data"]["exit"] == 3);
}

BOOST_AUTO_TEST_CASE(an_import_is_cancelled_by_the_importer) {
  others->cancel_import =
      [](const cancel_import& asked) -> caf::result<import_row> {
    if (asked.id.value != 3)
      return make_error(errc::conflict, "import 4 is done already");
    return import_row{make(some_import(domain::import_state::cancelled))};
  };
  BOOST_TEST(result("imports.cancel", {{"id", 3}})["state"] == "cancelled");
  BOOST_TEST(error("imports.cancel", {{"id", 4}})["data"]["exit"] == 4);
}

BOOST_AUTO_TEST_CASE(a_file_travels_with_its_descriptor) {
  incoming_file seen;
  std::shared_ptr<int> taken;
  others->import_descriptor = [&](const import_descriptor& asked) {
    seen = asked.as;
    taken = asked.descriptor;
    return import_row{make(some_import(domain::import_state::waiting))};
  };
  const auto descriptor = std::make_shared<int>(17);
  const auto answer = call("orders.import",
                           {{"file", "a.csv"}, {"source", "shop"}}, descriptor);
  BOOST_TEST(answer["result"]["state"] == "waiting");
  BOOST_TEST(
      (seen == incoming_file{domain::import_kind::orders, "shop", "a.csv"}));
  BOOST_TEST(taken == descriptor);
  call("products.import", {{"file", "p.csv"}}, descriptor);
  BOOST_TEST((seen.kind == domain::import_kind::products));
}

BOOST_AUTO_TEST_CASE(a_file_without_descriptor_or_with_a_folder_is_refused) {
  BOOST_TEST(error("orders.import", {{"file", "a.csv"}})["code"] == -32602);
  const auto descriptor = std::make_shared<int>(17);
  for (const auto* name : {"", ".", "..", "../a.csv", "/etc/passwd"})
    BOOST_TEST(call("orders.import", {{"file", name}},
                    descriptor)["error"]["data"]["param"] == "file");
  BOOST_TEST(call("orders.import", {{"file", "a.csv"}, {"source", "A/B"}},
                  descriptor)["error"]["data"]["param"] == "source");
}

BOOST_AUTO_TEST_CASE(verify_gives_the_report) {
  storage->verify_rules = [](const verify_rules& asked) {
    BOOST_TEST(static_cast<bool>(asked.figures));
    domain::verify_report report;
    report.rules.push_back({1, "stock", 5, {}, 0});
    return rules_verified{make(report)};
  };
  BOOST_TEST(result("verify")["ok"] == true);
}

BOOST_AUTO_TEST_CASE(verify_reads_archived_files_when_asked) {
  storage->verify_rules = [](const verify_rules&) {
    return rules_verified{make(domain::verify_report{})};
  };
  storage->list_imports = [](const list_imports&) {
    auto same = some_import(domain::import_state::done);
    same.archived_as = same.content_sha256 = "archive/a.1.csv";
    auto other = some_import(domain::import_state::done);
    other.archived_as = "archive/b.2.csv";
    other.content_sha256 = "something else";
    auto held = some_import(domain::import_state::failed);
    return imports_listed{
        make(std::vector<domain::import_record>{same, other, held})};
  };
  const auto report = result("verify", {{"files", true}});
  BOOST_TEST(report["ok"] == false);
  const auto& rule = report["rules"][0];
  BOOST_TEST(rule["rule"] == 7);
  BOOST_TEST(rule["checked"] == 2);
  BOOST_TEST(rule["violation_count"] == 1);
}

BOOST_AUTO_TEST_SUITE_END()
