#!/bin/sh
# Installs FastForth for this user: into ~/.local, or where --dir says.
#
# What is trusted: this script, as it came (read it: it is short). It holds the keys that may sign releases. Where
# openssl can check Ed25519 (3.0 or later), the list of packages is held against these keys before anything else is
# fetched. Elsewhere the download is compared with the list, and only then asked to check the list's signature itself:
# that finds a damaged mirror, not one that exchanged the list, the program and its keys together.
#
# Nothing is changed before everything has been checked. The last step is one rename.
set -eu

version='@VERSION@'
server='@SERVER@'
keys='@KEYS@'
# What it installs beside the program.
shared='share/man/man1/fastforth.1 share/bash-completion/completions/fastforth
share/zsh/site-functions/_fastforth share/fish/vendor_completions.d/fastforth.fish'

usage() {
  cat <<'TEXT'
Installs FastForth.

USAGE  install.sh [--version X.Y.Z] [--dir FOLDER] [--server URL] [--quiet]
       install.sh --uninstall [--dir FOLDER]

  --version X.Y.Z  this release, instead of the one that this script came with
  --dir FOLDER     into FOLDER/bin and FOLDER/share; ~/.local by default
  --server URL     another server; what it sends is checked all the same
  --quiet          only errors; by default so where CI is set
  --uninstall      take it away again, with what self-update has installed

EXIT CODES  0 done; 1 not installed, and nothing was changed; 2 wrong options
TEXT
}

fail() {
  echo "install.sh: $1" >&2
  [ $# -lt 2 ] || echo "  $2" >&2
  echo "  Nothing was installed." >&2
  exit 1
}

say() { [ -n "$quiet" ] || echo "$1"; }
has() { command -v "$1" >/dev/null 2>&1; }

platform() {
  case $(uname -s) in
    Linux) os=linux ;;
    Darwin) os=darwin ;;
    *) fail "there is no FastForth for $(uname -s)." "On Windows, use install.ps1." ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) machine=x64 ;;
    aarch64 | arm64) machine=arm64 ;;
    *) fail "there is no FastForth for processors of the kind $(uname -m)." ;;
  esac
  libc=
  if [ $os = linux ]; then
    case $machine in
      x64) loader=/lib64/ld-linux-x86-64.so.2 ;;
      arm64) loader=/lib/ld-linux-aarch64.so.1 ;;
    esac
    [ -e $loader ] || libc=-musl
  fi
  echo "$os-$machine$libc"
}

# fetch URL FILE
fetch() {
  case $1 in
    https://*) only='=https' ;;
    http://127.0.0.1[:/]* | http://localhost[:/]*) only='=http' ;;
    *) fail "$1 is no https address." ;;
  esac
  ended=0
  if has curl; then
    curl --fail --silent --show-error --location --proto "$only" --retry 3 --connect-timeout 20 \
      --speed-limit 1 --speed-time 60 --output "$2" "$1" || ended=curl:$?
  elif has wget; then
    # A busybox that is linked statically with glibc dies of -T. It waits for fifteen minutes by itself.
    patience=
    ! wget --version >/dev/null 2>&1 || patience='-T 60'
    wget -q $patience -O "$2" "$1" || ended=wget:$?
  else
    fail "neither curl nor wget is here." "Install one of them, or fetch the archive by hand from $server."
  fi
  # busybox has one code for all; then the file tells whether there is room for a byte more.
  if [ $ended = wget:1 ] && ! echo . 2>/dev/null >"$work/room"; then ended=wget:3; fi
  case $ended in
    0) ;;
    curl:23 | wget:3) fail "what was fetched could not be written to $work." "Is the disk full? Set TMPDIR to a folder with more room." ;;
    *) fail "$1 could not be fetched." "Is there a network, and a proxy (HTTPS_PROXY) where one is needed? Try again." ;;
  esac
}

sha256() {
  if has sha256sum; then sha256sum "$1"
  elif has shasum; then shasum -a 256 "$1"
  elif has openssl; then openssl dgst -sha256 -r "$1"
  else fail "no sha256sum, shasum or openssl is here to check what was fetched." "Install coreutils."
  fi | cut -c 1-64
}

# Whether openssl says that the list is signed. 0: yes; 1: no; 2: it cannot tell.
openssl_says() {
  has openssl || return 2
  case $(openssl version 2>/dev/null) in
    "OpenSSL "[3-9]*) ;;
    *) return 2 ;;
  esac
  for key in $keys; do
    printf -- '-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n' "$key" >"$work/key.pem"
    if openssl pkeyutl -verify -pubin -inkey "$work/key.pem" -rawin -in "$work/SHA256SUMS" \
      -sigfile "$work/SHA256SUMS.sig" >/dev/null 2>&1; then
      return 0
    fi
  done
  return 1
}

