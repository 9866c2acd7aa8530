// SPDX-License-Identifier: Apache-2.0
#include "actors/control_rpc.hpp"

#include "domain/limits.hpp"
#include "domain/strict_json.hpp"
#include "domain/text.hpp"

#include <utility>

namespace orderd::actors {

namespace {

/// The first of orderd's own codes; JSON-RPC leaves -32000 to -32099 to us.
constexpr int first_own_code = -32000;

tl::unexpected<rpc_refusal> refuse(json_document id, int code,
                                   std::string_view name, std::string message) {
  return tl::unexpected(rpc_refusal{
      std::move(id), {code, std::move(message), std::string(name), 1, {}}});
}

tl::unexpected<rpc_refusal> refuse_request(json_document id,
                                           std::string message) {
  return refuse(std::move(id), rpc_code::invalid_request, "invalid_request",
                std::move(message));
}

/// The id to answer to, or null if the request has no usable one.
json_document id_of(const nlohmann::json& document) {
  const auto id = document.find("id");
  if (id == document.end() || !(id->is_string() || id->is_number_integer()))
    return nullptr;
  return *id;
}

std::string render(const json_document& document) {
  return document.dump(-1, ' ', false, json_document::error_handler_t::replace);
}

} // namespace

int exit_code_of(errc code) noexcept {
  switch (code) {
  case errc::none:
    return 0;
  case errc::not_found:
    return 3;
  case errc::refused:
  case errc::conflict:
  case errc::busy:
  case errc::not_ready:
  case errc::draining:
    return 4;
  case errc::unknown_outcome:
    return 8;
  default:
    return 1;
  }
}

rpc_error to_rpc_error(errc code, std::string message) {
  return {first_own_code - static_cast<int>(code),
          std::move(message),
          std::string(to_string(code)),
          exit_code_of(code),
          {}};
}

tl::expected<rpc_request, rpc_refusal> parse_request(std::string_view line) {
  auto parsed = domain::parse_strict_json(line);
  if (!parsed)
    return refuse(nullptr, rpc_code::parse_error, "parse_error",
                  "the request is not usable JSON: " + parsed.error());
  auto& document = *parsed;
  if (document.is_array())
    return refuse_request(nullptr,
                          "batches are not taken; send one request a line");
  if (!document.is_object())
    return refuse_request(nullptr, "a request must be a JSON object, not " +
                                       std::string(document.type_name()));
  auto id = id_of(document);
  if (document.value("jsonrpc", nlohmann::json()) != "2.0")
    return refuse_request(std::move(id), "`jsonrpc` must be \"2.0\"");
  if (id.is_null())
    return refuse_request(nullptr, "`id` must be a string or a whole number; "
                                   "requests without answer are not taken");
  const auto method = document.find("method");
  if (method == document.end() || !method->is_string())
    return refuse_request(std::move(id), "`method` must be a text");
  rpc_request request{std::move(id), method->get<std::string>()};
  const auto params = document.find("params");
  if (params == document.end() || params->is_null())
    return request;
  if (!params->is_object())
    return refuse_request(std::move(request.id),
                          "`params` must be an object: parameters are named");
  request.params = std::move(*params);
  return request;
}

std::string render_result(const json_document& id,
                          const json_document& result) {
  return render({{"jsonrpc", "2.0"}, {"id", id}, {"result", result}});
}

std::string render_error(const json_document& id, const rpc_error& error) {
  json_document data{{"exit", error.exit}, {"code", error.name}};
  if (!error.param.empty())
    data["param"] = error.param;
  if (!error.key.empty())
    data["key"] = error.key;
  json_document body{{"code", error.code},
                     {"message", error.message},
                     {"data", std::move(data)}};
  return render({{"jsonrpc", "2.0"}, {"id", id}, {"error", std::move(body)}});
}

} // namespace orderd::actors
