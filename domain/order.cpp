// SPDX-License-Identifier: Apache-2.0
#include "domain/order.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace orderd::domain {

namespace {

using enum order_status;
using pay = payment_status;

constexpr std::array<std::string_view, 6> order_status_names{
    "pending", "processing", "paid", "shipped", "delivered", "cancelled"};

constexpr std::array<std::string_view, 7> payment_status_names{
    "pending",  "processing",         "paid",       "failed",
    "refunded", "partially_refunded", "not_charged"};

struct legal_step {
  order_state from;
  order_state to;
};

/// Every way that an order may go. A second partial refund is a step that
/// leaves the state as it is.
constexpr std::array legal_steps{
    // The workflow.
    legal_step{{pending, pay::pending}, {processing, pay::processing}},
    legal_step{{pending, pay::pending}, {cancelled, pay::not_charged}},
    legal_step{{processing, pay::processing}, {paid, pay::paid}},
    legal_step{{processing, pay::processing}, {cancelled, pay::failed}},
    // Shipping keeps the payment.
    legal_step{{paid, pay::paid}, {shipped, pay::paid}},
    legal_step{{shipped, pay::paid}, {delivered, pay::paid}},
    legal_step{{paid, pay::partially_refunded},
               {shipped, pay::partially_refunded}},
    legal_step{{shipped, pay::partially_refunded},
               {delivered, pay::partially_refunded}},
    legal_step{{shipped, pay::refunded}, {delivered, pay::refunded}},
    // Refunds; what was not shipped yet is then not shipped any more.
    legal_step{{paid, pay::paid}, {paid, pay::partially_refunded}},
    legal_step{{paid, pay::partially_refunded},
               {paid, pay::partially_refunded}},
    legal_step{{paid, pay::paid}, {cancelled, pay::refunded}},
    legal_step{{paid, pay::partially_refunded}, {cancelled, pay::refunded}},
    legal_step{{shipped, pay::paid}, {shipped, pay::partially_refunded}},
    legal_step{{shipped, pay::partially_refunded},
               {shipped, pay::partially_refunded}},
    legal_step{{shipped, pay::paid}, {shipped, pay::refunded}},
    legal_step{{shipped, pay::partially_refunded}, {shipped, pay::refunded}},
    legal_step{{delivered, pay::paid}, {delivered, pay::partially_refunded}},
    legal_step{{delivered, pay::partially_refunded},
               {delivered, pay::partially_refunded}},
    legal_step{{delivered, pay::paid}, {delivered, pay::refunded}},
    legal_step{{delivered, pay::partially_refunded},
               {delivered, pay::refunded}},
    // The gateway takes a refund back: the money is here again. What was
    // cancelled for it stays so, and may be refunded once more.
    legal_step{{paid, pay::partially_refunded}, {paid, pay::paid}},
    legal_step{{shipped, pay::partially_refunded}, {shipped, pay::paid}},
    legal_step{{shipped, pay::refunded}, {shipped, pay::paid}},
    legal_step{{shipped, pay::refunded}, {shipped, pay::partially_refunded}},
    legal_step{{delivered, pay::partially_refunded}, {delivered, pay::paid}},
    legal_step{{delivered, pay::refunded}, {delivered, pay::paid}},
    legal_step{{delivered, pay::refunded},
               {delivered, pay::partially_refunded}},
    legal_step{{cancelled, pay::refunded}, {cancelled, pay::paid}},
    legal_step{{cancelled, pay::refunded},
               {cancelled, pay::partially_refunded}},
    legal_step{{cancelled, pay::partially_refunded}, {cancelled, pay::paid}},
    legal_step{{cancelled, pay::partially_refunded},
               {cancelled, pay::partially_refunded}},
    legal_step{{cancelled, pay::paid}, {cancelled, pay::partially_refunded}},
    legal_step{{cancelled, pay::paid}, {cancelled, pay::refunded}},
    legal_step{{cancelled, pay::partially_refunded},
               {cancelled, pay::refunded}},
};

template <class Enum, std::size_t N>
std::optional<Enum> find_name(const std::array<std::string_view, N>& names,
                              std::string_view text) {
  const auto found = std::ranges::find(names, text);
  if (found == names.end()) {
    return std::nullopt;
  }
  return static_cast<Enum>(found - names.begin());
}

void append_number(std::string& to, std::uint64_t value) {
  for (int byte = 0; byte < 8; ++byte) {
    to += static_cast<char>(value & 0xFFU);
    value >>= 8U;
  }
}

void append_text(std::string& to, std::string_view text) {
  append_number(to, text.size());
  to += text;
}

} // namespace

std::string_view to_string(order_status status) {
  return order_status_names.at(static_cast<std::size_t>(status));
}

std::string_view to_string(payment_status status) {
  return payment_status_names.at(static_cast<std::size_t>(status));
}

std::optional<order_status> parse_order_status(std::string_view text) {
  return find_name<order_status>(order_status_names, text);
}

std::optional<payment_status> parse_payment_status(std::string_view text) {
  return find_name<payment_status>(payment_status_names, text);
}

bool is_legal_step(order_state from, order_state to) {
  return std::ranges::any_of(legal_steps, [&](const legal_step& step) {
    return step.from == from && step.to == to;
  });
}

bool is_terminal(order_state state) {
  return state.status != pending && state.status != processing;
}

std::string content_digest(const order_input& order) {
  // Each text is preceded by its length, so that no two orders are written
  // as the same bytes. The first text allows a later form to differ.
  std::string bytes;
  append_text(bytes, "orderd order 1");
  append_text(bytes, order.name);
  append_text(bytes, order.email);
  append_text(bytes, order.phone);
  append_text(bytes, order.address);
  append_text(bytes, order.order_ref);
  append_number(bytes, order.lines.size());
  for (const auto& line : order.lines) {
    append_text(bytes, line.sku);
    append_number(bytes, static_cast<std::uint64_t>(line.quantity));
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), hash.data(), &length, EVP_sha256(),
                 nullptr) != 1) {
    throw std::runtime_error("could not compute the digest of an order: "
                             "OpenSSL refused SHA-256");
  }
  std::string digest;
  for (unsigned int at = 0; at < length; ++at) {
    digest += static_cast<char>(hash.at(at));
  }
  return digest;
}

} // namespace orderd::domain
