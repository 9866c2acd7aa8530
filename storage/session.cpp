// SPDX-License-Identifier: Apache-2.0
#include "storage/session.hpp"

#include "storage/connection.hpp"
#include "storage/password.hpp"
#include "storage/wire.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <new>
#include <poll.h>

namespace orderd::storage {

namespace {

/// No statement of orderd waits longer than this for a lock.
constexpr auto lock_timeout = "20s";
/// A transaction that its client has forgotten gives its locks back.
constexpr auto idle_in_transaction_timeout = "60s";
/// How soon and how often a silent peer is asked whether it is there.
constexpr auto keepalive_seconds = "5";

struct conn_closer {
  void operator()(PGconn* conn) const noexcept {
    PQfinish(conn);
  }
};
using conn_ptr = std::unique_ptr<PGconn, conn_closer>;

using parsed_url = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

/// Keywords and values as PQconnectdbParams takes them.
class conninfo {
public:
  explicit conninfo(const connect_options& options) {
    add("fallback_application_name", "orderd");
    add("dbname", options.url);
    add("client_encoding", "UTF8");
    add("connect_timeout", std::to_string(options.connect_timeout.count()));
    add("tcp_user_timeout", std::to_string(options.tcp_user_timeout.count()));
    add("keepalives_idle", keepalive_seconds);
    add("keepalives_interval", keepalive_seconds);
    if (!options.password_file.empty())
      add("password", read_password(options.password_file));
  }

  [[nodiscard]] conn_ptr connect() const {
    return conn_ptr{
        PQconnectdbParams(pointers(keys_).data(), pointers(values_).data(), 1)};
  }

  [[nodiscard]] conn_ptr start() const {
    return conn_ptr{PQconnectStartParams(pointers(keys_).data(),
                                         pointers(values_).data(), 1)};
  }

private:
  void add(std::string key, std::string value) {
    keys_.push_back(std::move(key));
    values_.push_back(std::move(value));
  }

  static std::vector<const char*>
  pointers(const std::vector<std::string>& all) {
    std::vector<const char*> out;
    for (const auto& one : all)
      out.push_back(one.c_str());
    out.push_back(nullptr);
    return out;
  }

  std::vector<std::string> keys_;
  std::vector<std::string> values_;
};

// libpq keeps the SQLSTATE of a refused connect to itself, but prints it after
// the severity when it was told to be verbose before it starts.
std::string find_sqlstate(std::string_view message) {
  constexpr std::string_view separator = ":  ";
  auto at = message.find(separator);
  if (at == std::string_view::npos)
    return {};
  const auto code = message.substr(at + separator.size(), 5);
  const auto valid = [](unsigned char c) {
    return std::isdigit(c) != 0 || std::isupper(c) != 0;
  };
  return code.size() == 5 && std::all_of(code.begin(), code.end(), valid)
             ? std::string(code)
             : std::string();
}

std::string sqlstate_of_refusal(const conninfo& info,
                                std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  const auto conn = info.start();
  if (conn == nullptr || PQstatus(conn.get()) == CONNECTION_BAD)
    return {};
  PQsetErrorVerbosity(conn.get(), PQERRORS_VERBOSE);
  for (auto state = PGRES_POLLING_WRITING;
       state == PGRES_POLLING_WRITING || state == PGRES_POLLING_READING;
       state = PQconnectPoll(conn.get())) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    const auto events = state == PGRES_POLLING_WRITING ? POLLOUT : POLLIN;
    pollfd socket{PQsocket(conn.get()), static_cast<short>(events), 0};
    if (left.count() <= 0 ||
        ::poll(&socket, 1, static_cast<int>(left.count())) <= 0)
      return {};
  }
  return find_sqlstate(PQerrorMessage(conn.get()));
}

std::string quoted_value(std::string_view value) {
  std::string text = "'";
  for (const auto c : value) {
    if (c == '\'' || c == '\\')
      text += '\\';
    text += c;
  }
  return text + "'";
}

std::string place_of(PGconn* conn) {
  const auto text = [](const char* value) {
    return std::string(value == nullptr ? "" : value);
  };
  return "database '" + text(PQdb(conn)) + "' at " + text(PQhost(conn)) + ":" +
         text(PQport(conn)) + " as user '" + text(PQuser(conn)) + "'";
}

// The message of a refusal, without libpq's own "connection to ... failed".
std::string refusal_text(std::string_view message) {
  auto line = first_line(message);
  constexpr std::string_view failed = " failed: ";
  if (const auto at = line.find(failed); at != std::string::npos)
    line.erase(0, at + failed.size());
  return line;
}

void refuse_unreadable(const std::string& url) {
  char* text = nullptr;
  const parsed_url parsed{PQconninfoParse(url.c_str(), &text), &PQconninfoFree};
  // libpq's text may quote a part of the url, and so a password: dropped.
  PQfreemem(text);
  if (parsed == nullptr)
    throw error(error_kind::misconfigured,
                "cannot read the database url: it is neither keyword=value "
                "pairs nor of the form postgresql://user@host:port/database");
}

} // namespace

