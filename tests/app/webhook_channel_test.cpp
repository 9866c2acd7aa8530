// SPDX-License-Identifier: Apache-2.0
#include "app/notify/webhook_channel.hpp"

#include "app/notify/base64.hpp"
#include "app/notify/webhook_message.hpp"
#include "tests/app/outgoing_sample.hpp"
#include "tests/app/temporary_directory.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/waiting.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <thread>

using namespace orderd;
using namespace orderd::testing;
using verdict = domain::handed::verdict;

namespace {

const std::string first_key(24, 'a');
const std::string second_key(32, 'b');

std::string line_of(const std::string& key) {
  return "whsec_" + app::to_base64(key) + "\n";
}

/// One session of the channel `webhook`.
struct posting {
  explicit posting(const std::string& url, const std::string& ca = {},
                   int timeout_s = 10)
      : channel(options_for(url, ca, timeout_s),
                {"inst", domain::currency{}, nullptr, stop, draining}),
        session(channel.open()) {}

  config::webhook_options options_for(const std::string& url,
                                      const std::string& ca, int timeout_s) {
    directory.put("secret", line_of(first_key));
    config::webhook_options options;
    options.url = url;
    options.secret_file = (directory.path() / "secret").string();
    options.timeout_s = timeout_s;
    if (!ca.empty()) {
      directory.put("ca.pem", ca);
      options.ca_file = (directory.path() / "ca.pem").string();
    }
    return options;
  }

  std::vector<domain::handed> post(std::size_t count) {
    return session->deliver(
        std::vector<domain::outgoing>(count, sample_message()), sending_time());
  }

  std::shared_ptr<std::atomic<bool>> stop =
      std::make_shared<std::atomic<bool>>(false);
  std::shared_ptr<std::atomic<bool>> draining =
      std::make_shared<std::atomic<bool>>(false);
  app::temporary_directory directory;
  app::webhook_channel channel;
  std::unique_ptr<actors::channel_session> session;
};

std::string answer(const std::string& status, const std::string& headers = {}) {
  return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 0\r\n\r\n";
}

/// What becomes of two posts that are answered so.
std::vector<domain::handed> with(http_answer fixed, int timeout_s = 10) {
  http_server server([=](const taken_request&, int) { return fixed; });
  return posting(server.url(), {}, timeout_s).post(2);
}

void check_all(const std::vector<domain::handed>& results, verdict expected) {
  BOOST_REQUIRE_EQUAL(results.size(), 2u);
  for (const auto& result : results)
    BOOST_CHECK_MESSAGE(result.what == expected, static_cast<int>(result.what)
                                                     << " " << result.reason);
}

} // namespace

BOOST_AUTO_TEST_SUITE(webhook_channel_test)

