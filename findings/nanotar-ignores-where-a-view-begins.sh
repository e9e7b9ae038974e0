#!/bin/sh
# nanotar reads a Uint8Array from the beginning of the buffer behind it, not from where the view begins.
#
# nanotar 0.3.0 (npm).
#
# What one would guess: a function that takes `ArrayBuffer | Uint8Array` reads the bytes that the Uint8Array shows.
#
# What happens: parseTar takes `data.buffer` and forgets offset and length. A view of a whole buffer works; a part of a
# larger file (an archive inside another one), or what Node gives from its pool of small buffers, is read at a wrong
# place: it gives no files, or others, without an error. `.slice()` before the call helps.
#
# Source: the package's own types: parseTar(data: ArrayBuffer | Uint8Array).
#
# Output seen: whole: a.txt   as a part of a larger buffer: nothing
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund --prefix . nanotar@0.3.0
cat > read.mjs <<'JS'
import { createTar, parseTar } from "nanotar";
const tar = createTar([{ name: "a.txt", data: "hello" }]);
const larger = new Uint8Array(512 + tar.length);
larger.set(tar, 512);
const names = (bytes) => parseTar(bytes).map(({ name }) => name).join(" ") || "nothing";
console.log(`whole: ${names(tar)}   as a part of a larger buffer: ${names(larger.subarray(512))}`);
JS
seen=$(node read.mjs)
echo "$seen"
[ "$seen" = "whole: a.txt   as a part of a larger buffer: nothing" ] || { echo "changed"; exit 1; }
