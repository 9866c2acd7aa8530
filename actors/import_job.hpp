// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/backoff.hpp"
#include "actors/hot_folder.hpp"
#include "domain/csv_reader.hpp"
#include "domain/order_row.hpp"
#include "domain/product_row.hpp"
#include "domain/records.hpp"
#include "domain/refund_row.hpp"
#include "domain/sha256.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace orderd::actors {

/// The bytes that one read takes from a file.
inline constexpr std::size_t import_read_bytes = 256 * 1024;

/// A batch ends when its records reach so many bytes, however few they are.
inline constexpr std::size_t max_batch_bytes = 1024 * 1024;

/// Records that one transaction counts as skipped.
inline constexpr std::int64_t max_skipped_records = 20'000;

/// How often an import starts again from its recorded position after its
/// position moved by another hand, before it counts as failed.
inline constexpr int max_import_restarts = 5;

/// What a header says the records are.
using import_layout =
    std::variant<std::monostate, domain::orders_layout, domain::products_layout,
                 domain::refunds_layout>;

/// Files run one after the other in each lane: those of orders and products in
/// one, those of refunds beside them in the other.
inline constexpr std::size_t import_lanes = 2;

constexpr std::size_t lane_of(domain::import_kind kind) noexcept {
  return kind == domain::import_kind::refunds ? 1 : 0;
}

/// One claimed file on its way to an ending. Plain data: the functions of
/// import_stream.hpp and import_finish.hpp move it on.
struct import_job {
  enum class phase {
    waiting,   ///< for its turn
    starting,  ///< its row becomes `running`
    streaming, ///< records become batches
    halting,   ///< answers are awaited, then it ends or starts again
    skipping,  ///< cancelled: the rest is counted
    settling,  ///< every row is decided; some wait for the gateway
    hashing,   ///< the content is compared with the one that was claimed
    rejecting, ///< the rejects file is written
    archiving, ///< the file moves
    ending,    ///< the row gets its final state
    ended,
  };

  spooled_file file;
  domain::import_record record;
  phase now = phase::waiting;
  import_layout layout;
  std::unique_ptr<spool_reader> bytes; ///< null while it settles or rests
  domain::csv_reader reader;
  domain::csv_record next; ///< its storage is used again
  std::int64_t read_offset = 0;
  bool end_of_file = false;   ///< the reader has all bytes
  bool exhausted = false;     ///< it has given all records
  domain::file_position sent; ///< behind the last record that was sent
  int in_flight = 0;          ///< requests without an answer
  int restarts = 0;
  bool paused = false; ///< by a neighbour, so that a restart does not count
  bool cancelled = false;
  std::string failure; ///< why the import must end as failed
  std::vector<std::string> unknown_columns;

  // Finishing.
  domain::sha256 hash;
  std::int64_t hash_offset = 0;
  std::string header_line;
  std::unique_ptr<rejects_file> rejects;
  std::int64_t rejects_after = 0;
  domain::business_day archive_day;
  domain::import_ending ending;
  backoff retries{std::chrono::milliseconds{200},
                  std::chrono::milliseconds{30'000}};
  bool resting = false; ///< a backoff runs
};

} // namespace orderd::actors
