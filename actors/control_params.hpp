// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/messages.hpp"
#include "domain/ids.hpp"
#include "domain/refund.hpp"
#include "domain/time.hpp"
#include "domain/values.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

namespace orderd::actors {

/// A parameter is missing, has the wrong type or makes no sense.
class param_error : public std::runtime_error {
public:
  param_error(std::string_view param, const std::string& why);

  [[nodiscard]] const std::string& param() const noexcept {
    return param_;
  }

private:
  std::string param_;
};

/// Reads the named parameters of one request. Each reading function throws
/// `param_error` naming its parameter; null is taken as not given. `finish`
/// comes last and refuses what nobody asked for.
class param_reader {
public:
  /// `params` is an object and outlives the reader.
  explicit param_reader(const nlohmann::json& params) : params_(params) {}

  std::string text(std::string_view name);
  std::optional<std::string> maybe_text(std::string_view name);

  /// A text that keeps to the rule, without blanks at its ends; empty if it is
  /// not given.
  std::string text_within(std::string_view name, const domain::text_rule& rule);

  std::int64_t integer(std::string_view name, std::int64_t least,
                       std::int64_t most);
  std::int64_t integer_or(std::string_view name, std::int64_t least,
                          std::int64_t most, std::int64_t otherwise);

  bool flag_or(std::string_view name, bool otherwise);

  std::optional<domain::business_day> maybe_day(std::string_view name);
  std::optional<domain::utc_time> maybe_time(std::string_view name);

  /// An id that is a number, or a text of digits.
  std::int64_t id(std::string_view name);

  /// An order as 42, "ORD-0000000042" or "SOURCE:REF".
  find_order order(std::string_view name);

  /// A refund as 7 or "REF-0000000007".
  domain::refund_id refund(std::string_view name);

  /// A customer as id or e-mail.
  find_customer customer(std::string_view name);

  /// The cursor of the page before, a number in a text; 0 if not given.
  std::int64_t number_cursor(std::string_view name);

  /// Whether the parameter was given.
  bool has(std::string_view name) {
    return find(name) != nullptr;
  }

  /// The parameter as it stands; throws if it is not given.
  const nlohmann::json& value(std::string_view name);

  /// Throws if the request has parameters that were not read.
  void finish() const;

private:
  const nlohmann::json* find(std::string_view name);

  const nlohmann::json& params_;
  std::set<std::string, std::less<>> known_;
};

} // namespace orderd::actors
