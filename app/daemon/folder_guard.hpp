// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/hot_folder.hpp"
#include "app/daemon/posix_file.hpp"

#include <type_traits>

namespace orderd::app {

/// What an actor is told about a failure.
inline actors::folder_error as_folder_error(const file_error& failure) {
  using kind = actors::folder_error::kind;
  const auto what = [&] {
    switch (failure.error()) {
    case ENOENT:
      return kind::gone;
    case ENOSPC:
    case EDQUOT:
      return kind::no_space;
    case EACCES:
    case EPERM:
    case EROFS:
    case ELOOP:
    case ENOTDIR:
    case EISDIR:
    case ENOTSUP:
    case EXDEV:
    case EINVAL:
      return kind::not_usable;
    default:
      return kind::other;
    }
  }();
  return {what, failure.what()};
}

/// Runs work that throws file_error, and gives its result or its failure.
template <class Work>
auto guarded(Work work) -> actors::folder_result<std::invoke_result_t<Work>> {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
      work();
      return {};
    } else {
      return work();
    }
  } catch (const file_error& failure) {
    return tl::unexpected(as_folder_error(failure));
  }
}

} // namespace orderd::app
