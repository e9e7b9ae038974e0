/** What debuggers are told of a program's code: words, lines, frames. */
import { version } from "../../package.json";
import { NONE } from "../abi/bindings.ts";
import type { Session } from "../forth/session.ts";
import { framesAt } from "../ir/inline_sites.ts";
import type {
  DebugFunction,
  DebugInfo,
  DebugPlace,
  DebugRow,
  FrameRow,
} from "../linking/dwarf/description.ts";
import type { LinkTarget } from "../linking/piece.ts";
import { type PlacedWordCode, recordsOf } from "./program_code.ts";

const ADDRESS_BYTES = 8;

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
    functions: codes.filter(({ word }) => word !== 0).map((code) => functionOf(session, code, target)),
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
    frames: framesOf(code, target),
  };
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

/** A word's frame is made before its first instruction; the entry for callers over memory, behind it, has a small one. */
function framesOf(code: PlacedWordCode, target: LinkTarget): FrameRow[] {
  const returnAddress = target === "linux-arm64" ? ("register" as const) : ("stack" as const);
  const fresh = target === "linux-arm64" ? 0 : ADDRESS_BYTES;
  const body = code.marks[0]?.offset ?? 0;
  const rows: FrameRow[] = [
    { offset: 0, bytes: fresh, returnAddress },
    { offset: body, bytes: code.frameSize, returnAddress: "stack" },
  ];
  const { memoryEntry } = code;
  if (memoryEntry !== NONE && memoryEntry > body) {
    rows.push({ offset: memoryEntry, bytes: fresh, returnAddress });
    for (const { offset, stackOffset } of recordsOf(code))
      if (offset > memoryEntry)
        rows.push({ offset, bytes: stackOffset + ADDRESS_BYTES, returnAddress: "stack" });
  }
  return rows.filter(({ offset }, at) => offset > (rows[at - 1]?.offset ?? -1));
}
