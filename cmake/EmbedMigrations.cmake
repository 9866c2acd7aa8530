# SPDX-License-Identifier: Apache-2.0
#
# Compiles storage/migrations/NNNN_name.sql into a target. Included, it defines
# orderd_embed_migrations(target); run as a script (cmake -P) at build time, it
# writes the source file OUTPUT from the files in DIRECTORY.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(ORDERD_EMBED_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")

  function(orderd_embed_migrations target)
    set(directory "${PROJECT_SOURCE_DIR}/storage/migrations")
    set(output "${PROJECT_BINARY_DIR}/generated/known_migrations.cpp")
    file(GLOB migrations CONFIGURE_DEPENDS "${directory}/*.sql")
    add_custom_command(
      OUTPUT "${output}"
      COMMAND
        "${CMAKE_COMMAND}" "-DDIRECTORY=${directory}" "-DOUTPUT=${output}" -P
        "${ORDERD_EMBED_SCRIPT}"
      DEPENDS ${migrations} "${ORDERD_EMBED_SCRIPT}"
      COMMENT "Embedding the SQL migrations"
      VERBATIM)
    target_sources(${target} PRIVATE "${output}")
  endfunction()

  return()
endif()

file(GLOB migrations "${DIRECTORY}/*.sql")
list(SORT migrations)
set(rows "")
set(expected 0)
foreach(file IN LISTS migrations)
  get_filename_component(name "${file}" NAME_WE)
  if(NOT name MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)$")
    message(FATAL_ERROR "${file}: a migration is named NNNN_name.sql")
  endif()
  set(digits "${CMAKE_MATCH_1}")
  set(title "${CMAKE_MATCH_2}")
  string(REGEX REPLACE "^0+" "" version "${digits}")
  math(EXPR expected "${expected} + 1")
  if(NOT version STREQUAL expected)
    message(FATAL_ERROR "${file}: expected migration number ${expected}")
  endif()
  file(SHA256 "${file}" sha256)
  file(READ "${file}" sql)
  string(FIND "${sql}" ")orderd_sql\"" ending)
  if(NOT ending EQUAL -1)
    message(FATAL_ERROR "${file}: holds the end mark of its own literal")
  endif()
  string(APPEND rows "  {${version}, \"${title}\",\n   \"${sha256}\",\n"
         "   R\"orderd_sql(${sql})orderd_sql\"},\n")
endforeach()
if(expected EQUAL 0)
  message(FATAL_ERROR "${DIRECTORY}: no migrations found")
endif()

file(
  WRITE "${OUTPUT}"
  "// SPDX-License-Identifier: Apache-2.0\n"
  "// Generated from storage/migrations; edits here are lost.\n"
  "#include \"storage/migrations.hpp\"\n\n#include <array>\n\n"
  "namespace orderd::storage {\n\nnamespace {\n\n"
  "constexpr auto embedded = std::to_array<migration>({\n${rows}});\n\n"
  "} // namespace\n\n"
  "std::span<const migration> known_migrations() noexcept {\n"
  "  return embedded;\n}\n\n} // namespace orderd::storage\n")
