// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres_cluster.hpp"

#include "storage/error.hpp"
#include "storage/postgres_settings.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <string_view>
#include <sys/stat.h>

namespace orderd::storage {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes initdb_limit{5};
constexpr std::chrono::seconds controldata_limit{30};
constexpr std::size_t kept_logs = 8;
constexpr std::string_view unfinished_prefix = "data.init.";

// A full disk is waited out, all else needs a person.
[[noreturn]] void refuse_cluster(const std::string& text) {
  const auto full = text.find("No space left") != std::string::npos ||
                    text.find("Disk quota exceeded") != std::string::npos;
  throw error(full ? error_kind::unavailable : error_kind::misconfigured, text);
}

fs::path absolute_home(const fs::path& state_dir) {
  std::error_code failed;
  fs::create_directories(state_dir, failed);
  const auto dir = failed ? fs::path{} : fs::canonical(state_dir, failed);
  if (failed)
    refuse_cluster("cannot use the state directory " + state_dir.string() +
                   ": " + failed.message());
  return dir / "postgres";
}

void sync_file(const fs::path& file) {
  const auto fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  const auto done = fd >= 0 && ::fsync(fd) == 0;
  const auto why = errno;
  if (fd >= 0)
    ::close(fd);
  if (!done)
    refuse_cluster("cannot flush " + file.string() +
                   " to the disk: " + std::strerror(why));
}

std::optional<int> cluster_major(const fs::path& data_dir) {
  std::ifstream in(data_dir / "PG_VERSION");
  int major = 0;
  if (in >> major)
    return major;
  return std::nullopt;
}

embedded_postgres_options without_root(embedded_postgres_options options) {
  refuse_root(options);
  return options;
}

} // namespace

void refuse_root(const embedded_postgres_options& options) {
  if (options.effective_uid != 0 || options.run_as)
    return;
  throw error(
      error_kind::misconfigured,
      "cannot run a private PostgreSQL as root: PostgreSQL refuses that. Start "
      "orderd as an unprivileged user who owns the state directory, for "
      "example "
      "with `setpriv --reuid=orderd --regid=orderd --clear-groups`, or name a "
      "server with [database] url");
}

postgres_cluster::postgres_cluster(embedded_postgres_options options)
    : options_(without_root(std::move(options))),
      home_(absolute_home(options_.state_dir)) {
  const auto existing = cluster_major(data_dir());
  programs_ = find_postgres_programs(options_.bin_dir, existing);
  if (existing && *existing != programs_.major)
    refuse_cluster("cannot start the private PostgreSQL: the cluster in " +
                   data_dir().string() + " was made by PostgreSQL " +
                   std::to_string(*existing) + ", but the programs in " +
                   programs_.bin_dir.string() + " are version " +
                   std::to_string(programs_.major) + ": install PostgreSQL " +
                   std::to_string(*existing) +
                   ", or convert the cluster with pg_upgrade");
}

void postgres_cluster::prepare() {
  make_directory(home_);
  make_directory(home_ / "log");
  if (!cluster_major(data_dir()))
    initialize();
  write_settings(data_dir());
  prune_logs();
}

void postgres_cluster::make_directory(const fs::path& dir) const {
  const auto made = ::mkdir(dir.c_str(), 0700) == 0;
  if (!made && errno != EEXIST)
    refuse_cluster("cannot make the directory " + dir.string() + ": " +
                   std::strerror(errno));
  if (made && options_.run_as &&
      ::chown(dir.c_str(), options_.run_as->uid, options_.run_as->gid) != 0)
    refuse_cluster("cannot give away the directory " + dir.string() + ": " +
                   std::strerror(errno));
  struct stat info {};
  const auto owner = options_.run_as ? options_.run_as->uid : ::geteuid();
  if (::lstat(dir.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) ||
      info.st_uid != owner || (info.st_mode & 077) != 0)
    refuse_cluster("cannot use " + dir.string() +
                   ": it must be a directory of the server's user that "
                   "nobody else may enter (mode 0700)");
}

void postgres_cluster::initialize() {
  if (fs::exists(data_dir()))
    refuse_cluster("cannot use " + data_dir().string() +
                   ": it is there but is no PostgreSQL cluster (it has no "
                   "PG_VERSION): move it away");
  for (const auto& entry : fs::directory_iterator(home_))
    if (entry.path().filename().string().starts_with(unfinished_prefix))
      fs::remove_all(entry.path());
  const auto unfinished =
      home_ / (std::string(unfinished_prefix) + std::to_string(::getpid()));
  try {
    run_initdb(unfinished);
    write_file(unfinished / "pg_hba.conf", host_based_access());
    write_settings(unfinished);
    std::ofstream(unfinished / "postgresql.conf", std::ios::app)
        << settings_includes();
    sync_file(unfinished / "postgresql.conf");
    fs::rename(unfinished, data_dir());
    sync_file(home_);
  } catch (const std::exception&) {
    std::error_code ignored;
    fs::remove_all(unfinished, ignored);
    throw;
  }
}

