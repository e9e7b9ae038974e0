// Bodies and the words that they call, as text.
//
// One line a word, `word <name> <kind> …`, before the body:
//   word sq code 1 1            cells in and out; then floats in and out; `never` when it does not return
//   word run code ?             of unknown effect
//   word five constant 5        word t data 4096        word v value 4096      word fv fvalue 4096
//   word d defer 4096           word p does 4096 sq     word fsin op fmath1 0
//   word 0= inline 0 eq ;       a body up to the semicolon, of words defined before it
//   word m elsewhere 1000 1     inlined from records of the pool
// Every op and shuffle has a word of its name, unless the two coincide: then the op's is `op:name`.
//
// A body is a row of: numbers (literals; with an `e`, floats), names (calls), `'name` (its xt), `L1:` (labels), `branch L1`,
// `branchZero L1`, `do`, `questionDo L1 plusDo`, `loop L1`, `plusLoop L1`, `minusLoop L1`, `unloop`, `index 0`,
// `exit`, `get 0`, `set 0`, `fget 0`, `fset 0`, `recurse`, `@7` (position of what follows),
// `record 99` (a record of any kind).

import {
  BodyInstruction,
  BodyKind,
  Op,
  opTable,
  QuestionDo,
  Shuffle,
  WordFlag,
  WordInfo,
  WordKind,
} from "../../src/abi/bindings.ts";

/** The words and bodies of a test. Word 1 is the one that is compiled. */
export class BodyText {
  readonly numbers = new Map<string, number>();
  private readonly wordRecords: number[] = new Array<number>(WordInfo.WORDS).fill(0);
  private readonly pool: number[] = [];

  constructor() {
    this.define("self", WordKind.code);
    for (const [name, number] of Object.entries(Shuffle)) this.define(name, WordKind.shuffle, number);
    opTable.forEach((info, op) => {
      this.define(this.numbers.has(info.name) ? `op:${info.name}` : info.name, WordKind.op, op);
    });
  }

  get words(): Uint32Array {
    return Uint32Array.from(this.wordRecords);
  }

  get bodies(): Uint32Array {
    return Uint32Array.from(this.pool);
  }

  /** Adds a word and returns its number. `effect` is cells in, cells out, floats in, floats out. */
  define(name: string, kind: number, a = 0, b = 0, effect: readonly number[] = [], flags = 0): number {
    const [cellIn = 0, cellOut = 0, floatIn = 0, floatOut = 0] = effect;
    const number = this.wordRecords.length / WordInfo.WORDS;
    this.wordRecords.push(kind, a, b, cellIn, cellOut, floatIn, floatOut, flags);
    this.numbers.set(name, number);
    return number;
  }

  /** Defines a word from a line of the form above. */
  defineFrom(line: string): void {
    const [, name = "", kind = "", ...rest] = line.trim().split(/\s+/);
    const numbers = rest.map(Number);
    switch (kind) {
      case "code": {
        const known = rest[0] !== "?";
        const flags =
          (known ? WordFlag.effectKnown : 0) | (rest.includes("never") ? WordFlag.neverReturns : 0);
        const effect = known ? numbers.filter((number) => !Number.isNaN(number)) : [];
        this.define(name, WordKind.code, 0, 0, effect, flags);
        break;
      }
      case "constant": {
        const [low, high] = halves(BigInt(rest[0] ?? 0));
        this.define(name, WordKind.constant, low, high);
        break;
      }
      case "fconstant": {
        const [low, high] = floatBits(numbers[0] ?? 0);
        this.define(name, WordKind.fconstant, low, high);
        break;
      }
      case "does":
        this.define(name, WordKind.does, numbers[0], this.word(rest[1] ?? ""));
        break;
      case "op":
        this.define(name, WordKind.op, Op[rest[0] as keyof typeof Op], numbers[1]);
        break;
      case "inline": {
        // Its name is known in its own body.
        const at = this.define(name, WordKind.inline) * WordInfo.WORDS;
        const { offset, count } = this.addBody(rest.slice(0, -1).join(" "));
        this.wordRecords[at + WordInfo.a] = offset;
        this.wordRecords[at + WordInfo.b] = count;
        break;
      }
      case "elsewhere":
        this.define(name, WordKind.inline, numbers[0], numbers[1]);
        break;
      default:
        this.define(name, WordKind[kind as keyof typeof WordKind], numbers[0]);
    }
  }

  /** Appends a body to the pool; returns where it is, in records. */
  addBody(text: string): { offset: number; count: number } {
    const offset = this.pool.length / BodyInstruction.WORDS;
    const tokens = text.split(/\s+/).filter((token) => token !== "");
    let position = 0;
    for (let i = 0; i < tokens.length; ) {
      const token = tokens[i++] as string;
      if (token.startsWith("@")) {
        position = Number(token.slice(1));
        continue;
      }
      const parameters = parameterCount(token);
      const [kind, a, b] = this.instruction(token, tokens.slice(i, i + parameters));
      this.pool.push(kind, a, b, position);
      i += parameters;
    }
    return { offset, count: this.pool.length / BodyInstruction.WORDS - offset };
  }

  private word(name: string): number {
    const number = this.numbers.get(name);
    if (number === undefined) throw new Error(`no word is called ${name}`);
    return number;
  }

  private instruction(token: string, parameters: readonly string[]): [number, number, number] {
    const label = (text: string | undefined) => Number(text?.slice(1));
    const [first, second] = parameters;
    if (/^L\d+:$/.test(token)) return [BodyKind.label, Number(token.slice(1, -1)), 0];
    if (token.startsWith("'")) return [BodyKind.literal, this.word(token.slice(1)), 0];
    if (/^-?\d+$/.test(token)) return [BodyKind.literal, ...halves(BigInt(token))];
    if (/^-?\d[\d.]*e-?\d*$/.test(token)) return [BodyKind.floatLiteral, ...floatBits(Number(`${token}0`))];
    switch (token) {
      case "branch":
      case "branchZero":
      case "loop":
      case "plusLoop":
        return [BodyKind[token], label(first), 0];
      case "minusLoop":
        return [BodyKind.plusLoop, label(first), 1];
      case "questionDo":
        return [BodyKind.questionDo, label(first), QuestionDo[second as keyof typeof QuestionDo]];
      case "do":
      case "unloop":
      case "exit":
        return [BodyKind[token], 0, 0];
      case "index":
        return [BodyKind.index, Number(first), 0];
      case "get":
        return [BodyKind.localGet, Number(first), 0];
      case "set":
        return [BodyKind.localSet, Number(first), 0];
      case "fget":
        return [BodyKind.floatLocalGet, Number(first), 0];
      case "fset":
        return [BodyKind.floatLocalSet, Number(first), 0];
      case "recurse":
        return [BodyKind.call, 1, 0];
      case "word":
        return [BodyKind.call, Number(first), 0];
      case "record":
        return [Number(first), 0, 0];
      default:
        return [BodyKind.call, this.word(token), 0];
    }
  }
}

function parameterCount(token: string): number {
  if (token === "questionDo") return 2;
  const one = [
    "branch",
    "branchZero",
    "loop",
    "plusLoop",
    "minusLoop",
    "index",
    "get",
    "set",
    "fget",
    "fset",
    "word",
    "record",
  ];
  return one.includes(token) ? 1 : 0;
}

export function halves(cell: bigint): [number, number] {
  return [Number(BigInt.asUintN(32, cell)), Number(BigInt.asUintN(32, cell >> 32n))];
}

export function floatBits(float: number): [number, number] {
  const bits = new Uint32Array(Float64Array.of(float).buffer);
  return [bits[0] as number, bits[1] as number];
}
