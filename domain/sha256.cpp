// SPDX-License-Identifier: Apache-2.0
#include "domain/sha256.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace orderd::domain {

namespace {

void must_hash(int result, const char* step) {
  if (result != 1)
    throw std::runtime_error(std::string("cannot hash with SHA-256: OpenSSL "
                                         "refused to ") +
                             step);
}

} // namespace

void sha256::free_context::operator()(evp_md_ctx_st* context) const noexcept {
  EVP_MD_CTX_free(context);
}

sha256::context sha256::new_context() {
  context fresh(EVP_MD_CTX_new());
  must_hash(fresh != nullptr ? 1 : 0, "make a context");
  return fresh;
}

sha256::sha256() : context_(new_context()) {
  must_hash(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr), "start");
}

void sha256::update(std::string_view bytes) {
  must_hash(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()),
            "take more content");
}

std::string sha256::digest() const {
  // Finishing spends a context: a copy leaves this one open for more.
  auto copy = new_context();
  must_hash(EVP_MD_CTX_copy_ex(copy.get(), context_.get()), "copy a context");
  std::string bytes(digest_bytes, '\0');
  must_hash(EVP_DigestFinal_ex(copy.get(),
                               reinterpret_cast<unsigned char*>(bytes.data()),
                               nullptr),
            "finish");
  return bytes;
}

std::string to_hex(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 0xF];
  }
  return text;
}

} // namespace orderd::domain
