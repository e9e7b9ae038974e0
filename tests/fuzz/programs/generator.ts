// Random valid programs: words of many kinds that use each other, and runs of them.

import type { Random } from "../parser_source.ts";
import { BodyWriter } from "./body.ts";
import { cellLiterals, type Effect, floatLiterals, specialFloats } from "./phrases.ts";
import type { Callable } from "./straight_code.ts";
import type { Piece, Program } from "./tree.ts";

/** Calls that one run may make by RECURSE. */
const BUDGET = 6;

/** The effects that words mostly have: few, so that words can stand for each other. */
const usualEffects: readonly Effect[] = [
  "1 1",
  "2 1",
  "2 2",
  "0 1",
  "1 0",
  "0 0",
  "3 2",
  "1 1 1 1",
  "0 0 1 1",
  "2 1 1 0",
].map((text) => {
  const [cellIn = 0, cellOut = 0, floatIn = 0, floatOut = 0] = text.split(" ").map(Number);
  return { cellIn, cellOut, floatIn, floatOut };
});

export interface GeneratorOptions {
  /** Only what gforth 0.7.3 does the same. */
  readonly portable?: boolean;
}

/** Makes a program; the same random numbers make the same program. */
export function generateProgram(random: Random, { portable = false }: GeneratorOptions = {}): Program {
  return new Generator(random, portable).program();
}

class Generator {
  private readonly pieces: Piece[] = [];
  private readonly callables: Callable[] = [];
  private deferred: { name: string; targets: readonly string[] }[] = [];
  private readonly tables: Callable[] = [];
  /** Words that are looked up when others run: successors would call themselves through those. */
  private readonly namedInText = new Set<string>();
  private readonly unbalanced: boolean;
  private number = 0;

  constructor(
    private readonly random: Random,
    private readonly portable: boolean,
  ) {
    this.unbalanced = !portable && random.chance(5);
  }

  program(): Program {
    const { random } = this;
    for (let count = 2 + random.below(4); count > 0; count--) {
      this.define();
      for (let runs = random.below(3); runs > 0; runs--) this.run(random.pick(this.callables));
    }
    for (let runs = 2 + random.below(4); runs > 0; runs--) this.run(random.pick(this.callables));
    return this.pieces;
  }

  private define(): void {
    switch (this.random.below(10)) {
      case 0:
        return this.defineWithDoes();
      case 1:
        return this.defineDeferred();
      case 2:
        return this.defineTable();
      case 3:
        return this.defineRecursive();
      default:
        return this.defineColon(this.newName());
    }
  }

  /** A new name, or now and then that of a word which so gets a successor. */
  private newName(): string {
    const { random, callables } = this;
    if (callables.length > 0 && random.chance(12)) {
      const { name } = random.pick(callables);
      if (name.startsWith("w") && !this.namedInText.has(name)) return name;
    }
    return `w${this.number++}`;
  }

  private effect(): Effect {
    const { random } = this;
    if (!random.chance(4)) return random.pick(usualEffects);
    // More than there are registers for.
    if (random.chance(8)) {
      return {
        cellIn: random.below(11),
        cellOut: random.below(11),
        floatIn: random.below(9),
        floatOut: random.below(9),
      };
    }
    return {
      cellIn: random.below(5),
      cellOut: random.below(4),
      floatIn: random.below(3),
      floatOut: random.below(3),
    };
  }

  private writer(effect: Effect, own?: string): BodyWriter {
    const { random, callables, deferred, tables, namedInText, portable, unbalanced } = this;
    const surroundings = { callables, deferred, tables, namedInText, unbalanced, own };
    return new BodyWriter(random, surroundings, portable, effect);
  }

  private addCallable(callable: Callable): void {
    const { callables, deferred } = this;
    const { name } = callable;
    const at = callables.findIndex((other) => other.name === name);
    if (at < 0) {
      callables.push(callable);
      return;
    }
    // From now on the name stands for another effect.
    callables[at] = callable;
    for (const words of deferred) words.targets = words.targets.filter((target) => target !== name);
    this.deferred = deferred.filter(({ targets }) => targets.length > 0);
  }

  private defineColon(name: string): void {
    const { random } = this;
    const effect = this.effect();
    const writer = this.writer(effect, name);
    const opening = random.chance(3) ? ` ${this.declareLocals(writer)}` : "";
    const body = writer.write(random.chance(10) ? 70 : 3 + random.below(18));
    this.pieces.push({ parts: [`: ${name}${opening}`, body, ";"] });
    this.addCallable({ ...effect, name, cost: writer.frame.cost });
  }

