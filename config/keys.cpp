// SPDX-License-Identifier: Apache-2.0
#include "config/keys.hpp"

#include "domain/money.hpp"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <exception>
#include <limits>

namespace orderd::config {

namespace {

using namespace std::string_view_literals;

constexpr std::array gateways{"simulator"sv};
constexpr std::array formats{"json"sv, "text"sv};
constexpr std::array levels{"debug"sv, "info"sv, "warning"sv, "error"sv};
constexpr std::array channels{"log"sv};
constexpr std::array layouts{"rows"sv};

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t day_s = 86'400;
constexpr auto max_seed = std::numeric_limits<std::int64_t>::max();

std::optional<std::string> timezone_problem(std::string_view text) {
  try {
    date::locate_zone(text);
    return std::nullopt;
  } catch (const std::exception&) {
    return "expected the name of a time zone, such as \"UTC\" or "
           "\"Europe/Berlin\"";
  }
}

std::optional<std::string> currency_problem(std::string_view text) {
  if (domain::find_currency(text))
    return std::nullopt;
  return "expected a currency code of ISO 4217 in capitals, such as \"USD\"";
}

/// A password in the URL would show up in process lists and error texts.
std::optional<std::string> url_problem(std::string_view text) {
  const auto scheme = text.find("://");
  bool holds_password = text.find("password=") != std::string_view::npos;
  if (scheme != std::string_view::npos) {
    const auto authority = text.substr(scheme + 3);
    const auto at = authority.substr(0, authority.find('/')).rfind('@');
    holds_password = holds_password || (at != std::string_view::npos &&
                                        authority.substr(0, at).find(':') !=
                                            std::string_view::npos);
  }
  if (holds_password)
    return "expected a URL without a password: name a file that holds it with "
           "database.password_file";
  return std::nullopt;
}

std::optional<std::string> any_text(std::string_view) {
  return std::nullopt;
}

std::optional<std::string> target_problem(std::string_view text) {
  if (text == "stderr" || text == "journal" ||
      (text.find('/') != std::string_view::npos && !text.ends_with('/')))
    return std::nullopt;
  return "expected \"stderr\", \"journal\" or a file's path with a slash in it";
}

/// The member of the configuration at the end of a path of members.
template <auto... Path>
auto& at(configuration& c) {
  return (c.*....*Path);
}

using int32_kind = number_kind<std::int32_t>;
using int64_kind = number_kind<std::int64_t>;

const std::array table{
    key{"daemon", "timezone",
        "The time zone in which the days of the figures begin and end. Fixed "
        "at the first start.",
        text_kind{at<&configuration::daemon, &daemon_options::timezone>,
                  timezone_problem}},
    key{"daemon", "currency",
        "The currency of all amounts. Fixed at the first start.",
        text_kind{at<&configuration::daemon, &daemon_options::currency>,
                  currency_problem}},
    key{"daemon", "drain_timeout_s",
        "How long a stop waits for what is in flight, in seconds.",
        int32_kind{at<&configuration::daemon, &daemon_options::drain_timeout_s>,
                   1, 3'600}},

    key{"database", "url",
        "Which PostgreSQL to use, as a URL or libpq conninfo without a "
        "password. Empty: a private server in the state directory.",
        text_kind{at<&configuration::database, &database_options::url>,
                  url_problem}},
    key{"database", "password_file",
        "A file whose first line is the database password. Empty: none.",
        text_kind{
            at<&configuration::database, &database_options::password_file>,
            any_text}},
    key{"database", "connections", "Connections that write, side by side.",
        int32_kind{at<&configuration::database, &database_options::connections>,
                   1, 16}},

    key{"import", "quiet_ms",
        "A file that was not renamed into place is taken when it has not "
        "changed for this long, in milliseconds.",
        int32_kind{at<&configuration::import, &import_options::quiet_ms>, 0,
                   hour_ms}},
    key{"import", "rescan_s",
        "How often the folders are looked through for files that no event "
        "announced, in seconds.",
        int32_kind{at<&configuration::import, &import_options::rescan_s>, 1,
                   day_s}},
    key{"import", "batch_orders", "Orders of one transaction.",
        int32_kind{at<&configuration::import, &import_options::batch_orders>, 1,
                   10'000}},
    key{"import", "max_in_flight_batches",
        "Batches that are on their way at once; bounds the memory.",
        int32_kind{
            at<&configuration::import, &import_options::max_in_flight_batches>,
            1, 64}},

    key{"payment", "gateway", "Who takes the payments.",
        choice_kind{at<&configuration::payment, &payment_options::gateway>,
                    gateways}},
    key{"payment", "max_attempts",
        "How often a payment is asked for while the answer stays unclear.",
        int32_kind{at<&configuration::payment, &payment_options::max_attempts>,
                   1, 1'000}},
    key{"payment", "retry_delay_ms",
        "The pause before an unclear payment is asked again, in milliseconds; "
        "it doubles each time.",
        int32_kind{
            at<&configuration::payment, &payment_options::retry_delay_ms>, 1,
            hour_ms}},
    key{"payment", "answer_timeout_ms",
        "An answer that has not come within this time is unclear, in "
        "milliseconds.",
        int32_kind{
            at<&configuration::payment, &payment_options::answer_timeout_ms>, 1,
            hour_ms}},

    key{"payment.simulator", "approve_rate",
        "The share of charges that are approved, 0.0 to 1.0.",
        rate_kind{at<&configuration::payment, &payment_options::simulator,
                     &simulator_options::approve_ppm>}},
    key{"payment.simulator", "refund_approve_rate",
        "The share of refunds that are approved, 0.0 to 1.0.",
        rate_kind{at<&configuration::payment, &payment_options::simulator,
                     &simulator_options::refund_approve_ppm>}},
    key{"payment.simulator", "unclear_rate",
        "The share of attempts whose answer is lost, 0.0 to 1.0.",
        rate_kind{at<&configuration::payment, &payment_options::simulator,
                     &simulator_options::unclear_ppm>}},
    key{"payment.simulator", "latency_ms",
        "How long the simulator takes to answer, in milliseconds.",
        int32_kind{at<&configuration::payment, &payment_options::simulator,
                      &simulator_options::latency_ms>,
                   0, hour_ms}},
    key{"payment.simulator", "seed",
        "Which of the possible outcomes the simulator plays.",
        int64_kind{at<&configuration::payment, &payment_options::simulator,
                      &simulator_options::seed>,
                   0, max_seed}},

    key{"log", "target", "Where events go: \"stderr\", \"journal\" or a file.",
        text_kind{at<&configuration::log, &log_options::target>,
                  target_problem}},
    key{"log", "format", "\"json\", an object a line, or \"text\" for reading.",
        choice_kind{at<&configuration::log, &log_options::format>, formats}},
    key{"log", "level",
        "The least level that is written: \"debug\", \"info\", \"warning\" or "
        "\"error\".",
        choice_kind{at<&configuration::log, &log_options::level>, levels}},

    key{"notify", "channels", "The channels over which customers are told.",
        list_kind{at<&configuration::notify, &notify_options::channels>,
                  channels}},

    key{"refund", "max_attempts",
        "How often the gateway is asked for a refund while its answer stays "
        "unclear.",
        int32_kind{at<&configuration::refund, &refund_options::max_attempts>, 1,
                   1'000}},
    key{"refund", "retry_delay_ms",
        "The pause before an unclear refund is asked for again, in "
        "milliseconds; it doubles each time, give or take a fifth.",
        int32_kind{at<&configuration::refund, &refund_options::retry_delay_ms>,
                   1, hour_ms}},
};

} // namespace

std::span<const key> all_keys() {
  return table;
}

std::string full_name(const key& k) {
  return std::string(k.section).append(".").append(k.name);
}

std::string variable_name(std::string_view section, std::string_view name) {
  auto result = std::string("ORDERD_").append(section).append("_").append(name);
  std::ranges::transform(result, result.begin(), [](char c) {
    if (c >= 'a' && c <= 'z')
      return static_cast<char>(c - 'a' + 'A');
    return c == '.' || c == '-' ? '_' : c;
  });
  return result;
}

std::span<const std::string_view> source_layouts() {
  return layouts;
}

} // namespace orderd::config
