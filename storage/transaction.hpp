// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"
#include "storage/values.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace orderd::storage {

using pipeline = std::vector<std::pair<const statement*, params>>;

/// The row of `lane` that a write connection holds. The holder is the random
/// number of the process that claimed it (see claim_lane).
struct lane_place {
  int lane = 0;
  int connection = 0;
  std::int64_t holder = 0;
  std::int64_t epoch = 0;
  std::int64_t seq = 0;
};

/// One open transaction of a lane_session.
class transaction {
public:
  transaction(connection& on, const lane_place& place);

  /// Runs statements before the transaction begins, each in its own.
  std::vector<result> run_before(const pipeline& statements);

  /// Runs statements inside the transaction; the first call begins it and
  /// marks it in the lane. Throws `fenced` if the lane is not ours any more.
  std::vector<result> run(pipeline statements);
  result run(const statement& what, params with);

  /// What the lane row shows as the batch of this transaction.
  void set_batch(domain::batch_id batch) noexcept {
    batch_ = batch;
  }

  [[nodiscard]] connection& on() noexcept {
    return on_;
  }

  [[nodiscard]] bool begun() const noexcept {
    return begun_;
  }

private:
  connection& on_;
  const lane_place& place_;
  domain::batch_id batch_;
  bool begun_ = false;
};

/// Another daemon took the lane over.
error fenced_off(const lane_place& place);

} // namespace orderd::storage
