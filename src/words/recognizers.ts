/**
 * Recognizers (the Forth 200x committee's proposal, by gforth 0.7.9's names): what a text in the source means, apart from
 * what is then done with it.
 *
 * A recognizer takes a text and leaves a translation: data, and on top a token that says what kind of data it is, or
 * TRANSLATE-NONE. The text interpreter itself looks for words and numbers; it comes here for every other text, and for
 * all of them once the program has changed REC-FORTH or what REC-DEFAULT tries.
 */
import { byteString, type HostWord, host, type Word } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import { postpone } from "./compiling.ts";
import { findVisible } from "./found_names.ts";
import { MOST_NAME_BYTES, popBytes, pushString } from "./operands.ts";
import { parseLongString } from "./parsing.ts";
import { vocabularyList } from "./search.ts";
import { applyToWord, type ValueVerb } from "./values.ts";
import { compiling, inDefinition } from "./word_kinds.ts";

/** What is done with a translation. */
type Mode = "interpret" | "compile" | "postpone";

/** What a token of the system or of TRANSLATE: does; the data is on the stacks. */
type Action = (mode: Mode) => void;

/** Says what a text is: pushes data and gives the token's name, or leaves the stacks alone. */
type Recognize = (text: Uint8Array) => string | undefined;

const NONE = 0;
const QUOTE = 0x22;
const PLUS = 0x2b;
const SMALL_I = 0x69;
const BACKQUOTE = "`";

/** What stands before the > of `->value` and its kin. */
const verbs: Readonly<Record<string, ValueVerb>> = {
  "-": "to",
  "+": "+to",
  "@": "action-of",
  "=": "is",
  "'": "addr",
};
const verbNumbers: readonly ValueVerb[] = ["to", "+to", "action-of", "is", "addr"];

