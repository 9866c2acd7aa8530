// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/ctl/exit_codes.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace orderd::ctl {

using document = nlohmann::ordered_json;

/// Why a call gave no result: what orderctl exits with, and the error
/// document's parts.
struct call_error {
  int exit = exit_code::failed;
  int code = 0; ///< of JSON-RPC; 0 if the daemon was not heard
  std::string message;
  document data = document::object();
};

/// A request may be sent again without harm only if it changes nothing.
enum class effect { reads, changes };

/// How long orderctl waits for an answer; longer than the daemon's own
/// limits, so that its answer comes first.
namespace ctl_limits {
inline constexpr std::chrono::seconds read{60};
inline constexpr std::chrono::minutes verify{61};
inline constexpr std::chrono::minutes change{15};
inline constexpr std::size_t answer_bytes = 64 * 1024 * 1024;
} // namespace ctl_limits

/// One call: what is asked, and how.
struct call {
  std::string method;
  nlohmann::json params = nlohmann::json::object();
  effect what = effect::reads;
  int descriptor = -1; ///< goes along with the request; stays the caller's
  std::chrono::seconds timeout = ctl_limits::read;
};

/// A connection to the daemon's control socket. Takes paths of any length.
class connection {
public:
  static tl::expected<connection, call_error> open(const std::string& path);

  connection(connection&& other) noexcept;
  connection& operator=(connection&& other) noexcept;
  ~connection();

  /// Asks and waits for the answer. A connection that ends in between is
  /// `not_reachable` for reads, and `unknown_outcome` for a change that was
  /// sent as a whole.
  tl::expected<document, call_error> ask(const call& what);

  /// Waits until the daemon closes the connection; false if it did not
  /// within the limit.
  bool wait_for_end(std::chrono::seconds limit);

private:
  explicit connection(int socket, std::string path);

  tl::expected<void, call_error> send(const call& what);
  tl::expected<std::string, call_error> receive(const call& what);
  [[nodiscard]] call_error lost(const call& what, const std::string& why) const;

  int socket_ = -1;
  std::string path_;
  std::string buffer_;
  std::int64_t last_id_ = 0;
};

/// Reads an answer: the result, or the error that the daemon gave.
tl::expected<document, call_error> parse_answer(std::string_view line);

/// Where the daemon's socket is if nobody says: $ORDERD_SOCKET, else the one
/// of the system service, else the one in its state directory.
std::string default_socket();

} // namespace orderd::ctl
