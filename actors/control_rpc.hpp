// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/documents.hpp"
#include "actors/errors.hpp"

#include <tl/expected.hpp>

#include <string>
#include <string_view>

/// JSON-RPC 2.0 as text, without any actor.
namespace orderd::actors {

/// The codes that JSON-RPC itself defines. Ours are -32000 - errc.
namespace rpc_code {
inline constexpr int parse_error = -32700;
inline constexpr int invalid_request = -32600;
inline constexpr int method_not_found = -32601;
inline constexpr int invalid_params = -32602;
} // namespace rpc_code

/// Why a request is answered with an error, before any actor was asked or
/// after. `exit` is what orderctl exits with.
struct rpc_error {
  int code = rpc_code::invalid_request;
  std::string message;
  std::string name; ///< such as `not_found`
  int exit = 1;
  std::string param;    ///< for invalid_params: which one; else empty
  std::string key = {}; ///< for unknown_outcome: to ask again with; or empty
};

/// An error of ours or of CAF, as the client gets it.
rpc_error to_rpc_error(errc code, std::string message);

/// The exit code of orderctl for an error of ours.
int exit_code_of(errc code) noexcept;

/// One well-formed request.
struct rpc_request {
  json_document id; ///< a number or a string
  std::string method;
  nlohmann::json params = nlohmann::json::object();
};

/// An error together with the id that it answers, null if there was none.
struct rpc_refusal {
  json_document id;
  rpc_error error;
};

/// Reads one line. No batches, no notifications, parameters by name.
tl::expected<rpc_request, rpc_refusal> parse_request(std::string_view line);

/// The answers, each one line without line end; what is not UTF-8 in them is
/// replaced.
std::string render_result(const json_document& id, const json_document& result);
std::string render_error(const json_document& id, const rpc_error& error);

} // namespace orderd::actors
