// Finds the smallest program that still shows what a large one showed.

import type { Compound, Piece, Program } from "./tree.ts";

/**
 * Takes away what can be taken away, in ever smaller steps, as long as the property holds (after Zeller and
 * Hildebrandt 2002, "Simplifying and Isolating Failure-Inducing Input", on trees).
 * @param shows whether a program still shows the fault; the given one does
 * @param limit how many programs may be tried
 */
export function shrink(program: Program, shows: (program: Program) => boolean, limit = 3000): Program {
  let smallest = program;
  let tries = 0;
  for (let found = true; found; ) {
    found = false;
    for (const candidate of smaller(smallest)) {
      if (++tries > limit) return smallest;
      if (!shows(candidate)) continue;
      smallest = candidate;
      found = true;
      break;
    }
  }
  return smallest;
}

/** The sequences that are one step smaller, the greatest steps first. */
function* smaller(sequence: readonly Piece[]): Generator<Piece[]> {
  for (let size = sequence.length; size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let at = sequence.length - size; at >= 0; at -= size) yield sequence.toSpliced(at, size);
  }
  for (const [at, piece] of sequence.entries()) {
    for (const pieces of typeof piece === "string" ? smallerText(piece) : smallerCompound(piece))
      yield sequence.toSpliced(at, 1, ...pieces);
  }
}

/** What may stand for text: less of it, or a simpler number. What follows a CATCH cleans up after it, and stays. */
function* smallerText(text: string): Generator<Piece[]> {
  if (text.includes(" catch")) return;
  const words = text.split(" ").filter((word) => word !== "");
  if (words.length > 1)
    for (let at = words.length - 1; at >= 0; at--) yield [words.toSpliced(at, 1).join(" ")];
  for (const [at, word] of words.entries()) {
    for (const simpler of simplerNumbers(word)) yield [words.with(at, simpler).join(" ")];
  }
}

function simplerNumbers(word: string): string[] {
  if (/^-?\d{2,}$/.test(word)) return ["1", word.slice(0, -1)];
  if (/^[2-9]$/.test(word)) return ["0", "1"];
  return [];
}

/** What may stand for a compound: one of its sequences, or itself with a smaller one. */
function* smallerCompound(compound: Compound): Generator<Piece[]> {
  const { parts } = compound;
  for (const part of parts) if (typeof part !== "string") yield [...part];
  for (const [at, part] of parts.entries()) {
    if (typeof part === "string") continue;
    for (const sequence of smaller(part)) yield [{ parts: parts.with(at, sequence) }];
  }
}
