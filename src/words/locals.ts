/** Locals (chapter 13), with gforth's { … } and its kinds of locals. */
import type { Definition } from "../forth/definition.ts";
import { byteString, foldName, type HostWord, host } from "../forth/dictionary.ts";
import type { Local, LocalKind } from "../forth/local_scope.ts";
import { compileMemory, compileStore } from "../forth/locals.ts";
import type { Session } from "../forth/session.ts";
import { Source } from "../forth/source.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { skipComment, skipLine } from "./parsing.ts";
import { compiling, compilingWhenRun, interpretedOrCompiled } from "./word_kinds.ts";

/** Bytes of memory for the locals that lie there. */
const LOCALS_STACK = 65536;
const CELL = 8;
const RIGHT_BRACKET = 0x5d;
const BLANK = 0x20;

/** What gforth's type before a name says: the kind of local, and for a variable what its first value is and is stored with. */
interface LocalType {
  readonly kind: LocalKind;
  readonly variable?: { readonly bytes: number; readonly store: string; readonly float?: boolean };
  /** Bytes of a buffer (gforth's `name[ size ]`), which takes its contents from an address. */
  readonly buffer?: number;
}

const cellType: LocalType = { kind: "cell" };
export const localTypes: Readonly<Record<string, LocalType>> = {
  "w:": cellType,
  "c:": { kind: "character" },
  "xt:": { kind: "action" },
  "d:": { kind: "double" },
  "f:": { kind: "float" },
  "w^": { kind: "address", variable: { bytes: CELL, store: "!" } },
  "c^": { kind: "address", variable: { bytes: CELL, store: "c!" } },
  "d^": { kind: "address", variable: { bytes: 2 * CELL, store: "2!" } },
  "f^": { kind: "address", variable: { bytes: CELL, store: "f!", float: true } },
};

export interface Declared {
  readonly name: string;
  readonly type: LocalType;
}

export function localsWords(session: Session): HostWord[] {
  const { machine } = session;
  /** The locals stack grows from here; 0 until it is needed. */
  let stack = 0;
  return [
    compiling(session, "{:", (definition) => declareLocals(session, definition, ":}")),
    interpretedOrCompiled(
      session,
      "{",
      () => {
        // Outside of a definition, { may begin an assertion of Hayes' tester.
        if (session.search.testing) return session.run(session.systemWord("t{"));
        throw new ForthThrow(
          ThrowCodes.compileOnly,
          "locals are declared inside a definition (between : and ;)",
        );
      },
      (definition) => declareLocals(session, definition, "}"),
    ),
    compilingWhenRun(session, "(local)", "c-addr u --", (definition) => {
      const length = machine.popLow();
      const address = machine.popAddress();
      if (length === 0) return;
      const name = machine.range(address, length);
      declare(session, definition, { name: foldName(byteString(name, 0, length)), type: cellType });
    }),
    compiling(session, "locals|", (definition) => {
      for (;;) {
        const name = foldName(session.parseNewName());
        if (name === "|") return;
        declare(session, definition, { name, type: cellType });
      }
    }),
    host("(reserve)", "u -- addr", () => {
      stack ||= session.dataSpace.allocate(LOCALS_STACK) ?? 0;
      const bytes = machine.popLow();
      if (stack === 0 || session.localsInMemory + bytes > LOCALS_STACK)
        throw machine.fault(ThrowCodes.returnStackOverflow, "too many locals in memory");
      machine.push(stack + session.localsInMemory, 0);
      session.localsInMemory += bytes;
    }),
    host("(release)", "u --", () => {
      session.localsInMemory -= machine.popLow();
    }),
  ];
}

/**
 * {: args | vals -- outs :} (13.6.2.2550), and gforth's { … }. `F:` before a name makes it a float, `D:` a double-cell
 * number, `W:` a cell, `C:` a character, `XT:` a token that the name executes; `W^` `D^` `F^` `C^` make a variable,
 * `name[ size ]` a buffer. The text may go on over several lines of a file, with
 * comments between the names.
 */
function declareLocals(session: Session, definition: Definition, closer: string): void {
  const { args, values } = parseLocals(session, [closer]);
  // Names come into being in their order and before any gets its value from the stack, so that the last of equal names is
  // the one that counts.
  const locals = args.map((declared) => newLocal(definition, declared));
  for (const value of values) declareZero(session, definition, value);
  for (let i = args.length - 1; i >= 0; i--)
    initialise(session, definition, args[i] as Declared, locals[i] as Local);
}

