// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/nouns.hpp"

#include <memory>

namespace orderd::ctl {

namespace {

constexpr const char* order_forms = "42, ORD-0000000042 or SOURCE:REF";

void add_create(CLI::App& orders, command_line& line) {
  auto& verb = add_verb(
      orders, "create", "Create one order from a JSON document",
      "  orderctl orders create order.json\n"
      "  echo '{\"order_ref\": \"web-1001\", \"customer\": {\"name\": "
      "\"Ann\",\n"
      "         \"email\": \"ann@example.com\"},\n"
      "         \"items\": [{\"sku\": \"MUG-01\", \"quantity\": 2}]}' |\n"
      "    orderctl orders create -\n"
      "The order_ref is the order's key: the same document again gives the "
      "same\n"
      "order, another one under the same order_ref is refused (exit 4).");
  auto file = std::make_shared<std::string>("-");
  auto no_wait = std::make_shared<bool>(false);
  verb.add_option("FILE", *file, "The document; - or nothing reads stdin");
  verb.add_flag("--no-wait", *no_wait,
                "Answer when the order is accepted, not when it is paid or "
                "cancelled");
  verb.callback([&line, file, no_wait] {
    line.what =
        changing("orders.create", {{"wait", !*no_wait}}, order_view, "");
    line.what.kind = command_kind::create_order;
    line.what.file = *file;
  });
}

void add_import(CLI::App& orders, command_line& line) {
  auto& verb =
      add_verb(orders, "import", "Hand a file of orders to the daemon",
               "  orderctl orders import orders.csv --wait\n"
               "  orderctl orders import shop.csv --source marketplace\n"
               "  orderctl orders import last_year.csv --no-notify\n"
               "Your file stays where it is. With --wait the exit code is 0 "
               "if all went\nwell, 5 if rows were rejected, 1 otherwise.");
  auto file = std::make_shared<std::string>();
  auto source = std::make_shared<std::string>();
  verb.add_option("FILE", *file, "A CSV file with orders")->required();
  verb.add_option("--source", *source, "The partner it is from [default]")
      ->check(check_not_empty);
  verb.add_flag("--wait", line.what.wait, "Wait until every row is decided");
  const auto silent = add_no_notify(verb);
  verb.callback([&line, file, source, silent] {
    const auto wait = line.what.wait;
    auto params = nlohmann::json{{"kind", "orders"}};
    put(params, "source", *source);
    if (*silent)
      params["notify"] = false;
    line.what = changing("orders.import", params, import_view,
                         "import the same file again: what was accepted "
                         "counts as duplicates");
    line.what.kind = command_kind::import_file;
    line.what.file = *file;
    line.what.wait = wait;
  });
}

void add_show(CLI::App& orders, command_line& line) {
  auto& verb = add_verb(orders, "show", "One order with all its parts",
                        "  orderctl orders show 42\n"
                        "  orderctl orders show ORD-0000000042\n"
                        "  orderctl orders show marketplace:A-1001");
  auto order = std::make_shared<std::string>();
  verb.add_option("ORDER", *order, order_forms)->required();
  verb.callback([&line, order] {
    line.what = reading("orders.show", {{"order", *order}}, order_view);
  });
}

struct list_options {
  std::string status, source, email, since, until;
  page_options page;
};

void add_list(CLI::App& orders, command_line& line) {
  auto& verb =
      add_verb(orders, "list", "Orders, newest first",
               "  orderctl orders list --status cancelled --since 2026-11-24\n"
               "  orderctl orders list --email ann@example.com --limit 5");
  auto given = std::make_shared<list_options>();
  verb.add_option("--status", given->status,
                  "pending, processing, paid, shipped, delivered or "
                  "cancelled")
      ->check(check_not_empty);
  verb.add_option("--source", given->source, "Of this partner")
      ->check(check_not_empty);
  verb.add_option("--email", given->email, "Of this customer")
      ->check(check_not_empty);
  verb.add_option("--since", given->since,
                  "Accepted at or after this time or day, in UTC")
      ->check(check_not_empty);
  verb.add_option("--until", given->until, "Accepted before it")
      ->check(check_not_empty);
  given->page.add_to(verb);
  verb.callback([&line, given] {
    auto params = nlohmann::json::object();
    put(params, "status", given->status);
    put(params, "source", given->source);
    put(params, "email", given->email);
    put(params, "since", given->since);
    put(params, "until", given->until);
    given->page.put_into(params);
    line.what = reading("orders.list", params, orders_view);
  });
}

} // namespace

void add_orders(CLI::App& app, command_line& line) {
  auto& orders = add_noun(app, "orders", "order", "Create and look at orders",
                          "  orderctl orders import orders.csv --wait\n"
                          "  orderctl orders show 42\n"
                          "  orderctl orders list --status cancelled");
  add_create(orders, line);
  add_import(orders, line);
  add_show(orders, line);
  add_list(orders, line);
}

} // namespace orderd::ctl
