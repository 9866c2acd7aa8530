// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/daemon_fixture.hpp"
#include "tests/support/order_files.hpp"

#include <string>
#include <utility>
#include <vector>

namespace orderd::testing {

/// A daemon with the sample's products, and stock for all, that tells its
/// customers what happens; it tries again soon.
class told_shop {
public:
  using settings = std::vector<std::string>;

  explicit told_shop(settings first, const settings& more = {})
      : daemon(joined(std::move(first), more)) {
    daemon.start();
    daemon.import_products("products.csv", products_sample);
    daemon.call("stock.set", {{"sku", "PROD002"}, {"quantity", 1'000'000}});
  }

  /// So many orders, each of a new customer; they are paid or cancelled then.
  /// Returns the first customer's number.
  int order(int count) {
    const int first = customers_;
    customers_ += count;
    const auto import = daemon.import_orders(
        "orders" + std::to_string(first) + ".csv", order_file(count, first));
    BOOST_TEST_REQUIRE(import["accepted"] == count);
    return first;
  }
  /// Who orders first the next time.
  [[nodiscard]] int next_customer() const noexcept {
    return customers_;
  }
  static std::string address(int customer) {
    return "c" + std::to_string(customer) + "@x.org";
  }
  std::int64_t order_id(int customer) const {
    return daemon.number("SELECT o.id FROM orders o JOIN customers c "
                         "ON c.id = o.customer_id WHERE c.email = '" +
                         address(customer) + "'");
  }

  /// One order that is paid or cancelled then.
  nlohmann::json order_of(const std::string& name, const std::string& email) {
    return daemon.call(
        "orders.create",
        {{"order",
          {{"order_ref", email},
           {"customer_name", name},
           {"customer_email", email},
           {"products", {{{"sku", "PROD001"}, {"quantity", 2}}}}}},
         {"wait", true}});
  }

  /// How many notifications wait or are to be tried again.
  std::int64_t waiting() {
    return daemon.call("status")["queues"]["notifications"];
  }
  void await_told(std::chrono::milliseconds limit = wait_limit) {
    wait_until(
        "all notifications are handed over", [&] { return waiting() == 0; },
        limit);
  }

  /// What `queue status` says of a channel.
  nlohmann::json channel(const std::string& name) {
    const auto status = daemon.call("queue.status");
    for (const auto& stage : status["stages"])
      if (stage["stage"] == "notifications")
        for (const auto& channel : stage["channels"])
          if (channel["channel"] == name)
            return channel;
    BOOST_FAIL("queue status does not know the channel " << name);
    return nullptr;
  }
  nlohmann::json dead_letters() {
    return daemon.call("queue.dead", {{"stage", "notifications"}})["dead"];
  }

  /// What an order's customer was told, or is to be told.
  nlohmann::json notifications(std::int64_t order) {
    return daemon.call("notifications.list",
                       {{"order_id", order}})["notifications"];
  }
  /// The only one of this type.
  nlohmann::json notification(std::int64_t order, const std::string& type) {
    nlohmann::json found;
    for (const auto& one : notifications(order))
      if (one["type"] == type) {
        BOOST_REQUIRE_MESSAGE(found.is_null(), "two of " << type);
        found = one;
      }
    BOOST_REQUIRE_MESSAGE(!found.is_null(), "none of " << type);
    return found;
  }
  /// Waits until the one of this type has this status.
  nlohmann::json await_status(std::int64_t order, const std::string& type,
                              const std::string& status) {
    nlohmann::json found;
    wait_until(type + " is " + status, [&] {
      found = notification(order, type);
      return found["delivery_status"] == status;
    });
    return found;
  }

  /// An ordered stop, and a start with more settings for this once.
  void restart(const settings& more = {}) {
    BOOST_TEST(daemon.stop() == 0);
    daemon.start(more);
  }

  daemon_fixture daemon;

private:
  int customers_ = 0;

  static settings joined(settings first, const settings& more) {
    first.insert(first.begin(),
                 {"notify.retry_delay_ms=100", "notify.longest_delay_s=1"});
    first.insert(first.end(), more.begin(), more.end());
    return first;
  }
};

} // namespace orderd::testing
