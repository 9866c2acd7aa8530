// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/nouns.hpp"

#include <memory>

namespace orderd::ctl {

namespace {

constexpr const char* order_forms = "42, ORD-0000000042 or SOURCE:REF";

std::shared_ptr<std::int64_t> add_notification_id(CLI::App& verb) {
  auto id = std::make_shared<std::int64_t>(0);
  verb.add_option("ID", *id, "The notification's id")
      ->required()
      ->check(check_whole(1));
  return id;
}

void add_resend(CLI::App& notifications, command_line& line) {
  auto& verb = add_verb(
      notifications, "resend", "Send one again",
      "  orderctl notifications resend 2688\n"
      "It goes out once more, under an id of its own, so that the receiver "
      "does not\ntake it for a copy. One that is still on its way is refused "
      "(exit 4).");
  const auto id = add_notification_id(verb);
  verb.callback([&line, id] {
    line.what = changing("notifications.resend", {{"id", *id}}, resent_view,
                         "look with `orderctl notifications show " +
                             std::to_string(*id) + "` before you ask again");
  });
}

struct test_options {
  std::string order, type, channel, to;
};

void add_test(CLI::App& notifications, command_line& line) {
  auto& verb = add_verb(
      notifications, "test", "Send a real one, marked as a test",
      "  orderctl notifications test --order-id 1 --type success --channel "
      "email\n"
      "  orderctl notifications test --order-id 1 --type failure --channel "
      "email \\\n    --to jane@example.com\n"
      "It is not recorded, and works for channels that are paused or tell "
      "nothing yet.");
  auto given = std::make_shared<test_options>();
  verb.add_option("--order-id", given->order, order_forms)->required();
  verb.add_option("--type", given->type,
                  "processing, success, failure, refund_completed or "
                  "refund_failed")
      ->required();
  verb.add_option("--channel", given->channel, "log, email or webhook")
      ->required();
  verb.add_option("--to", given->to,
                  "An address instead of the customer's; e-mail alone")
      ->check(check_not_empty);
  verb.callback([&line, given] {
    nlohmann::json params{{"order_id", given->order},
                          {"type", given->type},
                          {"channel", given->channel}};
    put(params, "to", given->to);
    line.what = changing("notifications.test", params, test_sent_view,
                         "a test may be sent again");
  });
}

} // namespace

void add_notifications(CLI::App& app, command_line& line) {
  auto& notifications =
      add_noun(app, "notifications", "notification", "What customers were told",
               "  orderctl notifications list --order-id 42\n"
               "  orderctl notifications resend 2688\n"
               "  orderctl notifications test --order-id 1 "
               "--type success --channel email");
  auto& list = add_verb(notifications, "list", "All about one order",
                        "  orderctl notifications list --order-id 42");
  auto order = std::make_shared<std::string>();
  list.add_option("--order-id", *order, order_forms)->required();
  list.callback([&line, order] {
    line.what = reading("notifications.list", {{"order_id", *order}},
                        notifications_view);
  });

  auto& show = add_verb(notifications, "show", "One notification",
                        "  orderctl notifications show 2688");
  const auto id = add_notification_id(show);
  show.callback([&line, id] {
    line.what = reading("notifications.show", {{"id", *id}}, notification_view);
  });

  add_resend(notifications, line);
  add_test(notifications, line);
}

} // namespace orderd::ctl
