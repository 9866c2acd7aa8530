# SPDX-License-Identifier: Apache-2.0
#
# orderd_set_warnings(<interface target>): the warnings that all of our code
# is compiled with; errors with ORDERD_WERROR.
#
# Designated initializers leave out what has its default: that is their use, so
# missing-field-initializers is off. Sign conversions between the standard
# library's sizes and signed counts are too many to be worth a cast each.

function(orderd_set_warnings target)
  target_compile_options(
    ${target}
    INTERFACE -Wall
              -Wextra
              -Wpedantic
              -Wshadow
              -Wconversion
              -Wno-sign-conversion
              -Wno-missing-field-initializers
              -Wnon-virtual-dtor
              -Woverloaded-virtual)
  if(ORDERD_WERROR)
    target_compile_options(${target} INTERFACE -Werror)
  endif()
endfunction()
