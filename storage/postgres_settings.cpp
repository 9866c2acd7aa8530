// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres_settings.hpp"

#include "storage/postgres_cluster.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <sstream>
#include <string_view>
#include <sys/un.h>

namespace orderd::storage {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view socket_name = "/.s.PGSQL.5432";
constexpr std::string_view log_prefix = "postgresql-";

std::string quoted_setting(std::string_view value) {
  std::string text = "'";
  for (const auto c : value) {
    if (c == '\'' || c == '\\')
      text += c;
    text += c;
  }
  return text + "'";
}

// A comma separates sockets in the server's list and hosts in a conninfo.
bool fits_socket(const fs::path& dir) {
  const auto text = dir.string();
  const auto plain = [](unsigned char c) {
    return c > ' ' && c != ',' && c != '"' && c != '\'' && c != '\\';
  };
  return text.size() + socket_name.size() < sizeof(sockaddr_un::sun_path) &&
         std::all_of(text.begin(), text.end(), plain);
}

// FNV-1a; only a name that differs from directory to directory.
std::string hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const unsigned char c : text)
    hash = (hash ^ c) * 0x100000001b3;
  char hex[17];
  std::snprintf(hex, sizeof hex, "%016llx",
                static_cast<unsigned long long>(hash));
  return hex;
}

} // namespace

std::string server_settings(
    int major, const fs::path& socket_dir, const fs::path& log_dir,
    const std::vector<std::pair<std::string, std::string>>& overrides) {
  std::ostringstream text;
  text << "# Written by orderd at each start; put changes into local.conf.\n"
          "listen_addresses = ''\n"
          "port = 5432\n"
          "unix_socket_directories = "
       << quoted_setting(socket_dir.string())
       << "\n"
          "unix_socket_permissions = 0700\n"
          "cluster_name = 'orderd'\n"
          "max_connections = 40\n"
          "shared_buffers = 128MB\n"
          "fsync = on\n"
          "full_page_writes = on\n"
          "wal_compression = on\n"
          "max_wal_size = 2GB\n"
          "checkpoint_timeout = 15min\n"
          "autovacuum = on\n"
          "jit = off\n"
          "timezone = 'UTC'\n"
          "log_timezone = 'UTC'\n"
          "logging_collector = on\n"
          "log_directory = "
       << quoted_setting(log_dir.string())
       << "\n"
          "log_filename = '"
       << log_prefix
       << "%Y%m%d-%H%M%S.log'\n"
          "log_file_mode = 0600\n"
          "log_rotation_size = 10MB\n"
          "log_rotation_age = 1d\n"
          "log_checkpoints = off\n"
          "log_line_prefix = '%m [%p] %q%a '\n";
  // After a crash one flush of the file system takes the place of one for each
  // of a thousand files.
  if (major >= 14)
    text << "recovery_init_sync_method = syncfs\n";
  for (const auto& [name, value] : overrides)
    text << name << " = " << quoted_setting(value) << "\n";
  return text.str();
}

std::string settings_includes() {
  return "\ninclude 'orderd.conf'\ninclude_if_exists 'local.conf'\n";
}

std::string host_based_access() {
  return "# Only the Unix socket, which only the server's user can reach.\n"
         "local all all trust\n"
         "local replication all trust\n";
}

std::vector<fs::path> log_files(const fs::path& log_dir) {
  std::vector<fs::path> all;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(log_dir, ignored))
    if (entry.path().filename().string().starts_with(log_prefix))
      all.push_back(entry.path());
  // Their names are times.
  std::sort(all.begin(), all.end());
  return all;
}

fs::path socket_dir_for(const fs::path& home, const fs::path& runtime_dir,
                        uid_t owner) {
  if (fits_socket(home / "socket"))
    return home / "socket";
  const auto name = "orderd-" + hash_of(home.string());
  if (!runtime_dir.empty() && fits_socket(runtime_dir / name) &&
      fs::is_directory(runtime_dir))
    return runtime_dir / name;
  return fs::path("/tmp") / (name + "-" + std::to_string(owner));
}

} // namespace orderd::storage
