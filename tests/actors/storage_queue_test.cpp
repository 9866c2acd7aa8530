// SPDX-License-Identifier: Apache-2.0
#include "actors/storage_queue.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace orderd;
using namespace orderd::actors;

namespace {

class idle_job : public job {
public:
  void run(worker_tools&) noexcept override {}
  void answer() override {}
};

std::shared_ptr<job> some_job() {
  return std::make_shared<idle_job>();
}

std::shared_ptr<accept_job> single(const std::string& source = "web") {
  auto request = std::make_shared<domain::accept_request>();
  request->source = source;
  request->orders.resize(1);
  return std::make_shared<accept_job>(accept_job::promise{}, request);
}

std::shared_ptr<accept_job> batch(std::int64_t from, std::size_t orders = 10) {
  auto request = std::make_shared<domain::accept_request>();
  request->slice.emplace();
  request->slice->from.offset = from;
  request->orders.resize(orders);
  return std::make_shared<accept_job>(accept_job::promise{}, request);
}

std::shared_ptr<finalize_job> answers(std::size_t count,
                                      bool interactive = false) {
  auto request = std::make_shared<domain::finalize_request>();
  request->answers.resize(count);
  return std::make_shared<finalize_job>(finalize_job::promise{},
                                        finalize_orders{request, interactive});
}

struct fixture {
  /// The kind of the next job, or nothing if none may run.
  std::optional<write_class> take() {
    write_class kind{};
    taken = queue.take(kind);
    if (!taken)
      return std::nullopt;
    return kind;
  }

  write_queue queue;
  std::shared_ptr<job> taken;
};

} // namespace

using enum write_class;

BOOST_FIXTURE_TEST_SUITE(storage_queue, fixture)

BOOST_AUTO_TEST_CASE(interactive_work_passes_all_and_small_passes_batches) {
  queue.push(batch(0));
  queue.push(answers(5));
  queue.push(small, some_job());
  queue.push(single());
  BOOST_TEST((take() == interactive));
  BOOST_TEST((take() == small));
  BOOST_TEST((take() == finalize));
  BOOST_TEST((take() == accept));
  BOOST_TEST(!take().has_value());
  BOOST_TEST(queue.running() == 4u);
}

BOOST_AUTO_TEST_CASE(batches_of_files_run_one_at_a_time_and_in_order) {
  const auto first = batch(0), second = batch(100);
  queue.push(first);
  queue.push(second);
  BOOST_TEST((take() == accept));
  BOOST_TEST(taken == first);
  BOOST_TEST(!take().has_value());
  queue.finished(accept);
  BOOST_TEST((take() == accept));
  BOOST_TEST(taken == second);
}

BOOST_AUTO_TEST_CASE(accepting_and_finalizing_share_two_connections) {
  for (int i = 0; i < 3; ++i) {
    queue.push(batch(i));
    queue.push(answers(max_grouped_orders));
  }
  const auto one = take(), other = take();
  BOOST_TEST((one != other));
  queue.finished(*one);
  BOOST_TEST((take() == one));
}

BOOST_AUTO_TEST_CASE(a_free_connection_finalizes_if_no_batch_may_run) {
  queue.push(batch(0));
  queue.push(answers(max_grouped_orders));
  queue.push(answers(max_grouped_orders));
  BOOST_TEST((take() == finalize));
  BOOST_TEST((take() == accept));
  BOOST_TEST((take() == finalize));
}

BOOST_AUTO_TEST_CASE(single_orders_of_one_source_that_wait_become_one_job) {
  for (int i = 0; i < 5; ++i)
    queue.push(single());
  queue.push(single("other"));
  BOOST_TEST(queue.waiting() == 2u);
  BOOST_TEST(queue.waiting_interactive() == 6u);
  take();
  BOOST_TEST(taken->requests() == 5u);
  take();
  BOOST_TEST(taken->requests() == 1u);
  BOOST_TEST(queue.waiting_interactive() == 0u);
}

