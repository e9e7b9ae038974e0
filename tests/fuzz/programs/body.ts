// Random bodies of definitions: straight code and control flow with the stacks kept in view, so that a body has the
// effect that it is to have.

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
import { type Piece, textOf } from "./tree.ts";

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
  /** Whether RECURSE is of use. */
  readonly recursive: boolean;
}

const MAX_CELLS = 9;
const MAX_FLOATS = 5;
/** Words that one call of a definition may take, without recursion. */
const MAX_COST = 1500;

export class BodyWriter {
  frame: Frame;
  private size = 0;

  /** @param portable whether gforth 0.7.3 is to do the same */
  constructor(
    private readonly random: Random,
    private readonly surroundings: Surroundings,
    private readonly portable: boolean,
    effect: Effect,
  ) {
    this.frame = new Frame(effect);
  }

  /** The statements of a body of some size, after what the caller has emitted; ends with the frame's effect. */
  write(size: number): Piece[] {
    this.size = size;
    const { effect } = this.frame;
    return this.frame.sequence(() => {
      while (this.size > 0) this.statement(3);
      this.level(effect.cellOut, effect.floatOut, 0);
    });
  }

  // ---- heights ---------------------------------------------------------------------------------------------------

  /** Brings the stacks to given heights. */
  private level(cells: number, floats: number, returns: number): void {
    const { frame, random } = this;
    while (frame.returns.length > returns) {
      if (random.chance(2) && frame.cells < cells) {
        frame.emit("r>");
        frame.cells++;
      } else frame.emit("rdrop");
      frame.returns.pop();
    }
    // Now and then the heights differ.
    if (!this.portable && random.chance(150)) frame.emit(random.pick(["dup", "drop", "fdup"]));
    for (; frame.cells > cells; frame.cells--)
      frame.emit(frame.cells > cells + 1 && random.chance(3) ? "nip" : "drop");
    for (; frame.cells < cells; frame.cells++) frame.emit(this.cellLiteral());
    for (; frame.floats > floats; frame.floats--) frame.emit("fdrop");
    for (; frame.floats < floats; frame.floats++) frame.emit(this.floatLiteral());
  }

  /** Makes the frame fit what comes. */
  private provide({ cellIn, floatIn }: Effect): void {
    const { frame } = this;
    for (; frame.cells < cellIn; frame.cells++) frame.emit(this.cellLiteral());
    for (; frame.floats < floatIn; frame.floats++) frame.emit(this.floatLiteral());
  }

  private cellLiteral(): string {
    return this.random.pick(cellLiterals);
  }

  private floatLiteral(): string {
    const special = !this.portable && this.random.chance(4);
    return this.random.pick(special ? specialFloats : floatLiterals);
  }

  /** A sequence that begins with the present heights and ends with those of `ends`, by default the same. */
  private block(nesting: number, ends?: { cells: number; floats: number }): Piece[] {
    const { frame } = this;
    const { cells, floats, returns } = frame;
    const depth = returns.length;
    return frame.sequence(() => {
      for (let count = this.random.below(6); count > 0 && this.size > 0; count--)
        this.statement(nesting, depth);
      this.level(ends?.cells ?? cells, ends?.floats ?? floats, depth);
    });
  }

  // ---- statements ------------------------------------------------------------------------------------------------

  /** @param base height of the return stack that the statement may not go below */
  private statement(nesting: number, base = 0): void {
    this.size--;
    const choice = this.random.below(nesting > 0 ? 100 : 62);
    if (choice < 10) this.literal();
    else if (choice < 36) this.phrase();
    else if (choice < 43) this.local();
    else if (choice < 50) this.call();
    else if (choice < 54) this.index();
    else if (choice < 58) this.return(base);
    else if (choice < 62) this.leaveEarly();
    else if (choice < 72) this.conditional(nesting - 1);
    else if (choice < 77) this.case(nesting - 1);
    else if (choice < 83) this.countdown(nesting - 1);
    else if (choice < 93) this.counted(nesting - 1);
    else if (choice < 97) this.caught(nesting - 1);
    else this.quotation(nesting - 1);
  }

