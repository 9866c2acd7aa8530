// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace orderd::bench {

/// The shop that the benchmarks order from. Most products never run out; the
/// first few are so scarce that some orders go without.
namespace shop {
inline constexpr int products = 10'000;
inline constexpr int scarce_products = 20;
inline constexpr int scarce_stock = 4;
inline constexpr int plenty_stock = 1'000'000;
inline constexpr int customers = 20'000;
/// Customers order with a frequency of 1 / rank^skew.
inline constexpr double skew = 0.8;
inline constexpr int max_lines = 3;
inline constexpr int max_quantity = 5;
/// In thousand orders, so many ask for a scarce product.
inline constexpr int scarce_orders = 12;
} // namespace shop

/// Products and customers are numbered from 0.
struct line {
  int product = 0;
  int quantity = 0;
};

struct order {
  int customer = 0;
  std::vector<line> lines;
};

/// The same orders in the same sequence on every machine.
class workload {
public:
  workload();

  order next();

  /// In minor units.
  [[nodiscard]] std::int64_t price(int product) const {
    return prices_[static_cast<std::size_t>(product)];
  }

private:
  int below(int limit);
  int customer();

  std::mt19937_64 random_;
  std::vector<std::int64_t> prices_;
  std::vector<double> weights_; ///< sums up to a rank
  std::vector<int> customer_of_rank_;
};

/// Units on the shelf before the first order.
int initial_stock(int product);

std::string sku_of(int product);
std::string email_of(int customer);
std::string name_of(int customer);
std::string phone_of(int customer);
std::string address_of(int customer);

/// `12.05` for 1205.
std::string decimal(std::int64_t minor);

/// The order's lines as the JSON array that the order files hold.
std::string lines_json(const order& what);

} // namespace orderd::bench
