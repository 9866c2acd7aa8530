// SPDX-License-Identifier: Apache-2.0
#include "storage/embedded_postgres.hpp"

#include "storage/connection.hpp"

#include <libpq-fe.h>

#include <cerrno>
#include <csignal>
#include <sys/socket.h>
#include <thread>

namespace orderd::storage {

namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr auto database_name = "orderd";
constexpr milliseconds start_poll_interval{20};
/// After one failed start, such as one that met the last backends of a server
/// that was killed, the next is tried this much later.
constexpr milliseconds start_retry_delay{500};
constexpr int max_failed_starts = 3;
/// An immediate stop takes 5 s at most: then the server kills its children.
constexpr milliseconds immediate_stop_limit{15'000};
constexpr std::chrono::hours prune_interval{1};

constexpr statement ask_identity{
    "ask the server for its identity",
    "select system_identifier::text, current_setting('data_directory') "
    "from pg_control_system()"};
constexpr statement find_database{
    "look for the database", "select 1 from pg_database where datname = $1"};

// The kernel's word on who listens at the other end of a Unix socket.
pid_t listener_of(const connection& conn) {
  ucred peer{};
  socklen_t size = sizeof peer;
  const auto socket = PQsocket(conn.native());
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
    return 0;
  return peer.pid;
}

bool exists(pid_t pid) {
  return ::kill(pid, 0) == 0 || errno == EPERM;
}

// A postmaster works in its data directory; whoever does not has only been
// given the pid of one that is gone.
bool works_elsewhere(pid_t pid, const fs::path& data_dir) {
  std::error_code failed;
  const auto dir =
      fs::read_symlink("/proc/" + std::to_string(pid) + "/cwd", failed);
  return !failed && dir != data_dir;
}

} // namespace

embedded_postgres::embedded_postgres(embedded_postgres_options options)
    : cluster_(std::move(options)) {}

embedded_postgres::~embedded_postgres() = default;

void embedded_postgres::start(std::stop_token stop) {
  const auto deadline = clock::now() + cluster_.options().start_limit;
  cluster_.prepare();
  next_spawn_ = clock::now();
  failed_starts_ = 0;
  while (!advance()) {
    if (stop.stop_requested())
      throw error(error_kind::unavailable,
                  "cannot start the private PostgreSQL: orderd was told to "
                  "stop");
    if (clock::now() > deadline)
      throw error(error_kind::unavailable,
                  "cannot start the private PostgreSQL in " +
                      cluster_.data_dir().string() +
                      ": it does not accept connections after " +
                      std::to_string(cluster_.options().start_limit.count()) +
                      " ms: " + cluster_.last_words());
    std::this_thread::sleep_for(start_poll_interval);
  }
}

void embedded_postgres::stop() {
  if (!running()) {
    forget_server();
    probe();
  }
  // Our own child may be signalled before it answers: it is surely ours.
  if (!server_ && child_ && !exit_status(*child_))
    server_ = process_handle::open(*child_);
  if (!server_) {
    child_.reset();
    return;
  }
  server_->signal(SIGINT);
  if (!server_->wait_for_end(cluster_.options().stop_limit)) {
    server_->signal(SIGQUIT);
    if (!server_->wait_for_end(immediate_stop_limit))
      throw error(error_kind::unavailable,
                  "cannot stop the private PostgreSQL: its process " +
                      std::to_string(server_->pid()) + " ignores signals");
  }
  forget_server();
}

bool embedded_postgres::running() const noexcept {
  return server_.has_value() && !server_->wait_for_end(milliseconds{0});
}

bool embedded_postgres::ensure_running() {
  if (clock::now() >= next_prune_) {
    next_prune_ = clock::now() + prune_interval;
    cluster_.prune_logs();
  }
  return advance();
}

std::string embedded_postgres::url() const {
  return conninfo(database_name);
}

pid_t embedded_postgres::server_pid() const noexcept {
  return running() ? server_->pid() : 0;
}

bool embedded_postgres::advance() {
  if (running())
    return true;
  if (server_) {
    forget_server();
    next_spawn_ = clock::now() + restart_grace;
  }
  const auto ended = child_ ? exit_status(*child_) : std::nullopt;
  // Each question that comes too early is a line in the server's log.
  if (child_ && !ended && says_starting())
    return false;
  const auto found = probe();
  if (found == presence::verified) {
    failed_starts_ = 0;
    return true;
  }
  if (child_) {
    if (!ended)
      return false;
    child_.reset();
    if (found == presence::none && !pid_file_is_live())
      note_failed_start(*ended);
    return false;
  }
  if (found == presence::none && clock::now() >= next_spawn_)
    spawn();
  return false;
}

embedded_postgres::presence embedded_postgres::probe() {
  const auto file = cluster_.read_postmaster_file();
  if (!file || file->socket_dir.empty())
    return presence::none;
  socket_dir_ = file->socket_dir;
  port_ = file->port;
  try {
    connect_options options;
    options.url = conninfo("postgres");
    options.schema = "pg_catalog";
    options.connect_timeout = std::chrono::seconds{2};
    options.statement_timeout = std::chrono::seconds{30};
    connection conn{options};
    if (!is_ours(conn, cluster_.system_identifier()))
      return presence::none;
    if (!take_over(conn))
      return presence::answering;
    make_database(conn);
    return presence::verified;
  } catch (const error& failure) {
    if (failure.kind() != error_kind::unavailable) {
      // What a stale file leads to may be anybody's server.
      if (pid_file_is_live())
        throw;
      return presence::none;
    }
    // A server that says why it refuses is there: it starts, recovers, stops
    // or is full.
    return failure.sqlstate().empty() ? presence::none : presence::answering;
  }
}

bool embedded_postgres::is_ours(connection& conn,
                                const std::string& identifier) const {
  const auto answer = conn.execute(ask_identity);
  std::error_code failed;
  return answer.text(0, 0) == identifier &&
         fs::equivalent(fs::path(answer.text(0, 1)), cluster_.data_dir(),
                        failed);
}

bool embedded_postgres::take_over(connection& conn) {
  server_ = process_handle::open(listener_of(conn));
  return server_.has_value();
}

void embedded_postgres::make_database(connection& conn) const {
  if (conn.execute(find_database, params{}.add(database_name)).rows() > 0)
    return;
  conn.execute_script(std::string("create database ") + database_name,
                      "create the database orderd");
}

void embedded_postgres::spawn() {
  cluster_.prepare();
  auto program = cluster_.server_program();
  // The server refuses to start while the pid in its lock file lives, unless
  // that is its own parent's parent; after a reboot it can be any process of
  // this user. Said this way, its check for orphaned backends stays.
  const auto file = cluster_.read_postmaster_file();
  if (file && exists(file->pid) && !pid_file_is_live())
    program.environment.push_back("PG_GRANDPARENT_PID=" +
                                  std::to_string(file->pid));
  child_ = start_program(program);
}

bool embedded_postgres::pid_file_is_live() const {
  const auto file = cluster_.read_postmaster_file();
  return file && exists(file->pid) &&
         !works_elsewhere(file->pid, cluster_.data_dir());
}

bool embedded_postgres::says_starting() const {
  const auto file = cluster_.read_postmaster_file();
  return file && file->status.starts_with("starting");
}

void embedded_postgres::forget_server() {
  server_.reset();
  if (child_ && exit_status(*child_))
    child_.reset();
}

void embedded_postgres::note_failed_start(int status) {
  next_spawn_ = clock::now() + start_retry_delay;
  if (++failed_starts_ < max_failed_starts)
    return;
  const auto words = cluster_.last_words();
  const auto full = words.find("No space left") != std::string::npos;
  throw error(full ? error_kind::unavailable : error_kind::misconfigured,
              "cannot start the private PostgreSQL in " +
                  cluster_.data_dir().string() + ": it ended with status " +
                  std::to_string(status) + ": " + words);
}

std::string embedded_postgres::conninfo(const std::string& database) const {
  std::string host;
  for (const auto c : socket_dir_) {
    if (c == '\'' || c == '\\')
      host += '\\';
    host += c;
  }
  return "host='" + host + "' port=" + std::to_string(port_) +
         " user=orderd dbname=" + database;
}

} // namespace orderd::storage
