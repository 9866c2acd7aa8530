// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;

namespace orderd::testing {

/// A key and a certificate that it signed itself, made on the fly.
struct test_certificate {
  std::string certificate; ///< PEM
  std::string key;         ///< PEM
};

/// `host` is the name, or the IPv4 address, that the certificate is for.
test_certificate make_certificate(const std::string& host);

/// What a TLS server is made from.
std::shared_ptr<ssl_ctx_st> server_context(const test_certificate& from);

} // namespace orderd::testing
