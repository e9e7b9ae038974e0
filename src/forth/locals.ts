/**
 * Local variables while a definition is compiled (Forth 2012, chapter 13, and gforth's kinds).
 *
 * A local is one or two cells or a float of the definition. A variable-flavoured one (gforth's W^ and its kin) is the
 * address of its value in memory, which every activation of the definition has for itself. In the body of a TRY, which is a definition of its own, the locals around it lie in a
 * frame in memory.
 */

import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import type { Definition } from "./definition.ts";
import { type Local, type LocalKind, visibleLocals } from "./local_scope.ts";

/** What compiling locals needs of a session. */
interface Session {
  systemWord(name: string): number;
}

const CELL = 8;

const fetches: Readonly<Record<LocalKind, string>> = {
  cell: "@",
  character: "@",
  action: "@",
  address: "@",
  double: "2@",
  float: "f@",
};
const stores: Readonly<Record<LocalKind, string>> = {
  cell: "!",
  character: "!",
  action: "!",
  address: "!",
  double: "2!",
  float: "f!",
};

/** Bytes of a local in a frame. */
const sizeOf = (local: Local): number => (local.kind === "double" ? 2 * CELL : CELL);

/** Compiles the value of a local: ( -- x | x1 x2 | addr F: -- | r ). */
export function compileFetch(session: Session, definition: Definition, local: Local): void {
  if (local.frameOffset !== undefined) {
    compileFrameAddress(session, definition, local.index, local.frameOffset);
    definition.call(session.systemWord(fetches[local.kind]));
  } else if (local.kind === "float") definition.getFloat(local.index);
  else {
    definition.getCell(local.index);
    if (local.kind === "double") definition.getCell(local.index + 1);
  }
}

/** Compiles what the name of a local does: it gives the value, that of an action executes it. */
export function compileName(session: Session, definition: Definition, local: Local): void {
  compileFetch(session, definition, local);
  if (local.kind === "action") definition.call(session.systemWord("execute"));
}

/** Compiles what takes a local's new value from the stack. */
export function compileStore(session: Session, definition: Definition, local: Local): void {
  if (local.kind === "character") {
    definition.literal(0xff, 0);
    definition.call(session.systemWord("and"));
  }
  if (local.frameOffset !== undefined) {
    compileFrameAddress(session, definition, local.index, local.frameOffset);
    definition.call(session.systemWord(stores[local.kind]));
  } else if (local.kind === "float") definition.setFloat(local.index);
  else {
    if (local.kind === "double") definition.setCell(local.index + 1);
    definition.setCell(local.index);
  }
}

/** Compiles TO: what assigns to a local. Throws -32 for a variable-flavoured one, whose name gives its address. */
export function compileAssign(session: Session, definition: Definition, local: Local): void {
  if (local.kind === "address")
    throw new ForthThrow(
      ThrowCodes.invalidName,
      "TO cannot set a local that is a variable; store at its address",
    );
  compileStore(session, definition, local);
}

/** Compiles +TO: what adds to a local. Throws -32 for a variable-flavoured one. */
export function compileAdd(session: Session, definition: Definition, local: Local): void {
  compileFetch(session, definition, local);
  definition.call(session.systemWord(local.kind === "float" ? "f+" : local.kind === "double" ? "d+" : "+"));
  compileAssign(session, definition, local);
}

function compileFrameAddress(session: Session, definition: Definition, base: number, offset: number): void {
  definition.getCell(base);
  if (offset === 0) return;
  definition.literal(offset, 0);
  definition.call(session.systemWord("+"));
}

/** The locals of a definition, moved to memory while a TRY runs. */
export interface LocalsFrame {
  /** The cell local with the frame's address. */
  readonly base: number;
  /** Each local of the definition and where it lies in the frame. */
  readonly places: readonly { readonly local: Local; readonly name: string; readonly offset: number }[];
}

/** Compiles a frame with the values of all visible locals of a definition; undefined when it has none. */
export function compileFrame(session: Session, definition: Definition): LocalsFrame | undefined {
  if (definition.scope === undefined) return undefined;
  let bytes = 0;
  const places = Array.from(visibleLocals(definition.scope), ([name, local]) => {
    const offset = bytes;
    bytes += sizeOf(local);
    return { name, local, offset };
  });
  compileMemory(session, definition, bytes);
  const base = definition.newCell();
  definition.setCell(base);
  for (const { local, offset } of places) {
    compileFetch(session, definition, local);
    compileStore(session, definition, { kind: local.kind, index: base, frameOffset: offset });
  }
  return { base, places };
}

/** Compiles the address of memory that every activation has for itself: ( -- addr ). */
export function compileMemory(session: Session, definition: Definition, bytes: number): void {
  definition.localMemory(bytes, session.systemWord("+"));
}

/** Has another definition, which takes the frame's address from the stack first, see the locals of a frame. */
export function openFrame(inner: Definition, frame: LocalsFrame): void {
  const base = inner.newCell();
  inner.setCell(base);
  for (const { name, local, offset } of frame.places.toReversed())
    inner.declareLocal(name, { kind: local.kind, index: base, frameOffset: offset });
}

/** Compiles what brings the values in a frame back to the locals. */
export function compileFrameEnd(session: Session, definition: Definition, frame: LocalsFrame): void {
  for (const { local, offset } of frame.places) {
    compileFetch(session, definition, { kind: local.kind, index: frame.base, frameOffset: offset });
    compileStore(session, definition, local);
  }
}