export function recognizerWords(session: Session): HostWord[] {
  const { machine, search, text: interpreter } = session;
  const bytesOf = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
  const find = (text: Uint8Array): Word | undefined => search.find(text, 0, text.length);
  const findText = (text: string): Word | undefined => find(bytesOf(text));
  const pushCell = (value: number, token = "translate-cell") => {
    machine.pushNumber(value);
    return token;
  };
  const stored = (text: Uint8Array) => pushString(machine, session.dataSpace.storeString(text), text.length);

  const recognizers: Readonly<Record<string, Recognize>> = {
    "rec-none": () => undefined,
    "rec-name": (text) => {
      const word = findVisible(session, text);
      return word === undefined ? undefined : pushCell(word.index, "translate-name");
    },
    "rec-number": (text) => {
      const number = interpreter.convertNumber(text);
      if (number === undefined) return undefined;
      machine.push(number[0], number[1]);
      if (text[text.length - 1] !== 0x2e) return "translate-cell";
      machine.push(number[2], number[3]);
      return "translate-dcell";
    },
    "rec-float": (text) => {
      const value = interpreter.convertFloat(text);
      if (value === undefined) return undefined;
      machine.pushFloat(value);
      return "translate-float";
    },
    // gforth's complex numbers: 1e+2ei.
    "rec-complex": (text) => {
      const plus = text.indexOf(PLUS);
      if (plus < 1 || text[text.length - 1] !== SMALL_I) return undefined;
      const real = interpreter.convertFloat(text.subarray(0, plus));
      const imaginary = interpreter.convertFloat(text.subarray(plus + 1, text.length - 1));
      if (real === undefined || imaginary === undefined) return undefined;
      machine.pushFloat(real);
      machine.pushFloat(imaginary);
      return "translate-complex";
    },
    "rec-string": (text) => {
      if (text[0] !== QUOTE) return undefined;
      const { source, sources } = session;
      // The text that the interpreter has taken is only the string's first word.
      sources.parsePosition = source.tokenStart + 1;
      stored(parseLongString(session));
      return "translate-string";
    },
    "rec-tick": (text) => {
      const name = byteString(text, 0, text.length);
      if (!name.startsWith(BACKQUOTE)) return undefined;
      const word = findText(name.slice(1));
      return word === undefined ? undefined : pushCell(word.xt);
    },
    "rec-dtick": (text) => {
      const name = byteString(text, 0, text.length);
      if (!name.startsWith(BACKQUOTE + BACKQUOTE)) return undefined;
      const word = findText(name.slice(2));
      return word === undefined ? undefined : pushCell(word.index);
    },
    "rec-to": (text) => {
      const name = byteString(text, 0, text.length);
      const verb = name.charAt(1) === ">" ? verbs[name.charAt(0)] : undefined;
      const word = verb === undefined || name.length < 3 ? undefined : findText(name.slice(2));
      if (verb === undefined || word === undefined) return undefined;
      machine.pushNumber(verbNumbers.indexOf(verb));
      return pushCell(word.index, "translate-to");
    },
    "rec-body": (text) => {
      const match = /^<(.+?)(?:\+(.+))?>$/s.exec(byteString(text, 0, text.length));
      const word = match === null ? undefined : findText(match[1] as string);
      if (match === null || word === undefined) return undefined;
      const added = match[2] === undefined ? [0] : interpreter.convertNumber(bytesOf(match[2]));
      if (added === undefined) return undefined;
      machine.pushNumber(word.xt);
      session.run(session.systemWord(">body"));
      return pushCell(machine.popNumber() + (added[0] as number));
    },
    "rec-env": (text) => {
      const match = /^\$\{(.+)\}$/s.exec(byteString(text, 0, text.length));
      if (match === null) return undefined;
      stored(bytesOf(match[1] as string));
      return "translate-env";
    },
    "rec-scope": (text) => {
      const parts = byteString(text, 0, text.length).split(":");
      const name = parts.pop() as string;
      if (parts.length === 0 || name === "" || parts.includes("")) return undefined;
      const [first, ...inner] = parts;
      let list = vocabularyList(session, findText(first as string));
      for (const part of inner)
        list = list === undefined ? undefined : vocabularyList(session, search.findIn(list, bytesOf(part)));
      const word = list === undefined ? undefined : search.findIn(list, bytesOf(name));
      return word === undefined ? undefined : pushCell(word.index, "translate-name");
    },
  };

  const popWord = (): Word => {
    const word = session.dictionary.word(machine.popNumber());
    if (word === undefined) throw machine.fault(ThrowCodes.invalidAddress, "not a name token");
    return word;
  };
  /** Data that a literal word compiles: POSTPONEd, it and the literal word are compiled. */
  const literal =
    (word: string): Action =>
    (mode) => {
      if (mode === "interpret") return;
      session.run(session.systemWord(word));
      if (mode === "postpone")
        inDefinition(session, (definition) => definition.call(session.systemWord(word)));
    };
  const actions = new Map<string, Action>([
    ["translate-cell", literal("literal")],
    ["translate-dcell", literal("2literal")],
    ["translate-string", literal("2literal")],
    ["translate-float", literal("fliteral")],
    [
      "translate-complex",
      (mode) => {
        if (mode === "interpret") return;
        const imaginary = machine.popFloat();
        literal("fliteral")(mode);
        machine.pushFloat(imaginary);
        literal("fliteral")(mode);
      },
    ],
    [
      "translate-name",
      (mode) => {
        const word = popWord();
        if (mode === "postpone")
          return inDefinition(session, (definition) => postpone(session, definition, word));
        if (mode === "interpret" || word.immediate) return session.run(word.xt);
        inDefinition(session, (definition) => definition.call(word.xt));
      },
    ],
    [
      "translate-to",
      (mode) => {
        const word = popWord();
        const verb = verbNumbers[machine.popNumber()] as ValueVerb;
        if (mode === "postpone")
          throw new ForthThrow(ThrowCodes.unsupported, "POSTPONE of what assigns to a value");
        applyToWord(session, verb, word);
      },
    ],
    [
      "translate-env",
      (mode) => {
        literal("2literal")(mode);
        const getenv = session.systemWord("getenv");
        if (mode === "interpret") return session.run(getenv);
        inDefinition(session, (definition) => {
          if (mode === "postpone") postpone(session, definition, session.dictionary.word(getenv) as Word);
          else definition.call(getenv);
        });
      },
    ],
  ]);
  /** What the tokens of TRANSLATE: do; a token is the number of a word without a name. */
  const made = new WeakMap<Word, Record<Mode, number>>();
  const perform = (token: number, mode: Mode): void => {
    const word = token === NONE ? undefined : session.dictionary.word(token);
    if (word === undefined) throw machine.fault(ThrowCodes.undefinedWord);
    const action = session.isSystemWord(word) ? actions.get(word.name) : undefined;
    if (action !== undefined) return action(mode);
    const own = made.get(word);
    if (own === undefined) throw machine.fault(ThrowCodes.invalidAddress, "not a translation token");
    session.run(own[mode]);
  };

  // ---- sequences -------------------------------------------------------------------------------------------------

  const defaults = Object.keys(recognizers).filter((name) => name !== "rec-none");
  /** The recognizers of each sequence, the first tried first. */
  const sequences = new WeakMap<Word, number[]>();
  const sequenceOf = (word: Word): number[] => {
    const sequence = sequences.get(word);
    if (sequence !== undefined) return sequence;
    if (!session.isSystemWord(word) || word.name !== "rec-default")
      throw machine.fault(ThrowCodes.invalidAddress, "not a recognizer sequence");
    const initial = defaults.map((name) => session.systemWord(name));
    sequences.set(word, initial);
    return initial;
  };
  const popSequence = (): number[] => sequenceOf(session.popXt());
  const runSequence = (sequence: readonly number[]): void => {
    const length = machine.popNumber();
    const address = machine.popNumber();
    const depth = machine.depth();
    const floatDepth = machine.floatDepth();
    for (const recognizer of sequence) {
      pushString(machine, address, length);
      session.run(recognizer);
      if (machine.peekLow() !== NONE) return;
      machine.drop(machine.depth() - depth);
      while (machine.floatDepth() > floatDepth) machine.popFloat();
    }
    machine.push(NONE, 0);
  };
  const changed = () => interpreter.recognizeAll();

  // ---- the text interpreter's texts ------------------------------------------------------------------------------

  const currentText = (): Uint8Array => {
    const { bytes, tokenStart, tokenEnd } = session.source;
    return bytes.subarray(tokenStart, tokenEnd);
  };
  /** Has the system's recognizers say what the text of the current token is, and does it. */
  const other = (mode: Mode): void => {
    const { tokenStart, tokenEnd } = session.source;
    const text = currentText();
    for (const name of defaults) {
      const token = (recognizers[name] as Recognize)(text);
      if (token === undefined) continue;
      return (actions.get(token) as Action)(mode);
    }
    throw session.undefinedWord(tokenStart, tokenEnd);
  };
  /** The same by REC-FORTH. */
  const byProgram = (mode: Mode): void => {
    const { tokenStart, tokenEnd } = session.source;
    pushString(machine, session.sources.address(tokenStart), tokenEnd - tokenStart);
    session.run(session.systemWord("rec-forth"));
    const token = machine.popNumber();
    if (token === NONE) throw session.undefinedWord(tokenStart, tokenEnd);
    perform(token, mode);
  };
  const postponeToken = (): void => {
    if (interpreter.recognizesAll) byProgram("postpone");
    else other("postpone");
  };

  return [
    ...Object.entries(recognizers).map(([name, recognize]) =>
      host(name, undefined, () => {
        const text = popBytes(machine);
        const token = text.length > MOST_NAME_BYTES ? undefined : recognize(text.slice());
        machine.push(token === undefined ? NONE : session.systemWord(token), 0);
      }),
    ),
    ...Array.from(actions.keys(), (name) =>
      host(name, "-- x", () => machine.push(session.systemWord(name), 0)),
    ),
    host("translate-none", "-- 0", () => machine.push(NONE, 0)),
    host("translate:", "xt1 xt2 xt3 --", () => {
      const [postponing, compile, interpret] = [session.popXt(), session.popXt(), session.popXt()];
      const token = session.createAnonymousWord();
      made.set(session.dictionary.keep(token), {
        interpret: interpret.index,
        compile: compile.index,
        postpone: postponing.index,
      });
      machine.push(token.index, 0);
      session.run(session.systemWord("constant"));
    }),
    host("interpreting", undefined, () => perform(machine.popNumber(), "interpret")),
    host("compiling", undefined, () => perform(machine.popNumber(), "compile")),
    host("postponing", undefined, () => perform(machine.popNumber(), "postpone")),
    host("rec-default", undefined, () =>
      runSequence(sequenceOf(session.dictionary.word(session.systemWord("rec-default")) as Word)),
    ),
    host("rec-sequence:", undefined, () => {
      const count = machine.popNumber();
      const sequence = Array.from({ length: count }, () => session.popXt().index);
      const word = session.parseNewWord();
      sequences.set(session.dictionary.keep(word), sequence);
      machine.entries[word.index] = () => runSequence(sequenceOf(word));
    }),
    host("get-stack", undefined, () => {
      const sequence = popSequence();
      for (const recognizer of sequence.toReversed()) machine.push(recognizer, 0);
      machine.push(sequence.length, 0);
    }),
    host("set-stack", undefined, () => {
      const sequence = popSequence();
      const count = machine.popNumber();
      sequence.splice(0, sequence.length, ...Array.from({ length: count }, () => session.popXt().index));
      changed();
    }),
    host(">stack", "xt1 xt2 --", () => {
      const sequence = popSequence();
      sequence.unshift(session.popXt().index);
      changed();
    }),
    host("stack>", "xt1 -- xt2", () => {
      const first = popSequence().shift();
      if (first === undefined) throw machine.fault(ThrowCodes.stackUnderflow, "the sequence is empty");
      machine.push(first, 0);
      changed();
    }),
    host(">back", "xt1 xt2 --", () => {
      const sequence = popSequence();
      sequence.push(session.popXt().index);
      changed();
    }),
    host("(recognize-other)", undefined, () => other(session.compiling ? "compile" : "interpret")),
    host("(recognize)", undefined, () => byProgram(session.compiling ? "compile" : "interpret")),
    compiling(session, "(postpone-token)", postponeToken),
  ];
}
