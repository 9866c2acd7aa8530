// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/database.hpp"

#include "domain/money.hpp"
#include "storage/migrations.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace orderd::app {
namespace {

using namespace std::chrono_literals;

// Every daemon writes on lane 0 until senders are spread over several.
constexpr int only_lane = 0;

constexpr auto standby_pause = 1'000ms;
constexpr auto first_pause = 200ms;
constexpr auto longest_pause = 10'000ms;

void pause(std::chrono::milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock{mutex};
  woken.wait_for(lock, stop, time, [] { return false; });
}

storage::installation_wish wish_of(const config::configuration& config) {
  const auto currency = domain::find_currency(config.daemon.currency);
  return {config.daemon.currency, currency ? currency->decimals : 2,
          config.daemon.timezone};
}

// Nothing if another daemon holds the lane.
std::optional<opened_database> try_to_open(const config::configuration& config,
                                           storage::connect_options options,
                                           bool may_migrate) {
  if (may_migrate)
    migrate_database(options);
  options.writer = true;
  storage::connection connection{options};
  storage::check_schema(connection);
  opened_database opened;
  opened.installation = storage::open_installation(connection, wish_of(config));
  auto places =
      storage::claim_lane(connection, only_lane, config.database.connections);
  if (!places)
    return std::nullopt;
  opened.places = std::move(*places);
  opened.claimed.emplace(std::move(connection));
  opened.options = std::move(options);
  return opened;
}

} // namespace

std::unique_ptr<storage::embedded_postgres>
make_embedded(const config::configuration& config,
              const std::filesystem::path& state_directory) {
  if (!config.database.url.empty())
    return nullptr;
  storage::embedded_postgres_options options;
  options.state_dir = state_directory;
  return std::make_unique<storage::embedded_postgres>(std::move(options));
}

storage::connect_options
database_options(const config::configuration& config,
                 const storage::embedded_postgres* embedded) {
  storage::connect_options options;
  options.url = embedded != nullptr ? embedded->url() : config.database.url;
  options.password_file = config.database.password_file;
  return options;
}

int migrate_database(const storage::connect_options& options) {
  storage::connection owner{options};
  return storage::migrate(owner, options.schema);
}

std::optional<opened_database>
open_database(const config::configuration& config,
              const storage::connect_options& options, bool may_migrate,
              const waiting_hooks& hooks, const std::stop_token& stop) {
  auto wait = std::chrono::milliseconds{first_pause};
  bool standing_by = false;
  std::string last_reason;
  while (!stop.stop_requested()) {
    try {
      auto opened = try_to_open(config, options, may_migrate);
      if (opened)
        return opened;
      if (!std::exchange(standing_by, true))
        hooks.standby();
      wait = standby_pause;
    } catch (const storage::error& failed) {
      if (failed.kind() != storage::error_kind::unavailable)
        throw;
      if (std::exchange(last_reason, failed.what()) != failed.what())
        hooks.unreachable(failed.what());
      wait = std::min<std::chrono::milliseconds>(wait * 2, longest_pause);
    }
    pause(wait, stop);
  }
  return std::nullopt;
}

} // namespace orderd::app
