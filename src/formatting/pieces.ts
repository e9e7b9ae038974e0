/**
 * The pieces of a program's text that a formatter must not change: tokens, each with what its word has parsed behind it.
 * Which text that is nobody can tell from the text alone, for every program makes parsing words of its own. So the program
 * is loaded, as `fastforth check` does it, and what stands between two tokens that were read belongs to the first of them.
 */
import { Loading } from "../checking/loading.ts";
import { load } from "../checking/program.ts";
import type { ReadToken } from "../checking/tolerant_interpreter.ts";
import { structureWords, takenText } from "../reference/word_syntax.ts";

/** What a word of the system does to the layout. */
export type Role = "opens" | "closes" | "between" | "comment" | "none";

export interface Piece {
  /** Offsets in the text: the token, then the text that its word has parsed, without blanks at its end. */
  readonly start: number;
  readonly end: number;
  /** Where the token ends. */
  readonly tokenEnd: number;
  readonly role: Role;
  /** Whether it is read inside a definition. */
  readonly inDefinition: boolean;
  /** It takes a name of one word: the blanks before that do not matter. */
  readonly takesName: boolean;
}

const SPACE = 0x20;

class TokenReading extends Loading {
  readonly tokens: ReadToken[] = [];
  private main: Uint8Array | undefined;

  override entered(name: string, bytes: Uint8Array): () => void {
    this.main ??= bytes;
    return super.entered(name, bytes);
  }

  read(token: ReadToken): void {
    if (token.source.bytes === this.main) this.tokens.push(token);
  }

  roleOf({ ran, wasCompiling }: ReadToken): Role {
    if (ran === undefined || !this.session.isSystemWord(ran)) return "none";
    const taken = takenText(ran.name);
    if (taken?.content === "comment" && taken.end === "\n") return "comment";
    const structure = wasCompiling ? structureWords.get(ran.name) : undefined;
    if (structure === undefined) return "none";
    if (structure.closes === undefined) return "opens";
    return structure.opens ? "between" : "closes";
  }

  takesName({ ran }: ReadToken): boolean {
    return ran !== undefined && this.session.isSystemWord(ran) && takenText(ran.name)?.end === " ";
  }
}

/** The pieces of a text, in its order. @param path of the file, by which what it includes is found */
export function piecesOf(path: string, text: Uint8Array): Piece[] {
  const reading = new TokenReading();
  load(reading, path, { sourceText: (asked) => (asked === path ? text : undefined) });
  // Text that was read twice, by >IN or EVALUATE's like, is one piece.
  const tokens = reading.tokens
    .toSorted((a, b) => a.start - b.start)
    .filter(({ start, end }, at, all) => end > start && start >= (all[at - 1]?.end ?? 0));
  const first = tokens[0]?.start ?? text.length;
  const pieces = tokens.map((token, at): Piece => {
    const next = tokens[at + 1]?.start ?? text.length;
    return {
      start: token.start,
      end: withoutBlanks(text, token.end, next),
      tokenEnd: token.end,
      role: reading.roleOf(token),
      inDefinition: token.wasCompiling,
      takesName: reading.takesName(token),
    };
  });
  const lead = withoutBlanks(text, 0, first);
  if (lead === 0) return pieces;
  // What comes before the first token, such as a line for the shell.
  return [
    { start: 0, end: lead, tokenEnd: lead, role: "none", inDefinition: false, takesName: false },
    ...pieces,
  ];
}

/** The end of what is not blank, from an offset to another. */
function withoutBlanks(text: Uint8Array, from: number, to: number): number {
  let end = to;
  while (end > from && (text[end - 1] as number) <= SPACE) end--;
  return end;
}
