// SPDX-License-Identifier: Apache-2.0
// Long because the keys stand in one table.
#include "config/keys.hpp"

#include "config/checks.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace orderd::config {

namespace {

using namespace std::string_view_literals;

constexpr std::array gateways{"simulator"sv};
constexpr std::array formats{"json"sv, "text"sv};
constexpr std::array levels{"debug"sv, "info"sv, "warning"sv, "error"sv};
constexpr std::array channels{"log"sv, "email"sv, "webhook"sv};
constexpr std::array types{"processing"sv, "success"sv, "failure"sv,
                           "refund_completed"sv, "refund_failed"sv};
constexpr std::array starttls_choices{"require"sv, "off"sv};
constexpr std::array layouts{"rows"sv};

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t day_s = 86'400;
constexpr std::int64_t year_h = 8'784;
constexpr std::int64_t max_rate = 100'000;
constexpr std::int64_t max_timeout_s = 600;
constexpr auto max_seed = std::numeric_limits<std::int64_t>::max();

/// The member of the configuration at the end of a path of members.
template <auto... Path>
auto& at(configuration& c) {
  return (c.*....*Path);
}

using int32_kind = number_kind<std::int32_t>;
using int64_kind = number_kind<std::int64_t>;

const std::array key_table{
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
                  database_url_problem}},
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
                  log_target_problem}},
    key{"log", "format", "\"json\", an object a line, or \"text\" for reading.",
        choice_kind{at<&configuration::log, &log_options::format>, formats}},
    key{"log", "level",
        "The least level that is written: \"debug\", \"info\", \"warning\" or "
        "\"error\".",
        choice_kind{at<&configuration::log, &log_options::level>, levels}},

    key{"notify", "channels",
        "The channels over which customers are told; may be empty.",
        list_kind{at<&configuration::notify, &notify_options::channels>,
                  channels, true}},
    key{"notify", "max_age_h",
        "What could not be told for this long, in hours, is not told any more, "
        "nor are orders that were older when they came. The log knows no age.",
        int32_kind{at<&configuration::notify, &notify_options::max_age_h>, 1,
                   year_h}},
    key{"notify", "max_attempts",
        "How often one notification is tried before it is a dead letter.",
        int32_kind{at<&configuration::notify, &notify_options::max_attempts>, 1,
                   1'000}},
    key{"notify", "retry_delay_ms",
        "The pause before a notification is tried again, in milliseconds; it "
        "doubles each time, give or take a fifth.",
        int32_kind{at<&configuration::notify, &notify_options::retry_delay_ms>,
                   1, hour_ms}},
    key{"notify", "longest_delay_s", "The longest of these pauses, in seconds.",
        int32_kind{at<&configuration::notify, &notify_options::longest_delay_s>,
                   1, day_s}},
    key{"notify", "templates",
        "A directory with templates of mails. Empty: those of the program.",
        text_kind{at<&configuration::notify, &notify_options::templates>,
                  any_text}},

    key{"notify.email", "smtp_url",
        "The mail server: \"smtp://host:port\", or \"smtps://host:port\" for "
        "TLS from the start. Empty: no e-mail.",
        text_kind{at<&configuration::notify, &notify_options::email,
                     &email_options::smtp_url>,
                  smtp_url_problem}},
    key{"notify.email", "starttls",
        "For smtp://: \"require\" TLS, or \"off\" for a server of this "
        "machine.",
        choice_kind{at<&configuration::notify, &notify_options::email,
                       &email_options::starttls>,
                    starttls_choices}},
    key{"notify.email", "user",
        "The user name for the mail server. Empty: none is given.",
        text_kind{at<&configuration::notify, &notify_options::email,
                     &email_options::user>,
                  any_text}},
    key{"notify.email", "password_file",
        "A file whose first line is the password of that user; read again on "
        "SIGHUP.",
        text_kind{at<&configuration::notify, &notify_options::email,
                     &email_options::password_file>,
                  any_text}},
    key{"notify.email", "ca_file",
        "A file of certificates (PEM) that vouch for the mail server. Empty: "
        "those of the system.",
        text_kind{at<&configuration::notify, &notify_options::email,
                     &email_options::ca_file>,
                  any_text}},
    key{"notify.email", "from",
        "The sender, \"shop@example.org\" or \"The Shop <shop@example.org>\".",
        text_kind{at<&configuration::notify, &notify_options::email,
                     &email_options::from>,
                  mailbox_problem}},
    key{"notify.email", "reply_to", "Where answers go. Empty: to the sender.",
        text_kind{at<&configuration::notify, &notify_options::email,
                     &email_options::reply_to>,
                  mailbox_problem}},
    key{"notify.email", "types", "What is told by e-mail.",
        list_kind{at<&configuration::notify, &notify_options::email,
                     &email_options::types>,
                  types}},
    key{"notify.email", "redirect_to",
        "For trials: the address that all mails go to. Empty: they go to the "
        "customers.",
        text_kind{at<&configuration::notify, &notify_options::email,
                     &email_options::redirect_to>,
                  address_problem}},
    key{"notify.email", "allow",
        "For trials: the addresses, or domains such as \"@example.org\", that "
        "may get mail. Empty: all.",
        texts_kind{at<&configuration::notify, &notify_options::email,
                      &email_options::allow>,
                   allowed_receiver_problem}},
    key{"notify.email", "connections",
        "Connections to the mail server, side by side.",
        int32_kind{at<&configuration::notify, &notify_options::email,
                      &email_options::connections>,
                   1, 32}},
    key{"notify.email", "rate_per_s", "The most mails a second. 0: no limit.",
        int32_kind{at<&configuration::notify, &notify_options::email,
                      &email_options::rate_per_s>,
                   0, max_rate}},
    key{"notify.email", "timeout_s",
        "How long the mail server may take over one mail, in seconds.",
        int32_kind{at<&configuration::notify, &notify_options::email,
                      &email_options::timeout_s>,
                   1, max_timeout_s}},

    key{"notify.webhook", "url",
        "Where notifications are posted. Empty: nowhere.",
        text_kind{at<&configuration::notify, &notify_options::webhook,
                     &webhook_options::url>,
                  webhook_url_problem}},
    key{"notify.webhook", "secret_file",
        "A file of one or two secrets, a line each and the newest first, that "
        "what is posted is signed with; read again on SIGHUP.",
        text_kind{at<&configuration::notify, &notify_options::webhook,
                     &webhook_options::secret_file>,
                  any_text}},
    key{"notify.webhook", "ca_file",
        "A file of certificates (PEM) that vouch for the receiver. Empty: "
        "those of the system.",
        text_kind{at<&configuration::notify, &notify_options::webhook,
                     &webhook_options::ca_file>,
                  any_text}},
    key{"notify.webhook", "types", "What is posted.",
        list_kind{at<&configuration::notify, &notify_options::webhook,
                     &webhook_options::types>,
                  types}},
    key{"notify.webhook", "connections",
        "Connections to the receiver, side by side.",
        int32_kind{at<&configuration::notify, &notify_options::webhook,
                      &webhook_options::connections>,
                   1, 64}},
    key{"notify.webhook", "rate_per_s", "The most posts a second. 0: no limit.",
        int32_kind{at<&configuration::notify, &notify_options::webhook,
                      &webhook_options::rate_per_s>,
                   0, max_rate}},
    key{"notify.webhook", "timeout_s",
        "How long the receiver may take over one post, in seconds.",
        int32_kind{at<&configuration::notify, &notify_options::webhook,
                      &webhook_options::timeout_s>,
                   1, max_timeout_s}},

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
  return key_table;
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

std::span<const std::string_view> channel_names() {
  return channels;
}

} // namespace orderd::config
