// SPDX-License-Identifier: Apache-2.0
#include "storage/deliveries_writer.hpp"

#include "storage/pg_reader.hpp"
#include "tests/storage/writing_shop.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>

using namespace orderd;
using namespace std::chrono_literals;
using domain::notification_id;
using storage::delivery_exception;
using storage::error_kind;
using testing::buy;
using status = domain::delivery_exception::status;

namespace {

/// Three orders, of which e-mail tells that they are being processed.
struct mailing_shop : testing::writing_shop {
  mailing_shop() {
    settings.policy = {{"email"}};
    add_product("MUG", 1'000, 100);
    batch = accept(single({buy("a@x.com", "MUG"), buy("b@x.com", "MUG"),
                           buy("c@x.com", "MUG")}))
                .facts.notices.at(0)
                .batch;
  }

  static notification_id id_of(std::int64_t order) {
    return domain::make_notification_id(
        order, domain::notification_type::processing, 1);
  }

  static delivery_exception exception(std::int64_t order, status what,
                                      int attempts,
                                      const std::string& why = {}) {
    delivery_exception one{id_of(order), {order}, what, attempts, {}, why};
    if (what == status::retrying)
      one.next_at = testing::now + 5s;
    return one;
  }

  void record(std::vector<delivery_exception> exceptions,
              domain::utc_time at = testing::now) {
    writer().record_deliveries({{}, std::move(exceptions)}, at);
  }

  void come_to(std::int64_t order, domain::utc_time at = testing::now) {
    writer().record_deliveries({{{batch, "email", false, order}}, {}}, at);
  }

  std::string history() {
    return text("SELECT string_agg(concat_ws('|', order_id, delivery_status,"
                " attempts, to_char(sent_at, 'HH24:MI:SS'),"
                " nullif(error_message, '')), ', ' ORDER BY id)"
                " FROM notifications");
  }

  std::string dead() {
    return text("SELECT coalesce(string_agg(concat_ws('|', subject_id / 64,"
                " attempts, error_message, to_char(since, 'HH24:MI:SS')),"
                " ', ' ORDER BY subject_id), '') FROM dead_letters"
                " WHERE stage = 'notifications'");
  }

  std::string due() {
    return text("SELECT coalesce(string_agg(concat_ws('|', order_id,"
                " to_char(next_at, 'HH24:MI:SS'), forgiven, resends), ', '"
                " ORDER BY order_id), '') FROM notification_exceptions"
                " WHERE delivery_status = 'retrying'");
  }

  domain::batch_id batch;
};

auto says(error_kind kind, const std::string& part) {
  return [=](const storage::error& failed) {
    return failed.kind() == kind &&
           std::string(failed.what()).find(part) != std::string::npos;
  };
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(deliveries_writer, mailing_shop)

BOOST_AUTO_TEST_CASE(what_progress_came_past_is_sent) {
  BOOST_TEST(history() == "1|pending|0, 2|pending|0, 3|pending|0");
  come_to(2);
  BOOST_TEST(history() == "1|sent|1|10:00:00, 2|sent|1|10:00:00, 3|pending|0");
  check_rules();
}

BOOST_AUTO_TEST_CASE(progress_never_goes_back) {
  come_to(2);
  come_to(1, testing::now + 1h);
  BOOST_TEST(history() == "1|sent|1|10:00:00, 2|sent|1|10:00:00, 3|pending|0");
  writer().record_deliveries({{{batch, "email", true, 0}}, {}},
                             testing::now + 2h);
  come_to(3, testing::now + 3h);
  BOOST_TEST(history() ==
             "1|sent|1|12:00:00, 2|sent|1|12:00:00, 3|sent|1|12:00:00");
}

BOOST_AUTO_TEST_CASE(several_steps_of_a_batch_in_one_record_are_added_up) {
  writer().record_deliveries(
      {{{batch, "email", false, 3}, {batch, "email", false, 1}}, {}},
      testing::now);
  BOOST_TEST(number("SELECT done_through FROM batch_deliveries") == 3);
}

BOOST_AUTO_TEST_CASE(progress_over_a_channel_that_tells_nothing_is_ignored) {
  writer().record_deliveries({{{batch, "log", true, 0}}, {}}, testing::now);
  BOOST_TEST(history() == "1|pending|0, 2|pending|0, 3|pending|0");
}

BOOST_AUTO_TEST_CASE(exceptions_override_the_progress) {
  writer().record_deliveries(
      {{{batch, "email", true, 0}},
       {exception(1, status::retrying, 1, "mailbox busy"),
        exception(2, status::suppressed, 0, "not on the list")}},
      testing::now);
  BOOST_TEST(history() == "1|retrying|1|mailbox busy,"
                          " 2|suppressed|0|not on the list,"
                          " 3|sent|1|10:00:00");
  BOOST_TEST(due() == "1|10:00:05|0|0");
  check_rules();
}

BOOST_AUTO_TEST_CASE(one_sent_after_all_keeps_its_last_error) {
  record({exception(1, status::retrying, 1, "mailbox busy")});
  record({exception(1, status::sent, 2)}, testing::now + 5s);
  BOOST_TEST(history() ==
             "1|sent|2|10:00:05|mailbox busy, 2|pending|0, 3|pending|0");
  BOOST_TEST(due() == "");
}

BOOST_AUTO_TEST_CASE(repeats_change_nothing) {
  const auto sent = exception(1, status::sent, 2);
  const auto failed = exception(2, status::failed, 8, "no such user");
  record({sent, failed});
  record({sent, failed}, testing::now + 1h);
  BOOST_TEST(history() ==
             "1|sent|2|10:00:00, 2|failed|8|no such user, 3|pending|0");
  BOOST_TEST(dead() == "2|8|no such user|10:00:00");
  writer().record_deliveries({}, testing::now);
}

BOOST_AUTO_TEST_CASE(the_last_of_a_notifications_exceptions_counts) {
  record({exception(1, status::failed, 8, "no such user"),
          exception(2, status::retrying, 1, "busy"),
          exception(3, status::sent, 2),
          exception(2, status::failed, 2, "mailbox full"),
          exception(1, status::retrying, 9, "busy"),
          exception(1, status::sent, 10)});
  BOOST_TEST(history() ==
             "1|sent|10|10:00:00, 2|failed|2|mailbox full, 3|sent|2|10:00:00");
  BOOST_TEST(dead() == "2|2|mailbox full|10:00:00");
  check_rules();
}

BOOST_AUTO_TEST_CASE(one_that_failed_is_a_dead_letter_until_it_does_not) {
  record({exception(1, status::failed, 8, "no such user")});
  BOOST_TEST(dead() == "1|8|no such user|10:00:00");
  check_rules();
  record({exception(1, status::sent, 9)});
  BOOST_TEST(dead() == "");
  check_rules();
}

BOOST_AUTO_TEST_CASE(reasons_that_no_database_takes_are_recorded) {
  record({exception(1, status::failed, 1,
                    std::string("\0\xff\r\n", 4) + std::string(5'000, 'x'))});
  BOOST_TEST(number("SELECT length(error_message) FROM dead_letters") > 100);
  BOOST_TEST(number("SELECT length(error_message) FROM dead_letters") < 1'100);
}

BOOST_AUTO_TEST_CASE(what_was_sent_is_sent_again_if_asked_for) {
  come_to(1);
  writer().resend_notification(id_of(1), testing::now + 1min);
  BOOST_TEST(due() == "1|10:01:00|1|1");
  BOOST_TEST(history() == "1|retrying|1|10:00:00, 2|pending|0, 3|pending|0");
  record({exception(1, status::sent, 2)}, testing::now + 2min);
  writer().resend_notification(id_of(1), testing::now + 3min);
  BOOST_TEST(due() == "1|10:03:00|2|2");
  check_rules();
}

BOOST_AUTO_TEST_CASE(what_failed_is_sent_again_if_asked_for) {
  record({exception(2, status::failed, 8, "no such user")});
  writer().resend_notification(id_of(2), testing::now + 1min);
  BOOST_TEST(due() == "2|10:01:00|8|1");
  BOOST_TEST(dead() == "");
  check_rules();
}

BOOST_AUTO_TEST_CASE(what_is_not_decided_is_not_asked_for_again) {
  BOOST_CHECK_EXCEPTION(
      writer().resend_notification(id_of(1), testing::now), storage::error,
      says(error_kind::conflict, "cannot send notification 65 again: it is"
                                 " pending"));
  record({exception(1, status::retrying, 1, "busy")});
  BOOST_CHECK_EXCEPTION(writer().resend_notification(id_of(1), testing::now),
                        storage::error,
                        says(error_kind::conflict, "it is retrying"));
}

BOOST_AUTO_TEST_CASE(what_does_not_exist_is_not_asked_for_again) {
  using enum domain::notification_type;
  for (const auto id : {domain::make_notification_id(1, processing, 0),
                        domain::make_notification_id(1, success, 1),
                        domain::make_notification_id(9, processing, 1),
                        domain::make_notification_id(9, refund_completed, 1)})
    BOOST_CHECK_EXCEPTION(writer().resend_notification(id, testing::now),
                          storage::error, says(error_kind::not_found, "none"));
}

BOOST_AUTO_TEST_CASE(dead_letters_are_revived_by_number) {
  record({exception(1, status::failed, 8, "no such user"),
          exception(2, status::failed, 3, "mailbox full"),
          exception(3, status::retrying, 1, "busy")});
  const std::vector<notification_id> wanted{id_of(2), id_of(3), {4711}};
  BOOST_TEST(writer().revive_notifications(wanted, {}, testing::now + 1h) == 1);
  BOOST_TEST(due() == "2|11:00:00|3|0, 3|10:00:05|0|0");
  BOOST_TEST(dead() == "1|8|no such user|10:00:00");
  check_rules();
  BOOST_TEST(writer().revive_notifications(wanted, {}, testing::now + 2h) == 0);
}

BOOST_AUTO_TEST_CASE(dead_letters_are_revived_by_error) {
  record({exception(1, status::failed, 8, "550 No such USER_%"),
          exception(2, status::failed, 3, "mailbox full"),
          exception(3, status::failed, 3, "mailbox full")});
  const auto revive = [&](std::optional<std::string> stage,
                          std::optional<std::string> part) {
    return writer().revive_notifications(
        {}, {std::move(stage), std::move(part), 1}, testing::now);
  };
  BOOST_TEST(revive({}, "user_%") == 1);
  BOOST_TEST(revive({}, "user_%") == 0);
  BOOST_TEST(revive("orders", {}) == 0);
  BOOST_TEST(revive("notifications", {}) == 2);
  BOOST_TEST(dead() == "");
  check_rules();
}

BOOST_AUTO_TEST_SUITE_END()
