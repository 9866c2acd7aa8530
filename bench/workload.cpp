// SPDX-License-Identifier: Apache-2.0
#include "bench/workload.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace orderd::bench {
namespace {

constexpr std::uint64_t seed = 20'240'607;
constexpr int lowest_price = 100;
constexpr int price_range = 49'901;

std::string padded(int number, int width) {
  auto digits = std::to_string(number);
  if (const auto missing = width - static_cast<int>(digits.size()); missing > 0)
    digits.insert(0, static_cast<std::size_t>(missing), '0');
  return digits;
}

} // namespace

workload::workload() : random_(seed) {
  for (int i = 0; i < shop::products; ++i)
    prices_.push_back(lowest_price + below(price_range));
  double sum = 0;
  for (int rank = 1; rank <= shop::customers; ++rank) {
    weights_.push_back(sum += std::pow(rank, -shop::skew));
    customer_of_rank_.push_back(rank - 1);
  }
  // Not std::shuffle: what it makes of the numbers differs between libraries.
  for (int i = shop::customers - 1; i > 0; --i)
    std::swap(customer_of_rank_[static_cast<std::size_t>(i)],
              customer_of_rank_[static_cast<std::size_t>(below(i + 1))]);
}

int workload::below(int limit) {
  return static_cast<int>(random_() % static_cast<std::uint64_t>(limit));
}

int workload::customer() {
  constexpr int steps = 1 << 30;
  const auto at = weights_.back() * below(steps) / steps;
  const auto rank = std::ranges::lower_bound(weights_, at) - weights_.begin();
  return customer_of_rank_[static_cast<std::size_t>(rank)];
}

order workload::next() {
  order made;
  made.customer = customer();
  const auto count = static_cast<std::size_t>(1 + below(shop::max_lines));
  while (made.lines.size() < count) {
    const int product =
        shop::scarce_products + below(shop::products - shop::scarce_products);
    if (std::ranges::find(made.lines, product, &line::product) ==
        made.lines.end())
      made.lines.push_back({product, 1 + below(shop::max_quantity)});
  }
  if (below(1'000) < shop::scarce_orders)
    made.lines.front().product = below(shop::scarce_products);
  return made;
}

int initial_stock(int product) {
  return product < shop::scarce_products ? shop::scarce_stock
                                         : shop::plenty_stock;
}

std::string sku_of(int product) {
  return "PROD" + padded(product + 1, 5);
}

std::string email_of(int customer) {
  return "customer" + std::to_string(customer) + "@example.com";
}

std::string name_of(int customer) {
  return "Customer " + std::to_string(customer);
}

std::string phone_of(int customer) {
  return "555-" + padded(customer, 6);
}

std::string address_of(int customer) {
  return std::to_string(customer) + " Main Street, Springfield";
}

std::string decimal(std::int64_t minor) {
  return std::to_string(minor / 100) + "." +
         padded(static_cast<int>(minor % 100), 2);
}

std::string lines_json(const order& what) {
  std::string json = "[";
  for (const auto& one : what.lines) {
    if (json.size() > 1)
      json += ",";
    json += R"({"sku":")" + sku_of(one.product) + R"(","quantity":)" +
            std::to_string(one.quantity) + "}";
  }
  return json + "]";
}

} // namespace orderd::bench