install_files() {
  mkdir -p "$dir/bin" "$dir/share" 2>/dev/null ||
    fail "$dir cannot be written to." "Name a folder of your own with --dir, or run this as the user whose folder it is."
  staged=$(mktemp -d "$dir/.fastforth-install.XXXXXX" 2>/dev/null) ||
    fail "$dir cannot be written to." "Name a folder of your own with --dir."
  gzip -dc "$work/$archive" 2>"$work/errors" | (cd "$staged" && tar -xf -) 2>>"$work/errors" ||
    fail "the archive could not be unpacked into $dir: $(tail -n 1 "$work/errors")" "Is the disk full?"
  new=$staged/fastforth-$version
  answer=$("$new/bin/fastforth" -e '6 7 * .' 2>&1) || :
  case $answer in
    '42 ') ;;
    *libstdc++*) fail "FastForth needs the C++ library, which is not here: libstdc++.so.6." "On Alpine: apk add libstdc++" ;;
    *) fail "FastForth does not run here: $(echo "$answer" | head -n 1)" ;;
  esac
  if [ "$checked" = no ]; then
    "$new/bin/fastforth" verify "$work/SHA256SUMS" "$work/SHA256SUMS.sig" >/dev/null ||
      fail "the list of packages is not signed by FastForth's keys."
    say "Signature checked by the program that was fetched (openssl 3 was not there to do it first)."
  fi
  for file in $shared; do
    mkdir -p "$dir/${file%/*}" 2>/dev/null || fail "$dir/${file%/*} could not be made." "Is the disk full?"
  done
  for file in $shared; do
    mv -f "$new/$file" "$dir/$file" || fail "$dir/$file could not be written." "Is the disk full?"
  done
  mv -f "$new/bin/fastforth" "$dir/bin/fastforth" || fail "$dir/bin/fastforth could not be written."
}

uninstall() {
  if [ -x "$dir/bin/fastforth" ]; then "$dir/bin/fastforth" uninstall --yes >/dev/null || exit 1
  else say "There is no $dir/bin/fastforth."
  fi
  for file in $shared; do rm -f "$dir/$file"; done
  say "FastForth is gone from $dir."
}

advise_path() {
  case ":$PATH:" in *":$dir/bin:"*) return ;; esac
  shell=${SHELL:-sh}
  case ${shell##*/} in
    zsh) file='~/.zshrc' ;;
    fish) say "Add it to your PATH:  fish_add_path $dir/bin"; return ;;
    *) file='~/.profile' ;;
  esac
  say "$dir/bin is not in your PATH. Add this line to $file:"
  say "  export PATH=\"$dir/bin:\$PATH\""
}

clean() { rm -rf ${work:+"$work"} ${staged:+"$staged"}; }

# Everything is in functions, so that a script that was cut off half-way does nothing.
main() {
  quiet=${CI:+yes}
  dir=${HOME:-}/.local
  work= staged= removal=
  while [ $# -gt 0 ]; do
    case $1 in
      --version | --dir | --server)
        [ $# -ge 2 ] || { echo "install.sh: $1 needs a value." >&2; exit 2; }
        case $1 in
          --version) version=${2#v} ;;
          --dir) dir=$2 ;;
          --server) server=${2%/}/ ;;
        esac
        shift ;;
      --quiet) quiet=yes ;;
      --uninstall) removal=yes ;;
      --help | -h) usage; exit 0 ;;
      *) echo "install.sh: there is no option $1; see --help." >&2; exit 2 ;;
    esac
    shift
  done
  case $version in *[!0-9A-Za-z.-]* | '') echo "install.sh: $version is no version." >&2; exit 2 ;; esac
  [ "$dir" != /.local ] || fail "HOME is not set." "Name a folder with --dir."
  case $dir in /*) ;; *) dir=$PWD/$dir ;; esac
  if [ -n "$removal" ]; then uninstall; exit 0; fi

  trap clean EXIT
  trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 143' TERM
  work=$(mktemp -d 2>/dev/null) || fail "there is no folder for temporary files." "Set TMPDIR to one."
  target=$(platform) || exit 1
  archive=fastforth-$version-$target.tar.gz
  from=${server}v$version/packages
  fetch "$from/SHA256SUMS" "$work/SHA256SUMS"
  fetch "$from/SHA256SUMS.sig" "$work/SHA256SUMS.sig"
  checked=no
  said=0
  openssl_says || said=$?
  case $said in
    0) checked=yes ;;
    1) fail "the list of packages at $from is not signed by FastForth's keys." "Try again later, or from another server." ;;
  esac
  wanted=$(sed -n "s/^\([0-9a-f]\{64\}\)  $archive\$/\1/p" "$work/SHA256SUMS")
  [ -n "$wanted" ] || fail "release $version has nothing for $target."
  say "Fetching FastForth $version for $target …"
  fetch "$from/$archive" "$work/$archive"
  found=$(sha256 "$work/$archive") || exit 1
  [ "$found" = "$wanted" ] ||
    fail "$archive is not the file that the list names: its checksum is $found instead of $wanted." "Try again later, or from another server."
  install_files
  say "Installed FastForth $version: $dir/bin/fastforth"
  advise_path
}

main "$@"
