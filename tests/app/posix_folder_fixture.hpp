// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/daemon/posix_folder.hpp"
#include "tests/app/temporary_directory.hpp"

#include <boost/test/unit_test.hpp>

namespace orderd::app {

/// A hot folder in a directory of its own.
struct posix_folder_fixture {
  using kind = actors::folder_error::kind;

  static actors::incoming_file orders(std::string name,
                                      std::string source = "default") {
    return {domain::import_kind::orders, std::move(source), std::move(name)};
  }

  static actors::incoming_file products(std::string name) {
    return {domain::import_kind::products, "default", std::move(name)};
  }

  static actors::incoming_file refunds(std::string name) {
    return {domain::import_kind::refunds, "default", std::move(name)};
  }

  /// The result, or a failed test with the error's text.
  template <class T>
  static T must(actors::folder_result<T> result) {
    if (!result)
      BOOST_FAIL(result.error().text);
    if constexpr (!std::is_void_v<T>)
      return std::move(*result);
  }

  template <class T>
  static actors::folder_error failure(const actors::folder_result<T>& result) {
    BOOST_REQUIRE(!result);
    return result.error();
  }

  /// A file dropped and claimed.
  actors::spooled_file claimed(const std::string& name,
                               std::string_view content = "a\n") {
    dir.put(std::filesystem::path("incoming/orders") / name, content);
    must(folder.claim(orders(name), import));
    return {import, orders(name)};
  }

  /// As after a restart.
  void restart() {
    folder = posix_folder(dir.path());
  }

  temporary_directory dir;
  posix_folder folder{dir.path()};
  domain::import_id import{7};
  domain::business_day day = *domain::parse_day("2026-11-24");
};

} // namespace orderd::app
