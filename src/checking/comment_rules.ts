/** Stack comments of a program: which belongs to which definition, and whether it is right. */
import { BodyInstruction, BodyKind, WordKind } from "../abi/bindings.ts";
import type { Definition } from "../forth/definition.ts";
import type { Word } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import type { Source } from "../forth/source.ts";
import { shownText } from "../machine/system_text.ts";
import type { BodyAnalysis } from "./body_analysis.ts";
import { type Agreement, agreementOf, effectInWords } from "./definition_rules.ts";
import type { SourceRange } from "./diagnostic.ts";
import { depthsOf, type Effect, isKnown, isStatic, type KnownEffect } from "./effect.ts";
import type { Reports } from "./reports.ts";
import {
  certainEffect,
  type DeclaredEffect,
  itemNames,
  joinEffects,
  namesMore,
  readComment,
  readLineComment,
} from "./stack_comment.ts";
import type { ProgramSymbol } from "./symbols.ts";

const LINE_FEED = 0x0a;
const CLOSING = 0x29;

/** A stack comment, and where it is. */
interface Comment {
  readonly declared: DeclaredEffect;
  readonly range: SourceRange;
}

/** A comment that is judged when the program is loaded: whether its word is immediate is known only then. */
interface UnprovenComment {
  readonly word: Word;
  readonly effect: KnownEffect;
  readonly comment: Comment;
  readonly agreement: Agreement;
}

/** What callers of a word go by. */
interface Standing {
  readonly effect: Effect;
  /** What the comment says, for when the effect is not known. */
  readonly declared: KnownEffect | undefined;
}

export class CommentRules {
  private readonly comments = new WeakMap<Definition, Comment>();
  /** Definitions with another comment before their stack comment: `( n "name" ) ( n -- addr )` tells of the words made, too. */
  private readonly remarked = new WeakSet<Definition>();
  /** Parts of definitions behind DOES>: a cell is on the stack that comments may leave out. */
  private readonly doesParts = new WeakSet<Definition>();
  /** Definitions that a word of the program has opened: their comments need not be about the stack as it is inside. */
  private readonly ownSyntax = new WeakSet<Definition>();
  private readonly unproven: UnprovenComment[] = [];

  constructor(
    private readonly session: Session,
    private readonly reports: Reports,
  ) {}

  of(definition: Definition): DeclaredEffect | undefined {
    return this.comments.get(definition)?.declared;
  }

  /** A definition has come into being. @param opener the word that has opened it */
  opened(definition: Definition, opener: Word): void {
    if (!this.session.isSystemWord(opener)) this.ownSyntax.add(definition);
    if (opener.name === "does>") this.doesParts.add(definition);
  }

  /** Takes the declaration of locals for the comment of a definition that has none. */
  takeLocals(definition: Definition, declared: DeclaredEffect, range: SourceRange): void {
    if (!this.comments.has(definition)) this.comments.set(definition, { declared, range });
  }

  /** Before a comment is skipped: takes it, when it stands behind a definition's name with nothing compiled between. */
  remark(word: Word, source: Source, definition: Definition): void {
    if (definition.length > 0 || !this.reports.texts.has(source.bytes)) return;
    if (word.name === "(") this.take(source, definition, CLOSING);
    else if (word.name === "\\") this.take(source, definition, LINE_FEED);
  }

  private take(source: Source, definition: Definition, end: number): void {
    const { bytes, tokenStart, tokenEnd } = source;
    const text = this.reports.texts.get(bytes);
    if (text === undefined) return;
    const close = bytes.indexOf(end, tokenEnd);
    const stop = close < 0 ? bytes.length : close;
    const written = shownText(bytes.subarray(tokenEnd, stop));
    const isLine = end === LINE_FEED;
    const reading = isLine ? readLineComment(written) : readComment(written);
    const range = text.range(tokenStart, stop + (isLine ? 0 : 1) - tokenStart);
    const known = this.comments.get(definition);
    if (reading.kind === "effect") {
      const { declared } = reading;
      if (known === undefined) this.comments.set(definition, { declared, range });
      else if (known.declared.namesFloats !== declared.namesFloats)
        this.comments.set(definition, {
          declared: joinEffects(known.declared, declared),
          range: known.range,
        });
      return;
    }
    if (known !== undefined) return;
    this.remarked.add(definition);
    const name = this.reports.placeAt(definition.word.position);
    if (isLine || reading.kind === "prose" || name?.text !== text) return;
    if (text.lineOf(name.offset) !== range.line) return;
    const fault = reading.kind === "one-dash" ? "has - in the place of --" : "has no --";
    this.reports.report("stack-comment-form", range, `the stack comment ( ${reading.text} ) ${fault}`, {
      hint: "write ( before -- after )",
    });
  }

