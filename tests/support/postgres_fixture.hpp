// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"
#include "storage/embedded_postgres.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace orderd::testing {

/// The account that servers run as: none unless the tests run as root.
std::optional<storage::account> server_account();

/// A new directory that is removed with the object. The server's account may
/// enter it.
class temporary_directory {
public:
  temporary_directory();
  ~temporary_directory();
  temporary_directory(const temporary_directory&) = delete;
  temporary_directory& operator=(const temporary_directory&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept {
    return path_;
  }

private:
  std::filesystem::path path_;
};

/// Options for a private server that is quick to make and not durable.
storage::embedded_postgres_options
quick_server_options(const std::filesystem::path& state_dir);

/// The one PostgreSQL of this test process, started at its first use and
/// stopped at exit.
class postgres_fixture {
public:
  static postgres_fixture& instance();

  /// Makes a database, migrated unless `empty`, and returns its url.
  std::string fresh_database(bool empty = false);

  /// Ends the database's connections and drops it.
  void drop_database(const std::string& url);

  /// Stops the server as a crash would, and returns when it is gone.
  void stop_immediate();

  /// Starts it again, and returns when it accepts connections.
  void start();

private:
  postgres_fixture();
  ~postgres_fixture();

  [[nodiscard]] std::string url_of(const std::string& database) const;
  storage::connection admin() const;

  temporary_directory directory_;
  storage::embedded_postgres server_;
  std::string template_;
  int databases_ = 0;
};

/// A fresh database that is dropped with the object.
class test_database {
public:
  explicit test_database(bool empty = false);
  ~test_database();
  test_database(const test_database&) = delete;
  test_database& operator=(const test_database&) = delete;

  [[nodiscard]] const std::string& url() const noexcept {
    return url_;
  }

  /// Options that reach it, with limits fit for tests.
  [[nodiscard]] storage::connect_options options() const;

  [[nodiscard]] storage::connection connect() const {
    return storage::connection{options()};
  }

private:
  std::string url_;
};

} // namespace orderd::testing
