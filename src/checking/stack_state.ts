/**
 * What is known of the stacks at a place of a body: the cells above the word's inputs, how many inputs were reached, the
 * depth of the float stack, the return stack with the loops on it, and the locals.
 */
import { Cell, type Reason } from "./effect.ts";

/** The parameters of a loop, which lie on the return stack. */
export const LOOP = "loop";

/** The inputs of a word, as the analysis names them: 0 is the top. */
export class Inputs {
  private readonly cells: Cell[] = [];

  at(depth: number): Cell {
    while (this.cells.length <= depth) this.cells.push(new Cell());
    return this.cells[depth] as Cell;
  }

  /** How deep an input lies, or undefined for a cell that is none. */
  depthOf(cell: Cell): number | undefined {
    const depth = this.cells.indexOf(cell);
    return depth < 0 ? undefined : depth;
  }
}

export class StackState {
  /** Deepest first; among them are the inputs that were reached. */
  cells: Cell[] = [];
  /** How many inputs were reached: they are the lowest of the cells, or have been taken. */
  taken = 0;
  /** Relative to the word's beginning. */
  floats = 0;
  returns: (Cell | typeof LOOP)[] = [];
  locals: (Cell | undefined)[] = [];
  /**
   * By choice among the ways of a word that was called: the cells that tell which way it was, until one of them has been
   * asked for. A state with such choices may be one that never is.
   */
  choices: (readonly Cell[])[] = [];
  /** Why the depth of the data stack is not known here. */
  lost: Reason | undefined;
  /** The caller's return address was taken, or may have been: the word need not come back to its caller. */
  escaped = false;
  /** The return stack holds what N>R has moved there: its depth is not known. */
  returnsLost = false;

  constructor(private readonly inputs: Inputs) {}

  copy(): StackState {
    const copy = new StackState(this.inputs);
    copy.cells = this.cells.slice();
    copy.taken = this.taken;
    copy.floats = this.floats;
    copy.returns = this.returns.slice();
    copy.locals = this.locals.slice();
    copy.choices = this.choices;
    copy.lost = this.lost;
    copy.returnsLost = this.returnsLost;
    copy.escaped = this.escaped;
    return copy;
  }

  /** Depth of the data stack, relative to the word's beginning. */
  get height(): number {
    return this.cells.length - this.taken;
  }

  pop(): Cell {
    const cell = this.cells.pop();
    if (cell !== undefined) return cell;
    if (this.lost !== undefined) return new Cell();
    return this.inputs.at(this.taken++);
  }

  push(...cells: readonly Cell[]): void {
    this.cells.push(...cells);
  }

  /** Pops cells; the deepest comes first. */
  popMany(count: number): Cell[] {
    const cells = new Array<Cell>(count);
    for (let at = count - 1; at >= 0; at--) cells[at] = this.pop();
    return cells;
  }

  /** Has the inputs down to a depth among the cells. */
  reach(depth: number): void {
    if (this.lost !== undefined) return;
    while (this.taken < depth) this.cells.unshift(this.inputs.at(this.taken++));
  }

  /** From here on the depth of the data stack is not known. */
  lose(reason: Reason): void {
    this.lost ??= reason;
    this.cells = [];
  }

  /** Puts another cell in the place of one, wherever it is. */
  private replace(cell: Cell, by: Cell): void {
    replaceIn(this.cells, cell, by);
    replaceIn(this.returns, cell, by);
    replaceIn(this.locals, cell, by);
    if (this.choices.some((marks) => marks.includes(cell)))
      this.choices = this.choices.map((marks) => marks.map((mark) => (mark === cell ? by : mark)));
  }

  /** Takes note that a cell is zero or is not: after a branch. */
  learn(cell: Cell, truth: boolean): void {
    const { negates } = cell;
    if (cell.truth !== truth) this.replace(cell, truth ? new Cell(undefined, true) : new Cell(0n));
    if (negates !== undefined && negates.truth === undefined) this.learn(negates, !truth);
  }

