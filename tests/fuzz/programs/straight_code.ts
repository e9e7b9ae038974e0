// Straight code of random bodies: literals, phrases, locals, calls, the return stack, with the heights of the stacks kept
// in view.

import type { Random } from "../parser_source.ts";
import { Frame, type Returned } from "./frame.ts";
import {
  cellLiterals,
  type Effect,
  floatLiterals,
  otherPhrases,
  type Phrase,
  portablePhrases,
  specialFloats,
} from "./phrases.ts";

/** A word that bodies may call. */
export interface Callable extends Effect {
  readonly name: string;
  readonly cost: number;
}

/** What bodies may use besides the setup. */
export interface Surroundings {
  readonly callables: readonly Callable[];
  /** Deferred words with words that they may stand for. */
  readonly deferred: readonly { name: string; targets: readonly string[] }[];
  /** Tables of two execution tokens of one effect. */
  readonly tables: readonly Callable[];
  /** Names of words that a text for EVALUATE has. */
  readonly namedInText: Set<string>;
  /** Whether heights may differ now and then. Nothing is caught then: what is left of the cells below would be open. */
  readonly unbalanced: boolean;
  /** The word that the body is for; undefined behind DOES>, where RECURSE means another one. */
  readonly own: string | undefined;
}

export const MAX_CELLS = 12;
export const MAX_FLOATS = 9;
/** Words that one call of a definition may take, without recursion. */
export const MAX_COST = 1500;

export class StraightWriter {
  frame: Frame;

  /** @param portable whether gforth 0.7.3 is to do the same */
  constructor(
    protected readonly random: Random,
    protected readonly surroundings: Surroundings,
    protected readonly portable: boolean,
    effect: Effect,
  ) {
    this.frame = new Frame(effect);
  }

  // ---- heights ---------------------------------------------------------------------------------------------------

  /** Brings the stacks to given heights. */
  protected level(cells: number, floats: number, returns: number): void {
    const { frame, random } = this;
    while (frame.returns.length > returns) {
      if (random.chance(2) && frame.cells < cells) {
        frame.emit("r>");
        frame.cells++;
      } else frame.emit("rdrop");
      frame.returns.pop();
    }
    // Now and then the heights differ.
    if (this.surroundings.unbalanced && random.chance(40)) frame.emit(random.pick(["dup", "drop", "fdup"]));
    for (; frame.cells > cells; frame.cells--)
      frame.emit(frame.cells > cells + 1 && random.chance(3) ? "nip" : "drop");
    for (; frame.cells < cells; frame.cells++) frame.emit(this.cellLiteral());
    for (; frame.floats > floats; frame.floats--) frame.emit("fdrop");
    for (; frame.floats < floats; frame.floats++) frame.emit(this.floatLiteral());
  }

  /** Makes the frame fit what comes. */
  protected provide({ cellIn, floatIn }: Effect): void {
    const { frame } = this;
    for (; frame.cells < cellIn; frame.cells++) frame.emit(this.cellLiteral());
    for (; frame.floats < floatIn; frame.floats++) frame.emit(this.floatLiteral());
  }

  protected cellLiteral(): string {
    return this.random.pick(cellLiterals);
  }

  protected floatLiteral(): string {
    const special = !this.portable && this.random.chance(4);
    return this.random.pick(special ? specialFloats : floatLiterals);
  }

  // ---- statements ------------------------------------------------------------------------------------------------

  protected literal(): void {
    const { frame } = this;
    if (this.random.chance(4)) {
      if (frame.floats >= MAX_FLOATS) return;
      frame.emit(this.floatLiteral());
      frame.floats++;
    } else if (frame.cells < MAX_CELLS) {
      frame.emit(this.cellLiteral());
      frame.cells++;
    }
  }

  protected phrase(): void {
    const { frame, random } = this;
    const other = !this.portable && random.chance(5);
    const phrase: Phrase = random.pick(other ? otherPhrases : portablePhrases);
    if (phrase.text.includes("deep") && !random.chance(20)) return;
    if (/ do | begin /.test(phrase.text)) {
      if (frame.multiplier > 10) return;
      frame.cost += 40 * frame.multiplier;
    }
    if (!frame.fits(phrase)) {
      if (!random.chance(3)) return;
      this.provide(phrase);
    }
    if (frame.cells + phrase.cellOut - phrase.cellIn > MAX_CELLS) return;
    if (frame.floats + phrase.floatOut - phrase.floatIn > MAX_FLOATS) return;
    frame.emit(phrase.text);
    frame.apply(phrase);
  }

  protected local(): void {
    const { frame, random } = this;
    const float = random.chance(3);
    const names = float ? frame.floatLocals : frame.cellLocals;
    if (names.length === 0) return;
    const name = random.pick(names);
    if (random.chance(2)) {
      if ((float ? frame.floats : frame.cells) >= (float ? MAX_FLOATS : MAX_CELLS)) return;
      frame.emit(name);
      if (float) frame.floats++;
      else frame.cells++;
    } else if ((float ? frame.floats : frame.cells) > 0) {
      frame.emit(`to ${name}`);
      if (float) frame.floats--;
      else frame.cells--;
    }
  }

