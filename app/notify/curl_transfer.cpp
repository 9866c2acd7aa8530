// SPDX-License-Identifier: Apache-2.0
#include "app/notify/curl_transfer.hpp"

#include <new>
#include <utility>

namespace orderd::app {
namespace {

CURL* new_handle() {
  // Not thread-safe, and needed once in a process.
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  CURL* handle = ready == CURLE_OK ? curl_easy_init() : nullptr;
  if (handle == nullptr)
    throw std::bad_alloc();
  return handle;
}

} // namespace

curl_transfer::curl_transfer(transfer_terms terms)
    : terms_(std::move(terms)), handle_(new_handle()) {
  set(CURLOPT_ERRORBUFFER, error_.data());
  set(CURLOPT_URL, terms_.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, terms_.protocols.c_str());
  // Signals are the event loop's alone.
  set(CURLOPT_NOSIGNAL, 1L);
  // Else neither the limit nor `stop` would end a lookup: libcurl would wait
  // for the thread that asks the name server.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_FOLLOWLOCATION, 0L);
  // What the environment says of proxies is meant for people's programs.
  set(CURLOPT_PROXY, "");
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!terms_.ca_file.empty()) {
    set(CURLOPT_CAINFO, terms_.ca_file.c_str());
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  const auto timeout = static_cast<long>(terms_.timeout.count());
  set(CURLOPT_TIMEOUT, timeout);
  set(CURLOPT_CONNECTTIMEOUT, timeout);
  set(CURLOPT_SERVER_RESPONSE_TIMEOUT, timeout);
  set(CURLOPT_XFERINFOFUNCTION, &curl_transfer::on_progress);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(this));
  set(CURLOPT_NOPROGRESS, 0L);
}

CURLcode curl_transfer::perform() {
  error_.fill('\0');
  return curl_easy_perform(handle_.get());
}

std::string curl_transfer::why(CURLcode code) const {
  return error_.front() != '\0' ? error_.data() : curl_easy_strerror(code);
}

int curl_transfer::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t,
                               curl_off_t) {
  return static_cast<const curl_transfer*>(self)->stopping() ? 1 : 0;
}

void curl_list::add(const std::string& line) {
  auto* longer = curl_slist_append(list_.get(), line.c_str());
  if (longer == nullptr)
    throw std::bad_alloc();
  static_cast<void>(list_.release());
  list_.reset(longer);
}

} // namespace orderd::app
