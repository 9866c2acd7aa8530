// SPDX-License-Identifier: Apache-2.0
#include "domain/csv_scan.hpp"
#include "domain/limits.hpp"
#include "domain/reject_codes.hpp"
#include "domain/text.hpp"

namespace orderd::domain {

namespace {

std::string name(std::size_t field) {
  return "field " + std::to_string(field);
}

std::string within_row() {
  return " within " + std::to_string(limits::row_bytes) + " bytes";
}

} // namespace

csv_error field_too_long(std::size_t field, std::size_t length) {
  return {reject_code::field_too_long,
          name(field) + " has " + std::to_string(length) + " bytes; at most " +
              std::to_string(limits::field_bytes) + " are allowed",
          field};
}

csv_error row_too_long() {
  return {reject_code::row_too_long,
          "the record is longer than " + std::to_string(limits::row_bytes) +
              " bytes",
          0};
}

csv_error wrong_field_count(std::size_t expected, std::size_t found,
                            std::int64_t last_line) {
  auto reason = "the header has " + std::to_string(expected) +
                " columns, but this record has " + std::to_string(found) +
                (found == 1 ? " field" : " fields");
  if (last_line != 0) {
    reason +=
        "; its quotes make it run on to line " + std::to_string(last_line);
  } else if (found > expected) {
    reason += "; a value that holds a comma must stand in quotes";
  }
  return {reject_code::wrong_field_count, reason, 0};
}

csv_error unclosed_quote(std::size_t field, bool at_end_of_file) {
  return {reject_code::malformed_csv,
          "the quote that opens " + name(field) + " is not closed" +
              (at_end_of_file ? " before the end of the file" : within_row()),
          field};
}

csv_error quote_in_unquoted(std::size_t field) {
  return {reject_code::malformed_csv,
          name(field) + " holds a quote but does not start with one; put the "
                        "field in quotes and double those inside",
          field};
}

csv_error misplaced_quote(std::size_t field, std::int64_t line, char behind) {
  return {reject_code::malformed_csv,
          name(field) +
              " starts with a quote, and the quote that ends it on "
              "line " +
              std::to_string(line) + " is followed by " +
              quoted({&behind, 1}, 1) +
              " where a comma or the line's end is expected; its own closing "
              "quote is missing, or a quote inside is not doubled",
          field};
}

} // namespace orderd::domain