  private literal(): void {
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

  private phrase(): void {
    const { frame, random } = this;
    const other = !this.portable && random.chance(5);
    const phrase: Phrase = random.pick(other ? otherPhrases : portablePhrases);
    if (phrase.text.includes("deep") && !random.chance(20)) return;
    if (!frame.fits(phrase)) {
      if (!random.chance(3)) return;
      this.provide(phrase);
    }
    if (frame.cells + phrase.cellOut - phrase.cellIn > MAX_CELLS) return;
    if (frame.floats + phrase.floatOut - phrase.floatIn > MAX_FLOATS) return;
    frame.emit(phrase.text);
    frame.apply(phrase);
  }

  private local(): void {
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

  private call(): void {
    const { frame, random, surroundings } = this;
    if (random.chance(8) && surroundings.recursive) return this.recurse();
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

  private indirectCall(name: string): string {
    switch (this.random.below(3)) {
      case 0:
        this.surroundings.namedInText.add(name);
        return `s" ${name}" evaluate`;
      case 1:
        return `['] ${name} xt ! xt @ execute`;
      default:
        return `['] ${name} execute`;
    }
  }

  private affords({ cost, cellIn, cellOut, floatIn, floatOut }: Callable): boolean {
    const { frame } = this;
    if (Math.max(frame.cells, cellIn) + cellOut - cellIn > MAX_CELLS) return false;
    if (Math.max(frame.floats, floatIn) + floatOut - floatIn > MAX_FLOATS) return false;
    return frame.cost + frame.multiplier * cost <= MAX_COST;
  }

  private recurse(): void {
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

  private index(): void {
    const { frame } = this;
    if (frame.cells >= MAX_CELLS) return;
    const loops = innermostLoops(frame.returns);
    if (loops === 0) return;
    frame.emit(["i", "j", "k"][this.random.below(Math.min(3, loops))] as string);
    frame.cells++;
  }

  private return(base: number): void {
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

  /** EXIT, LEAVE or THROW on a condition. */
  private leaveEarly(): void {
    const { frame, random } = this;
    if (frame.cells < 1) return;
    const condition = random.pick(["dup 3 and 3 =", "dup 0<", "dup 100 >", "dup 1 and", "over 5 ="]);
    if (condition.startsWith("over") && frame.cells < 2) return;
    const { cells, floats } = frame;
    const returns = [...frame.returns];
    const inLoop = returns.includes("loop");
    const choice = random.below(inLoop ? 4 : 3);
    const parts = frame.sequence(() => {
      if (choice === 0) {
        frame.emit(random.pick(["dup throw", "7 throw", "-20 throw", "3 and 1+ throw", 'true abort" stop"']));
      } else if (choice === 3) {
        this.leave();
      } else {
        this.levelBelow(frame.effect.cellOut, frame.effect.floatOut);
        for (const item of [...returns].reverse()) frame.emit(item === "loop" ? "unloop" : "rdrop");
        frame.emit("exit");
      }
    });
    frame.emit({ parts: [`${condition} if`, parts, "then"] });
    frame.cells = cells;
    frame.floats = floats;
    frame.returns.splice(0, frame.returns.length, ...returns);
  }

  /** Heights of the loops' ends, innermost last. */
  private readonly loopEnds: { cells: number; floats: number }[] = [];

  private leave(): void {
    const { frame } = this;
    const end = this.loopEnds.at(-1);
    if (end === undefined) return;
    this.levelBelow(end.cells, end.floats);
    for (let at = frame.returns.length - 1; frame.returns[at] === "cell"; at--) frame.emit("rdrop");
    frame.emit("leave");
  }

  private levelBelow(cells: number, floats: number): void {
    this.level(cells, floats, this.frame.returns.length);
  }

  // ---- control flow ----------------------------------------------------------------------------------------------

  private conditional(nesting: number): void {
    const { frame, random } = this;
    if (frame.cells === 0) this.literal();
    if (frame.cells === 0) return;
    const opening = random.pick(["if", "if", "if", "0= if", "0< if", "5 < if", "1 and if", "?dup if"]);
    frame.cells--;
    const { cells, floats } = frame;
    // The branches may leave other heights than they found, as long as they agree.
    const hasElse = random.chance(2);
    const ends = {
      cells: within(MAX_CELLS, cells + (hasElse && random.chance(3) ? random.below(4) - 1 : 0)),
      floats: within(MAX_FLOATS, floats + (hasElse && random.chance(5) ? random.below(3) - 1 : 0)),
    };
    if (opening === "?dup if") frame.cells++;
    const yes = this.block(nesting, ends);
    if (!hasElse) {
      frame.emit({ parts: [opening, yes, "then"] });
      return;
    }
    frame.cells = cells;
    frame.floats = floats;
    const no = this.block(nesting, ends);
    frame.emit({ parts: [opening, yes, "else", no, "then"] });
  }

  private case(nesting: number): void {
    const { frame, random } = this;
    if (frame.cells === 0 || frame.cells >= MAX_CELLS) return;
    const opening = random.pick(["3 and case", "case", "7 and case", "1 rshift case"]);
    frame.cells--;
    const parts: (string | Piece[])[] = [opening];
    for (let count = random.below(4); count >= 0; count--) {
      parts.push(`${random.pick(["0", "1", "2", "3", "-1", "9"])} of`, this.block(nesting), "endof");
    }
    frame.cells++;
    parts.push(this.block(nesting), "endcase");
    frame.cells--;
    frame.emit({ parts });
  }

  /** BEGIN loops that count down on the return stack. */
  private countdown(nesting: number): void {
    const { frame, random } = this;
    const turns = 1 + random.below(5);
    frame.returns.push("cell");
    const { multiplier } = frame;
    frame.multiplier *= turns + 1;
    const parts = random.pick<() => (string | Piece[])[]>([
      () => [`${turns} >r begin`, this.block(nesting), "r> 1- dup >r 0= until rdrop"],
      () => [`${turns} >r begin r@ while`, this.block(nesting), "r> 1- >r repeat rdrop"],
      () => [
        `${turns} >r begin`,
        this.block(nesting),
        "r> 1- dup >r while",
        this.block(nesting),
        "repeat rdrop",
      ],
      () => [
        `${turns} >r begin r@ 1 > while`,
        this.block(nesting),
        "r@ 3 <> while r> 1- >r",
        this.block(nesting),
        "repeat then rdrop",
      ],
      () => [`${turns} >r begin r> 1- >r`, this.block(nesting), "r@ 1 < until rdrop"],
      () => [
        `${turns} >r begin r> 1- dup >r 0< 0= while`,
        this.block(nesting),
        "r@ 2 = until",
        this.block(nesting),
        "else",
        this.block(nesting),
        "then rdrop",
      ],
    ])();
    frame.multiplier = multiplier;
    frame.returns.pop();
    frame.emit({ parts });
  }

  private counted(nesting: number): void {
    const { frame, random } = this;
    const [open, close, turns] = random.pick([
      [`${1 + random.below(6)} 0 do`, "loop", 6],
      [`${2 + random.below(5)} ${random.below(3)} ?do`, "loop", 6],
      [`${5 + random.below(4)} ${random.below(5)} do`, "2 +loop", 5],
      [`${random.below(3)} ${2 + random.below(5)} do`, "-1 +loop", 7],
      ["3 3 ?do", "2 +loop", 1],
      [`0 ${random.below(6)} -do`, "2 -loop", 4],
      [`${random.below(6)} -2 +do`, "3 +loop", 3],
      [`5 ${random.below(6)} u+do`, "loop", 5],
      [`0 ${random.below(6)} u-do`, "1 -loop", 6],
      ["12 0 do", "i 1 and 1+ +loop", 8],
      [`3 ${random.below(5)} do`, "4611686018427387904 +loop", 4],
      [`3 ${random.below(5)} do`, "-4611686018427387904 +loop", 4],
      [`-9223372036854775806 9223372036854775805 do`, "loop", 5],
      ["buf 24 bounds do", "8 +loop", 3],
      ["buf 40 + buf 33 + do", "loop", 7],
    ] as const);
    // The limit may be a cell of the program.
    const computed = random.chance(4) && frame.cells > 0 && !open.startsWith("buf");
    const opening = computed ? "7 and 0 ?do" : open;
    if (computed) frame.cells--;
    const { multiplier } = frame;
    frame.multiplier *= turns;
    if (frame.cost + 12 * frame.multiplier > MAX_COST) {
      frame.multiplier = multiplier;
      if (computed) frame.cells++;
      return;
    }
    frame.returns.push("loop");
    this.loopEnds.push({ cells: frame.cells, floats: frame.floats });
    // Addresses are no numbers that two systems share.
    const body = open.startsWith("buf") && !computed ? this.addressLoopBody(nesting) : this.block(nesting);
    this.loopEnds.pop();
    frame.returns.pop();
    frame.multiplier = multiplier;
    frame.emit({ parts: [opening, body, computed ? "loop" : close] });
  }

  /** Before the rest of the body, the index is an address; it is hidden from `index` by what lies on the return stack. */
  private addressLoopBody(nesting: number): Piece[] {
    const { frame, random } = this;
    const use = random.pick([
      "i @ a +!",
      "i c@ a +!",
      "a @ i !",
      "i @ 1+ i !",
      "i c@ i 1- c!",
      "5 i c!",
      "i l@ a !",
    ]);
    return frame.sequence(() => {
      frame.emit(use);
      frame.emit("0 >r");
      frame.returns.push("cell");
      frame.pieces.push(...this.block(nesting));
      frame.returns.pop();
      frame.emit("rdrop");
    });
  }

  // ---- exceptions and quotations ---------------------------------------------------------------------------------

  /** Calls a word through CATCH; after a THROW what it may have changed on the stacks is replaced. */
  private caught(nesting: number): void {
    const { frame, random, surroundings } = this;
    if (random.chance(3) && !this.portable) return this.quotation(nesting, true);
    if (surroundings.callables.length === 0) return;
    const callable = random.pick(surroundings.callables);
    if (!this.affords(callable)) return;
    frame.cost += frame.multiplier * (callable.cost + 5);
    this.provide(callable);
    frame.emit(`['] ${callable.name} catch ${this.afterCatch(callable)}`);
  }

  /** What replaces the arguments of a word that has thrown: what it left of them is open. */
  private afterCatch(effect: Effect): string {
    const { frame, random } = this;
    const { cells, floats } = frame;
    const thrown = frame.sequence(() => {
      frame.emit(random.pick(["drop", "a !", ".", "drop", "dup 5 = if throw then drop"]));
      frame.cells = cells - effect.cellIn;
      frame.floats = floats - effect.floatIn;
      for (let i = 0; i < effect.cellIn; i++) frame.emit("drop");
      for (let i = 0; i < effect.floatIn; i++) frame.emit("fdrop");
      this.levelBelow(frame.cells + effect.cellOut, frame.floats + effect.floatOut);
    });
    return `?dup if ${thrown.map(textOf).join(" ")} then`;
  }

  /** Code of its own, executed or caught at once. */
  private quotation(nesting: number, caught = false): void {
    if (this.portable) return this.conditional(nesting);
    const { frame, random } = this;
    const effect: Effect = {
      cellIn: Math.min(frame.cells, random.below(3)),
      cellOut: random.below(3),
      floatIn: Math.min(frame.floats, random.below(2)),
      floatOut: random.below(2),
    };
    const { returns } = frame;
    const inner = new Frame(effect);
    inner.multiplier = frame.multiplier;
    inner.cost = frame.cost;
    this.frame = inner;
    const ends = this.loopEnds.splice(0);
    const body = this.block(nesting, { cells: effect.cellOut, floats: effect.floatOut });
    this.loopEnds.push(...ends);
    this.frame = frame;
    frame.cost = inner.cost;
    if (returns !== frame.returns) throw new Error("a quotation changed its surroundings");
    if (caught) {
      frame.emit({ parts: ["[:", body, `;] catch ${this.afterCatch(effect)}`] });
    } else {
      frame.emit({ parts: ["[:", body, ";] execute"] });
      frame.apply(effect);
    }
  }
}

function within(limit: number, height: number): number {
  return Math.max(0, Math.min(limit, height));
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
