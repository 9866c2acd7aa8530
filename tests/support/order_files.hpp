// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

/// Files for tests of imports.
namespace orderd::testing {

inline const std::string products_sample =
    "sku,name,price,stock\n"
    "PROD001,Wireless mouse,24.99,500\n"
    "PROD002,USB-C cable,9.50,1000\n"
    "PROD003,Mechanical keyboard,99.99,200\n";

inline const std::string quoted_sample =
    "customer_name,customer_email,phone,address,products\n"
    "John Doe,john@example.com,555-0001,123 Main St,"
    R"("[{""sku"":""PROD001"",""quantity"":2},)"
    R"({""sku"":""PROD002"",""quantity"":1}]")"
    "\nJane Smith,jane@example.com,555-0002,456 Oak Ave,"
    R"("[{""sku"":""PROD001"",""quantity"":1},)"
    R"({""sku"":""PROD003"",""quantity"":3}]")"
    "\nBob Johnson,bob@example.com,555-0003,789 Pine Rd,"
    R"("[{""sku"":""PROD002"",""quantity"":2}]")"
    "\n";

inline const std::string unquoted_sample =
    "customer_name,customer_email,phone,address,products\n"
    R"(John Doe,john.doe@example.com,123-456-7890,"123 Main St, Anytown",)"
    R"([{"sku":"PROD001","quantity":2},{"sku":"PROD002","quantity":1}])"
    "\n"
    R"(Jane Smith,jane.smith@example.com,098-765-4321,"456 Oak Ave, Other",)"
    R"([{"sku":"PROD003","quantity":3}])"
    "\n"
    R"(Bob Johnson,bob.j@example.com,111-222-3333,"789 Pine Ln, Somewhere",)"
    R"([{"sku":"PROD001","quantity":1},{"sku":"PROD003","quantity":1}])"
    "\n";

/// So many orders of one unit of PROD002, of customers from `first` on; equal
/// arguments give equal bytes.
inline std::string order_file(int count, int first = 0) {
  std::string content = "customer_name,customer_email,products\n";
  for (int i = first; i < first + count; ++i)
    content += "N" + std::to_string(i) + ",c" + std::to_string(i) +
               "@x.org,\"[{\"\"sku\"\":\"\"PROD002\"\","
               "\"\"quantity\"\":1}]\"\n";
  return content;
}

} // namespace orderd::testing
