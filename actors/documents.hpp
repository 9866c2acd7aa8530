// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/log_tail.hpp"
#include "actors/messages.hpp"
#include "domain/money.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The JSON documents of the control protocol (docs/control-protocol.md).
/// Amounts are decimal strings, ids numbers, times ISO 8601 in UTC; what is
/// not known is null. Fields are added, never renamed.
namespace orderd::actors {

using json_document = nlohmann::ordered_json;

/// What every document of this installation says the same way.
struct document_terms {
  domain::currency currency;
  std::string payment; ///< the gateway's name, such as `simulator`
  std::string version;
};

/// What was captured for an order, and what became of it.
struct order_money {
  domain::money captured;
  domain::money refunded;
  domain::money pending;

  [[nodiscard]] domain::money refundable() const noexcept {
    return {captured.minor - refunded.minor - pending.minor};
  }
};

/// Of an order with its refunds.
order_money money_of(const domain::order_view& order);

/// With the sums of its refunds, unless it has more than are shown.
json_document order_document(const domain::order_view& order,
                             const document_terms& terms);
/// What happened to an order and when, oldest first; the order has its
/// history.
json_document timeline_of(const domain::order_view& order,
                          const document_terms& terms);
json_document orders_document(const domain::order_page& page,
                              const document_terms& terms);

json_document product_document(const domain::product_view& product,
                               const document_terms& terms);
/// The first `limit` of them; there is a cursor if there are more.
json_document
products_document(const std::vector<domain::product_view>& products, int limit,
                  const document_terms& terms);
json_document stock_document(const domain::stock_level& level);

json_document customer_document(const domain::customer_view& customer,
                                const document_terms& terms);
json_document
customers_document(const std::vector<domain::customer_view>& customers,
                   int limit, const document_terms& terms);

json_document refund_document(const domain::refund_view& refund,
                              const document_terms& terms);
json_document refunds_document(const std::vector<domain::refund_view>& refunds,
                               const document_terms& terms);
json_document rehearsal_document(const domain::rehearsal_report& report,
                                 const document_terms& terms);

/// `total` counts those that are not listed, too.
json_document
dead_letters_document(const std::vector<domain::dead_letter_view>& dead,
                      std::int64_t total, const document_terms& terms);

/// What the stages of the daemon have at hand.
struct queue_facts {
  importer_status imports;
  processor_status orders;
  refunds_status refunds;
  notifier_status notifications;
};

json_document queue_document(const queue_facts& facts);

json_document
notification_document(const domain::notification_view& notification,
                      const document_terms& terms);
json_document notifications_document(
    const std::vector<domain::notification_view>& notifications,
    const document_terms& terms);

json_document import_document(const domain::import_record& import);
json_document
imports_document(const std::vector<domain::import_record>& imports);
json_document rejects_document(domain::import_id import,
                               const std::vector<domain::reject>& rejects,
                               int limit);

/// Whether refunds count on their own day or on the day of their order.
enum class kpi_basis { event, order };
/// What one row of figures covers.
enum class kpi_period { day, month, year };

std::string_view to_string(kpi_basis basis);
std::string_view to_string(kpi_period period);

/// One period's figures; `date` names it: 2026-11-24, 2026-11 or 2026.
json_document kpi_document(const std::string& date,
                           const domain::kpi_figures& figures, kpi_basis basis,
                           const document_terms& terms);
/// A row for each period between the days, both included; periods without
/// data are zeros.
json_document kpi_range_document(const get_kpis& range,
                                 const std::vector<kpi_row>& rows,
                                 kpi_basis basis, kpi_period period,
                                 const document_terms& terms);

/// Customers that the database does not know (any more) have no name.
json_document
leaderboard_document(const std::vector<domain::customer_totals>& entries,
                     const std::vector<domain::customer_view>& customers,
                     const document_terms& terms);

/// One customer's own place.
json_document place_document(const leaderboard_place& place,
                             const domain::customer_view& customer,
                             const document_terms& terms);

/// The most differences that a document lists; all are counted.
inline constexpr std::size_t max_listed_differences = 1'000;

/// What recomputing the day figures found.
json_document days_compared_document(const domain::figures_report& report,
                                     bool mend, const document_terms& terms);
/// What recomputing the customers' totals found.
json_document customers_compared_document(const domain::figures_report& report,
                                          bool mend,
                                          const document_terms& terms);

json_document verify_document(const domain::verify_report& report);

/// What `tail.read` answers.
json_document tail_document(const tail_page& page);

/// What `status` tells. Parts that did not answer are named in `troubles`.
struct status_facts {
  std::string state;
  storage_status storage;
  processor_status processor;
  refunds_status refunds;
  importer_status importer;
  notifier_status notifier;
  domain::kpi_figures totals;
  std::vector<std::string> troubles;
};

json_document status_document(const status_facts& facts,
                              const document_terms& terms);

} // namespace orderd::actors
