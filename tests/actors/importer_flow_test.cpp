// SPDX-License-Identifier: Apache-2.0
#include "actors/errors.hpp"
#include "actors/importer.hpp"
#include "tests/support/import_fixture.hpp"
#include "tests/support/order_files.hpp"

#include <boost/test/unit_test.hpp>

using namespace orderd;
using namespace orderd::actors;
using namespace std::chrono_literals;
using namespace orderd::testing;

namespace {

struct batch_count {
  int now = 0;
  int most = 0;
};

/// Stands between importer and processor and counts what is in flight.
processor_actor::behavior_type
counting_processor(processor_actor::pointer self, processor_actor to,
                   std::shared_ptr<batch_count> count) {
  return {
      [](const payment_answers&) {},
      [=](const submit_batch& m) {
        auto asker = self->make_response_promise<orders_accepted>();
        count->now += 1;
        count->most = std::max(count->most, count->now);
        self->request(to, caf::infinite, m)
            .then(
                [=](const orders_accepted& done) mutable {
                  count->now -= 1;
                  asker.deliver(done);
                },
                [=](const caf::error& why) mutable { asker.deliver(why); });
        return asker;
      },
      [=](const create_order& m) { return self->delegate(to, m); },
      [=](const await_import& m) { return self->delegate(to, m); },
      [=](const get_status& m) { return self->delegate(to, m); },
      [=](const drain& m) { return self->delegate(to, m); },
      [=](const recover& m) { return self->delegate(to, m); },
      [=](const retry_dead_orders& m) { return self->delegate(to, m); },
      [=](const pause_stage& m) { return self->delegate(to, m); },
      [](const retry_payments&) {},
      [](const payments_overdue&) {},
  };
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(importer_flow, import_fixture)

BOOST_AUTO_TEST_CASE(draining_takes_nothing_new_and_ends_what_is_in_flight) {
  shop_.put("o.csv", order_file(200));
  run_to_call("accept", 3);
  const auto drained_ = shop_.test.ask<drained>(shop_.importer, drain{});
  shop_.test.run();
  BOOST_REQUIRE(drained_->value);
  const auto accepted = only_import().accepted;
  BOOST_TEST(accepted < 200);
  shop_.put("later.csv", order_file(5, 900));
  shop_.test.advance(10min);
  BOOST_TEST(only_import().accepted == accepted);
  shop_.folder->descriptors[7] = quoted_sample;
  const auto refused = shop_.test.ask<import_row>(
      shop_.importer, import_descriptor{std::make_shared<int>(7), {}});
  shop_.test.run();
  BOOST_TEST((error_code(refused->error) == errc::draining));
  shop_.kill();
  shop_.open();
  shop_.run_dry();
  BOOST_TEST(shop_.store->orders.size() == 205u);
  shop_.check("drained");
}

BOOST_AUTO_TEST_CASE(clients_whose_files_wait_are_answered_by_a_drain) {
  for (int i = 0; i < 3; ++i)
    shop_.folder->descriptors[i] = order_file(3, 10 * i);
  std::vector<std::shared_ptr<outcome<import_row>>> answers;
  for (int i = 0; i < 3; ++i)
    answers.push_back(shop_.test.ask<import_row>(
        shop_.importer, import_descriptor{std::make_shared<int>(i), {}}));
  run_to_call("next_import_id", 1);
  const auto drained_ = shop_.test.ask<drained>(shop_.importer, drain{});
  shop_.test.run();
  BOOST_TEST(drained_->value.has_value());
  BOOST_TEST(answers[0]->value.has_value());
  BOOST_TEST((error_code(answers[1]->error) == errc::draining));
  BOOST_TEST((error_code(answers[2]->error) == errc::draining));
}

BOOST_AUTO_TEST_CASE(a_large_file_keeps_few_batches_in_flight) {
  const auto count = std::make_shared<batch_count>();
  const auto between =
      shop_.test.spawn(counting_processor, shop_.processor, count);
  shop_.importer_settings.processor = between;
  shop_.importer_settings.batch_orders = 1'000;
  shop_.importer_settings.max_in_flight_batches = 3;
  shop_.test.stop(shop_.importer);
  shop_.importer = shop_.test.spawn(importer, shop_.importer_settings);
  shop_.store->products["PROD002"].stock = 1'000'000;
  shop_.initial_stock["PROD002"] = 1'000'000;
  shop_.put("large.csv", order_file(100'000));
  shop_.run_dry();
  BOOST_TEST(only_import().accepted == 100'000);
  BOOST_TEST(count->most == 3);
  shop_.check("large");
}

BOOST_AUTO_TEST_SUITE_END()
