// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/importer.hpp"

#include <string>

/// The finishing part of the importer: from the last row's decision to the
/// archived file and the row's final state. Each step can be run again after
/// a crash.
namespace orderd::actors {

/// The rejects that are read and written at a time.
inline constexpr int rejects_page = 50;

/// Every row is decided: waits for what the gateway has of it.
void settle(importer_pointer self, const import_job_ptr& job);

/// The file is no such file at all.
void quarantine(importer_pointer self, const import_job_ptr& job,
                const std::string& why);

/// Only the row's final state is left to be written.
void end(importer_pointer self, const import_job_ptr& job,
         domain::import_state state, const std::string& why);

/// Moves a job that is settled on by one step.
void finish(importer_pointer self, const import_job_ptr& job);

/// Why an import whose content is not what was claimed has failed.
std::string content_changed(domain::import_id id);

/// One line of a rejects file: the four columns, then the record as it stood.
std::string reject_line(const domain::reject& reject);

} // namespace orderd::actors
