/** What debuggers are told of a program's code: words, lines, frames. */
import { version } from "../../package.json";
import { CodeLine } from "../abi/bindings.ts";
import type { DebugFunction, DebugInfo, DebugPlace, DebugRow } from "../linking/dwarf/description.ts";
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
      frames: code.frames,
    };
  });
  return { name: path, producer: `FastForth ${version}`, functions };
}

function rowsOf(sources: SourcePlaces, code: PlacedWordCode): DebugRow[] {
  const rows: DebugRow[] = [];
  const { lines } = code;
  let before: DebugPlace | undefined;
  for (let at = 0; at < lines.length; at += CodeLine.WORDS) {
    const place = sources.siteAt(code, lines[at + CodeLine.position] as number);
    // What has no place of its own belongs to what stands before it.
    if (place === undefined || place === before) continue;
    rows.push({ offset: lines[at + CodeLine.offset] as number, place });
    before = place;
  }
  return rows;
}
