# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# What the scripts share. To be sourced by bash with `set -euo pipefail`.

project_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The account that PostgreSQL runs as when the script runs as root; the
# package `postgresql` makes it.
unprivileged_user=postgres

say() {
  printf '%s\n' "$*" >&2
}

die() {
  say "$(basename "$0"): $*"
  exit 1
}

is_root() {
  [[ $(id -u) -eq 0 ]]
}

# as_root COMMAND...: directly as root, through sudo otherwise.
as_root() {
  if is_root; then
    "$@"
  else
    sudo "$@"
  fi
}

# as_unprivileged COMMAND...: as the unprivileged account if we are root, for
# PostgreSQL refuses to run as root. The account cannot reach a clone below
# /root, so COMMAND and its files must stand elsewhere.
as_unprivileged() {
  if is_root; then
    setpriv --reuid="$unprivileged_user" \
      --regid="$(id -g "$unprivileged_user")" --init-groups "$@"
  else
    "$@"
  fi
}

# packages_of GROUP...: the packages of scripts/packages.txt in these groups.
packages_of() {
  local group
  for group in "$@"; do
    sed -n "s/^$group //p" "$project_dir/scripts/packages.txt"
  done
}

is_installed() {
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# run_quietly TEXT COMMAND...: says TEXT, shows the output only on failure and,
# on a terminal, the time that passes.
run_quietly() {
  local text=$1 log start status=0
  shift
  log=$(mktemp)
  start=$SECONDS
  "$@" >"$log" 2>&1 </dev/null &
  local pid=$!
  if [[ -t 2 ]]; then
    while kill -0 "$pid" 2>/dev/null; do
      printf '\r%s ... %d s' "$text" $((SECONDS - start)) >&2
      sleep 1
    done
    printf '\r' >&2
  else
    say "$text ..."
  fi
  wait "$pid" || status=$?
  if ((status != 0)); then
    cat "$log" >&2
    say "$text: failed"
  else
    say "$text: done in $((SECONDS - start)) s"
  fi
  rm -f "$log"
  return "$status"
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends "$@"
}

# install_packages GROUP...: installs those of the groups' packages that are
# missing; does nothing, and needs no rights, if none is.
install_packages() {
  local missing=() package
  while read -r package; do
    is_installed "$package" || missing+=("$package")
  done < <(packages_of "$@")
  if ((${#missing[@]} == 0)); then
    return
  fi

  command -v apt-get >/dev/null ||
    die "these Debian packages are missing: ${missing[*]}"
  if ! is_root; then
    if ! command -v sudo >/dev/null || ! sudo -v; then
      die "packages are missing, and we are neither root nor allowed to use
sudo; as root run:
  apt-get update && apt-get install ${missing[*]}"
    fi
  fi
  local text="installing ${#missing[@]} packages (${missing[*]})"
  if apt-cache show "${missing[@]}" >/dev/null 2>&1 &&
    run_quietly "$text" apt_install "${missing[@]}"; then
    return
  fi
  # The lists are missing, or name versions that are gone.
  run_quietly "reading the package lists" as_root apt-get update ||
    die "apt-get update failed"
  run_quietly "$text" apt_install "${missing[@]}" ||
    die "these packages could not be installed: ${missing[*]}"
}

# install_npm: node and npm, which may come from elsewhere than Debian.
install_npm() {
  command -v npm >/dev/null || install_packages node
}

# build PRESET [TARGET...]: configures and builds in build/PRESET, showing the
# build's own progress.
build() {
  local preset=$1
  shift
  run_quietly "configuring build/$preset" \
    cmake -S "$project_dir" --preset "$preset" ||
    die "the build could not be configured"
  say "building build/$preset ..."
  local start=$SECONDS
  cmake --build "$project_dir/build/$preset" ${1:+--target "$@"} ||
    die "the build failed"
  say "building build/$preset: done in $((SECONDS - start)) s"
}

# install_counterparts PRESET: the npm libraries that the tests of build/PRESET
# load; needs npm's registry unless they are there already.
install_counterparts() {
  run_quietly "installing the npm libraries of build/$1" \
    cmake --build "$project_dir/build/$1" --target counterparts ||
    die "the npm libraries of tests/counterparts could not be installed; the
webhook tests need them"
}
