// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/commands.hpp"
#include "app/ctl/nouns.hpp"

#include <memory>

namespace orderd::ctl {

namespace {

std::shared_ptr<std::int64_t> add_import_id(CLI::App& verb) {
  auto id = std::make_shared<std::int64_t>(0);
  verb.add_option("ID", *id, "The import's id")
      ->required()
      ->check(check_whole(1));
  return id;
}

void add_rejects(CLI::App& imports, command_line& line) {
  auto& verb = add_verb(imports, "rejects", "The rows that were refused",
                        "  orderctl imports rejects 12\n"
                        "  orderctl --json imports rejects 12 --limit 1000");
  const auto id = add_import_id(verb);
  auto page = std::make_shared<page_options>();
  page->add_to(verb);
  verb.callback([&line, id, page] {
    nlohmann::json params{{"id", *id}};
    page->put_into(params);
    line.what = reading("imports.rejects", params, rejects_view);
  });
}

} // namespace

void add_imports(CLI::App& app, command_line& line) {
  auto& imports = add_noun(app, "imports", "import", "Files that were taken in",
                           "  orderctl imports list --limit 5\n"
                           "  orderctl imports show 12\n"
                           "  orderctl imports rejects 12");
  auto& list = add_verb(imports, "list", "All kinds, newest first",
                        "  orderctl imports list --limit 5");
  auto limit = std::make_shared<std::int64_t>(0);
  list.add_option("--limit", *limit, "How many [20; 1000 with --json]")
      ->check(check_whole(1, 1000));
  list.callback([&line, limit] {
    auto params = nlohmann::json::object();
    // A screen holds so many; a program wants them all.
    if (*limit == 0 && !line.json)
      *limit = 20;
    put(params, "limit", *limit);
    line.what = reading("imports.list", params, imports_view);
  });

  auto& show = add_verb(imports, "show", "The report of one import",
                        "  orderctl imports show 12");
  const auto shown = add_import_id(show);
  show.callback([&line, shown] {
    line.what = reading("imports.show", {{"id", *shown}}, import_view);
  });

  add_rejects(imports, line);

  auto& cancel =
      add_verb(imports, "cancel", "Skip the rows that are not decided yet",
               "  orderctl imports cancel 12\n"
               "What was accepted stays accepted.");
  const auto ended = add_import_id(cancel);
  cancel.callback([&line, ended] {
    line.what = changing("imports.cancel", {{"id", *ended}}, import_view,
                         "cancelling it again does no harm");
  });
}

void add_daemon(CLI::App& app, command_line& line) {
  add_verb(app, "status", "How the daemon is, and how much is waiting",
           "  orderctl status\n  orderctl --json status")
      .callback([&line] {
        line.what = reading("status", nlohmann::json::object(), status_view);
      });

  auto& verify =
      add_verb(app, "verify", "Prove the books from the database",
               "  orderctl verify\n  orderctl verify --files\n"
               "Exits with 9 if a rule is broken. It may run at any time.");
  auto files = std::make_shared<bool>(false);
  verify.add_flag("--files", *files,
                  "Read the archived files, too, and compare their hashes");
  verify.callback([&line, files] {
    auto params = nlohmann::json::object();
    if (*files)
      params["files"] = true;
    line.what = reading("verify", params, verify_view);
    line.what.exit_of = exit_code_of_verify;
    line.what.request.timeout = ctl_limits::verify;
  });

  auto& drain = add_verb(app, "drain", "Stop the daemon when it is done",
                         "  orderctl drain --wait\n"
                         "The same as SIGTERM: the daemon takes nothing new, "
                         "finishes what is in\nflight and exits with 0.");
  auto wait = std::make_shared<bool>(false);
  drain.add_flag("--wait", *wait, "Return when the daemon has ended");
  drain.callback([&line, wait] {
    line.what = changing("drain", nlohmann::json::object(), drain_view,
                         "asking again does no harm");
    line.what.kind = command_kind::drain;
    line.what.wait = *wait;
  });

  add_verb(app, "version", "The versions of orderctl and of the daemon",
           "  orderctl version")
      .callback([&line] {
        line.what = reading("version", nlohmann::json::object(), nullptr);
        line.what.kind = command_kind::version;
      });
}

} // namespace orderd::ctl
