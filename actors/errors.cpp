// SPDX-License-Identifier: Apache-2.0
#include "actors/errors.hpp"

#include "storage/error.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/atom.hpp>
#include <caf/exit_reason.hpp>
#include <caf/make_message.hpp>
#include <caf/message.hpp>
#include <caf/sec.hpp>

#include <array>
#include <utility>

namespace orderd::actors {

namespace {

constexpr auto category = caf::atom("orderd");

constexpr std::array<std::string_view, 15> names{
    "none",          "not_found",       "refused",  "conflict",     "busy",
    "unavailable",   "unknown_outcome", "invalid",  "data_refused", "fenced",
    "misconfigured", "not_ready",       "draining", "timed_out",    "internal"};
static_assert(names.size() == static_cast<std::size_t>(errc::internal) + 1);

std::string text_of(const caf::message& context) {
  if (context.match_elements<std::string>())
    return context.get_as<std::string>(0);
  return {};
}

bool is_system_error(const caf::error& error) {
  return error.category() == caf::atom("system");
}

errc code_of(caf::sec code) {
  switch (code) {
  case caf::sec::request_timeout:
    return errc::timed_out;
  case caf::sec::request_receiver_down:
    return errc::unavailable;
  case caf::sec::invalid_argument: // what a request to no actor gets
    return errc::not_ready;
  default:
    return errc::internal;
  }
}

std::string sentence_of(caf::sec code) {
  switch (code) {
  case caf::sec::request_timeout:
    return "no answer came within the time limit";
  case caf::sec::request_receiver_down:
    return "the part of the daemon that answers this has stopped";
  case caf::sec::invalid_argument:
    return "the part of the daemon that answers this does not run yet";
  default:
    return "internal error: " + caf::to_string(code);
  }
}

errc code_of(storage::error_kind kind) {
  switch (kind) {
  case storage::error_kind::unavailable:
  case storage::error_kind::retry:
    return errc::unavailable;
  case storage::error_kind::unknown_outcome:
    return errc::unknown_outcome;
  case storage::error_kind::data_refused:
    return errc::data_refused;
  case storage::error_kind::fenced:
    return errc::fenced;
  case storage::error_kind::not_found:
    return errc::not_found;
  case storage::error_kind::conflict:
    return errc::conflict;
  case storage::error_kind::misconfigured:
    return errc::misconfigured;
  case storage::error_kind::internal:
    break;
  }
  return errc::internal;
}

} // namespace

std::string_view to_string(errc code) {
  const auto index = static_cast<std::size_t>(code);
  return index < names.size() ? names[index] : "internal";
}

void add_error_category(caf::actor_system_config& config) {
  config.add_error_category(category, [](std::uint8_t code, caf::atom_value,
                                         const caf::message& context) {
    std::string result{to_string(static_cast<errc>(code))};
    if (const auto text = text_of(context); !text.empty())
      result += ": " + text;
    return result;
  });
}

caf::error make_error(errc code, std::string text) {
  return {static_cast<std::uint8_t>(code), category,
          caf::make_message(std::move(text))};
}

errc error_code(const caf::error& error) {
  if (!error)
    return errc::none;
  if (error.category() == category)
    return static_cast<errc>(error.code());
  if (is_system_error(error))
    return code_of(static_cast<caf::sec>(error.code()));
  return errc::internal;
}

std::string error_text(const caf::error& error) {
  if (!error)
    return "no error";
  if (error.category() == category) {
    auto text = text_of(error.context());
    return text.empty() ? std::string(to_string(error_code(error))) : text;
  }
  if (is_system_error(error))
    return sentence_of(static_cast<caf::sec>(error.code()));
  return "internal error: " + caf::to_string(error);
}

caf::error to_error(const storage::error& error) {
  return make_error(code_of(error.kind()), error.what());
}

} // namespace orderd::actors
