#!/bin/sh
# Copying an element of a Float64Array to another one changes a NaN's sign in Bun, until the function is hot.
#
# Bun 1.4.5 (npm `bun`, JavaScriptCore).
#
# What one would guess: `floats[1] = floats[0]` copies eight bytes, or makes each NaN the same one; whichever it is, it
# is so each time.
#
# What happens: the first calls store the canonical NaN (7ff8…), as the engine's interpreter makes it of every NaN;
# once the function has been compiled, the same line copies the bits (fff8…). A program that keeps other data in such an
# array, or compares memory, sees one result after a thousand rounds and another one after ten thousand.
#
# Source: ECMA-262, SetValueInBuffer and NumericToRawBytes: of a NaN's many encodings an implementation may choose any,
# and need not choose the same each time.
#
# Output seen: 7ff8000000000000 from round 0, fff8000000000000 from round 12883 (the second round differs each time)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund --prefix . bun@1.4.5
bun=$(ls -d node_modules/@oven/bun-*/bin/bun | head -n 1)
cat > copy.cjs <<'JS'
const bytes = new ArrayBuffer(16);
const floats = new Float64Array(bytes);
const bits = new BigUint64Array(bytes);
function copy(from, to) { floats[to] = floats[from]; }
const seen = new Map();
for (let round = 0; round < 1_000_000; round++) {
  bits[0] = 0xfff8000000000000n;
  copy(0, 1);
  const stored = bits[1].toString(16);
  if (!seen.has(stored)) seen.set(stored, round);
}
console.log([...seen].map(([stored, round]) => `${stored} from round ${round}`).join(", "));
JS
seen=$("$bun" copy.cjs)
echo "$seen"
case $seen in
  "7ff8000000000000 from round 0, fff8000000000000 from round "*) ;;
  *) echo "changed"; exit 1 ;;
esac