/** What stands between a word that declares locals and what closes that. */
interface ParsedLocals {
  /** Those that take their values from the stack. */
  readonly args: Declared[];
  /** Those behind a bar. */
  readonly values: Declared[];
  readonly closer: string;
}

/** Parses declarations of locals up to one of the closers. */
export function parseLocals(session: Session, closers: readonly string[]): ParsedLocals {
  const args: Declared[] = [];
  const values: Declared[] = [];
  let section: "arguments" | "values" | "comment" = "arguments";
  let type = cellType;
  for (;;) {
    // As in gforth the comment of { goes to the end of its line at most: programs close it with a bracket of another kind.
    if (section === "comment" && closers.includes("}") && isLineEnded(session))
      return { args, values, closer: "}" };
    const name = foldName(nextName(session, closers[0] as string));
    if (closers.includes(name)) return { args, values, closer: name };
    const named = localTypes[name];
    if (section === "comment") continue;
    if (name === "|") section = "values";
    else if (name === "--") section = "comment";
    else if (name === "\\") skipLine(session);
    else if (name === "(") skipComment(session);
    else if (named !== undefined) type = named;
    else {
      if (name.endsWith("[") && type === cellType) type = bufferType(session);
      (section === "arguments" ? args : values).push({ name, type });
      type = cellType;
    }
  }
}

/** A local that takes its first value from the stack. */
export function declare(session: Session, definition: Definition, declared: Declared): void {
  initialise(session, definition, declared, newLocal(definition, declared));
}

/** What lies between `name[` and `]`, interpreted, is the size of a buffer in bytes. */
function bufferType(session: Session): LocalType {
  const { start, end, found } = session.sources.parse(RIGHT_BRACKET);
  if (!found) throw new ForthThrow(ThrowCodes.unexpectedEndOfFile, "the size of the local has no closing ]");
  session.compiling = false;
  const { bytes } = session.source;
  session.text.interpretSource(
    new Source({
      kind: "string",
      sourceId: -1,
      name: "<size of a local>",
      bytes: bytes.slice(start, end),
      start: 0,
      end: end - start,
    }),
  );
  session.compiling = true;
  return { kind: "address", buffer: session.machine.popNumber() };
}

export function declareZero(session: Session, definition: Definition, declared: Declared): void {
  const { kind, variable, buffer } = declared.type;
  if (buffer !== undefined) {
    compileMemory(session, definition, buffer);
    return definition.setCell(newLocal(definition, declared).index);
  }
  if (kind === "float" || variable?.float === true) definition.floatLiteral(0);
  else definition.literal(0, 0);
  if (kind === "double" || variable?.bytes === 2 * CELL) definition.literal(0, 0);
  declare(session, definition, declared);
}

function newLocal(definition: Definition, { name, type }: Declared): Local {
  const { kind } = type;
  const index = kind === "float" ? definition.newFloat() : definition.newCell(kind === "double" ? 2 : 1);
  const local: Local = { kind, index };
  definition.declareLocal(name, local);
  return local;
}

function initialise(session: Session, definition: Definition, { type }: Declared, local: Local): void {
  const { variable, buffer } = type;
  if (buffer !== undefined) {
    compileMemory(session, definition, buffer);
    definition.setCell(local.index);
    definition.getCell(local.index);
    definition.literal(buffer, 0);
    return definition.call(session.systemWord("move"));
  }
  if (variable === undefined) return compileStore(session, definition, local);
  compileMemory(session, definition, variable.bytes);
  definition.setCell(local.index);
  definition.getCell(local.index);
  definition.call(session.systemWord(variable.store));
}

/** Whether nothing but blanks is left of the line. */
function isLineEnded({ sources, source }: Session): boolean {
  return source.bytes.subarray(sources.parsePosition, source.lineEnd).every((byte) => byte <= BLANK);
}

function nextName(session: Session, closer: string): string {
  for (;;) {
    const { start, end } = session.sources.parseName();
    if (start !== end) return byteString(session.source.bytes, start, end);
    if (!session.sources.refill())
      throw new ForthThrow(ThrowCodes.unexpectedEndOfFile, `the locals have no closing ${closer}`);
  }
}
