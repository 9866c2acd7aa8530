// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/documents.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

/// How documents write single values.
namespace orderd::actors {

inline std::string amount(domain::money value, const document_terms& terms) {
  return domain::format_money(value, terms.currency);
}

inline std::string amount(std::int64_t minor, const document_terms& terms) {
  return amount(domain::money{minor}, terms);
}

/// The value or null.
template <class T>
json_document maybe(const std::optional<T>& value) {
  if (!value)
    return nullptr;
  if constexpr (std::is_same_v<T, domain::utc_time>)
    return domain::format_time(*value);
  else
    return *value;
}

/// The text, or null if there is none.
inline json_document text_or_null(const std::string& text) {
  return text.empty() ? json_document() : json_document(text);
}

} // namespace orderd::actors
