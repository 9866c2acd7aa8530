// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/commands.hpp"
#include "app/ctl/nouns.hpp"

#include <CLI/Error.hpp>
#include <memory>

namespace orderd::ctl {

namespace {

constexpr const char* stage_names = "imports, orders, refunds or notifications";

void add_switch(CLI::App& queue, command_line& line, const std::string& verb,
                const std::string& about, const std::string& more) {
  auto& made = add_verb(queue, verb, about,
                        "  orderctl queue " + verb +
                            " refunds\n"
                            "  orderctl queue " +
                            verb + " notifications --channel email\n" + more);
  auto stage = std::make_shared<std::string>();
  auto channel = std::make_shared<std::string>();
  made.add_option("STAGE", *stage, stage_names)->required();
  made.add_option("--channel", *channel, "Of notifications: this channel alone")
      ->check(check_not_empty);
  made.callback([&line, stage, channel, verb] {
    nlohmann::json params{{"stage", *stage}};
    put(params, "channel", *channel);
    line.what = changing("queue." + verb, params, paused_view,
                         "asking again does no harm");
  });
}

/// Which dead letters are meant.
struct dead_options {
  std::string stage, error;

  void add_to(CLI::App& verb) {
    verb.add_option("--stage", stage, stage_names)->check(check_not_empty);
    verb.add_option("--error", error,
                    "Those with this in their error text, in any case")
        ->check(check_not_empty);
  }
  void put_into(nlohmann::json& params) const {
    put(params, "stage", stage);
    put(params, "error", error);
  }
};

struct retry_options {
  std::string id;
  bool all = false;
  bool dry_run = false;
  dead_options which;
};

void add_retry(CLI::App& queue, command_line& line) {
  auto& verb = add_verb(
      queue, "retry", "Try dead letters again",
      "  orderctl queue retry REF-0000000007\n"
      "  orderctl queue retry --stage notifications --error 'mailbox full' "
      "--dry-run\n"
      "  orderctl queue retry --all\n"
      "A gateway is asked under the same key as before, so money moves once; "
      "a\nnotification keeps its id, and has all its attempts again.");
  auto given = std::make_shared<retry_options>();
  auto* one =
      verb.add_option("ID", given->id,
                      "ORD-0000000042, REF-0000000007, or the number of an "
                      "order, a refund or a\nnotification")
          ->check(check_not_empty);
  verb.add_flag("--all", given->all, "All dead letters")->excludes(one);
  given->which.add_to(verb);
  verb.add_flag("--dry-run", given->dry_run, "Only list what is meant");
  verb.callback([&line, given] {
    auto params = nlohmann::json::object();
    given->which.put_into(params);
    if (given->id.empty() && !given->all && params.empty())
      throw CLI::RequiredError("an ID, --stage, --error or --all");
    put(params, "id", given->id);
    if (given->all)
      params["all"] = true;
    if (given->dry_run)
      params["dry_run"] = true;
    line.what = changing("queue.retry", params, retried_view,
                         "look with `orderctl queue dead`");
    line.what.show_whole = retried_whole;
    line.what.exit_of = exit_code_of_retry;
  });
}

void add_dead(CLI::App& queue, command_line& line) {
  auto& dead = add_verb(
      queue, "dead", "What nobody tries again by himself",
      "  orderctl queue dead\n"
      "  orderctl queue dead --stage notifications --error 'user unknown'\n"
      "Orders and refunds about which the gateway never answered clearly, and\n"
      "notifications that were refused or failed too often. A person decides: "
      "try\nagain with `orderctl queue retry`.");
  auto limit = std::make_shared<std::int64_t>(0);
  auto which = std::make_shared<dead_options>();
  which->add_to(dead);
  dead.add_option("--limit", *limit, "How many at most [1000]")
      ->check(check_whole(1, 1000));
  dead.callback([&line, limit, which] {
    auto params = nlohmann::json::object();
    which->put_into(params);
    put(params, "limit", *limit);
    line.what = reading("queue.dead", params, dead_letters_view);
    line.what.show_whole = dead_letters_whole;
  });
}

} // namespace

void add_queue(CLI::App& app, command_line& line) {
  auto& queue =
      add_noun(app, "queue", "queues", "What waits, and what is stuck",
               "  orderctl queue status\n"
               "  orderctl queue pause notifications --channel email\n"
               "  orderctl queue retry --stage notifications --dry-run");
  add_verb(queue, "status", "How much each stage has at hand",
           "  orderctl queue status")
      .callback([&line] {
        line.what =
            reading("queue.status", nlohmann::json::object(), queue_view);
      });
  add_switch(
      queue, line, "pause", "Let a stage wait",
      "Until `orderctl queue resume`, also after a restart:\n"
      "  imports        no file is taken in, those that were begun stand "
      "still\n"
      "  orders         they are recorded and hold their stock, but "
      "nobody is charged\n"
      "  refunds        they are recorded and hold their amounts, but "
      "no money moves\n"
      "  notifications  they are recorded, but not sent");
  add_switch(queue, line, "resume", "Go on after a pause",
             "All that waits goes on. A webhook that answered 410 is paused by "
             "the daemon, and\ngoes on behind `orderctl queue resume "
             "notifications --channel webhook`.");
  add_dead(queue, line);
  add_retry(queue, line);
}

} // namespace orderd::ctl
