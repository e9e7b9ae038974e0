/** What debuggers are told of a program's code: words, lines, frames. */
import { version } from "../../package.json";
import { NONE } from "../abi/bindings.ts";
import type { Session } from "../forth/session.ts";
import { framesAt } from "../ir/inline_sites.ts";
import type { DebugFunction, DebugInfo, DebugPlace, DebugRow } from "../linking/dwarf/description.ts";
import type { LinkTarget } from "../linking/piece.ts";
import { frameRows } from "./frame_rows.ts";
import type { PlacedWordCode } from "./program_code.ts";

/** @param path of the program */
export function debugInfoOf(
  session: Session,
  path: string,
  codes: readonly PlacedWordCode[],
  target: LinkTarget,
): DebugInfo {
  return {
    name: path,
    producer: `FastForth ${version}`,
    functions: codes.map((code) => functionOf(session, code, target)),
  };
}

function functionOf(session: Session, code: PlacedWordCode, target: LinkTarget): DebugFunction {
  const { piece, word } = code;
  const defined = session.dictionary.word(word);
  const place = session.positions.place(defined?.position ?? 0);
  return {
    name: defined?.displayName || "<noname>",
    symbol: piece.name,
    offset: 0,
    length: piece.bytes.length,
    ...(place !== undefined && { declaration: { file: place.name, line: place.line } }),
    rows: rowsOf(session, code),
    frames: frameRows(piece, entriesOf(code), target),
  };
}

/** Where others call code. */
function entriesOf({ piece, memoryEntry }: PlacedWordCode): number[] {
  const entries = piece.symbols.map(({ offset }) => offset);
  return memoryEntry === NONE ? entries : [...entries, memoryEntry];
}

function rowsOf(session: Session, { word, inlineSites, marks }: PlacedWordCode): DebugRow[] {
  const rows: DebugRow[] = [];
  for (const { offset, position } of marks) {
    const places = framesAt(word, position, inlineSites).flatMap((frame): DebugPlace[] => {
      const place = session.positions.place(frame.position);
      if (place === undefined) return [];
      const name = session.dictionary.word(frame.word)?.displayName || "<noname>";
      return [{ name, file: place.name, line: place.line, column: place.column }];
    });
    // What has no place of its own belongs to what stands before it.
    if (places.length > 0) rows.push({ offset, places });
  }
  return rows;
}
