// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

struct pg_conn;
struct pg_result;

namespace orderd::storage {

struct connect_options;
class error;

/// Opens a libpq connection as `options` say, without any session settings.
/// The caller closes it. Throws `error`, which names the server and database.
pg_conn* open_session(const connect_options& options);

/// Makes the settings that each session of orderd relies on, in one round
/// trip. Throws `error`.
void set_up_session(pg_conn* conn, const connect_options& options);

/// The error of a failed result: `cannot <what>: <message> (SQLSTATE xxxxx)`.
error error_of(pg_conn* conn, const pg_result* failed, std::string_view what);

/// The first line of libpq's message about the connection.
std::string first_line(std::string_view message);

} // namespace orderd::storage
