// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"

#include <array>
#include <cstdint>
#include <mutex>
#include <string_view>

namespace orderd::storage {

/// What ids are allotted for; the names stand in `id_blocks`.
enum class id_kind {
  order,
  customer,
  product,
  import,
  batch,
  movement,
  refund
};

std::string_view to_string(id_kind kind);

/// The first id of a lane: the lane stands in bits 39 to 46.
std::int64_t first_id(int lane) noexcept;

/// Gives out ids from blocks that the database allotted ahead, so that no
/// write transaction waits for a counter. Ids of a kind rise in the order of
/// the calls. What a crash leaves of a block is never used. Thread-safe: the
/// write connections share one allocator.
class id_allocator {
public:
  /// The first of `count` consecutive ids. Allots a block on `via` when the
  /// present one is used up; `via` must not be in a transaction.
  std::int64_t take(connection& via, id_kind kind, std::int64_t count);

  /// Takes the unused tail of a `take` back, for use by a later one; has no
  /// effect if others took ids since.
  void give_back(id_kind kind, std::int64_t first, std::int64_t count) noexcept;

  /// Returns the unused rest of all blocks, at a clean stop.
  void release(connection& via);

private:
  struct block {
    std::int64_t next = 0;
    std::int64_t end = 0;
  };

  static constexpr std::size_t kinds = 7;

  std::mutex mutex_;
  std::array<block, kinds> blocks_;
};

} // namespace orderd::storage
