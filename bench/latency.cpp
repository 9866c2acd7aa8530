// SPDX-License-Identifier: Apache-2.0
//
// bench_latency SOCKET ORDERS PREFIX PAUSE_MS
//   Creates single orders, with a pause after each, and prints how long they
//   took until they were paid or cancelled, in milliseconds: p50, p99, the
//   longest.
// bench_latency SOCKET CALLS METHOD PAUSE_MS
//   The same for a method that only reads, such as kpis.show.
#include "app/ctl/connection.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace orderd;

namespace {

using clock_type = std::chrono::steady_clock;
using milliseconds = std::chrono::duration<double, std::milli>;

// Not counted: the first orders prepare the statements.
constexpr int warm_up = 20;

ctl::call create(const std::string& ref, int number) {
  // Products and customers of bench/workload.hpp, all with stock.
  constexpr int first_product = 101;
  constexpr int products = 9'000;
  constexpr int customers = 20'000;
  auto sku = std::to_string(first_product + number * 7 % products);
  sku.insert(0, 5 - sku.size(), '0');
  ctl::call what;
  what.method = "orders.create";
  what.what = ctl::effect::changes;
  what.params["order"] = {
      {"order_ref", ref},
      {"customer_name", "Customer " + std::to_string(number)},
      {"customer_email",
       "customer" + std::to_string(number * 13 % customers) + "@example.com"},
      {"products",
       nlohmann::json::array({{{"sku", "PROD" + sku}, {"quantity", 1}}})}};
  return what;
}

ctl::call look(const std::string& method) {
  ctl::call what;
  what.method = method;
  what.params = nlohmann::json::object();
  return what;
}

double percentile(const std::vector<double>& sorted, int percent) {
  const auto last = sorted.size() - 1;
  return sorted[last * static_cast<std::size_t>(percent) / 100];
}

int fail(const std::string& why) {
  std::cerr << "bench_latency: " << why << '\n';
  return EXIT_FAILURE;
}

} // namespace

int main(int argc, char** argv) {
  const auto count = argc == 5 ? std::atoi(argv[2]) : 0;
  if (count <= 0)
    return fail("usage: bench_latency SOCKET COUNT PREFIX|METHOD PAUSE_MS");
  const std::chrono::milliseconds pause{std::atoi(argv[4])};
  auto daemon = ctl::connection::open(argv[1]);
  if (!daemon)
    return fail(daemon.error().message);
  const bool reads = std::string_view(argv[3]).ends_with(".show");
  std::vector<double> took;
  for (int i = 0; i < warm_up + count; ++i) {
    const auto request =
        reads ? look(argv[3]) : create(argv[3] + std::to_string(i), i);
    const auto start = clock_type::now();
    const auto answer = daemon->ask(request);
    const milliseconds passed = clock_type::now() - start;
    if (!answer)
      return fail(answer.error().message);
    if (i >= warm_up)
      took.push_back(passed.count());
    std::this_thread::sleep_for(pause);
  }
  std::ranges::sort(took);
  std::cout << std::fixed << std::setprecision(1) << percentile(took, 50) << ' '
            << percentile(took, 99) << ' ' << took.back() << '\n';
}