  /** A branch has asked for a cell that is known. */
  asked(cell: Cell): void {
    if (this.choices.length === 0) return;
    this.choices = this.choices.filter((marks) => !marks.includes(cell));
    for (const origin of cell.from) this.asked(origin);
    if (cell.negates !== undefined) this.asked(cell.negates);
  }

  /** States with the same shape can be told as one. */
  get shape(): string {
    const data = this.lost === undefined ? `${this.height} ${this.floats}` : "?";
    return `${data} ${this.returnShape}${this.escaped ? "!" : ""}`;
  }

  get returnShape(): string {
    if (this.returnsLost) return "?";
    if (this.returns.length === 0) return "";
    return this.returns.map((held) => (held === LOOP ? "L" : "x")).join("");
  }

  /** Forgets what another state of the same shape does not know; false when it knew no more than that. */
  meet(other: StackState): boolean {
    if (this.lost !== undefined) {
      this.cells = [];
    } else {
      const taken = Math.max(this.taken, other.taken);
      this.reach(taken);
      other.reach(taken);
    }
    const meeting = new Meeting(this.inputs);
    if (this.choices.length > 0 && other.choices.length === 0) {
      this.choices = [];
      meeting.changed = true;
    }
    if (this.lost === undefined)
      this.cells = this.cells.map((cell, at) => meeting.cell(cell, other.cells[at] as Cell));
    this.returns = this.returns.map((held, at) => {
      const met = other.returns[at];
      return held === LOOP || !(met instanceof Cell) ? held : meeting.cell(held, met);
    });
    this.locals = this.locals.map((held, at) => {
      const met = other.locals[at];
      if (held === undefined || met === undefined) {
        if (held !== undefined) meeting.changed = true;
        return undefined;
      }
      return meeting.cell(held, met);
    });
    return meeting.changed;
  }
}

function replaceIn(held: unknown[], cell: Cell, by: Cell): void {
  for (let at = held.indexOf(cell); at >= 0; at = held.indexOf(cell, at + 1)) held[at] = by;
}

/** What two states know alike: a cell stays one cell where both have one, and is two where one of them has two. */
class Meeting {
  changed = false;
  private readonly partners = new Map<Cell, Cell>();
  private readonly made = new Map<Cell, Map<Cell, Cell>>();

  constructor(private readonly inputs: Inputs) {}

  cell(mine: Cell, other: Cell): Cell {
    const partner = this.partners.get(mine);
    if (partner === undefined) {
      this.partners.set(mine, other);
      if (this.holdsFor(mine, other)) return mine;
    } else if (partner === other && this.holdsFor(mine, other)) return mine;
    this.changed = true;
    const known = this.made.get(mine)?.get(other);
    if (known !== undefined) return known;
    const made = common(mine, other);
    const row = this.made.get(mine) ?? new Map<Cell, Cell>();
    row.set(other, made);
    this.made.set(mine, row);
    return made;
  }

  /** Whether all that is known of a cell is true of another; what is known of an input is that it is this one. */
  private holdsFor(mine: Cell, other: Cell): boolean {
    return mine === other || (knowsNoMore(mine, other) && this.inputs.depthOf(mine) === undefined);
  }
}

/** Whether all that a cell is known for is true of another. */
function knowsNoMore(mine: Cell, other: Cell): boolean {
  if (mine === other) return true;
  if (mine.value !== undefined) return mine.value === other.value;
  if (mine.negates !== undefined && mine.negates !== other.negates) return false;
  return mine.truth === undefined || mine.truth === other.truth;
}

function common(mine: Cell, other: Cell): Cell {
  if (mine.value !== undefined && mine.value === other.value) return new Cell(mine.value);
  return new Cell(undefined, mine.truth === other.truth ? mine.truth : undefined);
}
