# SPDX-License-Identifier: Apache-2.0
#
# orderd_register_suites(<executable> <prefix> TIMEOUT <s> SOURCES <file>...):
# one ctest entry for each top-level Boost.Test suite, so that ctest can run
# them side by side. The names are read from the sources; a test case outside
# a suite would never run, so it is an error here.

function(orderd_register_suites executable prefix)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "TIMEOUT" "SOURCES")
  set(suites "")
  foreach(source IN LISTS arg_SOURCES)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
                                           "${source}")
    file(STRINGS "${source}" lines
         REGEX "^BOOST_(AUTO|FIXTURE|DATA)_TEST_(SUITE|CASE)")
    set(depth 0)
    foreach(line IN LISTS lines)
      if(line MATCHES "SUITE_END")
        math(EXPR depth "${depth} - 1")
      elseif(line MATCHES "SUITE\\( *([A-Za-z0-9_]+)")
        if(depth EQUAL 0)
          list(APPEND suites "${CMAKE_MATCH_1}")
        endif()
        math(EXPR depth "${depth} + 1")
      elseif(depth EQUAL 0)
        message(SEND_ERROR "${source}: a test case outside a suite: ${line}")
      endif()
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES suites)
  foreach(suite IN LISTS suites)
    add_test(NAME ${prefix}.${suite}
             COMMAND ${executable} --run_test=${suite} --log_level=test_suite
                     --report_level=short --color_output=no)
    set_tests_properties(${prefix}.${suite} PROPERTIES TIMEOUT ${arg_TIMEOUT})
  endforeach()
endfunction()
