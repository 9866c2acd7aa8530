// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/refund_records.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace orderd::actors {

/// The refunds that the gateway is asked for, the rounds in which it is, and
/// how many each import has. Plain data without an actor.
class open_refunds {
public:
  enum class phase {
    held,     ///< not asked while refunds are paused
    asked,    ///< the gateway has it
    waiting,  ///< a backoff runs, then it is asked again; or being buried
    settling, ///< a clear answer came
  };

  struct entry {
    domain::open_refund refund;
    phase now = phase::held;
    int attempts = 0; ///< how often the gateway was asked, earlier lives too
    std::int64_t round = 0; ///< of the last asking, or of the backoff
    bool interactive = false;
    std::string last_error;

    /// How often it was asked since it was taken up.
    [[nodiscard]] int asked_here() const noexcept {
      return attempts - refund.attempts;
    }
  };

  /// Takes a refund up, held; false if it is here already.
  bool add(const domain::open_refund& refund, bool interactive);

  /// The refund, or null.
  entry* find(domain::refund_id id);

  /// Takes a refund out, settled or dead.
  void remove(domain::refund_id id);

  /// Moves a refund that is here to another phase.
  void move(domain::refund_id id, phase to);

  /// Moves refunds that are here to a phase, together: `take_round` gives
  /// those that are still in it.
  std::int64_t start_round(const std::vector<domain::refund_id>& ids, phase of);
  std::vector<domain::refund_id> take_round(std::int64_t round, phase of);

  /// The refunds of one phase, by id.
  [[nodiscard]] std::vector<domain::refund_id> all_in(phase which) const;

  /// How many refunds of an import the gateway is asked for; held ones wait
  /// for a person and are left out.
  [[nodiscard]] std::size_t of_import(domain::import_id id) const;

  [[nodiscard]] std::size_t size() const noexcept {
    return entries_.size();
  }
  [[nodiscard]] std::size_t count(phase which) const noexcept {
    return counts_[static_cast<std::size_t>(which)];
  }

private:
  void count_in(const entry& one, int by);

  std::unordered_map<domain::refund_id, entry> entries_;
  std::unordered_map<domain::import_id, std::size_t> by_import_;
  std::unordered_map<std::int64_t, std::vector<domain::refund_id>> rounds_;
  std::int64_t next_round_ = 1;
  std::size_t counts_[4] = {};
};

} // namespace orderd::actors
