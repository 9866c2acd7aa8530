// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/daemon.hpp"

#include "actors/errors.hpp"
#include "app/daemon/crew_factory.hpp"
#include "app/daemon/event_loop.hpp"
#include "app/daemon/failure.hpp"
#include "app/daemon/posix_folder.hpp"
#include "app/daemon/router.hpp"
#include "app/daemon/service_manager.hpp"
#include "app/daemon/state_directory.hpp"
#include "app/daemon/zoned_clock.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/send.hpp>

#include <csignal>
#include <future>
#include <iostream>
#include <mutex>
#include <thread>
#include <unistd.h>

namespace orderd::app {
namespace {

using actors::log_level;
using namespace std::chrono_literals;

// How often the private server and the service manager's patience are looked
// after.
constexpr auto housekeeping_period = 1s;

// After the drain the actors only have to end; one that does not is stuck.
constexpr auto farewell_limit = 15s;

// A shared queue, whose threads sleep until there is work. CAF's default, work
// stealing, polls instead: a third of all processor time during an import, and
// 1,700 times a second in an idle daemon.
struct system_config : caf::actor_system_config {
  system_config() {
    set("scheduler.policy", caf::atom("sharing"));
    actors::add_error_category(*this);
  }
};

/// One run of the daemon, from the locked directory to the exit code.
class daemon {
public:
  daemon(const daemon_command& command, const config::configuration& config,
         std::shared_ptr<event_log> log)
      : config_(config),
        log_(std::move(log)),
        directory_(command.state_directory),
        loop_(directory_.path()),
        router_(loop_, make_signals(), make_terms(), log_, log_->tail()) {}

  int run() {
    log_->write(log_level::info, "daemon.starting",
                {{"version", ORDERD_VERSION},
                 {"pid", static_cast<std::int64_t>(::getpid())},
                 {"state_dir", directory_.path().string()},
                 {"payment", config_.payment.gateway}});
    std::jthread loop{[this] { loop_.run(router_.handlers()); }};
    const int code = work();
    router_.disconnect();
    stop_server(code);
    loop_.stop();
    return code;
  }

private:
  router::signals make_signals() {
    return {[this] { begin_stop(); }, [this] { exit_now(); },
            [this] { reload(); }};
  }

  actors::document_terms make_terms() const {
    const auto currency = domain::find_currency(config_.daemon.currency);
    return {currency.value_or(domain::currency{}), config_.payment.gateway,
            ORDERD_VERSION};
  }

  int work() {
    try {
      embedded_ = make_embedded(config_, directory_.path());
      if (embedded_) {
        embedded_->start(stop_.get_token());
        server_pid_ = embedded_->server_pid();
      }
      auto opened = open();
      return opened ? run_crew(std::move(*opened)) : 0;
    } catch (const std::exception& failed) {
      if (stop_.stop_requested())
        return 0;
      return report_failure(*log_, failed);
    }
  }

  std::optional<opened_database> open() {
    waiting_hooks hooks;
    hooks.standby = [this] {
      router_.set_state("standby");
      service_manager::ready("standby: another daemon has the database");
      log_->write(log_level::info, "daemon.standby", {});
    };
    hooks.unreachable = [this](const std::string& why) {
      log_->write(log_level::warning, "database.unreachable",
                  {{"reason", why}});
      service_manager::status("waiting for the database: " + why);
    };
    return open_database(config_, database_options(config_, embedded_.get()),
                         embedded_ != nullptr, hooks, stop_.get_token());
  }

  int run_crew(opened_database opened) {
    crew_parts parts;
    parts.config = &config_;
    parts.state_directory = directory_.path();
    parts.database = std::move(opened);
    parts.stop = std::make_shared<std::atomic<bool>>(false);
    parts.draining = std::make_shared<std::atomic<bool>>(false);
    parts.ids = std::make_shared<storage::id_allocator>();
    parts.clock = std::make_shared<zoned_clock>(config_.daemon.timezone);
    parts.events = log_;
    parts.tail = &log_->tail();
    parts.terms = make_terms();
    channels_ = parts.channels = make_channels(parts);
    parts.outbox = &router_;
    parts.folder = std::make_shared<posix_folder>(directory_.path().string());
    const int code = run_actors(parts);
    if (code == 0)
      release_ids(parts);
    return code;
  }

