// SPDX-License-Identifier: Apache-2.0
#include "storage/read_session.hpp"

namespace orderd::storage {

read_session::read_session(connect_options options)
    : options_(std::move(options)) {}

connection& read_session::connected() {
  if (!connection_ || !connection_->alive()) {
    connection_.reset();
    connection_.emplace(open_for_reading(options_));
  }
  return *connection_;
}

connection open_for_reading(const connect_options& options) {
  connection opened{options};
  opened.execute_script("SET plan_cache_mode = force_custom_plan",
                        "set up a connection for reading");
  return opened;
}

} // namespace orderd::storage
