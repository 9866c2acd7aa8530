// SPDX-License-Identifier: Apache-2.0
#include "app/notify/ca_file.hpp"

#include "app/notify/small_file.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <memory>
#include <new>
#include <stdexcept>

namespace orderd::app {
namespace {

struct free_bio {
  void operator()(BIO* bio) const noexcept {
    BIO_free(bio);
  }
};

struct free_infos {
  void operator()(STACK_OF(X509_INFO) * infos) const noexcept {
    sk_X509_INFO_pop_free(infos, X509_INFO_free);
  }
};

// Else OpenSSL would ask at the terminal.
int no_password(char*, int, int, void*) {
  return -1;
}

/// How many there are, or -1 if one is broken.
int count_certificates(const std::string& text) {
  const std::unique_ptr<BIO, free_bio> source{
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
  if (!source)
    throw std::bad_alloc();
  const std::unique_ptr<STACK_OF(X509_INFO), free_infos> infos{
      PEM_X509_INFO_read_bio(source.get(), nullptr, no_password, nullptr)};
  ERR_clear_error();
  if (!infos)
    return -1;
  int count = 0;
  for (int i = 0; i != sk_X509_INFO_num(infos.get()); ++i)
    count += sk_X509_INFO_value(infos.get(), i)->x509 != nullptr ? 1 : 0;
  return count;
}

} // namespace

void check_ca_file(const std::string& path) {
  const auto count = count_certificates(read_small_file(path));
  if (count < 0)
    throw std::runtime_error("cannot use the certificates in " + path +
                             ": one of them is broken");
  if (count == 0)
    throw std::runtime_error("cannot use the certificates in " + path +
                             ": it holds none in PEM");
}

} // namespace orderd::app
