// SPDX-License-Identifier: Apache-2.0
#include "domain/records.hpp"

#include <array>
#include <utility>

namespace orderd::domain {
namespace {

constexpr std::array<std::pair<import_state, std::string_view>, 7> state_names{{
    {import_state::waiting, "waiting"},
    {import_state::running, "running"},
    {import_state::done, "done"},
    {import_state::duplicate, "duplicate"},
    {import_state::quarantined, "quarantined"},
    {import_state::failed, "failed"},
    {import_state::cancelled, "cancelled"},
}};

} // namespace

std::string_view to_string(import_kind kind) {
  switch (kind) {
  case import_kind::products:
    return "products";
  case import_kind::refunds:
    return "refunds";
  case import_kind::orders:
    break;
  }
  return "orders";
}

std::optional<import_kind> parse_import_kind(std::string_view text) {
  for (const auto kind :
       {import_kind::orders, import_kind::products, import_kind::refunds})
    if (to_string(kind) == text)
      return kind;
  return std::nullopt;
}

std::string_view to_string(delivery_exception::status status) {
  using enum delivery_exception::status;
  switch (status) {
  case retrying:
    return "retrying";
  case sent:
    return "sent";
  case failed:
    return "failed";
  case expired:
    return "expired";
  case suppressed:
    return "suppressed";
  }
  return "unknown";
}

std::string_view to_string(import_state state) {
  for (const auto& [known, name] : state_names)
    if (known == state)
      return name;
  return "unknown";
}

std::optional<import_state> parse_import_state(std::string_view text) {
  for (const auto& [state, name] : state_names)
    if (name == text)
      return state;
  return std::nullopt;
}

} // namespace orderd::domain