  int run_actors(crew_parts& parts) {
    std::promise<int> finished;
    auto result = finished.get_future();
    auto deps = make_supervisor_deps(parts);
    deps.on_ready = [this](const actors::crew& crew) {
      router_.connect(crew);
      service_manager::ready("ready");
    };
    deps.on_draining = [&parts] {
      parts.draining->store(true);
      service_manager::stopping("finishing what is in flight");
    };
    const auto finish = [&,
                         once = std::make_shared<std::once_flag>()](int code) {
      std::call_once(*once, [&] {
        parts.stop->store(true);
        router_.disconnect();
        finished.set_value(code);
      });
    };
    deps.on_finished = finish;
    std::jthread farewell;
    system_config settings;
    caf::actor_system system{settings};
    {
      const auto supervisor = system.spawn(actors::supervisor, std::move(deps));
      set_supervisor(supervisor);
      // After an ordered end this changes nothing.
      supervisor->attach_functor([finish](const caf::error&) { finish(1); });
      while (result.wait_for(housekeeping_period) != std::future_status::ready)
        keep_house();
      set_supervisor({});
    }
    farewell = std::jthread{
        [this](const std::stop_token& stop) { watch_farewell(stop); }};
    system.await_all_actors_done();
    return result.get();
  }

  // Everything that matters is in the database, so a stuck actor must not
  // keep the process from ending.
  void watch_farewell(const std::stop_token& stop) {
    const auto until = std::chrono::steady_clock::now() + farewell_limit;
    while (!stop.stop_requested()) {
      if (std::chrono::steady_clock::now() > until) {
        log_->write(log_level::error, "daemon.stuck", {});
        stop_server_without_waiting();
        ::_exit(1);
      }
      std::this_thread::sleep_for(20ms);
    }
  }

  void keep_house() {
    service_manager::ping();
    if (!embedded_)
      return;
    try {
      embedded_->ensure_running();
      server_pid_ = embedded_->server_pid();
    } catch (const std::exception& failed) {
      log_->write(log_level::error, "postgres.not_started",
                  {{"reason", failed.what()}});
    }
  }

  // A daemon that failed is started again at once and takes its server over.
  void stop_server(int code) {
    if (!embedded_ || (code == 1 && std::getenv("NOTIFY_SOCKET") != nullptr))
      return;
    try {
      embedded_->stop();
    } catch (const storage::error& failed) {
      log_->write(log_level::error, "postgres.not_stopped",
                  {{"reason", failed.what()}});
    }
  }

  void stop_server_without_waiting() const {
    if (const auto pid = server_pid_.load(); pid > 0)
      ::kill(pid, SIGINT);
  }

  void set_supervisor(const actors::supervisor_actor& supervisor) {
    const std::lock_guard guard{mutex_};
    supervisor_ = supervisor;
    if (supervisor_ && stop_.stop_requested())
      caf::anon_send(supervisor_, actors::shut_down{"signal"});
  }

  void begin_stop() {
    const std::lock_guard guard{mutex_};
    stop_.request_stop();
    router_.set_state("draining");
    if (supervisor_)
      caf::anon_send(supervisor_, actors::shut_down{"signal"});
  }

  void reload() {
    log_->reopen();
    if (const auto set = channels_.load())
      set->reload();
  }

  // The database holds all that was answered: nothing is lost by leaving.
  void exit_now() {
    log_->write(log_level::warning, "daemon.killed",
                {{"reason", "a second signal"}});
    stop_server_without_waiting();
    ::_exit(1);
  }

  const config::configuration& config_;
  std::shared_ptr<event_log> log_;
  state_directory directory_;
  event_loop loop_;
  router router_;
  std::unique_ptr<storage::embedded_postgres> embedded_;
  std::atomic<pid_t> server_pid_ = 0;
  std::stop_source stop_;
  std::atomic<std::shared_ptr<const channel_set>> channels_;

  std::mutex mutex_; ///< guards what follows
  actors::supervisor_actor supervisor_;
};

// From here on a signal waits for the event loop instead of ending us.
void block_signals() {
  sigset_t ours;
  sigemptyset(&ours);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP})
    sigaddset(&ours, signal);
  pthread_sigmask(SIG_BLOCK, &ours, nullptr);
  // Whoever reads our log may end before we do.
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
}

} // namespace

int run_daemon(const daemon_command& command,
               const config::configuration& config,
               const std::shared_ptr<event_log>& log) {
  block_signals();
  try {
    // Said before anything is begun; a standby reads them again when it takes
    // over.
    const channel_set readable(config, {});
    if (config.database.url.empty())
      storage::refuse_root({});
    return daemon{command, config, log}.run();
  } catch (const std::exception& failed) {
    return report_failure(*log, failed);
  }
}

} // namespace orderd::app