BOOST_AUTO_TEST_CASE(a_post_carries_the_signed_body) {
  http_server server;
  posting shop(server.url());
  check_all(shop.post(2), verdict::sent);
  const auto request = server.requests().at(0);
  const auto body = app::webhook_body(sample_message(), domain::currency{});
  BOOST_CHECK_EQUAL(request.line, "POST /hook HTTP/1.1");
  BOOST_CHECK_EQUAL(request.body, body);
  BOOST_CHECK_EQUAL(request.headers.at("content-type"), "application/json");
  BOOST_CHECK_EQUAL(request.headers.at("webhook-id"), "inst-73");
  BOOST_CHECK_EQUAL(request.headers.at("webhook-timestamp"), "1795521600");
  BOOST_CHECK_EQUAL(
      request.headers.at("webhook-signature"),
      app::webhook_signature({first_key}, "inst-73", 1'795'521'600, body));
}

BOOST_AUTO_TEST_CASE(new_secrets_are_taken_and_bad_ones_are_not) {
  http_server server;
  posting shop(server.url());
  shop.directory.put("secret", line_of(second_key) + line_of(first_key));
  shop.channel.reload_secrets();
  shop.directory.put("secret", "rubbish");
  BOOST_CHECK_THROW(shop.channel.reload_secrets(), std::runtime_error);
  shop.post(1);
  const auto request = server.requests().at(0);
  BOOST_CHECK_EQUAL(request.headers.at("webhook-signature"),
                    app::webhook_signature({second_key, first_key}, "inst-73",
                                           1'795'521'600, request.body));
}

BOOST_AUTO_TEST_CASE(one_connection_takes_many_posts) {
  http_server server;
  posting shop(server.url());
  for (int round = 0; round < 4; ++round)
    for (const auto& result : shop.post(25))
      BOOST_CHECK(result.what == verdict::sent);
  BOOST_CHECK_EQUAL(server.requests().size(), 100u);
  BOOST_CHECK_EQUAL(server.connections(), 1);
}

BOOST_AUTO_TEST_CASE(every_2xx_is_delivered) {
  for (const auto* status : {"200 OK", "201 Created", "202 Accepted"})
    check_all(with({answer(status)}), verdict::sent);
}

BOOST_AUTO_TEST_CASE(other_answers_are_tried_again) {
  for (const auto* status :
       {"500 Oops", "502 Bad Gateway", "503 Busy", "400 Bad", "404 No"}) {
    const auto results = with({answer(status)});
    check_all(results, verdict::again);
    BOOST_CHECK(results[0].reason.find(std::string(status).substr(0, 3)) !=
                std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_redirect_is_not_followed) {
  http_server other;
  for (const auto* status : {"301 Moved", "307 Moved", "308 Moved"})
    check_all(with({answer(status, "Location: " + other.url() + "\r\n")}),
              verdict::again);
  BOOST_CHECK(other.requests().empty());
}

BOOST_AUTO_TEST_CASE(after_410_nothing_more_is_posted) {
  http_server server([](const taken_request&, int) {
    return http_answer{answer("410 Gone")};
  });
  posting shop(server.url());
  check_all(shop.post(2), verdict::disabled);
  BOOST_CHECK_EQUAL(server.requests().size(), 1u);
}

BOOST_AUTO_TEST_CASE(a_receiver_that_asks_for_time_gets_it) {
  for (const auto* status : {"429 Too Many Requests", "503 Busy"}) {
    http_server server([=](const taken_request&, int) {
      return http_answer{answer(status, "Retry-After: 17\r\n")};
    });
    posting shop(server.url());
    const auto results = shop.post(2);
    check_all(results, verdict::down);
    BOOST_CHECK(results[0].wait == std::chrono::seconds{17});
    BOOST_CHECK_EQUAL(server.requests().size(), 1u);
  }
  check_all(with({answer("429 Too Many Requests")}), verdict::down);
}

BOOST_AUTO_TEST_CASE(a_wait_may_be_a_date_and_has_a_limit) {
  const auto results =
      with({answer("429 Too Many Requests",
                   "Retry-After: Fri, 01 Jan 2100 00:00:00 GMT\r\n")});
  check_all(results, verdict::down);
  BOOST_CHECK(results[0].wait == std::chrono::seconds{3'600});
  const auto past =
      with({answer("429 Too Many Requests",
                   "Retry-After: Sat, 01 Jan 2000 00:00:00 GMT\r\n")});
  BOOST_CHECK(!past[0].wait);
}

BOOST_AUTO_TEST_CASE(an_endless_body_is_cut_and_its_status_counts) {
  http_answer endless{"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"};
  endless.endless = true;
  check_all(with(endless), verdict::sent);
  endless.text = "HTTP/1.1 500 Oops\r\nContent-Length: 99999999999\r\n\r\n";
  check_all(with(endless), verdict::again);
}

BOOST_AUTO_TEST_CASE(endless_headers_are_cut) {
  http_answer endless{"HTTP/1.1 500 Oops\r\nX: "};
  endless.endless = true;
  check_all(with(endless), verdict::again);
}

BOOST_AUTO_TEST_CASE(a_connection_closed_half_way_is_tried_again) {
  for (const auto* text : {"", "HTTP/1.1 2", "HTTP/1.1 500 Oops\r\nContent-Le"})
    check_all(with({.text = text, .cut = true}), verdict::again);
}

BOOST_AUTO_TEST_CASE(no_answer_in_time_is_tried_again_and_the_rest_waits) {
  const auto results = with({.text = "", .hang = true}, 1);
  BOOST_REQUIRE_EQUAL(results.size(), 2u);
  BOOST_CHECK(results[0].what == verdict::again);
  BOOST_CHECK(results[1].what == verdict::down);
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_no_http_is_tried_again) {
  check_all(with({.text = "220 mail.example ready\r\n", .cut = true}),
            verdict::again);
}

BOOST_AUTO_TEST_CASE(a_receiver_that_is_not_there_is_down) {
  posting shop("http://127.0.0.1:" + std::to_string(dead_port()) + "/");
  check_all(shop.post(2), verdict::down);
  posting unknown("http://nowhere.invalid/");
  check_all(unknown.post(2), verdict::down);
}

BOOST_AUTO_TEST_CASE(certificates_are_verified) {
  const auto ours = make_certificate("127.0.0.1");
  const auto elsewhere = make_certificate("example.net");
  http_server good({}, ours);
  check_all(posting(good.url(), ours.certificate).post(2), verdict::sent);
  http_server bad({}, make_certificate("127.0.0.1"));
  check_all(posting(bad.url(), ours.certificate).post(2), verdict::down);
  http_server away({}, elsewhere);
  check_all(posting(away.url(), elsewhere.certificate).post(2), verdict::down);
  BOOST_CHECK(bad.requests().empty());
  BOOST_CHECK(away.requests().empty());
}

BOOST_AUTO_TEST_CASE(the_end_of_the_process_is_not_waited_out) {
  http_server server([](const taken_request&, int) {
    return http_answer{.text = "", .hang = true};
  });
  posting shop(server.url(), {}, 600);
  std::vector<domain::handed> results;
  std::thread sending([&] { results = shop.post(2); });
  wait_until("it was posted", [&] { return !server.requests().empty(); });
  *shop.stop = true;
  sending.join();
  BOOST_REQUIRE_EQUAL(results.size(), 2u);
  BOOST_CHECK(results[0].what == verdict::again);
  BOOST_CHECK(results[1].what == verdict::down);
}

BOOST_AUTO_TEST_CASE(once_the_daemon_drains_nothing_more_is_posted) {
  std::shared_ptr<std::atomic<bool>> draining;
  http_server server([&](const taken_request&, int) {
    *draining = true;
    return http_answer{};
  });
  posting shop(server.url());
  draining = shop.draining;
  const auto results = shop.post(3);
  BOOST_REQUIRE_EQUAL(results.size(), 3u);
  BOOST_CHECK(results[0].what == verdict::sent);
  BOOST_CHECK(results[1].what == verdict::down);
  BOOST_CHECK(results[2].what == verdict::down);
  BOOST_CHECK_EQUAL(server.requests().size(), 1u);
}

BOOST_AUTO_TEST_CASE(no_reason_shows_what_stands_behind_host_and_port) {
  http_server away({}, make_certificate("example.net"));
  std::vector<std::string> urls{
      away.url(),
      "http://nowhere.invalid/",
      "http://h\\a\\/",
      "http://127.0.0.1:99999/",
      "http://[::1/",
      "http://127.0.0.1:" + std::to_string(dead_port()) + "/"};
  std::vector<std::unique_ptr<http_server>> servers;
  for (const http_answer& fixed :
       {http_answer{answer("500 Oops")}, http_answer{answer("410 Gone")},
        http_answer{answer("302 Moved", "Location: /x\r\n")},
        http_answer{.text = "", .cut = true},
        http_answer{.text = "", .hang = true},
        http_answer{.text = "220 no HTTP\r\n", .cut = true}})
    urls.push_back(servers
                       .emplace_back(std::make_unique<http_server>(
                           [=](const taken_request&, int) { return fixed; }))
                       ->url());
  for (const auto& url : urls) {
    posting shop(url + "s3cret/?token=s3cret", {}, 1);
    const auto result = shop.post(1).at(0);
    BOOST_TEST_CONTEXT(result.reason) {
      BOOST_CHECK(result.what != verdict::sent);
      BOOST_CHECK(result.reason.starts_with("cannot post to http"));
      BOOST_CHECK(result.reason.find("s3cret") == std::string::npos);
    }
    BOOST_CHECK(shop.channel.receiver_of(sample_message()).find("s3cret") ==
                std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
