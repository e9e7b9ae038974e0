#!/bin/sh
# A WebAssembly memory that may never grow beyond 64 KB reserves 4 GB of address space in Bun and 10 GB in Node.
#
# Bun 1.4.5 (npm `bun`), Node 20 or later, Linux on a 64-bit machine.
#
# What one would guess: `new WebAssembly.Memory({ initial: 1, maximum: 1 })` says that the memory stays one page, so
# the engine reserves one page (or a little more for guards).
#
# What happens: the maximum does not count. Each memory takes the range of every 32-bit address (and in V8 what an
# offset can add), so that accesses need no check of their bounds. Under `ulimit -v`, in containers that limit
# address space, or with many small modules, it is this that runs out.
#
# Source: the WebAssembly JavaScript interface says nothing of reservation; V8's wasm backing stores and
# JavaScriptCore's "signaling" memories.
#
# Output seen (gigabytes of address space a memory): bun 4   node 10
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund --prefix . bun@1.4.5
bun=$(ls -d node_modules/@oven/bun-*/bin/bun | head -n 1)
cat > reserve.cjs <<'JS'
const { readFileSync } = require("node:fs");
const megabytes = () => Number(/VmSize:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
const memories = [new WebAssembly.Memory({ initial: 1, maximum: 1 })];
const before = megabytes();
for (let count = 0; count < 4; count++) memories.push(new WebAssembly.Memory({ initial: 1, maximum: 1 }));
console.log(Math.round((megabytes() - before) / 4 / 1024));
JS
bun_gigabytes=$("$bun" reserve.cjs) node_gigabytes=$(node reserve.cjs)
echo "gigabytes of address space a memory: bun $bun_gigabytes   node $node_gigabytes"
[ "$bun_gigabytes" -ge 4 ] && [ "$node_gigabytes" -ge 8 ] || { echo "changed"; exit 1; }
