// SPDX-License-Identifier: Apache-2.0
#include "storage/id_allocator.hpp"

#include <algorithm>

namespace orderd::storage {
namespace {

constexpr int lane_shift = 39;

// Large where every order takes one, small where a person notices gaps after
// a crash.
constexpr std::array<std::int64_t, 7> block_sizes{10'000, 10'000, 100,  20,
                                                  1'000,  1'000,  1'000};

const statement allot_block{
    "allot ids", "UPDATE id_blocks SET next_id = next_id + $2::bigint"
                 " WHERE kind = $1::text RETURNING next_id - $2::bigint"};

const statement return_block{"return ids",
                             "UPDATE id_blocks SET next_id = $2::bigint"
                             " WHERE kind = $1::text AND next_id = $3::bigint"};

std::size_t index_of(id_kind kind) {
  return static_cast<std::size_t>(kind);
}

} // namespace

std::string_view to_string(id_kind kind) {
  static constexpr std::array<std::string_view, 7> names{
      "order", "customer", "product", "import", "batch", "movement", "refund"};
  return names[index_of(kind)];
}

std::int64_t first_id(int lane) noexcept {
  return (static_cast<std::int64_t>(lane) << lane_shift) + 1;
}

std::int64_t id_allocator::take(connection& via, id_kind kind,
                                std::int64_t count) {
  const std::lock_guard guard{mutex_};
  auto& own = blocks_[index_of(kind)];
  if (own.end - own.next < count) {
    const auto size = std::max(block_sizes[index_of(kind)], count);
    params with;
    with.add(to_string(kind)).add(size);
    const auto row = via.execute(allot_block, with);
    if (row.rows() != 1)
      throw error(error_kind::misconfigured,
                  "cannot allot ids of kind " + std::string(to_string(kind)) +
                      ": the table id_blocks has no such row");
    const auto first = row.int64(0, 0);
    if (first != own.end)
      own.next = first;
    own.end = first + size;
  }
  const auto first = own.next;
  own.next += count;
  return first;
}

void id_allocator::give_back(id_kind kind, std::int64_t first,
                             std::int64_t count) noexcept {
  const std::lock_guard guard{mutex_};
  auto& own = blocks_[index_of(kind)];
  if (own.next == first + count)
    own.next = first;
}

void id_allocator::release(connection& via) {
  const std::lock_guard guard{mutex_};
  for (std::size_t i = 0; i < kinds; ++i) {
    auto& own = blocks_[i];
    if (own.next == own.end)
      continue;
    params with;
    with.add(to_string(static_cast<id_kind>(i))).add(own.next).add(own.end);
    via.execute(return_block, with);
    own.next = own.end = 0;
  }
}

} // namespace orderd::storage
