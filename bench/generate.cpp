// SPDX-License-Identifier: Apache-2.0
//
// bench_generate ORDERS DIR [limit]
//   DIR/orders.csv, DIR/products.csv: the workload as orderd imports it.
//   With `limit`, DIR/limit.sql: its final rows as COPYs into the tables of
//   bench/limit.sql.
#include "bench/workload.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <unordered_map>

using namespace orderd::bench;

namespace {

// The yardstick's transactions are larger than orderd's: it is a limit.
constexpr std::int64_t orders_a_transaction = 5'000;
constexpr auto when = "2026-01-02 08:00:00+00";

std::string quoted(const std::string& json) {
  std::string text = "\"";
  for (const char c : json)
    text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

void write_products(const workload& from, std::ostream& to) {
  to << "sku,name,price,stock\n";
  for (int i = 0; i < shop::products; ++i)
    to << sku_of(i) << ",Product number " << i + 1 << ','
       << decimal(from.price(i)) << ',' << initial_stock(i) << '\n';
}

void write_row(const order& what, std::ostream& to) {
  const int who = what.customer;
  to << name_of(who) << ',' << email_of(who) << ',' << phone_of(who) << ",\""
     << address_of(who) << "\"," << quoted(lines_json(what)) << '\n';
}

/// Collects the final rows of some orders, and writes them as one
/// transaction of COPYs.
class copy_script {
public:
  explicit copy_script(std::ostream& to) : to_(to) {
    for (int i = 0; i < shop::products; ++i)
      stock_.push_back(initial_stock(i));
    to_ << "SET search_path = bench_limit;\n";
  }

  void add(const order& what, const workload& prices);
  void write();

private:
  struct totals {
    std::int64_t spent = 0;
    std::int64_t orders = 0;
  };

  bool take_stock(const order& what);
  void add_notices(const order& what, std::int64_t total, bool paid);
  void write_copy(const char* table, std::ostringstream& rows);
  void write_updates();

  std::ostream& to_;
  std::vector<int> stock_;
  std::unordered_map<int, std::int64_t> customers_; ///< to their ids
  std::int64_t order_ = 0;
  std::int64_t item_ = 0;
  std::int64_t notice_ = 0;
  std::ostringstream orders_, items_, notices_;
  std::set<int> fresh_;
  std::map<int, totals> spent_;
  std::map<int, int> sold_;
};

// Four of five payments are approved.
bool is_approved(std::int64_t order) {
  constexpr std::uint64_t spread = 2'654'435'761;
  return (static_cast<std::uint64_t>(order) * spread & 0xffffffffU) % 10 < 8;
}

bool copy_script::take_stock(const order& what) {
  const auto missing = [&](const line& one) {
    return stock_[static_cast<std::size_t>(one.product)] < one.quantity;
  };
  if (std::ranges::any_of(what.lines, missing) || !is_approved(order_))
    return false;
  for (const auto& one : what.lines) {
    stock_[static_cast<std::size_t>(one.product)] -= one.quantity;
    sold_[one.product] += one.quantity;
  }
  return true;
}

void copy_script::add(const order& what, const workload& prices) {
  ++order_;
  const auto next = static_cast<std::int64_t>(customers_.size()) + 1;
  const auto [known, is_new] = customers_.try_emplace(what.customer, next);
  if (is_new)
    fresh_.insert(what.customer);
  std::int64_t total = 0;
  for (const auto& one : what.lines) {
    const auto price = prices.price(one.product);
    items_ << ++item_ << '\t' << order_ << '\t' << one.product + 1 << '\t'
           << one.quantity << '\t' << decimal(price) << '\t'
           << decimal(price * one.quantity) << '\n';
    total += price * one.quantity;
  }
  const bool paid = take_stock(what);
  orders_ << order_ << '\t' << known->second << "\tORD-" << order_ << '\t'
          << decimal(total)
          << (paid ? "\tpaid\tpaid\tTXN-" : "\tcancelled\tfailed\t\\N");
  if (paid)
    orders_ << order_;
  orders_ << '\t' << (paid ? when : "\\N") << '\n';
  auto& sum = spent_[what.customer];
  sum.spent += paid ? total : 0;
  sum.orders += paid ? 1 : 0;
  add_notices(what, total, paid);
  if (order_ % orders_a_transaction == 0)
    write();
}

void copy_script::add_notices(const order& what, std::int64_t total,
                              bool paid) {
  const auto customer = customers_.at(what.customer);
  const auto add = [&](const char* type, const char* status,
                       const std::string& message) {
    notices_ << ++notice_ << '\t' << order_ << '\t' << customer << '\t' << type
             << "\tlog\tsent\t" << message << "\t{\"order_id\":" << order_
             << ",\"customer_id\":" << customer << ",\"order_number\":\"ORD-"
             << order_ << "\",\"status\":\"" << status
             << "\",\"total_amount\":\"" << decimal(total)
             << "\",\"customer_name\":\"" << name_of(what.customer)
             << "\",\"customer_email\":\"" << email_of(what.customer)
             << "\",\"items_count\":" << what.lines.size() << "}\t" << when
             << '\n';
  };
  const auto number = "Order #ORD-" + std::to_string(order_);
  add("processing", "pending",
      number + " is being processed. We'll notify you when it's complete.");
  if (paid)
    add("success", "paid",
        number + " has been processed successfully! Total: " + decimal(total));
  else
    add("failure", "cancelled",
        number + " processing failed. Please contact support.");
}

void copy_script::write_copy(const char* table, std::ostringstream& rows) {
  to_ << "COPY " << table << " FROM stdin;\n" << rows.str() << "\\.\n";
  rows.str({});
}

void copy_script::write_updates() {
  std::string ids, spent, orders;
  for (const auto& [who, sum] : spent_) {
    if (fresh_.contains(who))
      continue;
    const auto* comma = ids.empty() ? "" : ",";
    ids += comma + std::to_string(customers_.at(who));
    spent += comma + decimal(sum.spent);
    orders += comma + std::to_string(sum.orders);
  }
  to_ << "UPDATE customers c SET total_spent = c.total_spent + u.spent,"
         " total_orders = c.total_orders + u.orders FROM unnest('{"
      << ids << "}'::bigint[], '{" << spent << "}'::numeric[], '{" << orders
      << "}'::int[]) u(id, spent, orders) WHERE c.id = u.id;\n";
  std::string products, units;
  for (const auto& [product, count] : sold_) {
    const auto* comma = products.empty() ? "" : ",";
    products += comma + std::to_string(product + 1);
    units += comma + std::to_string(count);
  }
  to_ << "UPDATE products p SET stock_quantity = p.stock_quantity - u.units"
         " FROM unnest('{"
      << products << "}'::bigint[], '{" << units
      << "}'::int[]) u(id, units) WHERE p.id = u.id;\n";
}

void copy_script::write() {
  if (spent_.empty())
    return;
  std::ostringstream customers;
  for (const int who : fresh_)
    customers << customers_.at(who) << '\t' << email_of(who) << '\t'
              << name_of(who) << '\t' << phone_of(who) << '\t'
              << address_of(who) << '\t' << decimal(spent_[who].spent) << '\t'
              << spent_[who].orders << '\n';
  to_ << "BEGIN;\n";
  write_copy("customers(id, email, name, phone, address, total_spent,"
             " total_orders)",
             customers);
  write_copy("orders(id, customer_id, order_number, total_amount, status,"
             " payment_status, payment_ref, paid_at)",
             orders_);
  write_copy("order_items", items_);
  write_copy("notifications(id, order_id, customer_id, type, channel, status,"
             " message, metadata, sent_at)",
             notices_);
  write_updates();
  to_ << "COMMIT;\n";
  fresh_.clear();
  spent_.clear();
  sold_.clear();
}

int fail(const std::string& why) {
  std::cerr << "bench_generate: " << why << '\n';
  return EXIT_FAILURE;
}

} // namespace

int main(int argc, char** argv) {
  const bool limit = argc == 4 && argv[3] == std::string_view("limit");
  const auto count =
      argc == 3 || limit ? std::strtoll(argv[1], nullptr, 10) : 0;
  if (count <= 0)
    return fail("usage: bench_generate ORDERS DIR [limit]");
  const std::string folder = argv[2];
  std::ofstream products{folder + "/products.csv"};
  std::ofstream rows{folder + "/orders.csv"};
  std::ofstream copies;
  if (limit)
    copies.open(folder + "/limit.sql");
  workload orders;
  copy_script script{copies};
  write_products(orders, products);
  rows << "customer_name,customer_email,phone,address,products\n";
  for (std::int64_t i = 0; i < count; ++i) {
    const auto one = orders.next();
    write_row(one, rows);
    if (limit)
      script.add(one, orders);
  }
  script.write();
  if (!products.flush() || !rows.flush() || (limit && !copies.flush()))
    return fail("cannot write into " + folder);
}
