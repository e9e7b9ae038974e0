/** Locals of definitions: those that nothing reads, and names that hide others. */
import { BodyInstruction, BodyKind } from "../abi/bindings.ts";
import type { Definition } from "../forth/definition.ts";
import type { Word } from "../forth/dictionary.ts";
import type { Local, LocalScope } from "../forth/local_scope.ts";
import type { Session } from "../forth/session.ts";
import { shownText, textOfByteString } from "../machine/system_text.ts";
import type { CommentRules } from "./comment_rules.ts";
import type { DetailNotes } from "./detail_notes.ts";
import type { SourceRange } from "./diagnostic.ts";
import type { Reports } from "./reports.ts";
import { nextName } from "./source_file.ts";
import { readLocals } from "./stack_comment.ts";
import type { SymbolTable } from "./symbols.ts";
import type { Before } from "./tolerant_interpreter.ts";

interface DeclaredLocal {
  /** Folded, a byte string. */
  readonly name: string;
  readonly local: Local;
  readonly range: SourceRange | undefined;
  /** Of the word that declares it. */
  readonly position: number;
}

const declarers: ReadonlySet<string> = new Set(["{:", "{", "locals|"]);
const shown = (name: string): string => textOfByteString(name);

export class LocalRules {
  private readonly locals = new WeakMap<Definition, readonly DeclaredLocal[]>();

  constructor(
    private readonly session: Session,
    private readonly reports: Reports,
    private readonly symbols: SymbolTable,
    private readonly comments: CommentRules,
    private readonly notes: DetailNotes | undefined,
  ) {}

  /** A word of the system has run; it may have declared locals. */
  declared(word: Word, { source, tokenStart }: Before, definition: Definition): void {
    const text = this.reports.texts.get(source.bytes);
    if (!declarers.has(word.name) || text === undefined) return;
    const earlier = this.locals.get(definition) ?? [];
    const known = new Set(earlier.map(({ local }) => local));
    const names = new Set(earlier.map(({ name }) => name));
    const fresh: DeclaredLocal[] = [];
    for (let scope: LocalScope | undefined = definition.scope; scope !== undefined; scope = scope.outer) {
      if (known.has(scope.local)) break;
      const offset = placeOfName(source.bytes, tokenStart, scope.name);
      const range = offset === undefined ? undefined : text.range(offset, scope.name.length);
      fresh.unshift({ name: scope.name, local: scope.local, range, position: definition.position });
    }
    this.locals.set(definition, [...earlier, ...fresh]);
    for (const local of fresh) {
      if (local.range !== undefined) this.notes?.local(shown(local.name), local.range, source.bytes.length);
      this.checkShadowing(local, names.has(local.name));
    }
    if (earlier.length > 0 || hadCode(definition)) return;
    const end = this.session.sources.parsePosition;
    const written = shownText(source.bytes.subarray(tokenStart, end));
    const inside = /^\S+\s([\s\S]*?)\s(?::\}|\})(?:\s|$)/.exec(`${written} `)?.[1];
    const effect = inside === undefined ? undefined : readLocals(inside);
    if (effect !== undefined)
      this.comments.takeLocals(definition, effect, text.range(tokenStart, end - tokenStart));
  }

  private checkShadowing({ name, range }: DeclaredLocal, hidesLocal: boolean): void {
    if (hidesLocal)
      return this.reports.report(
        "shadowed-name",
        range,
        `the local ${shown(name)} hides an earlier one of its name`,
        { severity: "warning" },
      );
    const word = this.wordOf(name);
    if (word === undefined) return;
    const symbol = this.symbols.of(word);
    this.reports.report("shadowed-name", range, `the local ${shown(name)} hides the word of its name`, {
      related: symbol === undefined ? [] : [{ message: "the word that it hides", range: symbol.range }],
    });
  }

  /** The word that a name would mean. */
  private wordOf(name: string): Word | undefined {
    const bytes = Uint8Array.from(name, (character) => character.charCodeAt(0));
    return this.session.search.find(bytes, 0, bytes.length);
  }

  /** A definition ends, and its locals with it. @param end offset in the text, when that is known */
  ended(definition: Definition, end: number | undefined): void {
    if (this.notes === undefined) return;
    const ranges = (this.locals.get(definition) ?? []).flatMap(({ range }) => range ?? []);
    this.notes.endLocals(new Set(ranges), end);
  }

  /** A definition is complete. */
  checkUnused(definition: Definition, records: Uint32Array): void {
    for (const { name, local, range, position } of this.locals.get(definition) ?? []) {
      if (name.startsWith("_") || isRead(records, local, position)) continue;
      this.reports.report("unused-local", range, `nothing reads the local ${shown(name)}`);
    }
  }
}

/** Whether something was compiled before the locals that were just declared. */
const hadCode = ({ body, length, position }: Definition): boolean =>
  length > 0 && body[BodyInstruction.position] !== position;

/** Whether records fetch a local, other than where it is declared. */
function isRead(records: Uint32Array, { kind, index }: Local, declaredAt: number): boolean {
  const fetch = kind === "float" ? BodyKind.floatLocalGet : BodyKind.localGet;
  for (let at = 0; at < records.length; at += BodyInstruction.WORDS) {
    if (records[at + BodyInstruction.kind] !== fetch) continue;
    const read = records[at + BodyInstruction.a] as number;
    const isIt = read === index || (kind === "double" && read === index + 1);
    if (isIt && records[at + BodyInstruction.position] !== declaredAt) return true;
  }
  return false;
}

/** Where a folded name stands as a word behind an offset. */
function placeOfName(bytes: Uint8Array, from: number, name: string): number | undefined {
  const wanted = shown(name).toLowerCase();
  for (let next = nextName(bytes, from); next !== undefined; next = nextName(bytes, next.end)) {
    const { start, end } = next;
    if (end - start === name.length && shownText(bytes.subarray(start, end)).toLowerCase() === wanted)
      return start;
  }
  return undefined;
}
