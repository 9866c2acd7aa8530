// SPDX-License-Identifier: Apache-2.0
#include "domain/simulated_gateway.hpp"

#include "domain/mix.hpp"

namespace orderd::domain {
namespace {

// What a hash is drawn for: draws for one key must not depend on each other.
enum class purpose : std::uint64_t { verdict = 1, transaction, clarity };

// FNV-1a over the key, started and finished by a mixer since FNV alone gives
// neighbouring keys neighbouring hashes.
std::uint64_t draw(std::uint64_t seed, purpose what, std::string_view key,
                   std::uint64_t salt = 0) noexcept {
  auto hash = mixed(seed ^ mixed(static_cast<std::uint64_t>(what)));
  for (const char byte : key) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= 0x100000001b3;
  }
  return mixed(hash ^ mixed(salt));
}

// Whether a hash falls into the first `ppm` millionths of all hashes.
bool within(std::uint64_t hash, std::int32_t ppm) noexcept {
  constexpr std::uint64_t million = 1'000'000;
  const auto scaled = ((hash >> 32) * million) >> 32;
  return static_cast<std::int64_t>(scaled) < ppm;
}

// What of a key stands for what is paid: installations with the same seed
// decide alike about it.
std::string_view subject_of(std::string_view key) noexcept {
  return key.substr(key.rfind(':') + 1);
}

std::string transaction_id(std::uint64_t hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "SIM-";
  for (int shift = 60; shift >= 0; shift -= 4)
    text += digits[(hash >> shift) & 0xf];
  return text;
}

} // namespace

gateway_decision decide(const simulated_gateway& gateway,
                        const gateway_question& question) {
  using verdict = gateway_decision::verdict;
  const auto subject = subject_of(question.key);
  const auto attempt = static_cast<std::uint64_t>(question.attempt);
  if (within(draw(gateway.seed, purpose::clarity, subject, attempt),
             gateway.unclear_ppm))
    return {verdict::unclear, {}, "the simulated gateway did not answer"};
  const auto rate =
      question.refund ? gateway.refund_approve_ppm : gateway.approve_ppm;
  if (within(draw(gateway.seed, purpose::verdict, subject), rate))
    return {
        verdict::approved,
        transaction_id(draw(gateway.seed, purpose::transaction, question.key)),
        {}};
  return {verdict::declined, {}, "declined by the simulated gateway"};
}

} // namespace orderd::domain
