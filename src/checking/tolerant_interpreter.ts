/** A text interpreter that goes on behind an error, and tells of what it comes by. */
import { ExecutionContext, Token } from "../abi/session_bindings.ts";
import type { Definition } from "../forth/definition.ts";
import type { Word } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import type { Source } from "../forth/source.ts";
import { TextInterpreter } from "../forth/text_interpreter.ts";
import { SystemAddress } from "../machine/data_space.ts";
import { ForthEnding, Timeout } from "../machine/exceptions.ts";

/** Nothing more is loaded: the program has ended itself. */
export class EndOfProgram {}

/** How the machine was before a token, and where the token began. */
export interface Before {
  readonly source: Source;
  /** Offset of the token; what the token runs may parse further. -1 while it is not known. */
  tokenStart: number;
  readonly dataDepth: number;
  readonly floatDepth: number;
  readonly returnDepth: number;
  readonly handlerDepth: number;
  readonly activations: number;
  readonly localsInMemory: number;
  readonly base: number;
}

/** A token that has been interpreted or compiled. */
export interface ReadToken {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  /** The word that ran at it; undefined when nothing did. */
  readonly ran: Word | undefined;
  readonly wasCompiling: boolean;
}

/** Who looks on while a program is loaded. */
export interface LoadListener {
  /** Is told of each token, also of those at which something failed. */
  read?(token: ReadToken): void;
  /** A file is interpreted from here on, until what this gives is called. */
  entered(name: string, bytes: Uint8Array): () => void;
  /** Whether a source is text of the program's files, and not of the system's. */
  isOfProgram(source: Source): boolean;
  named(word: Word, source: Source): void;
  /** Before a word runs at its place in the source. */
  runs(word: Word, before: Before): void;
  /** It has run without an error. */
  ran(word: Word, before: Before): void;
  /** A token of the program has been interpreted or compiled, or has failed. */
  passed(source: Source): void;
  /** A line is interpreted again and again: it is left. */
  repeats(source: Source): void;
  /** True when the word is not to be compiled, but to run: the definition before it has no end. */
  beginsAnew(word: Word, source: Source): boolean;
  /** Is told of an error; gives true when the word is to run once more. @throws EndOfProgram */
  failed(error: unknown, word: Word | undefined, before: Before): boolean;
  /** The text has ended, and with it a definition that has not. */
  unfinished(definition: Definition): void;
}

/** A file that is interpreted bit by bit. */
interface BegunFile {
  readonly source: Source;
  /** The definition that was open when it began. */
  readonly around: Definition | undefined;
  /** Tells who looks on that the text has ended. */
  readonly leave: () => void;
  readonly ended: ((isWhole: boolean) => void) | undefined;
  errors: number;
}

/** A file that is to be interpreted when the word that includes it has run. */
interface PostponedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly sourceId: number;
  readonly ended: ((isWhole: boolean) => void) | undefined;
}

/** Words that do nothing more when the file is interpreted that they name. */
const includers: ReadonlySet<string> = new Set(["include", "included", "require", "required"]);
/** Tokens between two looks at the clock. */
const TOKENS_PER_LOOK = 16;

/** So often a text may be interpreted again from an earlier place. */
const MOST_REWINDS = 10_000;
/** Errors between tokens of one text after which it is left. */
const MOST_ERRORS = 100;

export class TolerantInterpreter extends TextInterpreter {
  /** The word that runs, when it was named by the token that is interpreted. */
  private running: Word | undefined;
  private before: Before | undefined;
  /** The text of the last token, where that was, and how often there was one that was not behind it. */
  private last: { source: Source | undefined; tokenStart: number; rewinds: number } = {
    source: undefined,
    tokenStart: -1,
    rewinds: 0,
  };
  private movedParsePosition = false;
  private isStepwise = false;
  /** Files that are interpreted bit by bit, innermost last. */
  private readonly begun: BegunFile[] = [];
  private postponed: PostponedFile | undefined;
  /** Sources that are being interpreted to their end, one in the other. */
  private loops = 0;

  constructor(
    private readonly session: Session,
    private readonly listener: LoadListener,
  ) {
    super(session);
  }

