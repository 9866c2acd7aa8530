// SPDX-License-Identifier: Apache-2.0
#include "app/notify/ascii_domain.hpp"

#include "config/mailbox.hpp"

#include <idn2.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace orderd::app {
namespace {

struct free_text {
  void operator()(char* text) const noexcept {
    idn2_free(text);
  }
};

} // namespace

tl::expected<std::string, std::string>
with_ascii_domain(const std::string& address) {
  const auto at = address.rfind('@');
  if (at == std::string::npos)
    return address;
  const auto domain = address.substr(at + 1);
  const auto is_wide = [](char c) {
    return static_cast<unsigned char>(c) >= 0x80;
  };
  if (std::ranges::none_of(domain, is_wide))
    return address;
  // libcurl would do it by the locale, and ours knows ASCII alone.
  char* converted = nullptr;
  const int code = idn2_to_ascii_8z(domain.c_str(), &converted,
                                    IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const std::unique_ptr<char, free_text> ascii{converted};
  if (code != IDN2_OK)
    return tl::unexpected(std::string(idn2_strerror(code)));
  // Wide forms of `>`, `@` and the blank become those.
  if (!config::is_mail_domain(ascii.get()))
    return tl::unexpected(std::string("it holds what no domain can hold"));
  return address.substr(0, at + 1) + ascii.get();
}

} // namespace orderd::app
