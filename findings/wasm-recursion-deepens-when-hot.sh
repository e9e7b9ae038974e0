#!/bin/sh
# How deep one and the same WebAssembly function can recurse grows forty-fold and more while a program runs in Bun.
#
# Bun 1.4.5 (npm `bun`); Node beside it.
#
# What one would guess: a WebAssembly frame's size follows from the module, so the depth at which the engine throws
# a RangeError is about the same each time; a limit that a program measured once can be relied on.
#
# What happens: the first calls run in the engine's interpreter with large frames, later ones in compiled code with
# small ones. The same recursion ends at 10,000 to 20,000 levels in the first twenty rounds and at some 850,000 afterwards.
# In Node it ends at the same depth each time. A program that is right only when a recursion fails early (or late)
# behaves by its own warmth.
#
# Source: the WebAssembly core specification, 7.1 "implementation limitations", leaves the depth to the engine.
#
# Output seen: bun first 10323 (19316 another time), later 851280   node first 20934, later 20934
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund --prefix . bun@1.4.5 wabt@1.0.37
bun=$(ls -d node_modules/@oven/bun-*/bin/bun | head -n 1)
cat > depth.mjs <<'JS'
import initialize from "wabt";
const wabt = await initialize();
const text = `(module
  (global $depth (export "depth") (mut i32) (i32.const 0))
  (func $descend (export "descend")
    global.get $depth i32.const 1 i32.add global.set $depth call $descend))`;
const { buffer } = wabt.parseWat("depth.wat", text).toBinary({});
const { depth, descend } = new WebAssembly.Instance(new WebAssembly.Module(buffer)).exports;
const depths = [];
for (let round = 0; round < 60; round++) {
  depth.value = 0;
  try { descend(); } catch (error) { if (!(error instanceof RangeError)) throw error; }
  depths.push(depth.value);
}
console.log(depths[0], depths[59]);
JS
set -- $("$bun" depth.mjs) $(node depth.mjs)
echo "bun first $1, later $2   node first $3, later $4"
[ "$2" -gt $(($1 * 10)) ] || { echo "changed: the depth in Bun no longer grows"; exit 1; }
[ "$4" -lt $(($3 * 2)) ] || { echo "changed: the depth in Node grows"; exit 1; }
