// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// The daemon's configuration: plain values with their defaults. What each key
/// means, its range and its name in the file stand in `config/keys.cpp`.
namespace orderd::config {

struct daemon_options {
  std::string timezone = "UTC";
  std::string currency = "USD";
  std::int32_t drain_timeout_s = 60;

  friend bool operator==(const daemon_options&,
                         const daemon_options&) = default;
};

struct database_options {
  std::string url; ///< empty: the daemon runs a private PostgreSQL
  std::string password_file;
  std::int32_t connections = 2;

  friend bool operator==(const database_options&,
                         const database_options&) = default;
};

struct import_options {
  std::int32_t quiet_ms = 2'000;
  std::int32_t rescan_s = 30;
  std::int32_t batch_orders = 1'000;
  std::int32_t max_in_flight_batches = 4;

  friend bool operator==(const import_options&,
                         const import_options&) = default;
};

/// Rates are parts per million: 1.0 in the file is 1'000'000 here.
struct simulator_options {
  std::int32_t approve_ppm = 1'000'000;
  std::int32_t refund_approve_ppm = 1'000'000;
  std::int32_t unclear_ppm = 0;
  std::int32_t latency_ms = 0;
  std::int64_t seed = 1;

  friend bool operator==(const simulator_options&,
                         const simulator_options&) = default;
};

struct payment_options {
  std::string gateway = "simulator";
  std::int32_t max_attempts = 5;
  std::int32_t retry_delay_ms = 200;
  std::int32_t answer_timeout_ms = 30'000;
  simulator_options simulator;

  friend bool operator==(const payment_options&,
                         const payment_options&) = default;
};

struct log_options {
  std::string target = "stderr"; ///< "stderr", "journal" or a file's path
  std::string format = "json";   ///< "json" or "text"
  std::string level = "info";    ///< "debug", "info", "warning" or "error"

  friend bool operator==(const log_options&, const log_options&) = default;
};

/// All five types, in the order of their codes.
inline const std::vector<std::string> all_types{
    "processing", "success", "failure", "refund_completed", "refund_failed"};

struct email_options {
  std::string smtp_url;             ///< "smtp://host:port" or "smtps://..."
  std::string starttls = "require"; ///< or "off"
  std::string user;
  std::string password_file;
  std::string ca_file; ///< empty: the system's
  std::string from;    ///< "shop@example.org" or "The Shop <shop@example.org>"
  std::string reply_to;
  std::vector<std::string> types = all_types;
  std::string redirect_to;        ///< empty: to the customer
  std::vector<std::string> allow; ///< addresses or "@domain"; empty: all
  std::int32_t connections = 4;
  std::int32_t rate_per_s = 0; ///< 0: no limit
  std::int32_t timeout_s = 30;

  friend bool operator==(const email_options&, const email_options&) = default;
};

struct webhook_options {
  std::string url;
  std::string secret_file;
  std::string ca_file; ///< empty: the system's
  std::vector<std::string> types = all_types;
  std::int32_t connections = 8;
  std::int32_t rate_per_s = 0; ///< 0: no limit
  std::int32_t timeout_s = 15;

  friend bool operator==(const webhook_options&,
                         const webhook_options&) = default;
};

struct notify_options {
  std::vector<std::string> channels{"log"};
  std::int32_t max_age_h = 24;
  std::int32_t max_attempts = 8;
  std::int32_t retry_delay_ms = 5'000;
  std::int32_t longest_delay_s = 3'600;
  std::string templates; ///< a directory; empty: those of the program
  email_options email;
  webhook_options webhook;

  friend bool operator==(const notify_options&,
                         const notify_options&) = default;
};

struct refund_options {
  std::int32_t max_attempts = 3;
  std::int32_t retry_delay_ms = 1'000;

  friend bool operator==(const refund_options&,
                         const refund_options&) = default;
};

/// What is special about one partner, named by its sub-folder.
struct source_options {
  std::string layout = "rows";
  /// The channels for orders of this source; none: `notify.channels`.
  std::optional<std::vector<std::string>> notify;

  friend bool operator==(const source_options&,
                         const source_options&) = default;
};

struct configuration {
  daemon_options daemon;
  database_options database;
  import_options import;
  payment_options payment;
  log_options log;
  notify_options notify;
  refund_options refund;
  std::map<std::string, source_options> sources;

  friend bool operator==(const configuration&, const configuration&) = default;
};

} // namespace orderd::config
