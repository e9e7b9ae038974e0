/** What a program says of its own words: the stack comment, the comments around a definition, where it stands. */
import { BodyInstruction, BodyKind, opTable, WordKind } from "../abi/bindings.ts";
import type { Word } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { FunctionView } from "../ir/view.ts";
import { ForthThrow } from "../machine/exceptions.ts";
import type { Place } from "../machine/place.ts";
import { shownText } from "../machine/system_text.ts";

export interface ProgramWord {
  readonly name: string;
  /** Its stack comment as the program has it, without parentheses. */
  readonly effect: string | undefined;
  /** In a few words: what the word is. */
  readonly kind: string;
  readonly place: Place | undefined;
  /** The lines of the comments that belong to it, without their backslashes. */
  readonly comment: readonly string[];
}

/** Bytes before and behind a definition that are looked at for comments. */
const NEARBY = 8192;

export function describeProgramWord(session: Session, word: Word): ProgramWord {
  const around = textAround(session, word);
  const comments =
    around === undefined ? { effect: undefined, comment: [] } : commentsOf(around, word.displayName);
  const place = session.positions.place(word.position);
  return { name: word.displayName, kind: kindOf(session, word), place, ...comments };
}

const kinds: Readonly<Record<number, string>> = {
  [WordKind.constant]: "a constant",
  [WordKind.fconstant]: "a constant",
  [WordKind.data]: "the address of data",
  [WordKind.value]: "a value",
  [WordKind.fvalue]: "a value",
  [WordKind.defer]: "a deferred word",
  [WordKind.does]: "made with CREATE, with a DOES> part",
};

function kindOf(session: Session, word: Word): string {
  const kind = kinds[session.dictionary.kind(word.xt)] ?? "a definition";
  return word.immediate ? `${kind}, immediate` : kind;
}

/** The source text before a word's name, from it to the definition's end, and behind that. */
interface Around {
  readonly before: string;
  readonly inside: string;
  readonly behind: string;
}

function textAround({ positions }: Session, word: Word): Around | undefined {
  const start = positions.sourceOf(word.position);
  if (start === undefined) return undefined;
  const { bytes, offset } = start;
  const finish = positions.sourceOf(word.endPosition);
  const end = finish?.bytes === bytes ? finish.offset + 1 : offset + word.name.length;
  return {
    before: shownText(bytes.subarray(Math.max(0, offset - NEARBY), offset)),
    inside: shownText(bytes.subarray(offset, end)),
    behind: shownText(bytes.subarray(end, end + NEARBY)),
  };
}

/** A line that divides a source into parts: `\ ---- words for files ----`. */
export const RULER = /^\s*\\\s*([-=*_#~])\1{2,}\s*(.*?)\s*(?:\1{3,})?\s*$/;
const COMMENT = /^\s*\\(?:[gG])?(?:\s(.*))?$/;

/** Comments that belong to a definition: the lines right above it, behind it, and `\G` lines below its first line. */
export function commentsOf(
  { before, inside, behind }: Around,
  name: string,
): Pick<ProgramWord, "effect" | "comment"> {
  const above = before.split("\n").slice(0, -1);
  const comment: string[] = [];
  for (const line of above.reverse()) {
    const text = COMMENT.exec(line);
    if (text === null || RULER.test(line)) break;
    comment.unshift((text[1] ?? "").trim());
  }
  const text = inside.slice(name.length) + (behind.split("\n")[0] ?? "");
  const effect = stackComment(text);
  const [first = "", ...others] = text.split("\n");
  const last = others.at(-1);
  for (const line of [
    first,
    ...others.filter((other) => /^\s*\\[gG]\s/.test(other)),
    ...(last === undefined ? [] : [last]),
  ]) {
    const found = /(?:^|\s)\\[gG]?\s+(.*)$/.exec(line)?.[1]?.trim();
    if (found !== undefined && found !== "" && !comment.includes(found)) comment.push(found);
  }
  return {
    effect,
    comment: comment.filter((line, at) => line !== "" || (at > 0 && at < comment.length - 1)),
  };
}

/** The comments in parentheses, or the locals, that stand right behind a name and have `--` in them. */
function stackComment(text: string): string | undefined {
  const parts: string[] = [];
  let rest = text;
  for (;;) {
    const match = /^\s*(?:\(\s([^)]*)\)|\{:?\s([^}]*?):?\})/.exec(rest);
    const part = (match?.[1] ?? match?.[2])?.trim().replace(/\s+/g, " ");
    if (match === null || part === undefined || !part.includes("--")) break;
    parts.push(part);
    rest = rest.slice(match[0].length);
  }
  return parts.length === 0 ? undefined : parts.join(" ");
}

/** What the compiler finds that a word takes and leaves, as `2 -- 1` or `1 -- F: 1`; undefined when it is not fixed. */
export function inferredEffect(session: Session, word: Word): string | undefined {
  try {
    const ir = new FunctionView(session.compiler.irOf(word.xt));
    if (ir.isDynamic || worksInMemory(ir)) return undefined;
    const cells = `${ir.cellIn} -- ${ir.cellOut}`;
    const floats = `F: ${ir.floatIn} -- ${ir.floatOut}`;
    return floats === "F: 0 -- 0" ? cells : `${cells} ${floats}`;
  } catch (error) {
    if (error instanceof ForthThrow) return undefined;
    throw error;
  }
}

/** Whether a function calls words whose effect is not known: its own is not in its header then. */
function worksInMemory(ir: FunctionView): boolean {
  for (let at = 0; at < ir.instructionCount; at++) if (opTable[ir.op(at)]?.memoryStack) return true;
  return false;
}

/** A use of a word in another one. */
interface WordUse {
  readonly user: string;
  readonly place: Place;
}

/** Where the definitions of a program use a word, the newest first. */
export function usesOf(session: Session, word: Word): WordUse[] {
  const uses: WordUse[] = [];
  const places = new Set<string>();
  for (const user of session.dictionary.newestFirst()) {
    if (session.isSystemWord(user)) break;
    const body = session.compiler.bodyOf(user.index) ?? new Uint32Array(0);
    for (let at = 0; at < body.length; at += BodyInstruction.WORDS) {
      if (!names(body, at, word.xt)) continue;
      const place = session.positions.place(body[at + BodyInstruction.position] as number);
      if (place === undefined || (kindAt(body, at) === BodyKind.literal && !standsAt(place, word))) continue;
      const key = `${place.name}:${place.line}:${place.column}`;
      if (!places.has(key)) uses.push({ user: user.displayName || "<noname>", place });
      places.add(key);
    }
  }
  return uses;
}

const kindAt = (body: Uint32Array, at: number): number => body[at + BodyInstruction.kind] as number;

/** Whether a record calls a word, or has its token as a literal. */
function names(body: Uint32Array, at: number, xt: number): boolean {
  const kind = kindAt(body, at);
  if (kind !== BodyKind.call && kind !== BodyKind.literal) return false;
  return (
    body[at + BodyInstruction.a] === xt && (kind === BodyKind.call || body[at + BodyInstruction.b] === 0)
  );
}

/** Whether a word's name is among the first two of a place: `['] name`, `name`. A number may look like a token. */
function standsAt({ lineText, column }: Place, word: Word): boolean {
  const tokens = [...lineText]
    .slice(column - 1)
    .join("")
    .split(/\s+/, 2);
  return tokens.some((token) => token.toLowerCase() === word.displayName.toLowerCase());
}
