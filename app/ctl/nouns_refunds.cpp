// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/commands.hpp"
#include "app/ctl/nouns.hpp"

#include <CLI/Error.hpp>
#include <CLI/Validators.hpp>

#include <charconv>
#include <memory>
#include <string_view>
#include <vector>

namespace orderd::ctl {

namespace {

constexpr const char* order_forms = "42, ORD-0000000042 or SOURCE:REF";
constexpr const char* refund_forms = "7 or REF-0000000007";

struct process_options {
  std::string order, amount, type, reason, notes, restock, key;
  std::vector<std::string> lines;
  bool force = false;
  bool wait = false;
};

/// `SKU=QTY`; the SKU may hold an equals sign itself.
nlohmann::json read_line(std::string_view text) {
  const auto sign = text.rfind('=');
  const auto units =
      sign == std::string_view::npos ? "" : text.substr(sign + 1);
  std::int32_t quantity = 0;
  const auto* end = units.data() + units.size();
  const auto [at, fault] = std::from_chars(units.data(), end, quantity);
  if (sign == 0 || units.empty() || fault != std::errc{} || at != end)
    throw CLI::ValidationError("--line", "must be SKU=QTY, such as MUG-01=2");
  return {{"sku", text.substr(0, sign)}, {"quantity", quantity}};
}

void add_process_options(CLI::App& verb, process_options& given) {
  verb.add_option("ORDER", given.order, order_forms)->required();
  verb.add_option("AMOUNT", given.amount,
                  "How much, such as 25.00; none for a full refund or with "
                  "--line")
      ->check(check_not_empty);
  verb.add_option("--type", given.type,
                  "full: whatever is still refundable; or partial")
      ->required()
      ->check(CLI::IsMember({"full", "partial"}));
  verb.add_option("--line", given.lines,
                  "Refund and restock so many units of a SKU at their price; "
                  "may be given several times")
      ->type_name("SKU=QTY")
      ->allow_extra_args(false);
  verb.add_option("--restock", given.restock,
                  "Whether the order's units go back into stock: none or all "
                  "[all for a full refund of what was not shipped]")
      ->check(CLI::IsMember({"none", "all"}));
  verb.add_option("--reason", given.reason, "Why, up to 255 bytes");
  verb.add_option("--notes", given.notes, "For your colleagues");
  verb.add_option("--key", given.key,
                  "Name of this refund: repeated under it, it is made once")
      ->check(check_not_empty);
  verb.add_flag("--force", given.force,
                "Even if the same amount was asked for within a minute");
  verb.add_flag("--wait", given.wait, "Wait until the gateway has answered");
}

// Under its fresh key the request is safe to repeat. It is a new one all the
// same, so that a slip of the hand is still found.
command process_command(const process_options& given) {
  const auto key = given.key.empty() ? fresh_key() : given.key;
  nlohmann::json params{
      {"order", given.order}, {"type", given.type}, {"key", key}};
  put(params, "amount", given.amount);
  put(params, "reason", given.reason);
  put(params, "notes", given.notes);
  put(params, "restock", given.restock);
  for (const auto& line : given.lines)
    params["lines"].push_back(read_line(line));
  if (given.key.empty())
    params["guard_repeat"] = true;
  if (given.force)
    params["force"] = true;
  if (given.wait)
    params["wait"] = true;
  auto result =
      changing("refund.process", params, refund_view, again_with(key));
  result.key = key;
  if (given.wait)
    result.exit_of = exit_code_of_refund;
  return result;
}

void add_process(CLI::App& refunds, command_line& line) {
  auto& verb = add_verb(
      refunds, "process", "Give money of an order back",
      "  orderctl refund process 42 25.00 --type partial --reason \"late\"\n"
      "  orderctl refund process 42 --type full --wait\n"
      "  orderctl refund process 42 --type partial --line MUG-01=1\n"
      "  orderctl refund process 42 --type full --restock none --key RMA-17\n"
      "What may not be is refused with the numbers (exit 4). With --wait the "
      "exit\ncode is 0 if the refund is completed, 1 if it failed, 8 if it "
      "is not known\nyet. The same --key with the same content is made "
      "once.");
  auto given = std::make_shared<process_options>();
  add_process_options(verb, *given);
  verb.callback([&line, given] { line.what = process_command(*given); });
}

void add_status(CLI::App& refunds, command_line& line) {
  auto& verb = add_verb(refunds, "status",
                        "One refund, those of an order, or the latest",
                        "  orderctl refund status\n"
                        "  orderctl refund status --order-id 42\n"
                        "  orderctl refund status REF-0000000007");
  struct options {
    std::string order, refund;
    std::int64_t limit = 0;
  };
  auto given = std::make_shared<options>();
  auto* order = verb.add_option("--order-id", given->order, order_forms)
                    ->check(check_not_empty);
  verb.add_option("--refund-id,REFUND", given->refund, refund_forms)
      ->check(check_not_empty)
      ->excludes(order);
  verb.add_option("--limit", given->limit, "How many at most [10]")
      ->check(check_whole(1, 1000));
  verb.callback([&line, given] {
    auto params = nlohmann::json::object();
    put(params, "order_id", given->order);
    put(params, "refund_id", given->refund);
    if (given->refund.empty())
      put(params, "limit", given->limit);
    line.what = reading("refund.status", params, refunds_view);
  });
}

std::shared_ptr<std::string> add_refund_id(CLI::App& verb) {
  auto id = std::make_shared<std::string>();
  verb.add_option("ID", *id, refund_forms)->required();
  return id;
}

void add_corrections(CLI::App& refunds, command_line& line) {
  auto& cancel =
      add_verb(refunds, "cancel", "Take back one that was not asked for yet",
               "  orderctl refund cancel 7\n"
               "Only while it is pending and the gateway was never asked, as "
               "behind\n`orderctl queue pause refunds`.");
  const auto ended = add_refund_id(cancel);
  cancel.callback([&line, ended] {
    line.what = changing("refund.cancel", {{"refund_id", *ended}}, refund_view,
                         "asking again does no harm");
  });

  auto& reverse = add_verb(
      refunds, "reverse", "Record that the gateway took a refund back",
      "  orderctl refund reverse 7 --reason \"the account is closed\"\n"
      "Only of one that is completed. The money counts as here again; units "
      "that\nwent back stay in stock.");
  const auto returned = add_refund_id(reverse);
  auto reason = std::make_shared<std::string>();
  reverse.add_option("--reason", *reason, "What the gateway said")->required();
  reverse.callback([&line, returned, reason] {
    line.what = changing("refund.reverse",
                         {{"refund_id", *returned}, {"reason", *reason}},
                         refund_view, "asking again does no harm");
  });
}

void add_test(CLI::App& refunds, command_line& line) {
  auto& verb = add_verb(
      refunds, "test", "Try refunds out on a scratch copy of an order",
      "  orderctl refund test\n"
      "  orderctl refund test --order-id 42\n"
      "  orderctl refund test --demo\n"
      "Partial, full, over-limit and repeated refunds against the simulator, "
      "never\na real gateway; nothing of it stays. Exits with 1 if a check "
      "failed. Without\noptions it is the newest paid order.");
  auto order = std::make_shared<std::string>();
  auto demo = std::make_shared<bool>(false);
  auto* named = verb.add_option("--order-id", *order, order_forms)
                    ->check(check_not_empty);
  verb.add_flag("--demo", *demo, "A made-up order")->excludes(named);
  verb.callback([&line, order, demo] {
    auto params = nlohmann::json::object();
    put(params, "order_id", *order);
    if (*demo)
      params["demo"] = true;
    line.what = reading("refund.test", params, rehearsal_view);
    line.what.exit_of = exit_code_of_rehearsal;
  });
}

void add_refund_import(CLI::App& refunds, command_line& line) {
  auto& verb = add_verb(
      refunds, "import", "Hand a file of refunds to the daemon",
      "  orderctl refund import refunds.csv --wait\n"
      "Columns: order, and amount or full; and of reason, notes, restock, key\n"
      "what is wanted. The same file again refunds nothing twice.");
  add_file(verb, line, "refund.import", "A CSV file with refunds",
           "import the same file again: what was accepted counts as "
           "duplicates",
           true);
}

} // namespace

void add_refunds(CLI::App& app, command_line& line) {
  auto& refunds =
      add_noun(app, "refunds", "refund", "Give money back, and look at it",
               "  orderctl refund process 42 --type full\n"
               "  orderctl refund status --order-id 42\n"
               "  orderctl refund import refunds.csv --wait");
  add_process(refunds, line);
  add_status(refunds, line);
  add_corrections(refunds, line);
  add_test(refunds, line);
  add_refund_import(refunds, line);
}

} // namespace orderd::ctl