  override interpretText(
    name: string,
    bytes: Uint8Array,
    sourceId = -1,
    ended?: (isWhole: boolean) => void,
  ): void {
    if (sourceId <= 0) return super.interpretText(name, bytes, sourceId, ended);
    if (this.canPostpone) {
      this.postponed = { name, bytes, sourceId, ended };
      return;
    }
    const leave = this.listener.entered(name, bytes);
    super.interpretText(name, bytes, sourceId, (isWhole) => {
      leave();
      ended?.(isWhole);
    });
  }

  // ---- bit by bit --------------------------------------------------------------------------------------------------

  /**
   * Has files be interpreted by `goOn`: the first one, and what a text includes that is itself interpreted so. What a word
   * of the program includes is interpreted while that word runs.
   */
  beginStepwise(): void {
    this.isStepwise = true;
  }

  /** Whether the file that is to be interpreted is the first one, or all that a token of one of the files begun does. */
  private get canPostpone(): boolean {
    if (!this.isStepwise || this.loops > 0 || this.postponed !== undefined) return false;
    const { running } = this;
    if (running === undefined) return this.begun.length === 0;
    return includers.has(running.name) && this.session.isSystemWord(running);
  }

  /**
   * Interprets the files begun for a while.
   * @param until of `performance.now()`
   * @returns whether they have ended. @throws what ends the program
   */
  goOn(until: number): boolean {
    try {
      this.beginPostponed();
      for (let file = this.begun.at(-1); file !== undefined; file = this.begun.at(-1)) {
        if (this.interpretSome(file)) this.endFile(file);
        else if (performance.now() >= until) return false;
      }
      return true;
    } catch (error) {
      for (let file = this.begun.pop(); file !== undefined; file = this.begun.pop()) {
        file.leave();
        file.ended?.(false);
      }
      throw error;
    }
  }

  /** Interprets some tokens of a file, or up to where another one begins; gives whether it has ended. */
  private interpretSome(file: BegunFile): boolean {
    const { source } = file;
    try {
      for (let tokens = 0; tokens < TOKENS_PER_LOOK; tokens++) {
        if (!this.readTokens(source)) return true;
        this.interpretToken(source);
        if (this.postponed === undefined) continue;
        this.beginPostponed();
        return false;
      }
    } catch (error) {
      if (file.errors++ === MOST_ERRORS) throw error;
      this.recover(error, this.stateBefore(source));
    }
    return false;
  }

  private beginPostponed(): void {
    const { postponed } = this;
    this.postponed = undefined;
    if (postponed === undefined) return;
    const { name, bytes, sourceId, ended } = postponed;
    const around = this.session.definition;
    const leave = this.listener.entered(name, bytes);
    try {
      this.pushText(name, bytes, sourceId);
    } catch (error) {
      leave();
      ended?.(false);
      throw error;
    }
    this.begun.push({ source: this.session.source, around, leave, ended, errors: 0 });
  }

  private endFile({ around, leave, ended }: BegunFile): void {
    this.checkFinished(around);
    this.session.sources.pop();
    this.begun.pop();
    leave();
    ended?.(true);
  }

  /** Goes on when there was an error between two tokens, too: BASE is none, or the word around runs for long. */
  override interpret(): void {
    const { source } = this.session;
    this.loops++;
    try {
      for (let errors = 0; ; errors++) {
        try {
          while (this.readTokens(source)) this.interpretToken(source);
          return;
        } catch (error) {
          if (errors === MOST_ERRORS || !this.listener.isOfProgram(source)) throw error;
          // It is not the word that runs this text, if there is one, that has failed.
          const { running } = this;
          this.running = undefined;
          try {
            this.recover(error, this.stateBefore(source));
          } finally {
            this.running = running;
          }
        }
      }
    } finally {
      this.loops--;
    }
  }

  private interpretToken(source: Source): void {
    if (!this.listener.isOfProgram(source)) return this.interpretTokens(source, 1);
    const [outer, outerBefore] = [this.running, this.before];
    this.running = undefined;
    this.movedParsePosition = false;
    const before = this.stateBefore(source);
    this.before = before;
    const at = source.tokenIndex * Token.WORDS;
    const start = source.tokens?.[at + Token.start] ?? 0;
    const end = start + (source.tokens?.[at + Token.length] ?? 0);
    const wasCompiling = this.session.compiling;
    try {
      this.interpretTokens(source, 1);
      if (this.running !== undefined) this.listener.ran(this.running, before);
    } catch (error) {
      this.recover(error, before);
    } finally {
      this.listener.read?.({ source, start, end, ran: this.running, wasCompiling });
      this.running = outer;
      this.before = outerBefore;
      this.listener.passed(source);
      this.leaveEndlessLine(source);
    }
  }

