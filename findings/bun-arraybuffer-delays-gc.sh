#!/bin/sh
# A large ArrayBuffer that nobody writes to makes Bun keep hundreds of megabytes of garbage.
#
# Bun 1.4.5 (npm `bun`, JavaScriptCore); Node beside it for comparison.
#
# What one would guess: an ArrayBuffer's bytes are outside the collected heap, and pages that were never written
# cost nothing, so a program with a 256 MB buffer collects its small objects as often as one without.
#
# What happens: the buffer's whole size counts as live heap when the engine decides how much may be allocated
# before the next collection. The same loop of short-lived objects peaks near 50 MB of resident memory without the
# buffer and several hundred megabytes higher with it; all of the difference is garbage. Node stays where it was.
# Memory that is mapped by hand and wrapped (so that the engine is told of no size) has no such effect.
#
# Source: JavaScriptCore's Heap::reportExtraMemoryAllocated and ArrayBuffer's gcSizeEstimateInBytes.
#
# Output seen:
#   bun  without buffer: 48 MB   with 256 MB: 589 MB
#   node without buffer: 54 MB   with 256 MB: 54 MB
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund --prefix . bun@1.4.5
bun=$(ls -d node_modules/@oven/bun-*/bin/bun | head -n 1)
cat > peak.cjs <<'JS'
const megabytes = Number(process.argv[2]);
const kept = new ArrayBuffer(megabytes * 2 ** 20);
let peak = 0;
for (let round = 0; round < 40_000; round++) {
  Array.from({ length: 500 }, (_, index) => ({ index }));
  if (round % 500 === 0) peak = Math.max(peak, process.memoryUsage().rss);
}
if (kept.byteLength === megabytes * 2 ** 20) console.log(Math.round(peak / 1e6));
JS
bun_without=$("$bun" peak.cjs 0) bun_with=$("$bun" peak.cjs 256)
node_without=$(node peak.cjs 0) node_with=$(node peak.cjs 256)
echo "bun  without buffer: $bun_without MB   with 256 MB: $bun_with MB"
echo "node without buffer: $node_without MB   with 256 MB: $node_with MB"
[ "$((bun_with - bun_without))" -gt 150 ] || { echo "changed: Bun no longer keeps garbage for the buffer"; exit 1; }
[ "$((node_with - node_without))" -lt 50 ] || { echo "changed: Node keeps garbage for the buffer"; exit 1; }
