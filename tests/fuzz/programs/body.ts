// Random bodies of definitions: straight code and control flow with the stacks kept in view, so that a body has the
// effect that it is to have.

import { Frame } from "./frame.ts";
import type { Effect } from "./phrases.ts";
import { MAX_CELLS, MAX_COST, MAX_FLOATS, StraightWriter } from "./straight_code.ts";
import { type Piece, textOf } from "./tree.ts";

export class BodyWriter extends StraightWriter {
  private size = 0;

  /** The statements of a body of some size, after what the caller has emitted; ends with the frame's effect. */
  write(size: number): Piece[] {
    this.size = size;
    const { effect } = this.frame;
    return this.frame.sequence(() => {
      while (this.size > 0) this.statement(3);
      this.level(effect.cellOut, effect.floatOut, 0);
    });
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
    if (surroundings.unbalanced) return this.quotation(nesting);
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
