// SPDX-License-Identifier: Apache-2.0
#include "app/notify/url_origin.hpp"

#include <algorithm>

namespace orderd::app {

std::string url_origin(std::string_view url) {
  static constexpr std::string_view mark = "://";
  const auto at = url.find(mark);
  const auto host = at == std::string_view::npos ? 0 : at + mark.size();
  const auto end = std::min(url.find_first_of("/?#", host), url.size());
  const auto authority = url.substr(host, end - host);
  const auto user = authority.rfind('@');
  return std::string(url.substr(0, host))
      .append(authority.substr(user == std::string_view::npos ? 0 : user + 1));
}

} // namespace orderd::app
