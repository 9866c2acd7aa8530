// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/refund_shop.hpp"
#include "tests/storage/writing_shop.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using domain::notification_type;
using domain::type_bit;
using testing::approved;
using testing::buy;
using testing::declined;

namespace {

struct telling_shop : testing::writing_shop {
  telling_shop() {
    add_product("MUG", 1'000, 10);
  }

  // Types and sources of each channel's row of a batch.
  std::string scopes(domain::batch_id batch) {
    return text("SELECT coalesce(string_agg(concat_ws(' ', channel, types,"
                " array_to_string(sources, '+')), ', ' ORDER BY channel), '')"
                " FROM batch_deliveries WHERE batch_id = " +
                std::to_string(batch.value));
  }

  // How many notices of a batch each channel tells.
  std::string sizes(domain::batch_id batch) {
    return text("SELECT coalesce(string_agg(concat_ws(' ', channel, notices),"
                " ', ' ORDER BY channel), '')"
                " FROM batch_deliveries WHERE batch_id = " +
                std::to_string(batch.value));
  }

  std::string told_of() {
    return text("SELECT coalesce(string_agg(concat_ws(' ', order_id, type,"
                " channel), ', ' ORDER BY id), '') FROM notifications");
  }

  domain::accept_request of(const std::string& source, bool notify = true) {
    auto request = single({buy("a@x.com", "MUG")});
    request.source = source;
    request.notify = notify;
    return request;
  }
};

constexpr auto success = notification_type::success;

} // namespace

BOOST_FIXTURE_TEST_SUITE(told_batches, telling_shop)

BOOST_AUTO_TEST_CASE(a_channel_that_tells_no_type_of_a_batch_has_no_row) {
  settings.policy = {{"log"}, {"email", type_bit(success)}};
  const auto result = accept(single({buy("a@x.com", "MUG")}));
  BOOST_TEST(scopes(result.facts.notices.at(0).batch) == "log 31");
  const auto ended = finalize({approved(result.open.at(0))});
  BOOST_TEST(scopes(ended.facts.notices.at(0).batch) == "email 2, log 31");
  BOOST_TEST(told_of() == "1 processing log, 1 success log, 1 success email");
  check_rules();
}

BOOST_AUTO_TEST_CASE(only_the_sources_that_are_told_are_recorded) {
  settings.policy = {{"email", domain::all_notification_types, false, {"web"}},
                     {"log"}};
  const auto web = accept(of("web")), other = accept(of("other"));
  auto answers = finalize({approved(web.open[0]), declined(other.open[0])});
  BOOST_TEST(scopes(answers.facts.notices.at(0).batch) ==
             "email 31 web, log 31");
  BOOST_TEST(told_of() == "1 processing log, 1 processing email,"
                          " 1 success log, 1 success email,"
                          " 2 processing log, 2 failure log");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_batch_says_how_much_a_channel_tells_of_it) {
  settings.policy = {{"email", type_bit(success)},
                     {"log"},
                     {"webhook", domain::all_notification_types, false, {"b"}}};
  // The eleventh is out of stock.
  const std::vector<domain::order_input> orders(11, buy("a@x.com", "MUG", 1));
  auto many = of("a");
  many.orders = orders;
  many.raws.resize(orders.size());
  const auto first = accept(many), second = accept(of("b"));
  BOOST_TEST(first.facts.notices.size() == 2);
  BOOST_TEST(sizes(first.facts.notices.at(0).batch) == "log 11");
  BOOST_TEST(sizes(first.facts.notices.at(1).batch) == "log 1");
  const auto ended =
      finalize({approved(first.open.at(0)), approved(first.open.at(1)),
                declined(first.open.at(2))});
  BOOST_TEST(sizes(ended.facts.notices.at(0).batch) == "email 2, log 3");
  check_rules();
}

BOOST_AUTO_TEST_CASE(a_source_of_any_name_is_recorded_as_it_is) {
  settings.policy = {{"log", domain::all_notification_types, true, {}, {"b"}}};
  const auto odd = accept(of("a\"\\,{} é")), other = accept(of("b"));
  finalize({approved(odd.open[0]), approved(other.open[0])});
  BOOST_TEST(text("SELECT sources[1] FROM batch_deliveries"
                  " WHERE sources IS NOT NULL") == "a\"\\,{} é");
  BOOST_TEST(told_of() == "1 processing log, 1 success log");
}

BOOST_AUTO_TEST_CASE(without_channels_nothing_is_told_or_kept) {
  settings.policy = {};
  const auto result = accept(single({buy("a@x.com", "MUG")}));
  BOOST_TEST(result.facts.notices.empty());
  BOOST_TEST(!result.open.at(0).content);
  BOOST_TEST(finalize({approved(result.open[0])}).facts.notices.empty());
  BOOST_TEST(number("SELECT count(*) FROM batch_deliveries") == 0);
  check_rules();
}

BOOST_AUTO_TEST_CASE(notices_say_who_bought_what_from_where) {
  auto order = buy("a@x.com", "MUG", 2);
  order.name = "Ada Example";
  auto request = single({order});
  request.source = "shop";
  const auto result = accept(request);
  const auto& batch = result.facts.notices.at(0);
  BOOST_TEST((batch.since == testing::now));
  const auto& started = batch.notices.at(0);
  BOOST_TEST(started.source == "shop");
  BOOST_REQUIRE(started.content);
  BOOST_TEST(started.content->customer_name == "Ada Example");
  BOOST_REQUIRE(started.content->items.size() == 1);
  BOOST_TEST(started.content->items[0].sku == "MUG");
  BOOST_TEST(started.content->items[0].quantity == 2);
  BOOST_TEST(started.content->items[0].total_price.minor == 2'000);
  const auto ended = finalize({approved(result.open.at(0))});
  BOOST_TEST(ended.facts.notices.at(0).notices.at(0).source == "shop");
  BOOST_TEST(ended.facts.notices.at(0).notices.at(0).content ==
             started.content);
}

BOOST_AUTO_TEST_CASE(a_silent_import_tells_nobody) {
  domain::new_import import;
  import.id = writer().next_import_id();
  import.file = "old.csv";
  import.content_sha256 = std::string(32, '\x07');
  import.notify = false;
  BOOST_TEST(!writer().register_import(import, testing::now).notify);
  writer().start_import(import.id, {}, testing::now);
  testing::test_file file{import.id, import.content_sha256, "", {0, 2}};
  auto request = next_of(file, {buy("a@x.com", "MUG"), buy("b@x.com", "MUG"),
                                buy("c@x.com", "MUG", 99)});
  request.notify = false;
  const auto silent = accept(request);
  BOOST_TEST(silent.facts.notices.empty());
  BOOST_TEST(!silent.open.at(0).notify);
  const auto loud = accept(of("web"));
  // Both in one batch.
  const auto ended =
      finalize({approved(silent.open[0]), approved(loud.open[0])});
  BOOST_TEST(ended.facts.notices.at(0).notices.size() == 1);
  BOOST_TEST(sizes(ended.facts.notices.at(0).batch) == "log 1");
  finalize({declined(silent.open[1])});
  BOOST_TEST(told_of() == "4 processing log, 4 success log");
  BOOST_TEST(number("SELECT count(*) FROM batch_deliveries") == 2);
  check_rules();
}

BOOST_AUTO_TEST_CASE(after_a_restart_orders_are_as_silent_as_before) {
  auto file = start_file("silent");
  change("UPDATE imports SET notify = false");
  auto request = next_of(file, {buy("a@x.com", "MUG")});
  request.notify = false;
  accept(request);
  accept(of("web"));
  storage::pg_reader reader{database.options()};
  const auto open = reader.open_orders({}, 10);
  BOOST_REQUIRE(open.size() == 2);
  BOOST_TEST(!open[0].notify);
  BOOST_TEST(open[0].items.size() == 1);
  BOOST_TEST(open[1].notify);
  const auto ended = finalize({approved(open[0]), approved(open[1])});
  BOOST_TEST(ended.facts.notices.at(0).notices.size() == 1);
  BOOST_TEST(told_of() == "2 processing log, 2 success log");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(told_refunds, testing::refund_shop)

BOOST_AUTO_TEST_CASE(refunds_of_a_silent_file_tell_nobody) {
  const auto order = paid_order(), other = paid_order();
  auto file = start_file("r", "default", domain::import_kind::refunds);
  change("UPDATE imports SET notify = false");
  const auto silent =
      writer().request_refunds(next_refunds(file, {partial(order, 100)})).open;
  const auto loud = accepted(partial(other, 100));
  const auto both = settle({answer(silent.at(0)), answer(loud)});
  BOOST_REQUIRE(both.facts.notices.size() == 1);
  BOOST_REQUIRE(both.facts.notices[0].notices.size() == 1);
  BOOST_TEST((both.facts.notices[0].notices[0].refund == loud.refund));
  BOOST_TEST(both.facts.notices[0].notices[0].source == "web");
  BOOST_TEST(text("SELECT string_agg(concat_ws(' ', order_id, type), ', ')"
                  " FROM notifications WHERE type LIKE 'refund%'") ==
             std::to_string(other.value) + " refund_completed");
  check_rules();
}

BOOST_AUTO_TEST_CASE(notices_of_refunds_are_sorted_by_refund) {
  const auto order = paid_order(), other = paid_order();
  const auto later = accepted(partial(other, 100));
  const auto last = accepted(partial(order, 100));
  const auto result = settle({answer(last), answer(later, false)});
  const auto& notices = result.facts.notices.at(0).notices;
  BOOST_REQUIRE(notices.size() == 2);
  BOOST_TEST((notices[0].refund == later.refund));
  BOOST_TEST((notices[1].refund == last.refund));
}

BOOST_AUTO_TEST_SUITE_END()
