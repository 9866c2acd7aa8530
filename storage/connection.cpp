// SPDX-License-Identifier: Apache-2.0
#include "storage/connection.hpp"

#include "storage/session.hpp"
#include "storage/wire.hpp"

#include <libpq-fe.h>

#include <new>
#include <utility>

namespace orderd::storage {

namespace {

using std::chrono::milliseconds;

/// The server ends a statement at its limit; one that has not said so this
/// much later is taken for lost.
constexpr milliseconds answer_grace{15'000};

/// A pipeline is handed to the kernel whenever it has grown by this much, so
/// that libpq's buffer stays small.
constexpr std::size_t flush_bytes = 256 * 1024;

milliseconds answer_limit_for(milliseconds statement_timeout) {
  return statement_timeout.count() == 0 ? milliseconds{0}
                                        : statement_timeout + answer_grace;
}

void keep_notice(void* where, const PGresult* notice) {
  const auto* text = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
  *static_cast<std::optional<std::string>*>(where) =
      text == nullptr ? "" : text;
}

bool succeeded(const PGresult* answer) {
  const auto status = PQresultStatus(answer);
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK ||
         status == PGRES_EMPTY_QUERY;
}

bool is_copy(const PGresult* answer) {
  const auto status = PQresultStatus(answer);
  return status == PGRES_COPY_IN || status == PGRES_COPY_OUT ||
         status == PGRES_COPY_BOTH;
}

} // namespace

connection::connection(const connect_options& options)
    : conn_(open_session(options)),
      notice_(std::make_unique<std::optional<std::string>>()),
      answer_limit_(answer_limit_for(options.statement_timeout)) {
  PQsetNoticeReceiver(conn_.get(), keep_notice, notice_.get());
  set_up_session(conn_.get(), options);
}

connection::~connection() = default;
connection::connection(connection&&) noexcept = default;
connection& connection::operator=(connection&&) noexcept = default;

result connection::execute(const statement& what, const params& with) {
  const call one{&what, &with};
  auto all = run({&one, 1});
  return std::move(all.front());
}

std::vector<result> connection::execute_pipeline(
    const std::vector<std::pair<const statement*, params>>& all) {
  std::vector<call> calls;
  calls.reserve(all.size());
  for (const auto& [what, with] : all)
    calls.push_back({what, &with});
  return run(calls);
}

result connection::execute_script(std::string_view sql, std::string_view what) {
  require_alive(what);
  const nonblocking sending{conn_.get()};
  if (PQsendQuery(conn_.get(), std::string(sql).c_str()) == 0)
    give_up(what);
  if (!flush(conn_.get(), answer_limit_))
    give_up(what);
  result_ptr last;
  std::optional<error> failure;
  for (;;) {
    auto next = next_result(conn_.get(), answer_limit_);
    if (next.timed_out)
      give_up(what);
    if (next.result == nullptr)
      break;
    if (is_copy(next.result.get())) {
      broken_ = true;
      throw error(error_kind::internal,
                  "cannot " + std::string(what) + ": a script must not COPY");
    }
    if (!succeeded(next.result.get()) && !failure)
      failure = error_of(conn_.get(), next.result.get(), what);
    last = std::move(next.result);
  }
  if (failure)
    throw *failure;
  if (last == nullptr)
    give_up(what);
  return result{last.release()};
}

std::optional<std::string> connection::take_notice() {
  return std::exchange(*notice_, std::nullopt);
}

void connection::limit_statements(milliseconds limit) {
  static constexpr statement set_limit{
      "set statement_timeout",
      "select set_config('statement_timeout', $1, false)"};
  execute(set_limit, params{}.add(std::to_string(limit.count())));
  answer_limit_ = answer_limit_for(limit);
}

bool connection::in_transaction() const noexcept {
  const auto status = PQtransactionStatus(conn_.get());
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR ||
         status == PQTRANS_ACTIVE;
}

bool connection::alive() const noexcept {
  return !broken_ && PQstatus(conn_.get()) == CONNECTION_OK;
}

std::vector<result> connection::run(std::span<const call> calls) {
  if (calls.empty())
    return {};
  const std::string_view what = calls.front().what->name;
  require_alive(what);
  const nonblocking sending{conn_.get()};
  if (PQenterPipelineMode(conn_.get()) == 0)
    give_up(what);
  std::vector<sent> pending;
  try {
    send_all(calls, pending);
    return receive(pending);
  } catch (const std::bad_alloc&) {
    // What was sent and what was answered is not known any more.
    broken_ = true;
    throw;
  }
}

void connection::send_all(std::span<const call> calls,
                          std::vector<sent>& pending) {
  std::size_t unflushed = 0;
  for (const auto& one : calls) {
    send(one, pending);
    unflushed += one.with->size_bytes();
    if (unflushed < flush_bytes)
      continue;
    if (!flush(conn_.get(), answer_limit_))
      give_up(one.what->name);
    unflushed = 0;
  }
  if (PQpipelineSync(conn_.get()) == 0 || !flush(conn_.get(), answer_limit_))
    give_up(calls.back().what->name);
}

void connection::send(const call& one, std::vector<sent>& pending) {
  const auto& [what, with] = one;
  const auto count = with->count();
  if (needs_preparation(one)) {
    if (PQsendPrepare(conn_.get(), what->name, what->sql, count,
                      with->types().data()) == 0)
      give_up(what->name);
    pending.push_back({what, true});
    prepared_.emplace(what->name, prepared_statement{what->sql, with->types()});
  }
  if (PQsendQueryPrepared(conn_.get(), what->name, count, with->values().data(),
                          with->lengths().data(), with->formats().data(),
                          0) == 0)
    give_up(what->name);
  pending.push_back({what, false});
}

// A statement whose second use has other types, or whose name stands for two
// texts, would be misread by the server: a defect, found at its first use.
bool connection::needs_preparation(const call& one) {
  const auto found = prepared_.find(one.what->name);
  if (found == prepared_.end())
    return true;
  if (std::string_view(found->second.sql) != one.what->sql ||
      found->second.types != one.with->types()) {
    broken_ = true;
    throw error(error_kind::internal,
                std::string("cannot ") + one.what->name +
                    ": its text or the types of its parameters differ from "
                    "those of its first use on this connection");
  }
  return false;
}

std::vector<result> connection::receive(const std::vector<sent>& pending) {
  std::vector<result> results;
  std::optional<error> failure;
  for (const auto& [what, preparation] : pending) {
    auto next = next_result(conn_.get(), answer_limit_);
    if (next.timed_out)
      give_up(what->name);
    const auto done = next.result != nullptr && succeeded(next.result.get());
    if (!done && !failure)
      failure = error_of(conn_.get(), next.result.get(), what->name);
    if (failure && !alive())
      throw *failure;
    if (!done && preparation)
      prepared_.erase(what->name);
    if (done && !preparation)
      results.emplace_back(next.result.release());
    while (next.result = next_result(conn_.get(), answer_limit_).result,
           next.result != nullptr) {
    }
  }
  auto at_end = finish_pipeline(pending.back().what->name);
  if (failure || at_end)
    throw failure ? *failure : *at_end;
  return results;
}

// Outside a transaction it is the sync that commits, so that an error may
// still come with it although each statement succeeded.
std::optional<error> connection::finish_pipeline(std::string_view what) {
  std::optional<error> failure;
  for (;;) {
    const auto next = next_result(conn_.get(), answer_limit_);
    if (next.timed_out)
      give_up(what);
    if (PQresultStatus(next.result.get()) == PGRES_PIPELINE_SYNC)
      break;
    if (!failure)
      failure = error_of(conn_.get(), next.result.get(), what);
    if (next.result == nullptr || !alive()) {
      broken_ = true;
      return failure;
    }
    while (next_result(conn_.get(), answer_limit_).result != nullptr) {
    }
  }
  broken_ = PQexitPipelineMode(conn_.get()) == 0;
  return failure;
}

void connection::require_alive(std::string_view what) const {
  if (!alive())
    throw error(error_kind::unavailable,
                "cannot " + std::string(what) +
                    ": the connection to the database is lost");
}

// libpq cannot be asked again once it is out of step with the server.
void connection::give_up(std::string_view what) {
  broken_ = true;
  const auto text = first_line(PQerrorMessage(conn_.get()));
  throw error(error_kind::unavailable,
              "cannot " + std::string(what) + ": " +
                  (text.empty() ? "the database does not answer" : text));
}

void connection::closer::operator()(pg_conn* conn) const noexcept {
  PQfinish(conn);
}

} // namespace orderd::storage
