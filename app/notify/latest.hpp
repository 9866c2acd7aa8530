// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <utility>

namespace orderd::app {

/// A value that is read by many threads and replaced as a whole.
template <class T>
class latest {
public:
  explicit latest(T value)
      : value_(std::make_shared<const T>(std::move(value))) {}

  [[nodiscard]] std::shared_ptr<const T> get() const {
    return value_.load();
  }

  void set(T value) {
    value_.store(std::make_shared<const T>(std::move(value)));
  }

private:
  std::atomic<std::shared_ptr<const T>> value_;
};

} // namespace orderd::app