  /**
   * After a comment outside of definitions: takes one that stands behind the name of the newest word, and gives the effect
   * of a deferred word, of which nothing else tells what it does.
   */
  behindName(source: Source, symbol: ProgramSymbol | undefined): KnownEffect | undefined {
    const { latest, dictionary } = this.session;
    const text = this.reports.texts.get(source.bytes);
    if (latest === undefined || symbol === undefined || symbol.declared !== undefined) return undefined;
    if (symbol.range.file !== text?.path || text.lineOf(source.tokenStart) !== symbol.range.line)
      return undefined;
    const close = source.bytes.indexOf(CLOSING, source.tokenEnd);
    const reading = readComment(shownText(source.bytes.subarray(source.tokenEnd, Math.max(close, 0))));
    if (reading.kind !== "effect") return undefined;
    symbol.declared = reading.declared;
    return dictionary.kind(latest.index) === WordKind.defer ? certainEffect(reading.declared) : undefined;
  }

  /** Compares the comment of a definition with what was found out; gives what callers of its word go by. */
  judge(definition: Definition, records: Uint32Array, { effect, faults }: BodyAnalysis): Standing {
    const comment = this.comments.get(definition);
    if (comment === undefined || this.ownSyntax.has(definition)) return { effect, declared: undefined };
    const declared = certainEffect(comment.declared);
    // A word that takes its caller's return address need not come back.
    const escapes = faults.some(({ kind }) => kind === "return-underflow" || kind === "ends-caller");
    if (!isKnown(effect) || escapes || this.saysOther(definition, records)) return { effect, declared };
    const agreement = agreementOf(comment.declared, effect, this.doesParts.has(definition));
    this.unproven.push({ word: definition.word, effect, comment, agreement });
    // Where the ways of a word differ, callers go by the one that its comment names.
    const isSettled = agreement !== "none" && declared !== undefined && !isStatic(effect);
    return { effect: isSettled ? declared : effect, declared };
  }

  /** Whether the comment of a definition need not be about what its body does when it runs. */
  private saysOther(definition: Definition, records: Uint32Array): boolean {
    const does = this.session.systemNumber("(does>)");
    for (const word of callsIn(records)) {
      if (word === does && this.remarked.has(definition)) return true;
      const called = this.session.dictionary.word(word);
      if (called === undefined || !this.session.isSystemWord(called)) continue;
      if (called.immediate || compilers.has(called.name)) return true;
    }
    return false;
  }

  /** The program is loaded. */
  complete(): void {
    const wrong = this.unproven.filter(({ word, agreement }) => agreement !== "all" && !word.immediate);
    const others = namesOfOtherStacks(wrong);
    for (const { word, effect, comment, agreement } of wrong) {
      const { declared, range } = comment;
      if (itemNames(declared).some((name) => others.has(name)) && namesMore(declared, effect)) continue;
      const name = word.displayName || "this definition";
      const what = agreement === "some" ? "is not all that" : "is not what";
      const message = `( ${declared.text} ) ${what} ${name} does: ${effectInWords(effect)}`;
      this.reports.report("stack-comment", range, message, {
        severity: agreement === "some" ? "warning" : "error",
      });
    }
  }
}

/** Words that compile when they run, or do one thing while compiling and another while not. */
const compilers: ReadonlySet<string> = new Set([
  ...["compile,", "(compile)", "lit,", "2lit,", "flit,", "slit,", "does>", ":", ":noname", "]", "state"],
]);

/** The words that a body calls. */
function* callsIn(records: Uint32Array): Generator<number> {
  for (let at = 0; at < records.length; at += BodyInstruction.WORDS)
    if (records[at + BodyInstruction.kind] === BodyKind.call) yield records[at + BodyInstruction.a] as number;
}

/** So many words that leave the stacks alone, and whose comments name items: the program has a stack of its own. */
const FEWEST_OF_OTHER_STACK = 2;

/** The names of items of a stack that the program has made itself, of strings or long numbers, as far as comments tell. */
function namesOfOtherStacks(wrong: readonly UnprovenComment[]): ReadonlySet<string> {
  const silent = wrong.filter(
    ({ effect }) =>
      effect.cellIn + effect.floatIn === 0 &&
      depthsOf(effect).every(({ cells, floats }) => cells + floats === 0),
  );
  if (silent.length < FEWEST_OF_OTHER_STACK) return new Set();
  return new Set(silent.flatMap(({ comment }) => itemNames(comment.declared)));
}
