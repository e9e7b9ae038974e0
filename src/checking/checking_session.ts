/** A session whose words do nothing outside of it, and which tells of the words that the program makes. */

import type { Word } from "../forth/dictionary.ts";
import { Session } from "../forth/session.ts";
import { Input } from "../machine/input.ts";
import { Output } from "../machine/output.ts";
import type { Stages } from "../stages/pipeline.ts";
import { parseStages, selectStages } from "../stages/select.ts";
import { system } from "../words/open_session.ts";
import { type HeldWordsListener, heldWords } from "./held_words.ts";
import { type LoadListener, TolerantInterpreter } from "./tolerant_interpreter.ts";

/** Who is told of what the session does. */
export interface SessionListener extends LoadListener, HeldWordsListener {
  /** A word gets a name; `older` had it in the same word list. */
  created(word: Word, older: Word | undefined): void;
  warned(position: number, text: string): void;
}

/** Bytes of data space that nearly every program has enough of. A larger one costs more than checking a short file. */
const SMALL_MEMORY = 1 << 22;

export interface CheckingSessionOptions {
  /** In the place of none but the parser: a program that is checked does not run for long. */
  readonly stages?: Stages;
  /** Bytes of data space. */
  readonly memory?: number;
}

/** Standard input with nothing in it. */
class NoInput extends Input {
  protected override readInto(): number {
    return 0;
  }
}

export class CheckingSession extends Session {
  /** What interprets this session's texts. */
  readonly tolerant: TolerantInterpreter;

  constructor(
    private readonly listener: SessionListener,
    { stages = selectStages(parseStages("interpreter")), memory = SMALL_MEMORY }: CheckingSessionOptions = {},
  ) {
    super({
      stages,
      memory,
      system: heldWords(system, listener),
      output: new Output(() => undefined),
      errors: () => undefined,
      input: new NoInput(),
      interpreter: (session) => new TolerantInterpreter(session, listener),
    });
    this.tolerant = this.text as TolerantInterpreter;
  }

  override createWord(name: string): Word {
    const bytes = Uint8Array.from(name, (character) => character.charCodeAt(0));
    const older = name === "" ? undefined : this.search.findIn(this.search.current, bytes);
    const word = super.createWord(name);
    if (name !== "") this.listener.created(word, older);
    return word;
  }

  override warn(position: number, text: string): void {
    this.listener.warned(position, text);
  }
}
