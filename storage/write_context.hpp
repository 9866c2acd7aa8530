// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/kpi.hpp"
#include "domain/money.hpp"
#include "storage/id_allocator.hpp"
#include "storage/lane_session.hpp"
#include "storage/told_kinds.hpp"
#include "storage/values.hpp"

#include <memory>
#include <string>
#include <vector>

namespace orderd::storage {

/// What every write operation works with.
struct write_context {
  lane_session& session;
  id_allocator& ids;
  const domain::notify_policy& policy; ///< which notifications there are
  const std::string& currency;
};

/// The installation's currency with its decimals.
domain::currency currency_of(const write_context& context);

/// Ids that one run of a transaction's body took. A later run gives the
/// earlier one's back, since its transaction did not take place.
class id_lease {
public:
  id_lease(id_allocator& ids, id_kind kind) : ids_(ids), kind_(kind) {}

  /// The first of `count` ids.
  std::int64_t take(connection& via, std::int64_t count) {
    give_back();
    first_ = ids_.take(via, kind_, count);
    count_ = count;
    return first_;
  }

  /// Gives back all but the first `used` ids.
  void shrink(std::int64_t used) noexcept {
    if (used < count_)
      ids_.give_back(kind_, first_ + used, count_ - used);
    count_ = used;
  }

  void give_back() noexcept {
    if (count_ > 0)
      ids_.give_back(kind_, first_, count_);
    count_ = 0;
  }

  /// The ids are on record, whatever becomes of the transaction.
  void keep() noexcept {
    count_ = 0;
  }

private:
  id_allocator& ids_;
  id_kind kind_;
  std::int64_t first_ = 0;
  std::int64_t count_ = 0;
};

/// The parameters of sql::add_kpis.
params kpi_params(const domain::kpi_table& kpis, const std::string& currency,
                  int connection);

/// How the records of a slice were decided.
struct slice_counts {
  std::int64_t accepted = 0;
  std::int64_t duplicates = 0;
  std::int64_t rejected = 0;
  std::int64_t skipped = 0;
};

/// Moves an import's position; pass the statement's result to require_moved.
void add_move(pipeline& to, const import_slice& slice,
              const slice_counts& counts);

/// Throws `conflict` unless the position moved.
void require_moved(const result& moved, const import_slice& slice);

/// Throws `conflict` if the position is not `slice.from` any more; writes
/// nothing.
void check_position(lane_session& session, const import_slice& slice);

/// Records rejects of an import; adds nothing if there are none.
void add_rejects(pipeline& to, domain::import_id import,
                 const std::vector<domain::reject>& rejects);

/// A row of `batches`, and one of `batch_deliveries` for each channel that
/// tells some of it. `kinds` has noted the batch's notices, but for those that
/// their import silences.
void add_batch_rows(pipeline& to, const write_context& context,
                    const params& batch, domain::batch_id id,
                    const told_kinds& kinds);

} // namespace orderd::storage
