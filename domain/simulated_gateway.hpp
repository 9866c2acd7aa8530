// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace orderd::domain {

/// How the simulated gateway answers. Rates are parts per million.
struct simulated_gateway {
  std::uint64_t seed = 1;
  std::int32_t approve_ppm = 1'000'000;
  std::int32_t refund_approve_ppm = 1'000'000;
  std::int32_t unclear_ppm = 0;
};

/// What is asked of the simulated gateway.
struct gateway_question {
  std::string_view key; ///< the idempotency key
  bool refund = false;  ///< else a charge
  int attempt = 1;      ///< how often this key was asked, this included
};

/// What the simulated gateway says.
struct gateway_decision {
  enum class verdict { approved, declined, unclear };

  verdict what = verdict::unclear;
  std::string transaction_id; ///< for approved: `SIM-` and 16 hex digits
  std::string reason;         ///< for declined and unclear

  friend bool operator==(const gateway_decision&,
                         const gateway_decision&) = default;
};

/// Decides by the seed and the part of the key behind its last colon alone,
/// so that a key asked again, even after a restart, is answered alike, and a
/// seed plays the same outcomes in every installation (the part before the
/// colon is the installation's id). Only whether an answer is unclear depends
/// on the attempt too, and the transaction's id on the whole key. Different
/// orders are decided independently.
gateway_decision decide(const simulated_gateway& gateway,
                        const gateway_question& question);

} // namespace orderd::domain
