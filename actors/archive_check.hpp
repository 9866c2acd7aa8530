// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/protocols.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <tl/expected.hpp>

#include <functional>
#include <string>

namespace orderd::actors {

/// The 32 bytes of SHA-256 of a file below the state directory, or why it
/// cannot be read. May block.
using file_digest =
    std::function<tl::expected<std::string, std::string>(const std::string&)>;

/// Reads each archived file of `imports` and compares its content with the
/// recorded hash; what differs joins rule 7 of the report.
domain::verify_report
check_archive(domain::verify_report report,
              const std::vector<domain::import_record>& imports,
              const file_digest& digest_of);

/// Answers once and ends. It reads files, so it is spawned detached.
archive_checker_actor::behavior_type
archive_checker(archive_checker_actor::pointer self, file_digest digest_of);

} // namespace orderd::actors
