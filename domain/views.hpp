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

struct refund_view {
  refund_id id;
  order_id order;
  money amount;
  std::string type;
  std::string status;
  std::string reason;
  std::string restock;
  std::string key;
};

/// One order. Lists leave `items` and `refunds` empty.
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
};

} // namespace orderd::domain
