#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The unit, the account and the folders are accepted by systemd's own checks.
# Usage: systemd_test.sh <source directory>
set -euo pipefail

source_dir=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The check wants the program to exist; which one it is does not matter.
sed "s,/usr/bin/orderd,$(command -v true)," \
  "$source_dir/systemd/orderd.service" >"$work/orderd.service"
complaints=$(systemd-analyze verify "$work/orderd.service" 2>&1) || {
  echo "systemd-analyze verify failed: $complaints" >&2
  exit 1
}
if [[ -n $complaints ]]; then
  echo "systemd-analyze verify complains: $complaints" >&2
  exit 1
fi

# A typing mistake in the configuration (exit code 2) must not be tried again.
grep -qx 'RestartPreventExitStatus=2' "$source_dir/systemd/orderd.service" || {
  echo "the unit starts again what the configuration stopped" >&2
  exit 1
}

systemd-sysusers --dry-run "$source_dir/systemd/orderd.sysusers" >/dev/null

# A stop must last longer than the drain that the shipped configuration sets.
drain=$(sed -n 's/^drain_timeout_s = //p' "$source_dir/config/orderd.toml")
stop=$(sed -n 's/^TimeoutStopSec=//p' "$source_dir/systemd/orderd.service")
if ((stop <= drain)); then
  echo "TimeoutStopSec=$stop does not exceed drain_timeout_s = $drain" >&2
  exit 1
fi
