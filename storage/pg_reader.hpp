// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/read_session.hpp"
#include "storage/reader.hpp"

namespace orderd::storage {

/// Reads from PostgreSQL. Connects when it is first asked; a call that loses
/// the connection reconnects once and reads again. `begin_verify` opens a
/// connection of its own, which `verify` closes, so that other reads between
/// the two see the present.
class pg_reader : public reader {
public:
  explicit pg_reader(connect_options options);

  std::optional<order_view> find_order(domain::order_id id,
                                       bool history = false) override;
  std::optional<order_view> find_order(const std::string& source,
                                       const std::string& order_ref,
                                       bool history = false) override;
  order_page list_orders(const order_filter& filter) override;

  std::optional<product_view> find_product(const std::string& sku) override;
  std::vector<product_view> list_products(const std::string& after,
                                          int limit) override;

  std::optional<customer_view> find_customer(const std::string& email) override;
  std::optional<customer_view> find_customer(domain::customer_id id) override;
  std::vector<customer_view> list_customers(domain::customer_id after,
                                            int limit) override;
  std::vector<customer_view>
  customers_by_id(const std::vector<domain::customer_id>& ids) override;

  std::optional<refund_view> find_refund(domain::refund_id id) override;
  std::vector<refund_view> list_refunds(int limit) override;
  std::vector<refund_view> list_refunds(domain::order_id order,
                                        int limit) override;

  std::vector<notification_view>
  list_notifications(domain::order_id order) override;
  std::optional<notification_view>
  find_notification(domain::notification_id id) override;

  std::optional<import_record> find_import(domain::import_id id) override;
  std::vector<import_record> list_imports(int limit) override;
  std::vector<import_record> unfinished_imports() override;
  std::vector<domain::reject> list_rejects(domain::import_id id,
                                           std::int64_t after_line,
                                           int limit) override;

  domain::kpi_table load_kpis() override;
  /// Each page is a read of its own.
  void load_customer_totals(
      const std::function<void(const std::vector<domain::customer_delta>&)>&
          each) override;

  std::vector<open_order> open_orders(domain::order_id after,
                                      int limit) override;
  std::vector<dead_letter> dead_orders() override;
  std::vector<dead_letter_view>
  dead_letters(const dead_letter_filter& filter) override;
  std::int64_t count_dead_letters(const dead_letter_filter& filter) override;
  refund_counts count_refunds() override;
  std::vector<std::string> paused_stages() override;
  notice_page pending_deliveries(const std::string& channel,
                                 domain::batch_id after, int limit,
                                 std::int64_t most_notices) override;
  std::vector<outgoing>
  load_outgoing(const std::vector<domain::notice>& notices,
                const std::string& channel) override;
  due_retries find_due_retries(const std::string& channel, domain::utc_time now,
                               int limit) override;
  std::optional<outgoing> load_test_notice(domain::order_id order,
                                           domain::notification_type type,
                                           const std::string& channel,
                                           domain::utc_time now) override;
  std::vector<delivery_counts> count_deliveries() override;

  /// A snapshot that is open already is given up for a new one.
  void begin_verify() override;
  /// Both throw `conflict` without a snapshot, and `unavailable` if it was
  /// lost with its connection.
  figures_report check_figures(const memory_figures& memory,
                               const figures_scope& scope) override;
  verify_report verify(const memory_figures& memory) override;

private:
  connection take_snapshot(const char* purpose);

  read_session session_;
  std::optional<connection> snapshot_;
};

} // namespace orderd::storage
