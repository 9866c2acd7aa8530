// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/ids.hpp"
#include "domain/kpi.hpp"
#include "domain/money.hpp"
#include "domain/order.hpp"
#include "domain/time.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What the storage's read operations give.
namespace orderd::domain {

struct order_item_view {
  int line = 0;
  std::string sku;
  std::int32_t quantity = 0;
  money unit_price;
  money total_price;
};

/// Units of one order line that a refund names or put back into stock.
struct refund_line_view {
  int line = 0;
  std::string sku;
  std::int32_t quantity = 0;  ///< refunded at their price
  std::int32_t restocked = 0; ///< back in stock
  money amount;
};

struct refund_view {
  refund_id id;
  order_id order;
  customer_id customer;
  money amount;
  std::string currency;
  std::string type;
  std::string status;
  std::string reason;
  std::string notes;
  std::string restock;
  std::string key; ///< empty if it has none
  int attempts = 0;
  bool dead = false; ///< a person has to decide: see `queue dead`
  std::string error_message;
  std::string transaction_id;
  utc_time requested_at;
  std::optional<utc_time> completed_at; ///< or failed, or cancelled
  std::optional<utc_time> reversed_at;
  std::string reversal_reason;
  std::optional<std::int64_t> import_id;
  std::optional<std::int64_t> line;    ///< in that import's file
  std::vector<refund_line_view> lines; ///< left empty by lists
};

struct notification_view {
  notification_id id;
  order_id order;
  customer_id customer;
  std::string type;
  std::string channel;
  std::string order_status;
  money total;
  std::string currency;
  std::string message;
  std::string delivery_status;
  int attempts = 0;
  std::optional<utc_time> sent_at;
  std::string error_message;
};

/// An order shows so many refunds at most, the newest.
inline constexpr int max_shown_refunds = 1'000;

/// One order. Lists leave `items`, `refunds` and `notifications` empty.
struct order_view {
  order_id id;
  std::string source;
  std::optional<std::string> order_ref;
  order_state state;
  std::optional<std::string> cancel_reason;
  money subtotal;
  money shipping;
  money discount;
  money tax;
  money total;
  std::string currency;
  utc_time ordered_at;
  utc_time accepted_at;
  std::optional<utc_time> paid_at;
  std::optional<utc_time> cancelled_at;
  std::optional<std::string> ship_to; ///< a JSON object
  customer_id customer;
  std::string customer_name;
  std::string customer_email;
  std::optional<std::int64_t> import_id;
  std::optional<std::int64_t> line;
  std::optional<std::string> transaction_id;
  std::optional<std::string> payment_error;
  std::vector<order_item_view> items;
  std::vector<refund_view> refunds;
  std::vector<notification_view> notifications; ///< only with its history
};

/// All given conditions must hold. `before` is the cursor: orders with a
/// smaller id.
struct order_filter {
  std::optional<order_status> status;
  std::optional<std::string> source;
  std::optional<std::string> email;
  std::optional<utc_time> since; ///< accepted at or after
  std::optional<utc_time> until; ///< accepted before
  std::optional<order_id> before;
  int limit = 20;
};

struct order_page {
  std::vector<order_view> orders;
  std::optional<order_id> cursor; ///< none on the last page
};

struct product_view {
  product_id id;
  std::string sku;
  std::string name;
  std::string description;
  money price;
  std::int64_t stock_quantity = 0;
  bool active = true;
  std::int64_t reserved = 0; ///< in orders that wait for payment; `show` only
};

struct customer_view {
  customer_id id;
  std::string email;
  std::string name;
  std::string phone;
  std::string address;
  money total_spent;
  std::int64_t total_orders = 0;
  utc_time created_at;
};

/// One thing that verify found wrong.
struct violation {
  std::string subject; ///< such as "order ORD-0000000042" or "product SKU"
  std::string text;    ///< what is, and what should be
};

/// One rule of DESIGN 5.
struct verified_rule {
  int rule = 0;
  std::string name;
  std::int64_t checked = 0;          ///< how many things were compared
  std::vector<violation> violations; ///< at most max_violations
  std::int64_t violation_count = 0;
};

struct verify_report {
  std::vector<verified_rule> rules;

