#!/bin/sh
# In a module, Bun's traces lack every function that has called in tail position, and a variable that keeps the result first
# does not help.
#
# Bun 1.4.5 (npm `bun`).
#
# What one would guess: an error's trace names all functions that wait for one another, as in other engines that run
# JavaScript on servers; or at least that `const r = f(); return r` is no tail call.
#
# What happens: modules are strict code, in which the engine really does tail calls, so that the caller's frame is gone
# before the callee begins. Bun's transpiler puts a constant that is used once where it is used, which makes a tail call of
# `const r = f(); return r` as well. The same text as a CommonJS file, which is sloppy code, has all frames. So who looks
# for the caller in a trace, or counts frames, is told of the wrong one depending on the file's ending.
#
# Source: ECMAScript 2015, section 14.6.3 (PrepareForTailCall), which applies to strict code alone.
#
# Output seen:
#   file.cjs: throws returns keeps
#   file.mjs: throws
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund --prefix . bun@1.4.5
bun=$(ls -d "$PWD"/node_modules/@oven/bun-*/bin/bun | head -n 1)
cat > file.cjs <<'END'
function throws() { throw new Error("x"); }
function returns() { return throws(); }
function keeps() { const result = returns(); return result; }
try {
  keeps();
} catch (error) {
  console.log(["throws", "returns", "keeps"].filter((name) => error.stack.includes(`at ${name} `)).join(" "));
}
END
cp file.cjs file.mjs
sloppy=$("$bun" file.cjs)
strict=$("$bun" file.mjs)
echo "file.cjs: $sloppy"
echo "file.mjs: $strict"
[ "$sloppy" = "throws returns keeps" ] && [ "$strict" = "throws" ]
