// SPDX-License-Identifier: Apache-2.0
#include "tests/support/test_certificate.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace orderd::testing {
namespace {

constexpr long a_day = 86'400;

template <auto Free>
struct freeing {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using key_ptr = std::unique_ptr<EVP_PKEY, freeing<EVP_PKEY_free>>;
using x509_ptr = std::unique_ptr<X509, freeing<X509_free>>;
using bio_ptr = std::unique_ptr<BIO, freeing<BIO_free_all>>;
using extension_ptr =
    std::unique_ptr<X509_EXTENSION, freeing<X509_EXTENSION_free>>;

void require(bool done) {
  if (!done)
    throw std::runtime_error("OpenSSL cannot make a certificate");
}

void extend(X509* to, int what, const std::string& value) {
  const extension_ptr extension{
      X509V3_EXT_conf_nid(nullptr, nullptr, what, value.c_str())};
  require(extension && X509_add_ext(to, extension.get(), -1) == 1);
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

x509_ptr sign(EVP_PKEY* key, const std::string& host) {
  x509_ptr certificate{X509_new()};
  auto* raw = certificate.get();
  X509_set_version(raw, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(raw), 1);
  X509_gmtime_adj(X509_getm_notBefore(raw), -a_day);
  X509_gmtime_adj(X509_getm_notAfter(raw), a_day);
  auto* name = X509_get_subject_name(raw);
  X509_NAME_add_entry_by_txt(
      name, "CN", MBSTRING_ASC,
      reinterpret_cast<const unsigned char*>(host.c_str()), -1, -1, 0);
  X509_set_issuer_name(raw, name);
  X509_set_pubkey(raw, key);
  const bool address =
      host.find_first_not_of("0123456789.") == std::string::npos;
  extend(raw, NID_subject_alt_name, (address ? "IP:" : "DNS:") + host);
  extend(raw, NID_basic_constraints, "critical,CA:TRUE");
  require(X509_sign(raw, key, EVP_sha256()) > 0);
  return certificate;
}

bio_ptr reading(const std::string& pem) {
  return bio_ptr{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
}

} // namespace

test_certificate make_certificate(const std::string& host) {
  const key_ptr key{EVP_EC_gen("P-256")};
  require(key != nullptr);
  const auto certificate = sign(key.get(), host);
  const bio_ptr certificate_text{BIO_new(BIO_s_mem())};
  const bio_ptr key_text{BIO_new(BIO_s_mem())};
  require(PEM_write_bio_X509(certificate_text.get(), certificate.get()) == 1 &&
          PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr,
                                   0, nullptr, nullptr) == 1);
  return {text_of(certificate_text.get()), text_of(key_text.get())};
}

std::shared_ptr<ssl_ctx_st> server_context(const test_certificate& from) {
  std::shared_ptr<SSL_CTX> context{SSL_CTX_new(TLS_server_method()),
                                   freeing<SSL_CTX_free>{}};
  const x509_ptr certificate{PEM_read_bio_X509(reading(from.certificate).get(),
                                               nullptr, nullptr, nullptr)};
  const key_ptr key{PEM_read_bio_PrivateKey(reading(from.key).get(), nullptr,
                                            nullptr, nullptr)};
  require(context &&
          SSL_CTX_use_certificate(context.get(), certificate.get()) == 1 &&
          SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1);
  return context;
}

} // namespace orderd::testing
