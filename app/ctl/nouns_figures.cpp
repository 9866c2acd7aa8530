// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/commands.hpp"
#include "app/ctl/nouns.hpp"

#include <memory>

namespace orderd::ctl {

namespace {

struct kpi_options {
  std::string date, from, to, basis, by, source;
};

/// A command that recomputes figures; a check of them exits by what it found.
command recomputing(const std::string& method, nlohmann::json params,
                    bool check, view show) {
  if (check)
    params["check"] = true;
  auto result =
      changing(method, std::move(params), show, "asking again does no harm");
  result.request.timeout = ctl_limits::verify;
  if (check) {
    result.request.what = effect::reads;
    result.exit_of = exit_code_of_comparison;
  }
  return result;
}

void add_check(CLI::App& verb, bool& check) {
  verb.add_flag("--check", check,
                "Only report: exit with 9 if there are differences");
}

void add_generate(CLI::App& kpis, command_line& line) {
  auto& verb = add_verb(
      kpis, "generate", "Recompute the days from orders and refunds",
      "  orderctl kpis generate\n"
      "  orderctl kpis generate --date 2026-11-24 --check\n"
      "Compares with what is stored and what is in memory, reports each "
      "difference and\nmends it. Twice changes nothing.");
  auto date = std::make_shared<std::string>();
  auto check = std::make_shared<bool>(false);
  verb.add_option("--date", *date, "This day alone, such as 2026-11-24")
      ->check(check_not_empty);
  add_check(verb, *check);
  verb.callback([&line, date, check] {
    auto params = nlohmann::json::object();
    put(params, "date", *date);
    line.what =
        recomputing("kpis.generate", params, *check, days_compared_view);
  });
}

void add_update(CLI::App& board, command_line& line) {
  auto& verb = add_verb(
      board, "update", "Recompute the customers' totals",
      "  orderctl leaderboard update\n"
      "  orderctl leaderboard update --check\n"
      "Compares with what is stored and what is in memory, reports each "
      "difference and\nmends it. Twice changes nothing.");
  auto check = std::make_shared<bool>(false);
  add_check(verb, *check);
  verb.callback([&line, check] {
    line.what = recomputing("leaderboard.update", nlohmann::json::object(),
                            *check, customers_compared_view);
  });
}

} // namespace

void add_kpis(CLI::App& app, command_line& line) {
  auto& kpis = add_noun(app, "kpis", "kpi", "The figures of days",
                        "  orderctl kpis show\n"
                        "  orderctl kpis show --from 2026-11-01 --by day\n"
                        "  orderctl kpis generate --check");
  add_generate(kpis, line);
  auto& show = add_verb(
      kpis, "show", "The figures of a day or of a range of days",
      "  orderctl kpis show\n"
      "  orderctl kpis show --date 2026-11-24\n"
      "  orderctl kpis show --from 2026-01-01 --to 2026-11-24 --by month\n"
      "  orderctl kpis show --from 2026-11-01 --source marketplace\n"
      "Days are those of the daemon's time zone; without a date it is today.");
  auto given = std::make_shared<kpi_options>();
  show.add_option("--date", given->date, "One day, such as 2026-11-24")
      ->check(check_not_empty);
  show.add_option("--from", given->from, "The first day of a range")
      ->check(check_not_empty);
  show.add_option("--to", given->to, "Its last day [today]")
      ->check(check_not_empty);
  show.add_option("--basis", given->basis,
                  "Refunds count on their own day (event) or on that of "
                  "their order (order) [event]")
      ->check(check_not_empty);
  show.add_option("--by", given->by, "A row for each day, month or year [day]")
      ->check(check_not_empty);
  show.add_option("--source", given->source, "Of this partner's orders alone")
      ->check(check_not_empty);
  show.callback([&line, given] {
    auto params = nlohmann::json::object();
    put(params, "date", given->date);
    put(params, "source", given->source);
    put(params, "from", given->from);
    put(params, "to", given->to);
    put(params, "basis", given->basis);
    put(params, "by", given->by);
    line.what = reading("kpis.show", params, kpis_view);
  });
}

void add_leaderboard(CLI::App& app, command_line& line) {
  auto& board = add_noun(app, "leaderboard", "leaderboards",
                         "Customers by what they spent",
                         "  orderctl leaderboard show --limit 5\n"
                         "  orderctl leaderboard update --check");
  add_update(board, line);
  auto& show = add_verb(board, "show", "The customers who spent most",
                        "  orderctl leaderboard show --limit 5\n"
                        "  orderctl leaderboard show --customer "
                        "ada@example.com");
  auto who = std::make_shared<std::string>();
  show.add_option("--customer", *who,
                  "And this one's own place: an e-mail address or an id")
      ->check(check_not_empty);
  auto limit = std::make_shared<std::int64_t>(0);
  show.add_option("--limit", *limit, "How many [10]")
      ->check(check_whole(1, 1000));
  show.callback([&line, limit, who] {
    auto params = nlohmann::json::object();
    put(params, "limit", *limit);
    put(params, "customer", *who);
    line.what = reading("leaderboard.show", params, leaderboard_view);
  });
}

} // namespace orderd::ctl
