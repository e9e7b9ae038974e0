#!/bin/sh
# Under a time zone in POSIX's form (TZ=CET-1) or as a file's path Bun's local time is UTC, without a word.
#
# Bun 1.4.5 (npm `bun`); Node and C's localtime beside it.
#
# What one would guess: `new Date().getTimezoneOffset()` is what the C library says in the same process.
#
# What happens: Bun knows names of the zone database alone (Node knows a name with an offset besides, but no rules). POSIX's own form (a name and an offset, what small
# containers and routers set because they have no zone database) and the path of a zone file are taken for UTC. Some
# such texts happen to be names too (EST5EDT), so that one works and its neighbour does not.
#
# Source: POSIX.1-2024, 8.3 (TZ); ECMA-262 leaves the host's zone to the implementation.
#
# Output seen (minutes behind UTC):
#   TZ=UTC-2                              C -120   bun 0    node -120
#   TZ=CET-1                              C -60    bun 0    node -60
#   TZ=EST5EDT,M3.2.0,M11.1.0 (winter)    C 300    bun 0    node 0
#   TZ=EST5EDT (winter)                   C 300    bun 300  node 300
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund --prefix . bun@1.4.5
bun=$(ls -d node_modules/@oven/bun-*/bin/bun | head -n 1)
script='console.log(new Date("2026-01-15T12:00:00Z").getTimezoneOffset())'
c_offset() { python3 -c 'import time; print(-time.localtime(1768478400).tm_gmtoff // 60)'; }
changed=0
check() { # zone, C, bun
  c=$(TZ=$1 c_offset) b=$(TZ=$1 "$bun" -e "$script") n=$(TZ=$1 node -e "$script")
  printf '%-36s  C %-5s  bun %-4s node %s\n' "TZ=$1" "$c" "$b" "$n"
  [ "$c $b" = "$2 $3" ] || { echo "changed: expected C $2 and bun $3"; changed=1; }
}
check UTC-2 -120 0
check CET-1 -60 0
check EST5EDT,M3.2.0,M11.1.0 300 0
check EST5EDT 300 300
exit $changed