BOOST_AUTO_TEST_CASE(what_is_put_together_has_a_maximum) {
  for (std::size_t i = 0; i < max_grouped_orders + 1; ++i)
    queue.push(single());
  BOOST_TEST(queue.waiting() == 2u);
  queue.push(answers(600));
  queue.push(answers(400));
  queue.push(answers(1));
  BOOST_TEST(queue.waiting() == 4u);
}

BOOST_AUTO_TEST_CASE(batches_of_files_are_never_put_together) {
  queue.push(batch(0, 1));
  queue.push(batch(1, 1));
  BOOST_TEST(queue.waiting() == 2u);
}

BOOST_AUTO_TEST_CASE(finalizes_of_single_orders_stay_apart_from_files) {
  queue.push(answers(1));
  queue.push(answers(1, true));
  queue.push(answers(1));
  queue.push(answers(1, true));
  BOOST_TEST(queue.waiting() == 2u);
  BOOST_TEST((take() == interactive));
  BOOST_TEST((take() == finalize));
}

BOOST_AUTO_TEST_CASE(orders_of_two_days_are_not_put_together) {
  auto tomorrow = std::make_shared<domain::accept_request>();
  tomorrow->source = "web";
  tomorrow->orders.resize(1);
  tomorrow->today += std::chrono::days{1};
  queue.push(single());
  queue.push(std::make_shared<accept_job>(accept_job::promise{}, tomorrow));
  BOOST_TEST(queue.waiting() == 2u);
}

BOOST_AUTO_TEST_CASE(refunds_alone_are_recorded_and_settled_side_by_side) {
  for (int i = 0; i < 2; ++i) {
    queue.push(record, some_job());
    queue.push(settle, some_job());
  }
  BOOST_TEST((take() == settle));
  BOOST_TEST((take() == record));
  queue.finished(record);
  BOOST_TEST((take() == record));
  queue.finished(settle);
  BOOST_TEST((take() == settle));
}

BOOST_AUTO_TEST_CASE(refunds_of_files_are_recorded_one_at_a_time) {
  queue.push(record, some_job());
  queue.push(record, some_job());
  BOOST_TEST((take() == record));
  BOOST_TEST(!take().has_value());
}

BOOST_AUTO_TEST_CASE(two_jobs_of_orders_run_after_one_of_refunds) {
  for (int i = 0; i < 8; ++i) {
    queue.push(answers(max_grouped_orders));
    queue.push(i % 2 == 0 ? record : settle, some_job());
  }
  std::string order;
  for (int i = 0; i < 12; ++i) {
    const auto kind = take();
    BOOST_REQUIRE(kind);
    order += *kind == finalize ? 'o' : 'r';
    queue.finished(*kind);
  }
  BOOST_TEST(order == "rooroorooroo");
}

BOOST_AUTO_TEST_CASE(one_job_of_refunds_runs_at_a_time_while_orders_wait) {
  for (int i = 0; i < 4; ++i) {
    queue.push(batch(i));
    queue.push(record, some_job());
    queue.push(settle, some_job());
  }
  BOOST_TEST((take() == settle));
  BOOST_TEST((take() == accept));
  BOOST_TEST(!take().has_value());
  queue.finished(accept);
  BOOST_TEST((take() == accept));
  queue.finished(settle);
  BOOST_TEST((take() == settle));
}

BOOST_AUTO_TEST_CASE(a_connection_takes_refunds_if_no_order_may_run) {
  queue.push(batch(0));
  queue.push(batch(1));
  BOOST_TEST((take() == accept));
  queue.push(record, some_job());
  BOOST_TEST((take() == record));
  queue.finished(record);
  queue.push(record, some_job());
  BOOST_TEST((take() == record));
}

BOOST_AUTO_TEST_CASE(single_refunds_pass_those_of_files) {
  queue.push(record, some_job());
  queue.push(settle, some_job());
  queue.push(interactive, some_job());
  BOOST_TEST((take() == interactive));
}

BOOST_AUTO_TEST_CASE(what_is_abandoned_waits_no_more) {
  queue.push(batch(0));
  queue.push(single());
  queue.push(small, some_job());
  BOOST_TEST(queue.abandon().size() == 3u);
  BOOST_TEST(queue.waiting() == 0u);
  BOOST_TEST(!take().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
