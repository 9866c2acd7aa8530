# SPDX-License-Identifier: Apache-2.0
#
# orderd_sources(<variable> <folder>...): the .cpp files of the folders, found
# anew when one is added or removed.

function(orderd_sources variable)
  set(all "")
  foreach(folder IN LISTS ARGN)
    file(GLOB found CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.cpp")
    list(APPEND all ${found})
  endforeach()
  set(${variable} "${all}" PARENT_SCOPE)
endfunction()

# orderd_library(<name> SOURCES <file>... LINK <target>...): a static library
# of ours, with the project root as its include directory.
function(orderd_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
  if(arg_SOURCES)
    add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE orderd_flags)
    set(scope PUBLIC)
  else()
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${name} ${scope} "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} ${scope} ${arg_LINK})
endfunction()
