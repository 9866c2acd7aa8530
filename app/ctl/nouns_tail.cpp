// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/nouns.hpp"

#include <memory>

namespace orderd::ctl {

namespace {

struct tail_options {
  bool follow = false;
  std::string order, event, level;
  std::int64_t lines = 20;
};

} // namespace

void add_tail(CLI::App& app, command_line& line) {
  auto& verb = add_verb(
      app, "tail", "The daemon's log, as it grows",
      "  orderctl tail -f\n"
      "  orderctl tail -f --order 42\n"
      "  orderctl tail --lines 100 --level warning\n"
      "  orderctl --json tail -f --event 'import.*'\n"
      "The newest events are in the daemon's memory, wherever its log goes. "
      "With -f\nand --json each event is a line of its own.");
  auto given = std::make_shared<tail_options>();
  verb.add_flag("-f,--follow", given->follow,
                "Go on with those that come, until Ctrl-C");
  verb.add_option("--order", given->order,
                  "Those of 42, ORD-0000000042 or SOURCE:REF")
      ->check(check_not_empty);
  verb.add_option("--event", given->event,
                  "Those of this name, or `import.*` for all that begin so")
      ->check(check_not_empty);
  verb.add_option("--level", given->level,
                  "debug, info, warning or error, and above")
      ->check(check_not_empty);
  verb.add_option("--lines", given->lines, "How many old ones come first [20]")
      ->check(check_whole(0, 1000));
  verb.callback([&line, given] {
    nlohmann::json params{{"lines", given->lines}, {"follow", given->follow}};
    put(params, "order", given->order);
    put(params, "event", given->event);
    put(params, "level", given->level);
    line.what = reading("tail.open", params, tail_view);
    line.what.kind = command_kind::tail;
    line.what.wait = given->follow;
  });
}

} // namespace orderd::ctl
