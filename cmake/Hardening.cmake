# SPDX-License-Identifier: Apache-2.0
#
# orderd_set_hardening(<interface target>): what makes a memory error in the
# daemon end it rather than open it. For optimised builds without sanitizers,
# which bring their own checks.

include(CheckCXXCompilerFlag)
include(CheckCXXSourceCompiles)

function(orderd_set_hardening target)
  target_compile_definitions(${target} INTERFACE _GLIBCXX_ASSERTIONS)
  foreach(flag IN ITEMS -fstack-protector-strong -fstack-clash-protection
                        -fcf-protection)
    string(MAKE_C_IDENTIFIER "ORDERD_HAS${flag}" has)
    check_cxx_compiler_flag(${flag} ${has})
    if(${has})
      target_compile_options(${target} INTERFACE ${flag})
    endif()
  endforeach()

  # Level 3 also follows sizes that are known only at run time. Where the
  # compiler or the C library lacks it, it warns and falls back by itself.
  set(CMAKE_REQUIRED_FLAGS "-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -Werror")
  check_cxx_source_compiles("#include <cstring>\nint main() {}"
                            ORDERD_HAS_FORTIFY_3)
  if(ORDERD_HAS_FORTIFY_3)
    set(level 3)
  else()
    set(level 2)
  endif()
  target_compile_options(${target} INTERFACE -U_FORTIFY_SOURCE
                                             -D_FORTIFY_SOURCE=${level})

  target_link_options(${target} INTERFACE LINKER:-z,relro LINKER:-z,now
                      LINKER:-z,noexecstack)
endfunction()
