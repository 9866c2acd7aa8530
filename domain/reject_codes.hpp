// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// Why a record was rejected. Programs of partners read these names; they are
/// listed with their meaning in docs/operating.md.
namespace orderd::domain::reject_code {

inline constexpr std::string_view malformed_csv = "malformed_csv";
inline constexpr std::string_view wrong_field_count = "wrong_field_count";
inline constexpr std::string_view field_too_long = "field_too_long";
inline constexpr std::string_view row_too_long = "row_too_long";
inline constexpr std::string_view invalid_utf8 = "invalid_utf8";
inline constexpr std::string_view control_character = "control_character";
inline constexpr std::string_view missing_column = "missing_column";
inline constexpr std::string_view duplicate_column = "duplicate_column";
inline constexpr std::string_view too_many_columns = "too_many_columns";
inline constexpr std::string_view missing_value = "missing_value";
inline constexpr std::string_view invalid_email = "invalid_email";
inline constexpr std::string_view invalid_json = "invalid_json";
inline constexpr std::string_view invalid_products = "invalid_products";
inline constexpr std::string_view invalid_quantity = "invalid_quantity";
inline constexpr std::string_view invalid_number = "invalid_number";
inline constexpr std::string_view invalid_value = "invalid_value";
inline constexpr std::string_view amount_overflow = "amount_overflow";
inline constexpr std::string_view unknown_sku = "unknown_sku";
inline constexpr std::string_view inactive_sku = "inactive_sku";
inline constexpr std::string_view order_ref_conflict = "order_ref_conflict";
// Of refunds; single ones are refused with these, too.
inline constexpr std::string_view unknown_order = "unknown_order";
inline constexpr std::string_view order_in_progress = "order_in_progress";
inline constexpr std::string_view order_not_paid = "order_not_paid";
inline constexpr std::string_view nothing_left = "nothing_left";
inline constexpr std::string_view amount_not_left = "amount_not_left";
inline constexpr std::string_view amount_not_the_rest = "amount_not_the_rest";
inline constexpr std::string_view amount_not_of_lines = "amount_not_of_lines";
inline constexpr std::string_view invalid_amount = "invalid_amount";
inline constexpr std::string_view unknown_line = "unknown_line";
inline constexpr std::string_view units_not_left = "units_not_left";
inline constexpr std::string_view refund_repeated = "refund_repeated";
inline constexpr std::string_view refund_key_conflict = "refund_key_conflict";
inline constexpr std::string_view database_refused = "database_refused";

} // namespace orderd::domain::reject_code
