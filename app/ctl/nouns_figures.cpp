// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/nouns.hpp"

#include <CLI/Validators.hpp>

#include <memory>

namespace orderd::ctl {

namespace {

struct kpi_options {
  std::string date, from, to, basis, by;
};

} // namespace

void add_kpis(CLI::App& app, command_line& line) {
  auto& kpis = add_noun(app, "kpis", "kpi", "The figures of days");
  auto& show = add_verb(
      kpis, "show", "The figures of a day or of a range of days",
      "  orderctl kpis show\n"
      "  orderctl kpis show --date 2026-11-24\n"
      "  orderctl kpis show --from 2026-01-01 --to 2026-11-24 --by month\n"
      "Days are those of the daemon's time zone; without a date it is today.");
  auto given = std::make_shared<kpi_options>();
  show.add_option("--date", given->date, "One day, such as 2026-11-24");
  show.add_option("--from", given->from, "The first day of a range");
  show.add_option("--to", given->to, "Its last day [today]");
  show.add_option("--basis", given->basis,
                  "Refunds count on their own day (event) or on that of "
                  "their order (order) [event]");
  show.add_option("--by", given->by, "A row for each day, month or year [day]");
  show.callback([&line, given] {
    auto params = nlohmann::json::object();
    put(params, "date", given->date);
    put(params, "from", given->from);
    put(params, "to", given->to);
    put(params, "basis", given->basis);
    put(params, "by", given->by);
    line.what = reading("kpis.show", params, kpis_view);
  });
}

void add_leaderboard(CLI::App& app, command_line& line) {
  auto& board = add_noun(app, "leaderboard", "leaderboards",
                         "Customers by what they spent");
  auto& show = add_verb(board, "show", "The customers who spent most",
                        "  orderctl leaderboard show --limit 5");
  auto limit = std::make_shared<std::int64_t>(0);
  show.add_option("--limit", *limit, "How many [10]")
      ->check(CLI::Range(1, 1000));
  show.callback([&line, limit] {
    auto params = nlohmann::json::object();
    put(params, "limit", *limit);
    line.what = reading("leaderboard.show", params, leaderboard_view);
  });
}

void add_notifications(CLI::App& app, command_line& line) {
  auto& notifications = add_noun(app, "notifications", "notification",
                                 "What customers were told");
  auto& list = add_verb(notifications, "list", "All about one order",
                        "  orderctl notifications list --order-id 42");
  auto order = std::make_shared<std::string>();
  list.add_option("--order-id", *order, "42, ORD-0000000042 or SOURCE:REF")
      ->required();
  list.callback([&line, order] {
    line.what = reading("notifications.list", {{"order_id", *order}},
                        notifications_view);
  });

  auto& show = add_verb(notifications, "show", "One notification",
                        "  orderctl notifications show 2688");
  auto id = std::make_shared<std::int64_t>(0);
  show.add_option("ID", *id, "The notification's id")
      ->required()
      ->check(CLI::PositiveNumber);
  show.callback([&line, id] {
    line.what = reading("notifications.show", {{"id", *id}}, notification_view);
  });
}

} // namespace orderd::ctl
