// SPDX-License-Identifier: Apache-2.0
//
// bench_leaderboard CUSTOMERS
//   Prints how many bytes of memory the daemon's leaderboard takes a customer.
#include "domain/leaderboard.hpp"

#include <malloc.h>

#include <cstdlib>
#include <iostream>

using namespace orderd::domain;

namespace {

// mallinfo2 also counts what was mapped for large blocks such as hash tables.
std::size_t bytes_in_use() {
  const auto info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

} // namespace

int main(int argc, char** argv) {
  const auto count = argc == 2 ? std::strtoll(argv[1], nullptr, 10) : 0;
  if (count <= 0) {
    std::cerr << "bench_leaderboard: usage: bench_leaderboard CUSTOMERS\n";
    return EXIT_FAILURE;
  }
  leaderboard board;
  const auto before = bytes_in_use();
  for (std::int64_t i = 1; i <= count; ++i) {
    customer_delta delta;
    delta.customer = customer_id{i};
    delta.spent = i * 7'919 % 1'000'003;
    delta.orders = 1;
    board.apply(delta);
  }
  std::cout << (bytes_in_use() - before) / board.size() << '\n';
}
