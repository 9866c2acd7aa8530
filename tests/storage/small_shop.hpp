// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/pg_reader.hpp"
#include "tests/support/postgres_fixture.hpp"

#include <string_view>

namespace orderd::testing {

/// A database with a few orders in each state, all of them in accordance
/// with the rules; `small_shop.cpp` tells who bought what. The shops of a
/// process are one after the other in the same database, since to make one
/// takes long: a constraint that one has dropped is missing in later ones.
class small_shop {
public:
  small_shop();

  /// Changes the database by hand.
  void change(std::string_view sql);

  /// What analytics would hold at this moment.
  domain::memory_figures memory();

  test_database& database;
  storage::pg_reader reader;

private:
  storage::connection hand_;
};

} // namespace orderd::testing
