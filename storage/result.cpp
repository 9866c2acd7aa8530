// SPDX-License-Identifier: Apache-2.0
#include "storage/result.hpp"

#include "storage/error.hpp"

#include <libpq-fe.h>

#include <charconv>
#include <chrono>

namespace orderd::storage {

namespace {

template <class Integer>
std::optional<Integer> parse_whole(std::string_view text) {
  Integer value{};
  const auto* end = text.data() + text.size();
  const auto [at, failed] = std::from_chars(text.data(), end, value);
  if (failed != std::errc{} || at != end)
    return std::nullopt;
  return value;
}

std::optional<int> two_digits(std::string_view text, std::size_t at) {
  return parse_whole<int>(text.substr(at, 2));
}

// `2026-11-24 05:58:14.123456+00`, as DateStyle ISO in UTC writes it.
std::optional<domain::utc_time> parse_timestamp(std::string_view text) {
  constexpr std::string_view utc = "+00";
  if (text.size() < 22 || !text.ends_with(utc) || text[10] != ' ')
    return std::nullopt;
  text.remove_suffix(utc.size());
  const auto day = domain::parse_day(text.substr(0, 10));
  const auto hours = two_digits(text, 11);
  const auto minutes = two_digits(text, 14);
  const auto seconds = two_digits(text, 17);
  auto fraction = text.size() > 20 ? std::string(text.substr(20)) : "0";
  if (fraction.size() > 6)
    return std::nullopt;
  fraction.resize(6, '0');
  const auto micros = parse_whole<int>(fraction);
  if (!day || !hours || !minutes || !seconds || !micros)
    return std::nullopt;
  return domain::utc_time{*day} + std::chrono::hours{*hours} +
         std::chrono::minutes{*minutes} + std::chrono::seconds{*seconds} +
         std::chrono::microseconds{*micros};
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return std::nullopt;
}

} // namespace

int result::rows() const noexcept {
  return PQntuples(raw_.get());
}

std::int64_t result::affected() const {
  return parse_whole<std::int64_t>(PQcmdTuples(raw_.get())).value_or(0);
}

std::string_view result::command_tag() const noexcept {
  return PQcmdStatus(raw_.get());
}

bool result::is_null(int row, int column) const noexcept {
  return PQgetisnull(raw_.get(), row, column) != 0;
}

std::string_view result::text(int row, int column) const {
  if (row < 0 || row >= rows() || column < 0 || column >= PQnfields(raw_.get()))
    throw error(error_kind::internal, "cannot read " + where(row, column) +
                                          ": there is no such row or column");
  if (is_null(row, column))
    throw error(error_kind::internal,
                "cannot read " + where(row, column) + ": it is NULL");
  return {PQgetvalue(raw_.get(), row, column),
          static_cast<std::size_t>(PQgetlength(raw_.get(), row, column))};
}

std::int64_t result::int64(int row, int column) const {
  const auto value = parse_whole<std::int64_t>(text(row, column));
  if (!value)
    refuse(row, column, "a whole number of 64 bits");
  return *value;
}

bool result::boolean(int row, int column) const {
  const auto value = text(row, column);
  if (value != "t" && value != "f")
    refuse(row, column, "a boolean");
  return value == "t";
}

domain::utc_time result::time(int row, int column) const {
  const auto value = text(row, column);
  if (const auto micros = parse_whole<std::int64_t>(value))
    return domain::utc_time{std::chrono::microseconds{*micros}};
  const auto time = parse_timestamp(value);
  if (!time)
    refuse(row, column, "a time in UTC");
  return *time;
}

std::optional<domain::utc_time> result::optional_time(int row,
                                                      int column) const {
  if (is_null(row, column))
    return std::nullopt;
  return time(row, column);
}

std::optional<std::int64_t> result::optional_int64(int row, int column) const {
  if (is_null(row, column))
    return std::nullopt;
  return int64(row, column);
}

std::string result::bytes(int row, int column) const {
  const auto hex = text(row, column);
  if (!hex.starts_with("\\x") || hex.size() % 2 != 0)
    refuse(row, column, "bytes in hex form");
  std::string bytes;
  bytes.reserve(hex.size() / 2 - 1);
  for (std::size_t at = 2; at < hex.size(); at += 2) {
    const auto high = hex_digit(hex[at]);
    const auto low = hex_digit(hex[at + 1]);
    if (!high || !low)
      refuse(row, column, "bytes in hex form");
    bytes.push_back(static_cast<char>(*high * 16 + *low));
  }
  return bytes;
}

domain::business_day result::day(int row, int column) const {
  const auto day = domain::parse_day(text(row, column));
  if (!day)
    refuse(row, column, "a date");
  return *day;
}

std::string result::where(int row, int column) const {
  const auto* name = PQfname(raw_.get(), column);
  return "row " + std::to_string(row) + ", column " +
         (name != nullptr ? "'" + std::string(name) + "'"
                          : std::to_string(column));
}

void result::refuse(int row, int column, const char* wanted) const {
  throw error(error_kind::internal,
              "cannot read " + where(row, column) + ": '" +
                  std::string(text(row, column).substr(0, 40)) + "' is not " +
                  wanted);
}

void result::clearer::operator()(pg_result* raw) const noexcept {
  PQclear(raw);
}

} // namespace orderd::storage
