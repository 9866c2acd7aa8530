// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/notify_policy.hpp"
#include "domain/refund_rules.hpp"
#include "storage/error.hpp"
#include "storage/reader.hpp"
#include "storage/writer.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// A database in memory, good enough for whole workflows of actors.
namespace orderd::testing {

struct stored_product {
  domain::product_id id;
  std::string name;
  domain::money price;
  std::int64_t stock = 0;
  bool active = true;
};

struct stored_customer {
  domain::customer_id id;
  std::string name;
  std::int64_t spent = 0;
  std::int64_t orders = 0;
};

struct stored_order {
  domain::open_order open;
  domain::order_input input;
  domain::order_state state;
  std::string cancel_reason;
  std::string gateway;
  std::string transaction_id;
  std::optional<domain::business_day> day; ///< on which it was paid, or ended
  std::map<int, std::int64_t> restocked;   ///< units by line
  domain::utc_time accepted_at;
};

/// One channel's part of a batch.
struct stored_delivery {
  domain::delivery_scope scope;
  std::int64_t done_through = 0;
  bool complete = false;
};

struct stored_exception {
  domain::delivery_exception last;
  int forgiven = 0;
  int resends = 0;
  std::optional<domain::utc_time> sent_at;
  domain::utc_time dead_since;
};

struct stored_refund {
  domain::refund_id id;
  domain::order_id order;
  domain::import_id import;
  domain::refund_input input;
  std::string digest;
  domain::planned_refund plan;
  domain::refund_status status = domain::refund_status::pending;
  int attempts = 0;
  domain::utc_time requested_at;
  std::string transaction_id;
  std::string error_message;
  std::string reversal_reason;
  std::optional<domain::business_day> completed_on;
  std::optional<domain::business_day> reversed_on;
  bool cancelled_order = false;
};

/// The figures as stored, and as the orders and refunds say.
struct stored_figures {
  domain::kpi_table stored, computed;
  std::map<domain::customer_id, domain::customer_delta> stored_customers,
      computed_customers;
};

/// What all writers and readers of a test share: it outlives the actors.
struct memory_store {
  std::map<std::string, stored_product> products;   ///< by SKU
  std::map<std::string, stored_customer> customers; ///< by e-mail
  std::map<domain::order_id, stored_order> orders;
  std::map<std::pair<std::string, std::string>,
           std::pair<domain::order_id, std::string>>
      refs; ///< by source and reference: order and digest
  std::map<std::pair<std::string, std::int64_t>, domain::order_id>
      lines; ///< by content and line
  std::map<domain::import_id, domain::import_record> imports;
  std::map<domain::import_id, std::map<std::int64_t, domain::reject>> rejects;
  std::map<domain::order_id, domain::dead_letter> dead;
  std::map<domain::refund_id, stored_refund> refunds;
  std::map<domain::order_id, std::vector<domain::refund_id>> refunds_of;
  std::map<std::string, domain::refund_id> refund_keys;
  std::map<domain::refund_id, domain::dead_refund> dead_refunds;
  /// Refunds about which the database takes no answer.
  std::set<domain::refund_id> refused_answers;
  std::set<std::string> paused;
  domain::kpi_table kpis;
  std::map<domain::batch_id, domain::notice_batch> batches;
  /// Which notifications there are; the log tells all unless a test says
  /// otherwise.
  domain::notify_policy policy{{"log"}};
  std::map<std::pair<domain::batch_id, std::string>, stored_delivery>
      deliveries; ///< by batch and channel
  std::map<domain::notification_id, stored_exception> exceptions;
  /// When it was committed, by subject and type.
  std::map<std::pair<std::int64_t, domain::notification_type>, domain::utc_time>
      told_at;
  std::map<int, std::int64_t> seq; ///< by connection
  std::int64_t last_id = 0;        ///< of everything but orders
  std::int64_t last_order = 0;
  std::int64_t last_refund = 0;

  /// The name and size of every call, such as `accept 3`, in order.
  std::vector<std::string> calls;
  /// The next call of this name throws this instead of doing anything.
  std::optional<std::pair<std::string, storage::error>> fail_next;
  /// Answers about orders that were finalized before.
  int finalized_again = 0;
  /// Answers about refunds that were settled before.
  int settled_again = 0;
  /// The figures when the last snapshot was opened.
  std::optional<stored_figures> snapshot;

  void add_product(const std::string& sku, std::int64_t price,
                   std::int64_t stock);

  [[nodiscard]] std::int64_t count(domain::order_status status) const;
  [[nodiscard]] const domain::import_record& import(std::int64_t id) const {
    return imports.at({id});
  }
};

using memory_store_ptr = std::shared_ptr<memory_store>;

std::unique_ptr<storage::writer> make_memory_writer(memory_store_ptr store,
                                                    int connection);
std::unique_ptr<storage::reader> make_memory_reader(memory_store_ptr store);

/// Notes a call and throws what it is to fail with.
void note_call(memory_store& store, const std::string& name,
               std::size_t size = 1);

} // namespace orderd::testing
