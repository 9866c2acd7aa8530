// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/limits.hpp"
#include "domain/text.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// The rules for single values, the same for files and for documents.
namespace orderd::domain {

/// Why a value is refused. The reason goes on behind the value's name, as in
/// "phone" "has 80 bytes; at most 64 are allowed".
struct value_fault {
  std::string_view code; ///< of `domain/reject_codes.hpp`
  std::string reason;
};

template <class T>
using value_result = tl::expected<T, value_fault>;

/// What a text must keep to.
struct text_rule {
  std::size_t limit = 0; ///< in bytes, after trimming
  bool required = false;
  controls allowed = controls::none;
};

inline constexpr text_rule name_rule{limits::name_bytes, true};
inline constexpr text_rule phone_rule{limits::phone_bytes};
inline constexpr text_rule address_rule{limits::address_bytes, false,
                                        controls::line_breaks_and_tabs};
inline constexpr text_rule description_rule{limits::description_bytes, false,
                                            controls::line_breaks_and_tabs};
inline constexpr text_rule order_ref_rule{limits::order_ref_bytes};
inline constexpr text_rule required_ref_rule{limits::order_ref_bytes, true};
inline constexpr text_rule sku_rule{limits::sku_bytes, true};
inline constexpr text_rule refund_reason_rule{limits::refund_reason_bytes};
inline constexpr text_rule refund_notes_rule{limits::refund_notes_bytes, false,
                                             controls::line_breaks_and_tabs};
inline constexpr text_rule request_key_rule{limits::request_key_bytes};

/// The text without blanks at its ends, if it keeps to the rule.
value_result<std::string> read_text(std::string_view value,
                                    const text_rule& rule);

/// The address trimmed and with its ASCII letters made small. The check is
/// one for slips of the pen, not the whole grammar of RFC 5322: one @, before
/// it no blanks or special characters, behind it a domain with a dot.
value_result<std::string> read_email(std::string_view value);

/// A whole number from 0 to `largest`, written in digits alone.
value_result<std::int64_t> read_whole_number(std::string_view value,
                                             std::int64_t largest);

/// true, 1, yes, false, 0 or no, in any case.
value_result<bool> read_flag(std::string_view value);

/// Whether a source may have this name: 1 to 64 of `a-z`, `0-9`, `_`, `-`.
bool is_source_name(std::string_view name);

} // namespace orderd::domain
