// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/messages.hpp"
#include "domain/records.hpp"

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

namespace orderd::actors {

/// The orders that hold stock and are not terminal yet, and how many each
/// import has. Plain data without an actor.
class open_payments {
public:
  enum class phase {
    held,       ///< not asked while orders are paused
    asked,      ///< the gateway has it
    waiting,    ///< a backoff runs, then it is asked again
    finalizing, ///< a clear answer came
  };

  struct entry {
    domain::open_order order;
    phase now = phase::asked;
    int asked_before = 0;   ///< charges asked before it was dead
    int attempts = 0;       ///< charges asked, those included
    std::int64_t round = 0; ///< of the last asking, or of the backoff
    bool interactive = false;
    std::string last_error;

    /// Charges asked since it was taken up.
    [[nodiscard]] int asked_here() const noexcept {
      return attempts - asked_before;
    }
  };

  /// Takes an order up; false if it is here already.
  bool add(domain::open_order order, bool interactive, int asked_before = 0);

  /// The order, or null.
  entry* find(domain::order_id id);

  /// Takes an order out, terminal or dead.
  void remove(domain::order_id id);

  /// Orders of an import that are still here.
  [[nodiscard]] std::size_t of_import(domain::import_id id) const;

  [[nodiscard]] std::size_t size() const noexcept {
    return entries_.size();
  }

  /// Orders of one phase.
  [[nodiscard]] std::size_t count(phase which) const noexcept;

  /// The same, by id.
  [[nodiscard]] std::vector<domain::order_id> all_in(phase which) const;

private:
  std::unordered_map<domain::order_id, entry> entries_;
  std::unordered_map<domain::import_id, std::size_t> by_import_;
};

} // namespace orderd::actors