std::string public_conninfo(const connect_options& options) {
  const parsed_url parsed{PQconninfoParse(options.url.c_str(), nullptr),
                          &PQconninfoFree};
  std::string text;
  std::string extra = "-csearch_path=" + options.schema;
  for (const auto* one = parsed.get();
       one != nullptr && one->keyword != nullptr; ++one) {
    const std::string_view keyword = one->keyword;
    if (one->val == nullptr || keyword.ends_with("password"))
      continue;
    if (keyword == "options")
      extra = std::string(one->val) + " " + extra;
    else
      text += std::string(keyword) + "=" + quoted_value(one->val) + " ";
  }
  return text + "options=" + quoted_value(extra);
}

pg_conn* open_session(const connect_options& options) {
  refuse_unreadable(options.url);
  const conninfo info{options};
  auto conn = info.connect();
  if (conn == nullptr)
    throw std::bad_alloc();
  if (PQstatus(conn.get()) == CONNECTION_OK)
    return conn.release();

  const std::string message = PQerrorMessage(conn.get());
  const auto server_spoke = message.find(":  ") != std::string::npos;
  const auto sqlstate =
      server_spoke ? sqlstate_of_refusal(info, options.connect_timeout) : "";
  const auto kind = PQconnectionNeedsPassword(conn.get()) != 0
                        ? error_kind::misconfigured
                        : kind_of(sqlstate, true);
  throw error(kind,
              "cannot connect to " + place_of(conn.get()) + ": " +
                  refusal_text(message) +
                  (sqlstate.empty() ? "" : " (SQLSTATE " + sqlstate + ")"),
              sqlstate);
}

void set_up_session(pg_conn* conn, const connect_options& options) {
  static constexpr auto sql = R"sql(
    select set_config('search_path', quote_ident($1), false),
           set_config('statement_timeout', $2, false),
           set_config('lock_timeout', $3, false),
           set_config('idle_in_transaction_session_timeout', $4, false),
           set_config('TimeZone', 'UTC', false),
           set_config('DateStyle', 'ISO', false),
           set_config('bytea_output', 'hex', false),
           set_config(name, value, false)
      from (values ('enable_seqscan', 'off'),
                   ('enable_hashjoin', 'off'),
                   ('enable_mergejoin', 'off'),
                   ('plan_cache_mode', 'force_generic_plan'),
                   ('jit', 'off')) as settings (name, value)
     where $5::boolean or name = 'jit')sql";
  const auto statement_timeout =
      std::to_string(options.statement_timeout.count());
  const std::array<const char*, 5> values{
      options.schema.c_str(), statement_timeout.c_str(), lock_timeout,
      idle_in_transaction_timeout, options.writer ? "true" : "false"};
  constexpr auto what = "set up the session";
  if (PQsendQueryParams(conn, sql, values.size(), nullptr, values.data(),
                        nullptr, nullptr, 0) == 0)
    throw error_of(conn, nullptr, what);
  for (;;) {
    const auto next = next_result(conn, options.connect_timeout);
    if (next.timed_out)
      throw error(error_kind::unavailable,
                  std::string("cannot ") + what + ": the server is silent");
    if (next.result == nullptr)
      return;
    if (PQresultStatus(next.result.get()) != PGRES_TUPLES_OK)
      throw error_of(conn, next.result.get(), what);
  }
}

error error_of(pg_conn* conn, const pg_result* failed, std::string_view what) {
  const auto* code = failed == nullptr
                         ? nullptr
                         : PQresultErrorField(failed, PG_DIAG_SQLSTATE);
  const auto* primary =
      failed == nullptr ? nullptr
                        : PQresultErrorField(failed, PG_DIAG_MESSAGE_PRIMARY);
  const std::string sqlstate = code == nullptr ? "" : code;
  auto message = primary != nullptr ? std::string(primary)
                                    : first_line(PQerrorMessage(conn));
  if (message.empty())
    message = "the connection to the database is lost";
  return error(kind_of(sqlstate, PQstatus(conn) == CONNECTION_BAD),
               "cannot " + std::string(what) + ": " + message +
                   (sqlstate.empty() ? "" : " (SQLSTATE " + sqlstate + ")"),
               sqlstate);
}

std::string first_line(std::string_view message) {
  return std::string(message.substr(0, message.find('\n')));
}

} // namespace orderd::storage
