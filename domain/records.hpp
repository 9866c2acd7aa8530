// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"
#include "domain/kpi.hpp"
#include "domain/money.hpp"
#include "domain/notification.hpp"
#include "domain/order.hpp"
#include "domain/product_row.hpp"
#include "domain/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// What the storage's write operations take and give.
namespace orderd::domain {

/// A place between two records of a file: what comes before it is decided.
struct file_position {
  std::int64_t offset = 0; ///< bytes from the start of the file
  std::int64_t line = 1;   ///< physical line, from 1

  friend bool operator==(const file_position&, const file_position&) = default;
};

/// The part of an import that a transaction decides. The import's position
/// moves from `from` to `to` by compare-and-set.
struct import_slice {
  import_id import;
  std::string content_sha256; ///< 32 bytes
  file_position from;
  file_position to;
};

/// Orders to accept in one transaction, all of one source.
struct accept_request {
  std::string source;
  std::optional<import_slice> slice; ///< none for single orders
  std::vector<order_input> orders;   ///< in file order
  /// The orders' records as they stood in the file, for rejects; empty for
  /// single orders.
  std::vector<std::string> raws;
  std::vector<reject> rejects; ///< records that were no orders
  bool notify = true;          ///< whether people are told of these orders
  utc_time now;
  business_day today;
};

/// What was decided about one order of an accept_request.
struct order_decision {
  enum class verdict { accepted, duplicate, rejected };

  verdict what = verdict::rejected;
  order_id order;     ///< of the accepted, or of the earlier equal order
  std::string column; ///< for rejected
  std::string code;   ///< for rejected
  std::string reason; ///< for rejected
};

/// An accepted order that holds stock and waits for the gateway's answer;
/// all that finalizing it needs.
struct open_order {
  struct item {
    product_id product;
    std::int32_t quantity = 0;
  };

  order_id order;
  customer_id customer;
  import_id import; ///< 0 for single orders
  batch_id batch;
  money total;
  std::string source;
  std::vector<item> items;
  bool notify = true; ///< whether people are told of it
  /// For notices; null if it is not at hand.
  std::shared_ptr<const notice_content> content = {};
};

/// Which write connection committed, and as its how-manieth transaction.
struct commit_mark {
  int connection = 0;
  std::int64_t seq = 0;
};

/// The notices that one batch row stands for, by subject; those alone that
/// some channel may tell.
struct notice_batch {
  batch_id batch;
  std::vector<notice> notices;
  utc_time since = {}; ///< when the batch was committed
};

/// Batches that one look at what waits brings.
struct notice_page {
  std::vector<notice_batch> batches;
  bool more = false; ///< others wait after them
};

/// What a commit changed, for those who are told after it.
struct commit_facts {
  commit_mark mark;
  kpi_table kpis;
  std::vector<customer_delta> customers;
  std::vector<notice_batch> notices;
};

struct accept_result {
  std::vector<order_decision> decisions; ///< one an order of the request
  std::vector<open_order> open;          ///< to be paid, in file order
  std::int64_t accepted = 0;             ///< out-of-stock orders included
  std::int64_t duplicates = 0;
  std::int64_t rejected = 0; ///< the request's rejects included
  commit_facts facts;
};

/// The gateway's clear answer about one open order.
struct payment_answer {
  open_order order;
  bool approved = false;
  std::string gateway;
  std::string transaction_id; ///< for approved
  std::string error_message;  ///< for declined
};

struct finalize_request {
  std::vector<payment_answer> answers;
  utc_time now;
  business_day today;
};

struct finalize_result {
  std::int64_t paid = 0;
  std::int64_t cancelled = 0;
  commit_facts facts;
};

/// How far a batch's notifications over one channel are decided: told, or
/// listed as exceptions.
struct delivery_progress {
  batch_id batch;
  std::string channel;
  bool complete = true;
  std::int64_t done_through = 0; ///< subjects up to this one, if not complete
};

/// One notification whose delivery differs from its batch's.
struct delivery_exception {
  enum class status {
    retrying,   ///< again at `next_at`
    sent,       ///< after all, or again
    failed,     ///< never, or too often: a dead letter, a person decides
    expired,    ///< too old to be sent
    suppressed, ///< not true any more, or not for this receiver
  };

  notification_id id;
  order_id order;
  status what = status::retrying;
  int attempts = 0;
  std::optional<utc_time> next_at = {}; ///< for `retrying` alone
  std::string error_message = {};
};

std::string_view to_string(delivery_exception::status status);

/// What became of notifications, written in one transaction.
struct delivery_records {
  std::vector<delivery_progress> progress;
  /// In the order in which they came to be: the last one of a notification
  /// counts.
  std::vector<delivery_exception> exceptions;
};

/// An order for which no clear answer came.
struct dead_letter {
  order_id order;
  int attempts = 0;
  std::string error_message;
};

enum class import_kind { orders, products, refunds };
enum class import_state {
  waiting,
  running,
  done,
  duplicate,
  quarantined,
  failed,
  cancelled
};

std::string_view to_string(import_kind kind);
std::optional<import_kind> parse_import_kind(std::string_view text);
std::string_view to_string(import_state state);
std::optional<import_state> parse_import_state(std::string_view text);

/// A file that was claimed.
struct new_import {
  import_id id;
  import_kind kind = import_kind::orders;
  std::string source;
  std::string file; ///< its name, valid UTF-8, with whatever characters
  std::string content_sha256;
  std::int64_t size = 0;
  bool notify = true; ///< whether people are told of what comes of it
};

/// One row of `imports`.
struct import_record {
  import_id id;
  import_kind kind = import_kind::orders;
  std::string source;
  std::string file;
  std::string content_sha256;
  std::int64_t size = 0;
  import_state state = import_state::waiting;
  file_position position;
  std::int64_t rows = 0;
  std::int64_t accepted = 0;
  std::int64_t duplicates = 0;
  std::int64_t rejected = 0;
  std::int64_t skipped = 0;
  bool cancel_requested = false;
  bool notify = true;
  std::vector<std::string> unknown_columns;
  std::string archived_as; ///< path below the state directory
  std::string error_message;
  std::optional<utc_time> started_at;
  std::optional<utc_time> finished_at;
};

/// Moves an import to a final state.
struct import_ending {
  import_id id;
  import_state state = import_state::done;
  std::string archived_as;
  std::string error_message;
};

/// Products of one slice of a product file, applied in file order.
struct products_request {
  import_slice slice;
  std::vector<product_input> products;
  std::vector<std::string> raws; ///< one a product, as it stood in the file
  std::vector<reject> rejects;
  utc_time now;
};

struct products_result {
  std::int64_t accepted = 0;
  std::int64_t rejected = 0;
};

/// Sets or changes one product's stock by hand.
struct stock_change {
  std::string sku;
  bool absolute = false; ///< `value` is the new stock, else a difference
  std::int64_t value = 0;
  std::string reason;
  /// Names the request: a repeat with the same key and content changes
  /// nothing and gives the same answer; empty for none.
  std::string key;
};

struct stock_level {
  product_id product;
  std::string sku;
  std::int64_t before = 0;
  std::int64_t after = 0;
};

} // namespace orderd::domain
