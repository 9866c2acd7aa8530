// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/connection.hpp"

#include <unistd.h>

#include <cstdlib>
#include <utility>

namespace orderd::ctl {

namespace {

constexpr const char* service_socket = "/run/orderd/control.sock";
constexpr const char* state_socket = "/var/lib/orderd/control.sock";

/// JSON-RPC's own codes, for an answer that names no exit code.
int exit_of(int code) {
  constexpr int method_not_found = -32601;
  constexpr int invalid_params = -32602;
  return code == method_not_found || code == invalid_params ? exit_code::usage
                                                            : exit_code::failed;
}

call_error error_of(const document& error) {
  call_error result;
  result.code = error.value("code", 0);
  result.message = error.value("message", std::string("no reason given"));
  if (const auto data = error.find("data");
      data != error.end() && data->is_object())
    result.data = *data;
  result.exit = result.data.value("exit", exit_of(result.code));
  return result;
}

} // namespace

tl::expected<document, call_error> parse_answer(std::string_view line) {
  const auto answer = document::parse(line, nullptr, false);
  if (answer.is_object() && answer.contains("result"))
    return answer["result"];
  if (answer.is_object() && answer.contains("error") &&
      answer["error"].is_object())
    return tl::unexpected(error_of(answer["error"]));
  return tl::unexpected(
      call_error{exit_code::failed, 0,
                 "what answers on this socket does not speak orderd's control "
                 "protocol"});
}

std::string default_socket() {
  if (const auto* given = std::getenv("ORDERD_SOCKET");
      given != nullptr && *given != '\0')
    return given;
  return ::access(service_socket, F_OK) == 0 ? service_socket : state_socket;
}

} // namespace orderd::ctl
