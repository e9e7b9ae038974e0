/** What debuggers are told of a program's code: words, lines, frames. */
import { version } from "../../package.json";
import { NONE } from "../abi/bindings.ts";
import type { DebugFunction, DebugInfo, DebugPlace, DebugRow } from "../linking/dwarf/description.ts";
import type { LinkTarget } from "../linking/piece.ts";
import { frameRows } from "./frame_rows.ts";
import type { PlacedWordCode } from "./program_code.ts";
import type { SourcePlaces } from "./source_places.ts";

/**
 * @param path of the program
 * @param declarationOf the position of a word's definition
 */
export function debugInfoOf(
  sources: SourcePlaces,
  path: string,
  codes: readonly PlacedWordCode[],
  target: LinkTarget,
  declarationOf: (word: number) => number,
): DebugInfo {
  const functions = codes.map((code): DebugFunction => {
    const { piece, word } = code;
    const place = sources.placeOf(declarationOf(word));
    return {
      name: sources.nameOf(word),
      symbol: piece.name,
      offset: 0,
      length: piece.bytes.length,
      ...(place !== undefined && { declaration: { file: place.name, line: place.line } }),
      rows: rowsOf(sources, code),
      frames: frameRows(piece, entriesOf(code), target),
    };
  });
  return { name: path, producer: `FastForth ${version}`, functions };
}

/** Where others call code. */
function entriesOf({ piece, memoryEntry }: PlacedWordCode): number[] {
  const entries = piece.symbols.map(({ offset }) => offset);
  return memoryEntry === NONE ? entries : [...entries, memoryEntry];
}

function rowsOf(sources: SourcePlaces, code: PlacedWordCode): DebugRow[] {
  const rows: DebugRow[] = [];
  const { marks } = code;
  let before: DebugPlace | undefined;
  let position = 0;
  for (let at = 0; at < marks.length; at += 2) {
    if (marks[at + 1] === position) continue;
    position = marks[at + 1] as number;
    const place = sources.siteAt(code, position);
    // What has no place of its own belongs to what stands before it.
    if (place === undefined || place === before) continue;
    rows.push({ offset: marks[at] as number, place });
    before = place;
  }
  return rows;
}
