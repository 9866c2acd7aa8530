# SPDX-License-Identifier: Apache-2.0
#
# Compiles app/notify/templates/*.mustache into a target. Included, it defines
# orderd_embed_templates(target); run as a script (cmake -P) at build time, it
# writes the source file OUTPUT from the files in DIRECTORY.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(ORDERD_EMBED_TEMPLATES_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")

  function(orderd_embed_templates target)
    set(directory "${PROJECT_SOURCE_DIR}/app/notify/templates")
    set(output "${PROJECT_BINARY_DIR}/generated/built_in_templates.cpp")
    file(GLOB templates CONFIGURE_DEPENDS "${directory}/*.mustache")
    add_custom_command(
      OUTPUT "${output}"
      COMMAND
        "${CMAKE_COMMAND}" "-DDIRECTORY=${directory}" "-DOUTPUT=${output}" -P
        "${ORDERD_EMBED_TEMPLATES_SCRIPT}"
      DEPENDS ${templates} "${ORDERD_EMBED_TEMPLATES_SCRIPT}"
      COMMENT "Embedding the templates of mails"
      VERBATIM)
    target_sources(${target} PRIVATE "${output}")
  endfunction()

  return()
endif()

file(GLOB templates "${DIRECTORY}/*.mustache")
list(SORT templates)
set(rows "")
foreach(file IN LISTS templates)
  get_filename_component(name "${file}" NAME)
  file(READ "${file}" text)
  string(FIND "${text}" ")orderd_mail\"" ending)
  if(NOT ending EQUAL -1)
    message(FATAL_ERROR "${file}: holds the end mark of its own literal")
  endif()
  string(APPEND rows "  {\"${name}\", R\"orderd_mail(${text})orderd_mail\"},\n")
endforeach()
if(rows STREQUAL "")
  message(FATAL_ERROR "${DIRECTORY}: no templates found")
endif()

file(
  WRITE "${OUTPUT}"
  "// SPDX-License-Identifier: Apache-2.0\n"
  "// Generated from app/notify/templates; edits here are lost.\n"
  "#include \"app/notify/built_in_templates.hpp\"\n\n#include <array>\n\n"
  "namespace orderd::app {\n\nnamespace {\n\n"
  "constexpr auto embedded = std::to_array<built_in_template>({\n${rows}});\n\n"
  "} // namespace\n\n"
  "std::span<const built_in_template> built_in_templates() noexcept {\n"
  "  return embedded;\n}\n\n} // namespace orderd::app\n")
