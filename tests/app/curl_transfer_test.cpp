// SPDX-License-Identifier: Apache-2.0
#include "app/notify/curl_transfer.hpp"

#include "tests/support/held_lookup.hpp"
#include "tests/support/waiting.hpp"

#include <boost/test/unit_test.hpp>

#include <thread>

using namespace orderd;
using namespace orderd::testing;
using std::chrono::seconds;

namespace {

app::transfer_terms to_held(seconds timeout) {
  return {.url = "http://held.example/s3cret",
          .protocols = "http,https",
          .ca_file = "",
          .timeout = timeout,
          .stop = nullptr};
}

} // namespace

BOOST_AUTO_TEST_SUITE(curl_transfer_test)

BOOST_AUTO_TEST_CASE(a_lookup_that_is_not_answered_is_given_up_in_time) {
  const held_lookup held("held.example");
  app::curl_transfer transfer(to_held(seconds{1}));
  BOOST_CHECK_EQUAL(transfer.perform(), CURLE_OPERATION_TIMEDOUT);
  BOOST_CHECK(held.holds_somebody());
}

BOOST_AUTO_TEST_CASE(the_end_of_the_process_ends_a_lookup) {
  const held_lookup held("held.example");
  auto terms = to_held(seconds{600});
  const auto stop = std::make_shared<std::atomic<bool>>(false);
  terms.stop = stop;
  app::curl_transfer transfer(std::move(terms));
  CURLcode code = CURLE_OK;
  std::thread asking([&] { code = transfer.perform(); });
  BOOST_CHECK(
      holds_within(wait_limit / 2, [&] { return held.holds_somebody(); }));
  *stop = true;
  asking.join();
  BOOST_CHECK_EQUAL(code, CURLE_ABORTED_BY_CALLBACK);
  BOOST_CHECK(held.holds_somebody());
}

BOOST_AUTO_TEST_CASE(a_handle_is_used_again_after_a_lookup_was_given_up) {
  app::curl_transfer transfer(to_held(seconds{1}));
  {
    const held_lookup held("held.example");
    BOOST_CHECK_EQUAL(transfer.perform(), CURLE_OPERATION_TIMEDOUT);
  }
  const held_lookup held("held.example");
  BOOST_CHECK_EQUAL(transfer.perform(), CURLE_OPERATION_TIMEDOUT);
}

BOOST_AUTO_TEST_CASE(what_libcurl_cannot_do_is_said_without_the_path) {
  app::curl_transfer transfer(to_held(seconds{1}));
  BOOST_CHECK_EXCEPTION(
      transfer.set(CURLOPT_PROTOCOLS_STR, "nonsense"), std::runtime_error,
      [](const std::runtime_error& failed) {
        const std::string text = failed.what();
        return text.find("http://held.example:") != std::string::npos &&
               text.find("s3cret") == std::string::npos;
      });
}

BOOST_AUTO_TEST_SUITE_END()
