#!/bin/sh
# In Bun a WebAssembly frame of an error's stack is "at unknown", names or not, and pushes out the frames behind it.
#
# Bun 1.4.5 (npm `bun`), a module made by wabt 1.0.37 with a name section; Node beside it.
#
# What one would guess: an Error made in a function that WebAssembly called shows which WebAssembly functions are on
# the stack, as Node does (name, index, offset), or leaves them out.
#
# What happens: each is a line "at unknown" without name, index or offset, although the module carries names. And
# each counts: ten levels of recursion in WebAssembly fill the ten lines that a stack has by default, so that nothing
# of the caller in JavaScript is left.
#
# Source: the WebAssembly Web API, "Conventions": location strings of the form URL:wasm-function[index]:pcOffset.
#
# Output seen:
#   bun : 10 frames, 9 of them "at unknown", no caller
#   node: 10 frames, none of them "at unknown", the function's name in 9
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund --prefix . bun@1.4.5 wabt@1.0.37
bun=$(ls -d node_modules/@oven/bun-*/bin/bun | head -n 1)
cat > stack.mjs <<'JS'
import initialize from "wabt";
const wabt = await initialize();
const text = `(module
  (import "host" "look" (func $look))
  (func $descend (export "descend") (param $levels i32)
    local.get $levels
    (if (then local.get $levels i32.const 1 i32.sub call $descend) (else call $look))))`;
const { buffer } = wabt.parseWat("descend.wat", text).toBinary({ write_debug_names: true });
let frames = [];
const look = () => { frames = new Error("here").stack.split("\n").slice(1); };
const instance = new WebAssembly.Instance(new WebAssembly.Module(buffer), { host: { look } });
function caller() { instance.exports.descend(20); }
caller();
const count = (part) => frames.filter((frame) => frame.includes(part)).length;
console.log(frames.length, count("at unknown"), count("descend"), count("caller"));
JS
bun_frames=$("$bun" stack.mjs) node_frames=$(node stack.mjs)
echo "frames, unknown, named, caller's:  bun $bun_frames   node $node_frames"
[ "$bun_frames" = "10 9 0 0" ] && [ "$node_frames" = "10 0 9 0" ] || { echo "changed"; exit 1; }
