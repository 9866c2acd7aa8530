// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace orderd::domain {

/// The SHA-256 of content that comes in pieces. Throws std::runtime_error
/// where OpenSSL cannot provide it, which no input can cause.
class sha256 {
public:
  static constexpr std::size_t digest_bytes = 32;

  sha256();

  void update(std::string_view bytes);

  /// The 32 bytes for all that was given so far; more may follow.
  [[nodiscard]] std::string digest() const;

private:
  struct free_context {
    void operator()(evp_md_ctx_st* context) const noexcept;
  };
  using context = std::unique_ptr<evp_md_ctx_st, free_context>;

  static context new_context();

  context context_;
};

/// Two lower-case hexadecimal digits a byte.
std::string to_hex(std::string_view bytes);

} // namespace orderd::domain
