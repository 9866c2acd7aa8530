// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/notify/url_origin.hpp"

#include <curl/curl.h>

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

namespace orderd::app {

/// How a channel talks to its server.
struct transfer_terms {
  std::string url;
  std::string protocols; ///< as CURLOPT_PROTOCOLS_STR takes them
  std::string ca_file;   ///< empty: the system's
  std::chrono::seconds timeout{30};
  std::shared_ptr<const std::atomic<bool>> stop;
};

/// A handle of libcurl with the connection that it keeps from one transfer to
/// the next. Certificates are verified, redirects are not followed, proxies of
/// the environment are ignored, and `stop` ends a transfer, a lookup of a name
/// too, within a second or so. For one thread at a time.
class curl_transfer {
public:
  explicit curl_transfer(transfer_terms terms);
  curl_transfer(const curl_transfer&) = delete;
  curl_transfer& operator=(const curl_transfer&) = delete;

  [[nodiscard]] CURL* get() const noexcept {
    return handle_.get();
  }

  [[nodiscard]] const transfer_terms& terms() const noexcept {
    return terms_;
  }

  /// Throws std::runtime_error if libcurl cannot do it.
  template <class Value>
  void set(CURLoption option, Value value) {
    if (const auto code = curl_easy_setopt(handle_.get(), option, value);
        code != CURLE_OK)
      throw std::runtime_error("cannot set up libcurl for " +
                               url_origin(terms_.url) + ": " +
                               curl_easy_strerror(code));
  }

  CURLcode perform();

  /// Why the last transfer failed.
  [[nodiscard]] std::string why(CURLcode code) const;

  [[nodiscard]] bool stopping() const {
    return terms_.stop && terms_.stop->load();
  }

private:
  struct free_handle {
    void operator()(CURL* handle) const noexcept {
      curl_easy_cleanup(handle);
    }
  };

  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t,
                         curl_off_t);

  transfer_terms terms_;
  std::array<char, CURL_ERROR_SIZE> error_{};
  std::unique_ptr<CURL, free_handle> handle_;
};

/// A list of texts as libcurl takes them.
class curl_list {
public:
  void add(const std::string& line);

  [[nodiscard]] curl_slist* get() const noexcept {
    return list_.get();
  }

private:
  struct free_list {
    void operator()(curl_slist* list) const noexcept {
      curl_slist_free_all(list);
    }
  };

  std::unique_ptr<curl_slist, free_list> list_;
};

} // namespace orderd::app
