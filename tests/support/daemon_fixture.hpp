// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/connection.hpp"
#include "tests/support/daemon_process.hpp"
#include "tests/support/postgres_fixture.hpp"
#include "tests/support/text_files.hpp"
#include "tests/support/waiting.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace orderd::testing {

/// The real daemon on a state directory of its own, which is removed, and its
/// PostgreSQL ended, with the object. A condition that does not come in time
/// fails the test case, with what the daemon said last.
class daemon_fixture {
public:
  using json = nlohmann::json;

  /// The settings are those of `--set`; `state_directory` is used instead of a
  /// new one, and stays.
  explicit daemon_fixture(
      std::vector<std::string> settings = {},
      std::optional<std::filesystem::path> state_directory = {});
  ~daemon_fixture();
  daemon_fixture(const daemon_fixture&) = delete;
  daemon_fixture& operator=(const daemon_fixture&) = delete;

  /// Starts the program, with more settings for this once.
  void launch(const std::vector<std::string>& more = {});
  void wait_ready();
  /// Both of these.
  void start(const std::vector<std::string>& more = {});

  void signal(int number) const;
  /// Its exit code; fails the test case if it does not end.
  int wait_for_exit(std::chrono::milliseconds limit = wait_limit);
  /// SIGTERM; returns the exit code.
  int stop();
  void kill9();
  /// Ends its PostgreSQL as a crash would, and returns when it is gone.
  void crash_server() const;
  [[nodiscard]] daemon_process& process() const {
    return *process_;
  }

  /// The result of a request; fails the test case on an error.
  json call(const std::string& method, const json& params = json::object());
  /// The whole answer; may be called from several threads at once, unlike all
  /// others.
  [[nodiscard]] json answer_of(const std::string& method,
                               const json& params) const;
  /// The error of a request that is to fail.
  json refused(const std::string& method, const json& params = json::object());
  /// The state that `status` tells, or empty if nobody answers.
  std::string state();

  /// Writes a file under another name and renames it into `incoming/<folder>`.
  void drop(const std::string& folder, const std::string& name,
            std::string_view content) const;
  /// The newest import of this file once it has ended.
  json await_import(const std::string& name,
                    std::chrono::milliseconds limit = wait_limit);
  /// Both of these, for order files of the source `default`.
  json import_orders(const std::string& name, std::string_view content);
  json import_products(const std::string& name, std::string_view content);
  json import_refunds(const std::string& name, std::string_view content);
  /// The newest import of this file, null if there is none.
  json find_import(const std::string& name);
  json rejects_of(const json& import);
  /// The file of rejects beside an import's archived file.
  [[nodiscard]] std::string rejects_file_of(const json& import) const;
  /// Fails the test case if `verify` finds anything.
  void check_rules();

  /// Its private database, whether the daemon runs or not.
  [[nodiscard]] storage::connection database() const;
  std::int64_t number(std::string_view sql) const;

  /// The lines of its log; each must be whole and valid.
  [[nodiscard]] std::vector<json> log() const;
  [[nodiscard]] std::vector<json> events(std::string_view name) const;
  /// What it wrote to its standard outputs.
  [[nodiscard]] std::string output() const;

  [[nodiscard]] const std::filesystem::path& directory() const {
    return state_;
  }
  [[nodiscard]] std::filesystem::path log_file() const {
    return directory_.path() / "orderd.log";
  }

private:
  [[nodiscard]] std::string last_words() const;

  temporary_directory directory_;
  std::filesystem::path state_;
  std::vector<std::string> settings_;
  std::optional<server_guard> guard_;
  std::unique_ptr<daemon_process> process_;
  std::string conninfo_;
};

} // namespace orderd::testing
