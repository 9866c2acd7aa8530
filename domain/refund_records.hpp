// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/records.hpp"
#include "domain/refund.hpp"
#include "domain/simulated_gateway.hpp"

/// What the storage's write operations on refunds take and give.
namespace orderd::domain {

/// Refunds to record in one transaction.
struct refunds_request {
  std::optional<import_slice> slice; ///< none for single refunds
  std::vector<refund_input> refunds; ///< in file order
  std::vector<std::string> raws;     ///< as accept_request's
  std::vector<reject> rejects;
  /// Record them as `processing`, since the gateway is asked at once; else as
  /// `pending`.
  bool ask_now = true;
  utc_time now;
};

/// What was decided about one refund of a refunds_request.
struct refund_decision {
  enum class verdict { accepted, duplicate, refused };

  verdict what = verdict::refused;
  refund_id refund;   ///< the accepted, or the earlier one under its key
  order_id order;     ///< 0 if there is no such order
  std::string column; ///< for refused
  std::string code;   ///< for refused
  std::string reason; ///< for refused
};

/// A refund that is `processing`: the gateway is asked for it, or will be.
struct open_refund {
  refund_id refund;
  order_id order;
  import_id import; ///< 0 for single refunds
  money amount;
  int attempts = 0; ///< how often the gateway was asked before
};

struct refunds_result {
  std::vector<refund_decision> decisions; ///< one a refund of the request
  std::vector<open_refund> open; ///< accepted to be asked, in file order
  std::int64_t accepted = 0;
  std::int64_t duplicates = 0;
  std::int64_t rejected = 0; ///< the request's rejects included
  commit_mark mark;
};

/// The gateway's clear answer about one refund.
struct refund_answer {
  refund_id refund;
  order_id order;
  bool approved = false;
  int attempts = 0;
  std::string gateway;
  std::string transaction_id; ///< for approved
  std::string error_message;  ///< for declined
};

/// Answers to be settled in one transaction. Refunds that are not open any
/// more are left alone.
struct refunds_settlement {
  std::vector<refund_answer> answers;
  utc_time now;
  business_day today;
};

/// A refund for which no clear answer came. It becomes `pending` and keeps
/// its amount.
struct dead_refund {
  refund_id refund;
  order_id order;
  int attempts = 0;
  std::string error_message;
};

struct settlement_result {
  std::int64_t completed = 0;
  std::int64_t failed = 0;
  /// Those whose answer the database itself refused, with its reason; they are
  /// dead now.
  std::vector<dead_refund> refused;
  commit_facts facts;
};

/// The gateway took a completed refund back.
struct refund_reversal {
  refund_id refund;
  std::string reason;
  utc_time now;
  business_day today;
};

/// Refunds tried out on a scratch copy of an order, all rolled back.
struct rehearsal_request {
  /// Whose copy; none: a made-up order.
  std::optional<order_id> order;
  simulated_gateway gateway;
  utc_time now;
  business_day today;
};

} // namespace orderd::domain
