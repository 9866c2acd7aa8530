// SPDX-License-Identifier: Apache-2.0
#include "storage/params.hpp"

#include "storage/error.hpp"

#include <array>
#include <chrono>
#include <concepts>
#include <limits>
#include <type_traits>

namespace orderd::storage {

namespace {

// From the server's catalogue pg_type; these numbers never change.
namespace oid {
constexpr unsigned boolean = 16;
constexpr unsigned bytea = 17;
constexpr unsigned int8 = 20;
constexpr unsigned int4 = 23;
constexpr unsigned text = 25;
constexpr unsigned bytea_array = 1001;
constexpr unsigned int4_array = 1007;
constexpr unsigned text_array = 1009;
constexpr unsigned int8_array = 1016;
constexpr unsigned date = 1082;
constexpr unsigned date_array = 1182;
constexpr unsigned timestamptz = 1184;
constexpr unsigned timestamptz_array = 1185;
constexpr unsigned jsonb = 3802;
constexpr unsigned jsonb_array = 3807;
} // namespace oid

constexpr char jsonb_version = 1;
constexpr domain::business_day postgres_epoch{std::chrono::year{2000} / 1 / 1};

// Network byte order, whatever the machine's is.
template <std::signed_integral Integer>
void put(std::string& to, Integer value) {
  auto bits = static_cast<std::make_unsigned_t<Integer>>(value);
  std::array<char, sizeof(Integer)> bytes{};
  for (auto at = bytes.rbegin(); at != bytes.rend(); ++at) {
    *at = static_cast<char>(bits & 0xff);
    bits = static_cast<std::make_unsigned_t<Integer>>(bits >> 8);
  }
  to.append(bytes.data(), bytes.size());
}

template <std::signed_integral Integer>
std::string encoded(Integer value) {
  std::string bytes;
  put(bytes, value);
  return bytes;
}

std::int32_t wire_size(std::size_t size) {
  if (size > std::numeric_limits<std::int32_t>::max())
    throw error(error_kind::internal,
                "cannot send a parameter of " + std::to_string(size) +
                    " bytes or elements: the protocol's limit is 2 GiB");
  return static_cast<std::int32_t>(size);
}

std::int32_t wire_day(domain::business_day day) {
  return static_cast<std::int32_t>((day - postgres_epoch).count());
}

std::int64_t wire_time(domain::utc_time time) {
  return (time - domain::utc_time{postgres_epoch}).count();
}

template <class Integer>
void put_element(std::string& to, Integer value) {
  put(to, static_cast<std::int32_t>(sizeof(Integer)));
  put(to, value);
}

} // namespace

params& params::add(std::int64_t value) {
  return add_value(oid::int8, encoded(value));
}

params& params::add_int32(std::int32_t value) {
  return add_value(oid::int4, encoded(value));
}

params& params::add_bool(bool value) {
  return add_value(oid::boolean, std::string(1, value ? '\1' : '\0'));
}

params& params::add(std::string_view text) {
  return add_value(oid::text, text);
}

params& params::add(const std::string& text) {
  return add_value(oid::text, text);
}

params& params::add(const char* text) {
  return add_value(oid::text, text);
}

params& params::add(const std::optional<std::string>& text) {
  return text ? add_value(oid::text, *text) : add_null(oid::text);
}

params& params::add(const std::optional<std::int64_t>& value) {
  return value ? add(*value) : add_null(oid::int8);
}

params& params::add(domain::utc_time time) {
  return add_value(oid::timestamptz, encoded(wire_time(time)));
}

params& params::add(std::optional<domain::utc_time> time) {
  return time ? add(*time) : add_null(oid::timestamptz);
}

params& params::add_day(domain::business_day day) {
  return add_value(oid::date, encoded(wire_day(day)));
}

params& params::add_bytes(std::string_view bytes) {
  return add_value(oid::bytea, bytes);
}

params& params::add_jsonb(std::string_view json) {
  begin(oid::jsonb);
  buffer_.push_back(jsonb_version);
  buffer_.append(json);
  end();
  return *this;
}

params& params::add_null_text() {
  return add_null(oid::text);
}

params& params::add_array(std::span<const std::int64_t> values) {
  begin_array(oid::int8_array, oid::int8, values.size());
  for (const auto value : values)
    put_element(buffer_, value);
  end();
  return *this;
}

params& params::add_array(std::span<const std::int32_t> values) {
  begin_array(oid::int4_array, oid::int4, values.size());
  for (const auto value : values)
    put_element(buffer_, value);
  end();
  return *this;
}

params& params::add_array(std::span<const std::string> values) {
  begin_array(oid::text_array, oid::text, values.size());
  for (const auto& value : values) {
    put(buffer_, wire_size(value.size()));
    buffer_.append(value);
  }
  end();
  return *this;
}

params& params::add_bytes_array(std::span<const std::string> values) {
  begin_array(oid::bytea_array, oid::bytea, values.size());
  for (const auto& value : values) {
    put(buffer_, wire_size(value.size()));
    buffer_.append(value);
  }
  end();
  return *this;
}

params& params::add_day_array(std::span<const domain::business_day> days) {
  begin_array(oid::date_array, oid::date, days.size());
  for (const auto day : days)
    put_element(buffer_, wire_day(day));
  end();
  return *this;
}

params& params::add_time_array(std::span<const domain::utc_time> times) {
  begin_array(oid::timestamptz_array, oid::timestamptz, times.size());
  for (const auto time : times)
    put_element(buffer_, wire_time(time));
  end();
  return *this;
}

params& params::add_jsonb_array(std::span<const std::string> values) {
  begin_array(oid::jsonb_array, oid::jsonb, values.size());
  for (const auto& value : values) {
    put(buffer_, wire_size(value.size() + 1));
    buffer_.push_back(jsonb_version);
    buffer_.append(value);
  }
  end();
  return *this;
}

int params::count() const noexcept {
  return static_cast<int>(types_.size());
}

std::vector<const char*> params::values() const {
  std::vector<const char*> all;
  all.reserve(offsets_.size());
  for (const auto offset : offsets_)
    all.push_back(offset < 0 ? nullptr : buffer_.data() + offset);
  return all;
}

params& params::add_value(unsigned type, std::string_view bytes) {
  begin(type);
  buffer_.append(bytes);
  end();
  return *this;
}

params& params::add_null(unsigned type) {
  begin(type);
  offsets_.back() = -1;
  lengths_.push_back(0);
  return *this;
}

void params::begin(unsigned type) {
  types_.push_back(type);
  formats_.push_back(1);
  offsets_.push_back(static_cast<std::ptrdiff_t>(buffer_.size()));
}

void params::begin_array(unsigned array_type, unsigned element_type,
                         std::size_t size) {
  begin(array_type);
  put(buffer_, std::int32_t{size == 0 ? 0 : 1}); // dimensions
  put(buffer_, std::int32_t{0});                 // no NULLs
  put(buffer_, static_cast<std::int32_t>(element_type));
  if (size == 0)
    return;
  put(buffer_, wire_size(size));
  put(buffer_, std::int32_t{1}); // first subscript
}

void params::end() {
  const auto start = static_cast<std::size_t>(offsets_.back());
  lengths_.push_back(wire_size(buffer_.size() - start));
}

} // namespace orderd::storage