  [[nodiscard]] bool ok() const noexcept {
    return std::ranges::all_of(rules, [](const verified_rule& rule) {
      return rule.violation_count == 0;
    });
  }
};

/// What analytics held in memory at the moment of the snapshot.
struct memory_figures {
  kpi_table kpis;
  std::uint64_t leaderboard_digest = 0;
  std::size_t customers = 0; ///< on the leaderboard
  /// Each of them, by id; only if it was asked for.
  std::optional<std::vector<customer_delta>> totals;
};

/// Which dead letters are meant: all given conditions hold.
struct dead_letter_filter {
  std::optional<std::string> stage;
  std::optional<std::string> error; ///< a part of the message, any case
  int limit = 1000;
};

/// What `queue dead` lists: no clear answer came, or a notification was
/// refused or tried too often; a person decides.
struct dead_letter_view {
  std::string stage; ///< `orders`, `refunds` or `notifications`
  order_id order;
  refund_id refund;                  ///< 0 for an order
  notification_id notification = {}; ///< 0 but for a notification
  std::string channel = {};          ///< of a notification
  money amount;                      ///< of the charge or of the refund
  std::string currency;
  int attempts = 0;
  std::string error_message;
  utc_time since;
};

/// One channel's notifications that are not decided.
struct delivery_counts {
  std::string channel;
  std::int64_t waiting = 0;  ///< never tried, or not recorded yet
  std::int64_t retrying = 0; ///< to be tried again
  std::int64_t dead = 0;     ///< in neither of the others
};

/// Refunds that are not settled.
struct refund_counts {
  std::int64_t pending = 0;    ///< not asked for yet
  std::int64_t processing = 0; ///< asked for
  std::int64_t dead = 0;       ///< in neither of the others
};

/// Which figures are recomputed.
struct figures_scope {
  bool days = true;                 ///< day figures
  std::optional<business_day> date; ///< of this day alone
  bool customers = true;            ///< the leaderboard
};

/// A day's figure that is not what the orders and refunds say.
struct figure_difference {
  kpi_key day;
  std::string figure; ///< such as `gross_revenue`
  std::int64_t computed = 0;
  std::int64_t stored = 0; ///< in the day rows
  std::int64_t memory = 0;
};

/// A customer whose totals are not what the orders and refunds say.
struct customer_difference {
  customer_id customer;
  std::string email;
  customer_delta computed, stored, memory;
};

/// What must be added to be right again. Commits that come meanwhile add the
/// same to all, so these stay right for as long as they are added once.
struct figures_fix {
  kpi_table stored_days, memory_days;
  std::vector<customer_delta> stored_customers, memory_customers;

  [[nodiscard]] bool empty() const noexcept {
    return stored_days.empty() && memory_days.empty() &&
           stored_customers.empty() && memory_customers.empty();
  }
};

/// The figures recomputed from orders and refunds at one commit sequence, and
/// where the day rows, the customers' totals or memory differ.
struct figures_report {
  std::int64_t days = 0;      ///< compared
  std::int64_t customers = 0; ///< compared
  std::vector<figure_difference> day_differences;
  std::vector<customer_difference> customer_differences;
  figures_fix fix;
  /// The leaderboard differs, and only `memory_figures::totals` tells where.
  bool needs_totals = false;
};

/// One thing that a rehearsal of refunds tried.
struct rehearsal_check {
  std::string name; ///< such as `partial refund`
  bool ok = false;
  std::string detail; ///< what happened
};

/// What became of a rehearsal on a scratch copy of an order.
struct rehearsal_report {
  order_id order; ///< whose copy it was; 0 for a made-up one
  money captured;
  std::vector<rehearsal_check> checks;

  [[nodiscard]] bool ok() const noexcept {
    return std::ranges::all_of(checks, &rehearsal_check::ok);
  }
};

} // namespace orderd::domain