  protected call(): void {
    const { frame, random, surroundings } = this;
    if (random.chance(8) && surroundings.own !== undefined) return this.recurse();
    if (surroundings.deferred.length > 0 && random.chance(5)) {
      const { name, targets } = random.pick(surroundings.deferred);
      frame.emit(`['] ${random.pick(targets)} is ${name}`);
      return;
    }
    const table = surroundings.tables.length > 0 && random.chance(4);
    const candidates = table ? surroundings.tables : surroundings.callables;
    if (candidates.length === 0) return;
    const callable = random.pick(candidates);
    if (!this.affords(callable)) return;
    frame.cost += frame.multiplier * callable.cost;
    if (table) {
      this.provide({ ...callable, cellIn: callable.cellIn + 1 });
      frame.emit(`1 and cells ${callable.name} + @ execute`);
      frame.cells--;
    } else {
      this.provide(callable);
      frame.emit(random.chance(5) ? this.indirectCall(callable.name) : callable.name);
    }
    frame.apply(callable);
  }

  protected indirectCall(name: string): string {
    switch (this.random.below(3)) {
      case 0:
        // When it runs the name is that of the new word.
        if (name === this.surroundings.own) return name;
        this.surroundings.namedInText.add(name);
        return `s" ${name}" evaluate`;
      case 1:
        return `['] ${name} xt ! xt @ execute`;
      default:
        return `['] ${name} execute`;
    }
  }

  protected affords({ cost, cellIn, cellOut, floatIn, floatOut }: Callable): boolean {
    const { frame } = this;
    if (Math.max(frame.cells, cellIn) + cellOut - cellIn > MAX_CELLS) return false;
    if (Math.max(frame.floats, floatIn) + floatOut - floatIn > MAX_FLOATS) return false;
    return frame.cost + frame.multiplier * cost <= MAX_COST;
  }

  protected recurse(): void {
    const { frame } = this;
    const { effect, cells, floats } = frame;
    if (frame.cells < effect.cellIn || frame.floats < effect.floatIn) return;
    frame.emit({
      parts: [
        "budget @ 0> if -1 budget +!",
        frame.sequence(() => {
          frame.emit("recurse");
          frame.apply(effect);
          this.level(cells, floats, frame.returns.length);
        }),
        "then",
      ],
    });
  }

  protected index(): void {
    const { frame, random } = this;
    if (frame.cells >= MAX_CELLS) return;
    const loops = innermostLoops(frame.returns);
    if (loops === 0) return;
    if (!this.portable && random.chance(2)) return this.element(loops);
    frame.emit(["i", "j", "k"][this.random.below(Math.min(3, loops))] as string);
    frame.cells++;
  }

  /** An element of an array, found by loop indices, which may lie outside. */
  private element(loops: number): void {
    const { frame, random } = this;
    const address = random.pick(
      loops > 1
        ? ["j 4 * i + buf +", "buf j cells + i +", "i 8 * j 8 * + buf +"]
        : [
            "i cells buf +",
            "buf i +",
            "buf i 2* +",
            "i 3 lshift buf + 8 +",
            "i 7 and cells buf +",
            "i 4 * buf + 4 -",
          ],
    );
    if (random.chance(2) || frame.cells === 0) {
      frame.emit(`${address} ${random.pick(["@", "c@", "w@", "l@", "@ 1 and", "sl@"])}`);
      frame.cells++;
    } else {
      frame.emit(`${address} ${random.pick(["!", "c!", "w!", "l!", "+!"])}`);
      frame.cells--;
    }
  }

  protected return(base: number): void {
    const { frame, random } = this;
    const { returns } = frame;
    const own = countCells(returns, base);
    const choice = random.below(6);
    if (choice < 2 || own === 0) {
      if (frame.cells < 1 || returns.length > 6) return;
      const two = frame.cells >= 2 && random.chance(3);
      frame.emit(two ? "2>r" : ">r");
      frame.cells -= two ? 2 : 1;
      returns.push(...((two ? ["cell", "cell"] : ["cell"]) as Returned[]));
    } else if (frame.cells + 2 > MAX_CELLS) {
      return;
    } else if (choice === 2) {
      frame.emit(own > 1 && random.chance(3) ? "2r@" : "r@");
      frame.cells += frame.pieces.at(-1) === "2r@" ? 2 : 1;
    } else if (choice === 3 && own > 1) {
      frame.emit("2r>");
      frame.cells += 2;
      returns.length -= 2;
    } else if (choice === 4 && own > 1) {
      frame.emit("r> r> swap >r >r");
    } else {
      frame.emit(random.pick(["r>", "r> dup >r rdrop 1+", "r@ rdrop"]));
      frame.cells++;
      returns.pop();
    }
  }
}

/** How many loops are innermost on the return stack, with nothing between them. */
function innermostLoops(returns: readonly Returned[]): number {
  let count = 0;
  while (returns[returns.length - 1 - count] === "loop") count++;
  return count;
}

/** How many cells are innermost on the return stack, above a height. */
function countCells(returns: readonly Returned[], base: number): number {
  let count = 0;
  for (let at = returns.length - 1; at >= base && returns[at] === "cell"; at--) count++;
  return count;
}
