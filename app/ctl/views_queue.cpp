// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/fields.hpp"
#include "app/ctl/views.hpp"

#include <string>
#include <utility>
#include <vector>

namespace orderd::ctl {

namespace {

/// One line of the queue: a stage, or one of its channels.
std::vector<cell> queue_line(const document& stage, std::string name) {
  const auto paused = part(stage, "paused") == true;
  const auto retrying =
      part(stage, "retrying").is_number() ? number(stage, "retrying") : "";
  return {{std::move(name)},
          {number(stage, "in_flight")},
          {number(stage, "waiting")},
          {retrying},
          {number(stage, "dead"),
           count(stage, "dead") == 0 ? tone::plain : tone::bad},
          {paused ? "yes" : "no", paused ? tone::waiting : tone::plain}};
}

std::string troubles(const document& channels, colours use) {
  std::string result;
  for (const auto& channel : channels)
    if (const auto trouble = field(channel, "trouble", 400); trouble != "-")
      result += painted("  ! " + field(channel, "channel") + ": " + trouble,
                        tone::bad, use) +
                "\n";
  return result;
}

std::string what_waits(const std::string& stage) {
  if (stage == "imports")
    return "no file is taken in, and those that were begun stand still";
  if (stage == "orders")
    return "they are recorded, and the gateway charges nobody";
  if (stage == "notifications")
    return "they are recorded, and not sent";
  return "they are recorded, and the gateway is asked for none";
}

/// How `queue retry` and people name a dead letter.
std::string letter_name(const document& letter) {
  for (const auto* name : {"notification_id", "refund_number"})
    if (const auto text = field(letter, name); text != "-")
      return text;
  return field(letter, "order_number");
}

std::string stage_of(const document& letter) {
  const auto channel = field(letter, "channel");
  return field(letter, "stage") + (channel == "-" ? "" : " " + channel);
}

/// How much of an error is shown: room for what a server said, on a terminal;
/// and more than is ever recorded.
constexpr std::size_t terminal_error = 200;
constexpr std::size_t whole_error = 64 * 1024;

std::string letters_table(const document& list, std::size_t error_bytes,
                          colours use) {
  table dead({{"STAGE"},
              {"DEAD LETTER"},
              {"ORDER"},
              {"AMOUNT", align::right},
              {"ATTEMPTS", align::right},
              {"SINCE (UTC)"},
              {"ERROR"}});
  for (const auto& letter : part(list, "dead"))
    dead.add({{stage_of(letter)},
              {letter_name(letter)},
              {field(letter, "order_number")},
              {money(letter, "amount")},
              {number(letter, "attempts")},
              {moment(letter, "since")},
              {field(letter, "error_message", error_bytes)}});
  return dead.empty() ? "" : dead.text(use);
}

std::string letters_text(const document& list, std::size_t error_bytes,
                         colours use) {
  const auto letters = letters_table(list, error_bytes, use);
  if (letters.empty())
    return "nothing is dead\n";
  const auto shown = static_cast<std::int64_t>(part(list, "dead").size());
  const auto more =
      count(list, "total") > shown
          ? "of " + number(list, "total") + " in all; add --limit to see more\n"
          : std::string();
  return letters + more + "try again with `orderctl queue retry ID`\n";
}

/// The stages that were left out, and why.
std::string left_out(const document& answer) {
  std::string text;
  for (const auto& stage : part(answer, "not_retried"))
    text += field(stage, "stage") +
            " are not: " + field(stage, "reason", terminal_error) + "\n";
  return text;
}

std::string retried_text(const document& answer, std::size_t error_bytes,
                         colours use) {
  if (part(answer, "dry_run") == true)
    return letters_table(answer, error_bytes, use) +
           number(answer, "would_retry") +
           " would be tried again; nothing was done\n";
  const auto asked = count(answer, "retried");
  return number(answer, "retried") +
         (asked == 1 ? " is tried again\n" : " are tried again\n") +
         (answer.contains("total") ? "of " + number(answer, "total") +
                                         " in all; ask again for the others\n"
                                   : "") +
         left_out(answer);
}

} // namespace

std::string queue_view(const document& queue, colours use) {
  table stages({{"STAGE"},
                {"IN FLIGHT", align::right},
                {"WAITING", align::right},
                {"RETRYING", align::right},
                {"DEAD", align::right},
                {"PAUSED"}});
  std::string faults;
  for (const auto& stage : part(queue, "stages")) {
    stages.add(queue_line(stage, field(stage, "stage")));
    for (const auto& channel : part(stage, "channels"))
      stages.add(queue_line(channel, "  " + field(channel, "channel")));
    faults += troubles(part(stage, "channels"), use);
  }
  return stages.text(use) + faults;
}

std::string paused_view(const document& answer, colours) {
  const auto stage = field(answer, "stage");
  const auto channel = field(answer, "channel");
  const auto name =
      stage + (channel == "-" ? "" : " over the channel " + channel);
  return part(answer, "paused") == true
             ? name + " are paused: " + what_waits(stage) + "\n"
             : name + " go on\n";
}

std::string dead_letters_view(const document& list, colours use) {
  return letters_text(list, terminal_error, use);
}

std::string dead_letters_whole(const document& list, colours use) {
  return letters_text(list, whole_error, use);
}

std::string retried_view(const document& answer, colours use) {
  return retried_text(answer, terminal_error, use);
}

std::string retried_whole(const document& answer, colours use) {
  return retried_text(answer, whole_error, use);
}

std::string resent_view(const document& notification, colours use) {
  return "sent again as soon as it can be:\n" +
         notification_view(notification, use);
}

std::string test_sent_view(const document& answer, colours) {
  return "a test of " + field(answer, "type") + " was sent over the channel " +
         field(answer, "channel") + " to " + field(answer, "to", 400) + "\n";
}

} // namespace orderd::ctl
