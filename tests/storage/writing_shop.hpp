// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/leaderboard.hpp"
#include "storage/installation.hpp"
#include "storage/pg_reader.hpp"
#include "storage/pg_writer.hpp"
#include "tests/support/postgres_fixture.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace orderd::testing {

/// When everything happens in these tests.
inline constexpr domain::business_day today{std::chrono::year{2026} / 11 / 24};
inline constexpr domain::utc_time now{today + std::chrono::hours{10}};

/// What analytics would hold after it was told of some commits.
struct told_figures {
  void add(const domain::commit_facts& facts);
  void add(const told_figures& other);
  [[nodiscard]] domain::memory_figures memory() const;

  domain::kpi_table kpis;
  domain::leaderboard board;
  std::vector<domain::customer_delta> customers;
};

/// A file on its way into the database.
struct test_file {
  domain::import_id id;
  std::string sha;
  std::string source;
  domain::file_position at;
};

/// One order of one line.
domain::order_input buy(std::string email, std::string sku, int quantity = 1,
                        std::string ref = {});

/// Answers to open orders.
domain::payment_answer approved(const domain::open_order& order);
domain::payment_answer declined(const domain::open_order& order);

/// An installation that writers work on: products, files, orders.
class writing_shop {
public:
  explicit writing_shop(int connections = 2);

  /// A writer at one of the places, made at its first use.
  storage::pg_writer& writer(int connection = 0);

  /// A writer that reaches the database by another url.
  std::unique_ptr<storage::pg_writer> writer_at(const std::string& url,
                                                int connection);

  [[nodiscard]] storage::connect_options writer_options() const;

  /// Adds a product by hand; its SKU is sold at `price` minor units.
  void add_product(const std::string& sku, std::int64_t price,
                   std::int64_t stock, bool active = true);

  /// Registers a file with this content, and starts its import.
  test_file start_file(std::string_view content,
                       const std::string& source = "default",
                       domain::import_kind kind = domain::import_kind::orders);

  /// The next records of a file. Lines that are 0 follow one another.
  domain::accept_request next_of(test_file& file,
                                 std::vector<domain::order_input> orders);

  /// Orders outside files, of the source `web`.
  static domain::accept_request single(std::vector<domain::order_input> orders);

  /// Accepts with the first writer, and is told.
  domain::accept_result accept(const domain::accept_request& request);
  domain::accept_result accept_next(test_file& file,
                                    std::vector<domain::order_input> orders);

  /// Finalizes with the first writer, and is told.
  domain::finalize_result finalize(std::vector<domain::payment_answer> answers);

  /// The only value of a query.
  std::string text(const std::string& sql);
  std::int64_t number(const std::string& sql);
  void change(const std::string& sql);
  std::int64_t stock_of(const std::string& sku);

  /// For after the server was stopped.
  void reconnect() {
    hand_.reset();
  }

  /// Checks that all rules hold and that memory equals the database.
  void check_rules();

  test_database database;
  storage::stop_flag stop;
  std::shared_ptr<storage::id_allocator> ids;
  std::vector<storage::lane_place> places;
  storage::writer_settings settings{{{"log"}}, "USD"};
  told_figures told;

private:
  storage::connection& hand();

  std::unique_ptr<storage::connection> hand_;
  std::vector<std::unique_ptr<storage::pg_writer>> writers_;
};

} // namespace orderd::testing
