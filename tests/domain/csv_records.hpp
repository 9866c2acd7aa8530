// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/csv_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace orderd::testing {

/// A record in a form that tests can compare and print.
struct seen_record {
  std::int64_t line = 0;
  std::int64_t offset = 0;
  std::string raw;
  std::vector<std::string> fields;
  std::string code;
  std::string reason;

  friend bool operator==(const seen_record&, const seen_record&) = default;

  friend std::ostream& operator<<(std::ostream& out, const seen_record& seen) {
    out << "line " << seen.line << " offset " << seen.offset << " ["
        << seen.raw.substr(0, 80) << "]";
    for (const auto& field : seen.fields) {
      out << " <" << field.substr(0, 40) << ">";
    }
    return out << ' ' << seen.code << ' ' << seen.reason;
  }
};

inline seen_record see(const domain::csv_record& record) {
  seen_record seen{record.line, record.offset, record.raw, {}, {}, {}};
  for (std::size_t at = 0; at < record.size(); ++at) {
    seen.fields.emplace_back(record[at]);
  }
  if (record.error) {
    seen.code = record.error->code;
    seen.reason = record.error->reason;
  }
  return seen;
}

/// All records of a file that comes in pieces of `piece` bytes; the first
/// record says how many columns there are.
inline std::vector<seen_record>
read_file(std::string_view file, std::size_t piece = std::string_view::npos) {
  domain::csv_reader reader;
  domain::csv_record record;
  std::vector<seen_record> records;
  const auto drain = [&] {
    while (reader.next(record)) {
      if (records.empty()) {
        reader.set_columns(record.size());
      }
      records.push_back(see(record));
    }
  };
  while (!file.empty()) {
    reader.feed(file.substr(0, piece));
    file.remove_prefix(std::min(piece, file.size()));
    drain();
  }
  reader.finish();
  drain();
  return records;
}

/// The first record of a text: a header, or a row under a header of as many
/// columns.
inline domain::csv_record one_record(std::string_view text,
                                     std::size_t columns = 0) {
  domain::csv_reader reader;
  reader.set_columns(columns);
  reader.feed(text);
  reader.finish();
  domain::csv_record record;
  reader.next(record);
  return record;
}

inline constexpr std::string_view quoted_sample =
    "customer_name,customer_email,phone,address,products\n"
    "John Doe,john@example.com,555-0001,123 Main St,"
    "\"[{\"\"sku\"\":\"\"PROD001\"\",\"\"quantity\"\":2},"
    "{\"\"sku\"\":\"\"PROD002\"\",\"\"quantity\"\":1}]\"\n"
    "Jane Smith,jane@example.com,555-0002,456 Oak Ave,"
    "\"[{\"\"sku\"\":\"\"PROD001\"\",\"\"quantity\"\":1},"
    "{\"\"sku\"\":\"\"PROD003\"\",\"\"quantity\"\":3}]\"\n"
    "Bob Johnson,bob@example.com,555-0003,789 Pine Rd,"
    "\"[{\"\"sku\"\":\"\"PROD002\"\",\"\"quantity\"\":2}]\"\n";

inline constexpr std::string_view unquoted_sample =
    "customer_name,customer_email,phone,address,products\n"
    "John Doe,john.doe@example.com,123-456-7890,\"123 Main St, Anytown\","
    R"([{"sku":"PROD001","quantity":2},{"sku":"PROD002","quantity":1}])"
    "\n"
    "Jane Smith,jane.smith@example.com,098-765-4321,"
    "\"456 Oak Ave, Otherville\","
    R"([{"sku":"PROD003","quantity":3}])"
    "\n"
    "Bob Johnson,bob.j@example.com,111-222-3333,\"789 Pine Ln, Somewhere\","
    R"([{"sku":"PROD001","quantity":1},{"sku":"PROD003","quantity":1}])"
    "\n";

} // namespace orderd::testing
