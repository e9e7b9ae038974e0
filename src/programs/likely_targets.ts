/**
 * What EXECUTEs and deferred words probably run when a program runs: it is compiled before it has done anything, so that
 * nobody has seen it. What is found out is a guess (`plugins-src/compiler/speculate.zig`), which may be wrong:
 *
 *     a deferred word without an action   what the code that is reached stores in it, most often first
 *     EXECUTE                             tokens that its word names, or that lie or are stored in the variables, values and
 *                                         tables which it names; else those of the words that call it, and so on
 */
import { BodyInstruction, BodyKind, WordKind } from "../abi/bindings.ts";
import type { Session } from "../forth/session.ts";
import { SystemAddress } from "../machine/data_space.ts";
import { calledBy } from "./call_path.ts";

/** How far callers of callers are asked. */
const MOST_CALLS = 4;
/** Cells of a table that are looked at. */
const MOST_CELLS = 64;
/** Tokens that a guess chooses among. */
const MOST_TOKENS = 64;
const CELL = 8;

/** What the body of a word names. */
interface Named {
  /** Tokens. */
  readonly tokens: number[];
  /** Where its variables, values and tables lie. */
  readonly addresses: number[];
}

/** What the code that is reached says. */
interface Program {
  /** By address, the tokens that are stored there, and how often. */
  readonly stores: Map<number, Map<number, number>>;
  readonly named: Map<number, Named>;
  readonly callers: Map<number, number[]>;
}

export class LikelyTargets {
  #program: Program | undefined;
  /** Words that lead to nothing which programs lack. */
  readonly #whole = new Set<number>();

  /**
   * @param entry the word that the program begins with
   * @param isToken whether a number may be the token of a word that the program has
   * @param isThere whether programs can have a word: what leads to others is called if it must be, not by a guess
   */
  constructor(
    private readonly session: Session,
    private readonly entry: number,
    private readonly isToken: (number: number) => boolean,
    private readonly isThere: (word: number) => boolean,
  ) {}

  /** The tokens to guess for a deferred word, by where it has its action; undefined when it has one. */
  actions(address: number): number[] | undefined {
    const { machine } = this.session;
    if (machine.loadLow(address) !== this.session.systemNumber("(uninitialised)")) return undefined;
    const tokens = [...(this.#read().stores.get(address) ?? [])];
    return this.#possible(tokens.sort(([, times], [, others]) => others - times).map(([token]) => token));
  }

  /** The tokens that a word may EXECUTE. */
  executed(word: number): number[] {
    const { callers } = this.#read();
    let level = new Set([word]);
    const seen = new Set(level);
    for (let calls = 0; calls <= MOST_CALLS && level.size > 0; calls++) {
      const tokens = new Set([...level].flatMap((each) => this.#tokensOf(each)));
      if (tokens.size > 0) return this.#possible([...tokens].slice(0, MOST_TOKENS));
      level = new Set(
        [...level].flatMap((each) => callers.get(each) ?? []).filter((each) => !seen.has(each)),
      );
      for (const each of level) seen.add(each);
    }
    return [];
  }

  #tokensOf(word: number): number[] {
    const { named, stores } = this.#read();
    const { tokens, addresses } = named.get(word) ?? { tokens: [], addresses: [] };
    return [
      ...tokens,
      ...addresses.flatMap((address) => [...(stores.get(address)?.keys() ?? []), ...this.#table(address)]),
    ];
  }

  /** The tokens that lie at an address, one behind the other. */
  #table(address: number): number[] {
    const { machine, dataSpace } = this.session;
    const tokens: number[] = [];
    if (address < SystemAddress.dictionary) return tokens;
    const end = Math.min(address + MOST_CELLS * CELL, dataSpace.here - CELL + 1);
    for (let at = address; at < end; at += CELL) {
      const number = machine.loadHigh(at) === 0 ? machine.loadLow(at) : 0;
      if (!this.isToken(number)) break;
      tokens.push(number);
    }
    return tokens;
  }

  /** Those that lead to nothing which programs lack. */
  #possible(tokens: readonly number[]): number[] {
    return tokens.filter((token) => {
      const reached = new Set([token]);
      for (const each of reached) {
        if (this.#whole.has(each)) continue;
        if (!this.isThere(each)) return false;
        for (const callee of calledBy(this.session, each)) reached.add(callee);
      }
      for (const each of reached) this.#whole.add(each);
      return true;
    });
  }

  #read(): Program {
    if (this.#program !== undefined) return this.#program;
    const program: Program = { stores: new Map(), named: new Map(), callers: new Map() };
    this.#program = program;
    const { dictionary, system } = this.session;
    const reached = new Set([this.entry]);
    for (const word of reached) {
      if (dictionary.kind(word) === WordKind.does) reached.add(dictionary.operandB(word));
      const body = this.session.compiler.bodyOf(word);
      if (body === undefined) continue;
      for (const callee of this.#readBody(word, body, program))
        if (callee > system.count && dictionary.isWord(callee)) reached.add(callee);
    }
    return program;
  }

  /** Gives the words that a body calls or names. */
  #readBody(word: number, body: Uint32Array, { stores, named, callers }: Program): Set<number> {
    const { dictionary, dataSpace } = this.session;
    const store = this.session.systemNumber("!");
    const words = new Set<number>();
    const tokens: number[] = [];
    const addresses: number[] = [];
    /** Tokens since the last one was stored. */
    let waiting: number[] = [];
    let last = 0;
    for (let at = 0; at < body.length; at += BodyInstruction.WORDS) {
      const number = body[at + BodyInstruction.a] as number;
      const kind = body[at + BodyInstruction.kind];
      const isLiteral = kind === BodyKind.literal && body[at + BodyInstruction.b] === 0;
      if (isLiteral && this.isToken(number)) {
        tokens.push(number);
        waiting.push(number);
        words.add(number);
      } else if (isLiteral && number % CELL === 0 && number < dataSpace.here) addresses.push(number);
      if (kind === BodyKind.call) {
        words.add(number);
        if (number === store && last !== 0) {
          for (const token of waiting) count(stores, last, token);
          waiting = [];
        }
      }
      last = isLiteral ? number : 0;
      if (kind === BodyKind.call && hasPlace(dictionary.kind(number))) {
        last = dictionary.operandA(number);
        addresses.push(last);
      }
    }
    named.set(word, { tokens, addresses });
    for (const callee of words) {
      const others = callers.get(callee);
      if (others === undefined) callers.set(callee, [word]);
      else others.push(word);
    }
    return words;
  }
}

const hasPlace = (kind: number): boolean =>
  kind === WordKind.data || kind === WordKind.value || kind === WordKind.does || kind === WordKind.defer;

function count(stores: Program["stores"], address: number, token: number): void {
  const tokens = stores.get(address);
  if (tokens === undefined) stores.set(address, new Map([[token, 1]]));
  else tokens.set(token, (tokens.get(token) ?? 0) + 1);
}
