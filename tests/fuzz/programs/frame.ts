// What a generator knows while it writes the body of one definition.

import type { Effect } from "./phrases.ts";
import type { Piece } from "./tree.ts";

/** What lies on the return stack, innermost last. */
export type Returned = "cell" | "loop";

export class Frame {
  /** Heights of the stacks, as far as the definition may reach. */
  cells: number;
  floats: number;
  readonly returns: Returned[] = [];
  cellLocals: readonly string[] = [];
  floatLocals: readonly string[] = [];
  /** About how many words one run takes; what is in a loop counts as often as it turns. */
  cost = 0;
  multiplier = 1;
  /** The innermost sequence that is being written. */
  pieces: Piece[] = [];

  constructor(readonly effect: Effect) {
    this.cells = effect.cellIn;
    this.floats = effect.floatIn;
  }

  emit(piece: Piece): void {
    this.pieces.push(piece);
    this.cost += this.multiplier;
  }

  /** What `write` emits, as a sequence of its own. */
  sequence(write: () => void): Piece[] {
    const outer = this.pieces;
    const sequence: Piece[] = [];
    this.pieces = sequence;
    write();
    this.pieces = outer;
    return sequence;
  }

  apply({ cellIn, cellOut, floatIn, floatOut }: Effect): void {
    this.cells += cellOut - cellIn;
    this.floats += floatOut - floatIn;
  }

  fits({ cellIn, floatIn }: Effect): boolean {
    return this.cells >= cellIn && this.floats >= floatIn;
  }

  get loops(): number {
    return this.returns.filter((item) => item === "loop").length;
  }
}