  /** A line that sets >IN back may do so for ever, as when what was to be compiled is interpreted. */
  private leaveEndlessLine(source: Source): void {
    const { tokenStart } = source;
    if (source !== this.last.source) this.last = { source, tokenStart: -1, rewinds: 0 };
    const { last } = this;
    if (tokenStart <= last.tokenStart && ++last.rewinds > MOST_REWINDS) {
      last.rewinds = 0;
      this.listener.repeats(source);
      this.session.sources.parsePosition = source.lineEnd;
      source.reparseFrom(source.lineEnd);
    }
    last.tokenStart = tokenStart;
  }

  private stateBefore(source: Source): Before {
    const { context } = this.session.machine;
    return {
      source,
      tokenStart: -1,
      dataDepth: context[ExecutionContext.dataDepth] as number,
      floatDepth: context[ExecutionContext.floatDepth] as number,
      returnDepth: context[ExecutionContext.returnDepth] as number,
      handlerDepth: context[ExecutionContext.handlerDepth] as number,
      activations: this.session.compiler.activationDepth,
      localsInMemory: this.session.localsInMemory,
      base: this.session.machine.loadNumber(SystemAddress.base),
    };
  }

  private recover(error: unknown, before: Before): void {
    if (error instanceof EndOfProgram || error instanceof ForthEnding || error instanceof Timeout)
      throw error;
    const { running } = this;
    const moved = this.movedParsePosition;
    const again = this.listener.failed(error, running, before);
    this.restore(before);
    if (moved) this.followParsePosition(before.source);
    if (!again || running === undefined) return;
    try {
      super.runWord(before.source, running.index, before.source.tokenEnd);
      this.listener.ran(running, before);
    } catch (second) {
      this.running = undefined;
      this.recover(second, before);
    }
  }

  /** Goes back to how it was before the token; what the token has taken from the stacks is there again. */
  private restore(before: Before): void {
    const { session } = this;
    const { context } = session.machine;
    while (session.source !== before.source && session.source.parent !== undefined) session.sources.pop();
    context[ExecutionContext.dataDepth] = before.dataDepth;
    context[ExecutionContext.floatDepth] = before.floatDepth;
    context[ExecutionContext.returnDepth] = before.returnDepth;
    context[ExecutionContext.handlerDepth] = before.handlerDepth;
    session.compiler.activationDepth = before.activations;
    session.localsInMemory = before.localsInMemory;
    // What was left in the middle would have set it back at its end. A base that is none is an error of its own.
    if (before.base >= 2 && before.base <= 36) session.machine.storeNumber(SystemAddress.base, before.base);
  }

  protected override runWord(source: Source, index: number, end: number): void {
    if (!this.listener.isOfProgram(source)) return super.runWord(source, index, end);
    const word = this.session.dictionary.word(index) as Word;
    const before = this.before as Before;
    before.tokenStart = source.tokenStart;
    this.running = word;
    this.listener.named(word, source);
    this.listener.runs(word, before);
    super.runWord(source, index, end);
    this.running = word;
  }

  protected override runToken(source: Source, xt: number, end: number): void {
    this.movedParsePosition = true;
    super.runToken(source, xt, end);
  }

  protected override compileWord(index: number): void {
    const { source } = this.session;
    if (!this.listener.isOfProgram(source)) return super.compileWord(index);
    const word = this.session.dictionary.word(index) as Word;
    if (this.listener.beginsAnew(word, source)) return this.runWord(source, index, source.tokenEnd);
    this.listener.named(word, source);
    super.compileWord(index);
  }

  protected override checkFinished(around: Definition | undefined): void {
    const { definition } = this.session;
    if (this.session.compiling && definition !== undefined && definition !== around) {
      this.listener.unfinished(definition);
      this.session.machine.setVariable(SystemAddress.state, 0);
    }
    super.checkFinished(around);
  }
}