void postgres_cluster::run_initdb(const fs::path& into) const {
  std::vector<std::string> arguments{"-D",
                                     into.string(),
                                     "--encoding=UTF8",
                                     "--no-locale",
                                     "--username=orderd",
                                     "--auth=trust",
                                     "--no-instructions"};
  const auto durable =
      std::none_of(options_.settings.begin(), options_.settings.end(),
                   [](const auto& one) { return one.first == "fsync"; });
  if (!durable)
    arguments.emplace_back("--no-sync");
  fs::remove(output_file());
  const auto status = run_program({programs_.bin_dir / "initdb",
                                   arguments,
                                   {},
                                   output_file(),
                                   options_.run_as,
                                   SIGKILL},
                                  initdb_limit);
  if (status != 0)
    refuse_cluster("cannot make a PostgreSQL cluster in " +
                   data_dir().string() + ": initdb failed with status " +
                   std::to_string(status) + ": " + tail_of(output_file()));
}

void postgres_cluster::write_settings(const fs::path& into) const {
  const auto* runtime = std::getenv("XDG_RUNTIME_DIR");
  const auto owner = options_.run_as ? options_.run_as->uid : ::geteuid();
  const auto socket_dir = socket_dir_for(
      home_, runtime == nullptr || options_.run_as ? "" : runtime, owner);
  make_directory(socket_dir);
  const auto text = server_settings(programs_.major, socket_dir, home_ / "log",
                                    options_.settings);
  // Unchanged settings are left alone, so that a full disk cannot keep a
  // cluster from starting.
  std::ifstream in(into / "orderd.conf");
  std::stringstream present;
  present << in.rdbuf();
  if (!in || present.str() != text)
    write_file(into / "orderd.conf", text);
}

void postgres_cluster::write_file(const fs::path& file,
                                  const std::string& text) const {
  const auto beside = fs::path(file.string() + ".new");
  std::ofstream out(beside, std::ios::trunc);
  out << text;
  out.close();
  if (!out)
    refuse_cluster("cannot write " + beside.string() + ": " +
                   std::strerror(errno));
  ::chmod(beside.c_str(), 0600);
  if (options_.run_as &&
      ::chown(beside.c_str(), options_.run_as->uid, options_.run_as->gid) != 0)
    refuse_cluster("cannot give away " + beside.string() + ": " +
                   std::strerror(errno));
  sync_file(beside);
  fs::rename(beside, file);
}

std::optional<postmaster_file> postgres_cluster::read_postmaster_file() const {
  std::ifstream in(data_dir() / "postmaster.pid");
  postmaster_file found;
  std::string line;
  // Lines: pid, data directory, start time, port, socket directory, address,
  // shared memory, status.
  for (int number = 1; number <= 8 && std::getline(in, line); ++number) {
    if (number == 1)
      found.pid = std::atoi(line.c_str());
    if (number == 4)
      found.port = std::atoi(line.c_str());
    if (number == 5)
      found.socket_dir = line;
    if (number == 8)
      found.status = line;
  }
  if (found.pid <= 0)
    return std::nullopt;
  return found;
}

std::string postgres_cluster::system_identifier() const {
  constexpr std::string_view label = "Database system identifier:";
  const auto output = home_ / "log" / "controldata.log";
  fs::remove(output);
  const auto status = run_program({programs_.bin_dir / "pg_controldata",
                                   {"-D", data_dir().string()},
                                   {},
                                   output,
                                   options_.run_as,
                                   SIGKILL},
                                  controldata_limit);
  const auto text = tail_of(output, 64 * 1024);
  const auto at = text.find(label);
  if (status != 0 || at == std::string::npos)
    refuse_cluster("cannot read the identity of the cluster in " +
                   data_dir().string() + ": " + text);
  const auto from = text.find_first_of("0123456789", at + label.size());
  return text.substr(from, text.find('\n', from) - from);
}

program postgres_cluster::server_program() const {
  std::error_code ignored;
  fs::remove(output_file(), ignored);
  return {programs_.bin_dir / "postgres",
          {"-D", data_dir().string()},
          {},
          output_file(),
          options_.run_as,
          options_.end_with_parent ? SIGQUIT : 0};
}

std::string postgres_cluster::last_words() const {
  auto text = tail_of(output_file());
  const auto logs = log_files(home_ / "log");
  if (!logs.empty())
    text += "\n" + tail_of(logs.back());
  return text;
}

void postgres_cluster::prune_logs() const {
  auto logs = log_files(home_ / "log");
  std::error_code ignored;
  for (std::size_t at = 0; at + kept_logs < logs.size(); ++at)
    fs::remove(logs[at], ignored);
}

fs::path postgres_cluster::output_file() const {
  return home_ / "log" / "start.log";
}

} // namespace orderd::storage
