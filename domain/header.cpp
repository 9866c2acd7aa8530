// SPDX-License-Identifier: Apache-2.0
#include "domain/header.hpp"

#include "domain/limits.hpp"
#include "domain/reject_codes.hpp"
#include "domain/text.hpp"

#include <algorithm>

namespace orderd::domain {

namespace {

/// The columns that a rejects file has before the original ones.
constexpr std::array<std::string_view, 4> reject_columns{"_line", "_column",
                                                         "_code", "_reason"};

tl::unexpected<reject> fault(const csv_record& record, std::string_view code,
                             std::string reason) {
  return tl::unexpected(reject_record(record, code, std::move(reason)));
}

std::string named(std::string_view name) {
  return quoted(name, limits::shown_bytes);
}

} // namespace

reject reject_record(const csv_record& record, std::string_view code,
                     std::string reason) {
  return {record.line, {}, std::string{code}, std::move(reason), record.raw};
}

tl::expected<header, reject> header::read(const csv_record& record,
                                          std::span<const known_column> known) {
  if (record.error) {
    return fault(record, record.error->code,
                 "the header is malformed: " + record.error->reason);
  }
  if (record.size() > limits::columns) {
    return fault(record, reject_code::too_many_columns,
                 "the header has " + std::to_string(record.size()) +
                     " columns; at most " + std::to_string(limits::columns) +
                     " are allowed");
  }
  header made;
  for (std::size_t column = 0; column < record.size(); ++column) {
    const auto read = read_text(record[column], {limits::field_bytes});
    if (!read) {
      return fault(record, read.error().code,
                   "the name of column " + std::to_string(column + 1) + " " +
                       read.error().reason);
    }
    // Nameless columns come from trailing commas and may be several.
    const auto name = read->empty()
                          ? "(column " + std::to_string(column + 1) + ")"
                          : shown(lower_ascii(*read), limits::shown_bytes);
    const bool of_rejects =
        std::ranges::find(reject_columns, name) != reject_columns.end();
    // A rejects file whose rows were rejected again has these columns twice.
    if (!of_rejects &&
        std::ranges::find(made.names_, name) != made.names_.end()) {
      return fault(record, reject_code::duplicate_column,
                   "the header names the column " + named(name) + " twice");
    }
    made.names_.push_back(name);
    const auto found = std::ranges::find(known, name, &known_column::name);
    if (found == known.end()) {
      if (!of_rejects) {
        made.unknown_.push_back(name);
      }
      continue;
    }
    auto& place = made.columns_.at(found->value);
    if (place) {
      return fault(record, reject_code::duplicate_column,
                   "the columns " + named(made.names_[*place]) + " and " +
                       named(name) + " mean the same; only one may be there");
    }
    place = column;
  }
  return made;
}

std::string header::listed() const {
  // As many as a message can bear; the header itself stands in the reject.
  static constexpr std::size_t most = 12;
  std::string text;
  for (std::size_t at = 0; at < std::min(names_.size(), most); ++at) {
    text += (at == 0 ? "" : ", ") + names_[at];
  }
  return names_.size() > most ? text + ", ..." : text;
}

row_values::row_values(const header& columns, const csv_record& record)
    : columns_{columns}, record_{record} {
  if (record.error) {
    fault_ = reject_record(record, record.error->code, record.error->reason);
    const auto column = record.error->column;
    if (column > 0 && column <= columns.size()) {
      fault_->column = columns.name(column - 1);
    }
  } else if (record.size() != columns.size()) {
    fault_ = reject_record(record, reject_code::wrong_field_count,
                           "the header has " + std::to_string(columns.size()) +
                               " columns, but this record has " +
                               std::to_string(record.size()) + " fields");
  }
}

bool row_values::filled(std::size_t value) const {
  return !fault_ && has(value) && !trim(cell(value)).empty();
}

std::string_view row_values::cell(std::size_t value) const {
  return record_[columns_.column_of(value).value()];
}

void row_values::note(std::size_t value, value_fault fault) {
  const auto& name = columns_.name(columns_.column_of(value).value());
  fault_ = reject_record(record_, fault.code, name + " " + fault.reason);
  fault_->column = name;
}

} // namespace orderd::domain
