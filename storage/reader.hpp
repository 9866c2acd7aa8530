// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/values.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace orderd::storage {

/// Everything that only reads. A call tries to reconnect once and throws
/// `error`: `unavailable` if the database is not reachable, `internal` for
/// defects. One thread at a time.
class reader {
public:
  virtual ~reader() = default;

  /// One order with customer, items and refunds, and with its notifications
  /// if its whole history is wanted; nothing if unknown.
  virtual std::optional<order_view> find_order(domain::order_id id,
                                               bool history = false) = 0;
  virtual std::optional<order_view> find_order(const std::string& source,
                                               const std::string& order_ref,
                                               bool history = false) = 0;

  /// Newest first.
  virtual order_page list_orders(const order_filter& filter) = 0;

  virtual std::optional<product_view> find_product(const std::string& sku) = 0;
  /// By SKU; `after` is the last SKU of the page before.
  virtual std::vector<product_view> list_products(const std::string& after,
                                                  int limit) = 0;

  virtual std::optional<customer_view>
  find_customer(const std::string& email) = 0;
  virtual std::optional<customer_view>
  find_customer(domain::customer_id id) = 0;
  /// By id; `after` is the last id of the page before.
  virtual std::vector<customer_view> list_customers(domain::customer_id after,
                                                    int limit) = 0;
  /// In the order asked for; unknown ids are left out.
  virtual std::vector<customer_view>
  customers_by_id(const std::vector<domain::customer_id>& ids) = 0;

  /// With its lines; nothing if unknown.
  virtual std::optional<refund_view> find_refund(domain::refund_id id) = 0;
  /// The newest, newest first; or the newest of one order, oldest first.
  virtual std::vector<refund_view> list_refunds(int limit) = 0;
  virtual std::vector<refund_view> list_refunds(domain::order_id order,
                                                int limit) = 0;

  virtual std::vector<notification_view>
  list_notifications(domain::order_id order) = 0;
  virtual std::optional<notification_view>
  find_notification(domain::notification_id id) = 0;

  virtual std::optional<import_record> find_import(domain::import_id id) = 0;
  /// Newest first.
  virtual std::vector<import_record> list_imports(int limit) = 0;
  /// Those that have not ended, oldest first.
  virtual std::vector<import_record> unfinished_imports() = 0;
  /// By line; `after_line` is the last line of the page before.
  virtual std::vector<domain::reject>
  list_rejects(domain::import_id id, std::int64_t after_line, int limit) = 0;

  /// Day figures and customer totals as committed; `each` gets the customers
  /// a page at a time.
  virtual domain::kpi_table load_kpis() = 0;
  virtual void load_customer_totals(
      const std::function<void(const std::vector<domain::customer_delta>&)>&
          each) = 0;

  /// Open orders after `after`, by id, without dead ones; what recovery pays.
  virtual std::vector<open_order> open_orders(domain::order_id after,
                                              int limit) = 0;
  /// Those that `record_dead` recorded and that are still processing.
  virtual std::vector<dead_letter> dead_orders() = 0;
  /// Orders, refunds and notifications for which a person decides, oldest
  /// first.
  virtual std::vector<dead_letter_view>
  dead_letters(const dead_letter_filter& filter) = 0;
  /// How many of them there are, whatever the limit.
  virtual std::int64_t count_dead_letters(const dead_letter_filter& filter) = 0;
  /// How many refunds are open, without dead ones, and how many dead.
  virtual refund_counts count_refunds() = 0;
  /// The stages that `set_paused` paused, such as `orders`,
  /// `notifications` or `notifications.email`.
  virtual std::vector<std::string> paused_stages() = 0;

  /// Batches of a channel that are not wholly decided, after the batch `after`,
  /// with those of their notices that the channel has to tell, that come after
  /// the recorded progress and that are no exceptions, by subject; without
  /// content. At most `limit` batches, and as many of them as have
  /// `most_notices` notices together, decided ones included; but always one.
  virtual notice_page pending_deliveries(const std::string& channel,
                                         domain::batch_id after, int limit,
                                         std::int64_t most_notices) = 0;

  /// The notices with all that they say, one each, in the order given. Those
  /// whose order or refund is gone are left out.
  virtual std::vector<outgoing>
  load_outgoing(const std::vector<domain::notice>& notices,
                const std::string& channel) = 0;

  /// Up to `limit` notifications of a channel that are `retrying` and due at
  /// `now`, the most overdue first, and when the next one after them is due.
  virtual due_retries find_due_retries(const std::string& channel,
                                       domain::utc_time now, int limit) = 0;

  /// What `notifications test` sends: as if the order had just come to this;
  /// a refund type speaks of the order's newest refund, or of its total if it
  /// has none. Nothing if there is no such order.
  virtual std::optional<outgoing>
  load_test_notice(domain::order_id order, domain::notification_type type,
                   const std::string& channel, domain::utc_time now) = 0;

  /// For each channel that has any: what is not decided. No scan over orders.
  virtual std::vector<delivery_counts> count_deliveries() = 0;

  /// Opens a snapshot and remembers it for `verify`; see verify_report.
  virtual void begin_verify() = 0;
  /// Recomputes figures on the snapshot of `begin_verify`, and ends it.
  virtual figures_report check_figures(const memory_figures& memory,
                                       const figures_scope& scope) = 0;
  /// Checks the rules on the snapshot of `begin_verify`, and ends it.
  virtual verify_report verify(const memory_figures& memory) = 0;
};

} // namespace orderd::storage
