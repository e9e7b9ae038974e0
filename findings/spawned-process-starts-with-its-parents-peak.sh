#!/bin/sh
# The peak memory of a process that was spawned is at least that of the process that spawned it.
#
# Linux; Bun 1.4.5 (npm `bun`), whose spawn gives the child's resource usage.
#
# What one would guess: maxRSS of a finished child (wait4, getrusage) is what the child's own program had at most.
#
# What happens: posix_spawn and vfork have the child borrow the parent's memory until it calls exec, and exec keeps the
# peak of the memory that it gives up. `true`, started by a process of 600 MB, "had" 600 MB. A test that bounds a
# command's memory so passes or fails by what its own process did before. Started by a small process in between, which
# asks for the usage of its children, `true` has a few megabytes.
#
# Source: exec_mmap in fs/exec.c of Linux (setmax_mm_hiwater_rss of the old memory); getrusage(2), ru_maxrss.
#
# Output seen:
#   true, started by a process of 600 MB: 623 MB
#   the same with a small process in between: 14 MB
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund --prefix . bun@1.4.5
bun=$(ls -d node_modules/@oven/bun-*/bin/bun | head -n 1)
cat > peak.mjs <<'JS'
const large = Buffer.alloc(600 * 2 ** 20, 1);
const direct = Bun.spawnSync(["true"]).resourceUsage.maxRSS / 2 ** 20;
const script =
  'import resource, subprocess; subprocess.call(["true"]); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)';
const between = Number(Bun.spawnSync(["python3", "-c", script]).stdout.toString()) / 1024;
if (large[5] === 1) console.log(Math.round(direct), Math.round(between));
JS
set -- $("$bun" peak.mjs)
echo "true, started by a process of 600 MB: $1 MB"
echo "the same with a small process in between: $2 MB"
[ "$1" -gt 500 ] || { echo "changed: the parent's peak is no longer counted"; exit 1; }
[ "$2" -lt 100 ] || { echo "changed: a process in between no longer helps"; exit 1; }
