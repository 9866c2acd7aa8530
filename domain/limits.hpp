// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

/// How much input may hold. Each limit bounds memory or a database column, so
/// that no file and no request can make the daemon grow.
namespace orderd::domain::limits {

/// One field of a file, unescaped.
inline constexpr std::size_t field_bytes = 64 * 1024;
/// One record of a file, without its line end.
inline constexpr std::size_t row_bytes = 1024 * 1024;
/// What a reject keeps of a physical line that is longer than a record may be.
inline constexpr std::size_t cut_raw_bytes = 4 * 1024;
/// The columns of a header.
inline constexpr std::size_t columns = 256;

/// The length of each value, in bytes after trimming.
inline constexpr std::size_t name_bytes = 255;
inline constexpr std::size_t email_bytes = 254;
inline constexpr std::size_t email_local_bytes = 64;
inline constexpr std::size_t phone_bytes = 64;
inline constexpr std::size_t address_bytes = field_bytes;
inline constexpr std::size_t description_bytes = field_bytes;
inline constexpr std::size_t order_ref_bytes = 128;
inline constexpr std::size_t sku_bytes = 64;
inline constexpr std::size_t source_bytes = 64;
inline constexpr std::size_t refund_reason_bytes = 255;
inline constexpr std::size_t refund_notes_bytes = 4 * 1024;
inline constexpr std::size_t request_key_bytes = 128;

/// The lines of one order.
inline constexpr std::size_t order_lines = 1000;
/// The units of one order line.
inline constexpr std::int32_t quantity = INT32_MAX;
/// The stock of one product, as a file sets it.
inline constexpr std::int64_t stock = INT32_MAX;
/// How deep arrays and objects of JSON input may stand in each other.
inline constexpr std::size_t json_depth = 8;

/// How much of a value a message shows, in bytes of the value.
inline constexpr std::size_t shown_bytes = 60;

} // namespace orderd::domain::limits