  /** Locals that take some of the arguments, and some that do not. */
  private declareLocals({ frame }: BodyWriter): string {
    const { random } = this;
    const cells = Array.from(
      { length: Math.min(frame.cells, random.below(4)) },
      (_, i) => "pqr"[i] as string,
    );
    const floats = Array.from(
      { length: Math.min(frame.floats, random.below(3)) },
      (_, i) => "xy"[i] as string,
    );
    frame.cells -= cells.length;
    frame.floats -= floats.length;
    const taken = [...cells, ...floats.map((name) => `f: ${name}`)];
    if (random.chance(2)) taken.reverse();
    const cellExtra = this.portable ? [] : ["s", "t"].slice(random.below(3));
    const floatExtra = this.portable ? [] : ["z"].slice(random.below(2));
    const extra = [...cellExtra, ...floatExtra.map((name) => `f: ${name}`)];
    frame.cellLocals = [...cells, ...cellExtra];
    frame.floatLocals = [...floats, ...floatExtra];
    if (taken.length + extra.length === 0) return "";
    if (this.portable) return `{ ${taken.join(" ")} }`;
    return `{: ${taken.join(" ")}${extra.length > 0 ? ` | ${extra.join(" ")}` : ""} :}`;
  }

  /** A defining word with DOES>, and words that it makes. */
  private defineWithDoes(): void {
    const { random } = this;
    const maker = `m${this.number}`;
    const indexed = random.chance(3);
    const effect: Effect = {
      cellIn: indexed ? 1 : random.below(3),
      cellOut: 1 + random.below(2),
      floatIn: 0,
      floatOut: 0,
    };
    const writer = this.writer(effect);
    const opening = indexed
      ? "swap 1 and cells + @"
      : random.pick(["@", "dup @ 1+ over ! @", "@ 7 +", "2@ +", "dup cell+ @ over ! @", "c@"]);
    if (!indexed) writer.frame.cells++;
    const body = writer.write(1 + random.below(8));
    const split = random.chance(3) ? "dup , ," : ", ,";
    const literals = split === ", ," ? 2 : 1;
    this.pieces.push({ parts: [`: ${maker} create ${split} does> ${opening}`, body, ";"] });
    for (let count = 1 + random.below(2); count > 0; count--) {
      const name = `w${this.number++}`;
      const values = Array.from({ length: literals }, () => random.pick(cellLiterals)).join(" ");
      this.pieces.push(`${values} ${maker} ${name}`);
      this.addCallable({ ...effect, name, cost: writer.frame.cost + 5 });
    }
  }

  private sameEffect(callable: Callable): Callable[] {
    return this.callables.filter(
      (other) =>
        other.cellIn === callable.cellIn &&
        other.cellOut === callable.cellOut &&
        other.floatIn === callable.floatIn &&
        other.floatOut === callable.floatOut,
    );
  }

  private defineDeferred(): void {
    const { random, callables } = this;
    if (callables.length === 0) return this.defineColon(this.newName());
    const callable = random.pick(callables);
    const others = this.sameEffect(callable);
    const name = `d${this.number++}`;
    this.pieces.push(`defer ${name}  ' ${callable.name} is ${name}`);
    this.deferred.push({ name, targets: others.map((other) => other.name) });
    this.addCallable({ ...callable, name, cost: Math.max(...others.map(({ cost }) => cost)) + 1 });
  }

  private defineTable(): void {
    const { random, callables } = this;
    if (callables.length === 0) return this.defineColon(this.newName());
    const first = random.pick(callables);
    const second = random.pick(this.sameEffect(first));
    const name = `t${this.number++}`;
    this.pieces.push(`create ${name} ' ${first.name} , ' ${second.name} ,`);
    this.tables.push({ ...first, name, cost: Math.max(first.cost, second.cost) + 5 });
  }

  /** Recursion of the usual shapes. */
  private defineRecursive(): void {
    const name = this.newName();
    const [body, cellIn, cellOut] = this.random.pick<[string, number, number]>([
      ["15 and dup 2 < if drop 1 else dup 1- recurse * then", 1, 1],
      ["7 and dup 2 < if exit then dup 1- recurse swap 2 - recurse +", 1, 1],
      ["255 and swap 255 and begin dup while tuck mod repeat drop", 2, 1],
      ["63 and swap 63 and ?dup if tuck mod recurse then", 2, 1],
      ["15 and dup if 1- recurse 1+ then", 1, 1],
      ["15 and ?dup if dup 1- recurse then 1 a +!", 1, 0],
      ["7 and dup 0= if throw then 1- recurse", 1, 0],
      ["7 and dup 0> if 1- dup >r recurse r> + else 9 throw then", 1, 1],
    ]);
    this.pieces.push({ parts: [`: ${name}`, [body], ";"] });
    this.addCallable({ name, cellIn, cellOut, floatIn: 0, floatOut: 0, cost: 300 });
  }

  /** A call of a word from outside: caught or not, with enough on the stacks or not. */
  private run(callable: Callable | undefined): void {
    if (callable === undefined) return;
    const { random, portable } = this;
    const missing = !portable && random.chance(10) ? 1 : 0;
    const special = () => !portable && random.chance(4);
    const cells = Array.from({ length: Math.max(0, callable.cellIn - missing) }, () =>
      random.pick(cellLiterals),
    );
    const floats = Array.from({ length: callable.floatIn }, () =>
      random.pick(special() ? specialFloats : floatLiterals),
    );
    const call = portable || random.chance(2) ? `' ${callable.name} catch` : callable.name;
    this.pieces.push(`${BUDGET} budget ! ${[...cells, ...floats].join(" ")} ${call}`);
  }
}
