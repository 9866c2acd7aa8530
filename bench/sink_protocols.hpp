// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace orderd::bench {

/// The server's side of one connection. It believes all that it is told, and
/// keeps nothing.
class sink_protocol {
public:
  virtual ~sink_protocol() = default;

  /// What the server says first.
  [[nodiscard]] virtual std::string greeting() const = 0;

  /// Takes what was received, appends what is answered to `answer`, and
  /// returns how many messages came to their end with it.
  virtual int receive(std::string_view bytes, std::string& answer) = 0;

  [[nodiscard]] virtual bool is_over() const = 0;
};

/// `smtp` (without TLS and authentication) or `http`; null for another name.
std::unique_ptr<sink_protocol> make_protocol(std::string_view name);

} // namespace orderd::bench
