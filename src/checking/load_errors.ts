/** What a THROW while a program is loaded means: which rule it is against, and what is said of it. */
import { FIRST_ADDRESS } from "../abi/session_bindings.ts";
import type { Word } from "../forth/dictionary.ts";
import { hintForName } from "../forth/hints.ts";
import type { Session } from "../forth/session.ts";
import { type ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import type { RuleName } from "./rules.ts";

/** Unknown names for which a similar one is looked for: among thousands, that takes its time. */
const MAX_HINTS = 40;

/** What may be meant by unknown names; each is looked up once. */
export class NameHints {
  private readonly hints = new Map<string, string | undefined>();

  constructor(private readonly session: Session) {}

  of(name: string): string | undefined {
    if (this.hints.has(name)) return this.hints.get(name);
    if (this.hints.size >= MAX_HINTS) return undefined;
    const hint = hintForName(this.session, name);
    this.hints.set(name, hint);
    return hint;
  }
}

/** Words in the places of unknown names in definitions: they end what comes to them. */
export class UnknownNames {
  private readonly standIns = new Map<string, Word>();
  private readonly thrown = new WeakMap<ForthThrow, string>();

  constructor(private readonly session: Session) {}

  /** The number of a word that stands for a name. */
  standIn(name: string): number {
    const known = this.standIns.get(name);
    const { machine, dictionary } = this.session;
    // A MARKER may have forgotten it.
    if (known !== undefined && dictionary.word(known.index) === known) return known.index;
    const word = this.session.createAnonymousWord();
    machine.entries[word.index] = () => {
      const thrown = machine.fault(ThrowCodes.undefinedWord, name);
      this.thrown.set(thrown, name);
      throw thrown;
    };
    this.standIns.set(name, word);
    return word.index;
  }

  /** The name that a program has come to where a THROW began. */
  of(thrown: ForthThrow): string | undefined {
    return this.thrown.get(thrown);
  }
}

/**
 * Which rule an error of a word of the system is against; undefined when it can happen in any program.
 * @param dataDepth items on the data stack before the word
 */
export function ruleOf(
  { code }: ForthThrow,
  word: Word | undefined,
  session: Session,
  dataDepth: number,
): RuleName | undefined {
  switch (code) {
    case ThrowCodes.compileOnly:
      return "compile-only";
    case ThrowCodes.unexpectedEndOfFile:
    case ThrowCodes.compilerNesting:
      return "unfinished-definition";
    case ThrowCodes.fileNotFound:
      return word !== undefined && includers.has(word.name) ? "missing-file" : undefined;
    case ThrowCodes.invalidAddress: {
      const isStore = word !== undefined && storeWords.has(word.name) && dataDepth > 0;
      return isStore && isLow(session, dataDepth - 1) ? "low-address" : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether the cell that was at a depth from the bottom is an address where no data is. The word has taken it, and it is still there. */
function isLow({ machine }: Session, at: number): boolean {
  const low = (machine.dataStack[2 * at] as number) >>> 0;
  return machine.dataStack[2 * at + 1] === 0 && low < FIRST_ADDRESS;
}

export function messageOf(thrown: ForthThrow, word: Word | undefined, rule: RuleName): string {
  const name = word?.displayName ?? "this";
  switch (rule) {
    case "compile-only":
      return `${name} has a meaning only inside a definition (between : and ;)`;
    case "low-address":
      return `${name} stores to an address below ${FIRST_ADDRESS}, where no data is`;
    case "missing-file":
      return `there is no file ${thrown.detail}`;
    case "unfinished-definition":
      return thrown.detail ?? thrown.message;
    default:
      return word === undefined ? thrown.message : `${name}: ${thrown.message}`;
  }
}

/** Whether an including word has the file's name behind it in the source. */
export const namesItsFile = (word: Word | undefined): boolean =>
  word?.name === "include" || word?.name === "require";

const includers: ReadonlySet<string> = new Set(["include", "require", "included", "required"]);
const storeWords: ReadonlySet<string> = new Set([
  ...["!", "c!", "w!", "l!", "+!", "2!", "f!", "sf!", "df!", "on", "off"],
]);
