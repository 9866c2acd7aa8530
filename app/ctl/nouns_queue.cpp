// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/nouns.hpp"

#include <CLI/Error.hpp>
#include <CLI/Validators.hpp>

#include <memory>

namespace orderd::ctl {

namespace {

void add_switch(CLI::App& queue, command_line& line, const std::string& verb,
                const std::string& about, const std::string& more) {
  auto& made = add_verb(queue, verb, about,
                        "  orderctl queue " + verb + " refunds\n" + more);
  auto stage = std::make_shared<std::string>();
  made.add_option("STAGE", *stage, "refunds; no other can be paused")
      ->required();
  made.callback([&line, stage, verb] {
    line.what = changing("queue." + verb, {{"stage", *stage}}, paused_view,
                         "asking again does no harm");
  });
}

void add_retry(CLI::App& queue, command_line& line) {
  auto& verb = add_verb(queue, "retry", "Ask the gateway again",
                        "  orderctl queue retry REF-0000000007\n"
                        "  orderctl queue retry --all\n"
                        "It is asked under the same key as before, so money "
                        "moves once.");
  auto id = std::make_shared<std::string>();
  auto all = std::make_shared<bool>(false);
  auto* one = verb.add_option(
      "ID", *id, "ORD-0000000042, REF-0000000007, or a number that names one");
  verb.add_flag("--all", *all, "All dead letters")->excludes(one);
  verb.callback([&line, id, all] {
    if (id->empty() && !*all)
      throw CLI::RequiredError("an ID or --all");
    auto params = nlohmann::json::object();
    put(params, "id", *id);
    if (*all)
      params["all"] = true;
    line.what = changing("queue.retry", params, retried_view,
                         "look with `orderctl queue dead`");
  });
}

} // namespace

void add_queue(CLI::App& app, command_line& line) {
  auto& queue =
      add_noun(app, "queue", "queues", "What waits, and what is stuck");
  add_verb(queue, "status", "How much each stage has at hand",
           "  orderctl queue status")
      .callback([&line] {
        line.what =
            reading("queue.status", nlohmann::json::object(), queue_view);
      });
  add_switch(
      queue, line, "pause", "Let refunds wait",
      "Refunds are still recorded and hold their amounts, but the "
      "gateway is asked\nfor none until `orderctl queue resume refunds`, "
      "also after a restart.");
  add_switch(queue, line, "resume", "Go on after a pause",
             "All that waits is asked for.");

  auto& dead =
      add_verb(queue, "dead", "What the gateway never answered clearly",
               "  orderctl queue dead\n"
               "A person decides: ask again with `orderctl queue retry`.");
  auto limit = std::make_shared<std::int64_t>(0);
  dead.add_option("--limit", *limit, "How many at most [1000]")
      ->check(CLI::Range(1, 1000));
  dead.callback([&line, limit] {
    auto params = nlohmann::json::object();
    put(params, "limit", *limit);
    line.what = reading("queue.dead", params, dead_letters_view);
  });

  add_retry(queue, line);
}

} // namespace orderd::ctl
