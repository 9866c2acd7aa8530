#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# What the two programs link, and that a hardened build is hardened.
# Usage: binaries_test.sh <orderd> <orderctl> <hardened: ON|OFF>
set -euo pipefail

orderd=$1
orderctl=$2
hardened=$3
failed=0

fail() {
  echo "$*" >&2
  failed=1
}

if readelf --dynamic "$orderctl" | grep -E 'NEEDED.*lib(caf|pq)'; then
  fail "orderctl must link neither CAF nor libpq"
fi

if [[ $hardened == ON ]]; then
  for program in "$orderd" "$orderctl"; do
    readelf --file-header "$program" | grep -q 'Type:.*DYN' ||
      fail "$program is not position independent"
    readelf --program-headers "$program" | grep -q GNU_RELRO ||
      fail "$program has no RELRO segment"
    readelf --dynamic "$program" | grep -qE 'BIND_NOW|FLAGS.*NOW' ||
      fail "$program binds lazily"
    readelf --program-headers "$program" | grep -A1 GNU_STACK |
      grep -q 'RW ' || fail "$program has an executable stack"
    readelf --dyn-syms "$program" | grep -q __stack_chk_fail ||
      fail "$program has no stack protector"
    readelf --dyn-syms "$program" | grep -qE '__[a-z]+_chk' ||
      fail "$program is not fortified"
  done
fi
exit "$failed"
