/**
 * gforth's closures: [{: names :}d text ;] compiles what takes the values of the names and leaves a token; executed, that
 * runs the text with the names as locals of these values. The closer says where the values lie: on the locals stack as
 * long as the definition around it runs (:}l), in the dictionary (:}d), on the heap until FREE-CLOSURE (:}h) or until the
 * token has been executed (:}h1), or where a word on the stack allots them (:}xt).
 */
import { WordKind } from "../abi/bindings.ts";
import { Definition } from "../forth/definition.ts";
import { type HostWord, host, type Word } from "../forth/dictionary.ts";
import type { Local } from "../forth/local_scope.ts";
import { compileFetch, compileMemory, compileStore } from "../forth/locals.ts";
import type { Session } from "../forth/session.ts";
import { ThrowCodes } from "../machine/exceptions.ts";
import { type Declared, declare, declareZero, localTypes, parseLocals } from "./locals.ts";
import { compiling, inDefinition } from "./word_kinds.ts";

type Place = "l" | "d" | "h" | "h1" | "xt";

const CELL = 8;
const closers: Readonly<Record<string, Place>> = {
  ":}d": "d",
  ":}l": "l",
  ":}h": "h",
  ":}h1": "h1",
  ":}xt": "xt",
};
/** The closures that have one value, which their text finds on the stack; a name that no program can write. */
const valueTypes = { n: "w:", d: "d:", f: "f:" } as const;
const VALUE = " ";

export function closureWords(session: Session): HostWord[] {
  const { machine, dictionary } = session;
  /** The words of closures by the number of their text's word and the address of their values. */
  const made = new Map<number, Word>();
  /** All of them. */
  const closures = new WeakSet<Word>();
  const call = (definition: Definition, name: string) => definition.call(session.systemWord(name));

  /** Begins a closure: the definition around it makes the token, in which the text begins. */
  const begin = (outer: Definition, args: readonly Declared[], place: Place): Definition => {
    const values = layOut(args);
    compileAllocation(session, outer, values.size, place);
    const base = outer.newCell();
    outer.setCell(base);
    for (const { local, offset } of values.places.toReversed())
      compileStore(session, outer, { kind: local, index: base, frameOffset: offset });
    const inner = new Definition(session.createAnonymousWord(), outer);
    inner.isQuotation = true;
    inner.isClosure = true;
    outer.getCell(base);
    outer.literal(inner.word.index, 0);
    call(outer, "(closure)");
    session.definition = inner;
    return inner;
  };

  /** What a text begins with: the values become locals of its own, so that what it does to them does not stay. */
  const open = (inner: Definition, args: readonly Declared[], place: Place): void => {
    const { places } = layOut(args);
    const base = inner.newCell();
    inner.setCell(base);
    for (const [index, { local, offset }] of places.entries()) {
      compileFetch(session, inner, { kind: local, index: base, frameOffset: offset });
      declare(session, inner, args[index] as Declared);
    }
    if (place !== "h1") return;
    inner.getCell(base);
    call(inner, "free");
    call(inner, "throw");
  };

  const ofOneValue = (kind: keyof typeof valueTypes, place: Place): HostWord =>
    compiling(session, `[${kind}:${place}`, (outer) => {
      const args = [{ name: VALUE, type: localTypes[valueTypes[kind]] as Declared["type"] }];
      begin(outer, args, place);
      inDefinition(session, (inner) => {
        open(inner, args, place);
        compileFetch(session, inner, inner.findLocal(VALUE) as Local);
      });
    });

  return [
    compiling(session, "[{:", (outer) => {
      const { args, values, closer } = parseLocals(session, Object.keys(closers));
      const place = closers[closer] as Place;
      begin(outer, args, place);
      inDefinition(session, (inner) => {
        open(inner, args, place);
        for (const value of values) declareZero(session, inner, value);
      });
    }),
    ...(["l", "d", "h", "h1"] as const).flatMap((place) => [
      ofOneValue("n", place),
      ofOneValue("d", place),
      ofOneValue("f", place),
    ]),
    host("(closure)", "addr xt -- xt", () => {
      const { index: text } = session.popXt();
      const address = machine.popAddress();
      const key = text * 2 ** 32 + address;
      let word = made.get(key);
      // Values at an address that has had such values before are a closure that is there already.
      if (word === undefined || dictionary.word(word.index) !== word) {
        word = dictionary.keep(session.createAnonymousWord());
        made.set(key, word);
        closures.add(word);
        dictionary.setInfo(word.index, WordKind.does, address, text);
        machine.entries[word.index] = session.entries.does;
      }
      machine.push(word.index, 0);
    }),
    host("free-closure", "xt --", () => {
      const word = session.popXt();
      if (!closures.has(word) || !session.dataSpace.release(dictionary.operandA(word.index)))
        throw machine.fault(ThrowCodes.free, "not a closure on the heap");
    }),
  ];
}

/** Where each value lies, and how many bytes they take together. */
function layOut(args: readonly Declared[]) {
  let size = 0;
  const places = args.map(({ type }) => {
    const offset = size;
    const { variable } = type;
    // A variable gets its first value anew each time: what is kept is the value.
    const local =
      variable === undefined
        ? type.kind
        : variable.float
          ? "float"
          : variable.bytes > CELL
            ? "double"
            : "cell";
    size += local === "double" ? 2 * CELL : CELL;
    return { local, offset };
  });
  return { places, size: Math.max(size, CELL) };
}

/** Compiles what gives the address of memory for the values: ( -- addr ). */
function compileAllocation(session: Session, definition: Definition, size: number, place: Place): void {
  const call = (name: string) => definition.call(session.systemWord(name));
  if (place === "l") return compileMemory(session, definition, size);
  if (place === "d") call("align");
  if (place === "d") call("here");
  definition.literal(size, 0);
  if (place === "d") call("allot");
  else if (place === "xt") {
    // ( xt -- addr ): the word gives the end of what it allots, as gforth's have it.
    call("swap");
    call("execute");
    definition.literal(size, 0);
    call("-");
  } else {
    call("allocate");
    call("throw");
  }
}
