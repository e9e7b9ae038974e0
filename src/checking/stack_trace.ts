/** The stack between the words of a definition, as its analysis sees it: for editors, which show it behind lines. */
import { Cell } from "./effect.ts";
import type { StackState } from "./stack_state.ts";

/** What is on the stacks at a place: an input of the word by its depth (0 is the top), or a cell that the word has made. */
export interface StackView {
  /** Deepest first, without the inputs below those that were reached. */
  readonly cells: readonly (number | Cell)[];
  /** How many inputs were reached. */
  readonly taken: number;
  /** Relative to the word's beginning. */
  readonly floats: number;
  /** The depth is known only when the program runs. */
  readonly isLost: boolean;
}

export class StackTrace {
  private readonly views = new Map<number, StackView[]>();

  /** @param wanted the positions that are shown: the last one of each line */
  constructor(private readonly wanted: ReadonlySet<number>) {}

  wants(position: number): boolean {
    return this.wanted.has(position);
  }

  /** Forgets what another round of the analysis has noted. */
  clear(): void {
    this.views.clear();
  }

  /** Notes the stacks behind a position, on one of the paths that lead there. */
  note(position: number, state: StackState, inputDepth: (cell: Cell) => number | undefined): void {
    const view: StackView = {
      cells: state.cells.map((cell) => inputDepth(cell) ?? cell),
      taken: state.taken,
      floats: state.floats,
      isLost: state.lost !== undefined,
    };
    const known = this.views.get(position);
    if (known === undefined) {
      this.views.set(position, [view]);
      return;
    }
    const same = known.findIndex((other) => haveSameDepths(view, other));
    if (same < 0) known.push(view);
    else known[same] = commonView(known[same] as StackView, view);
  }

  /** By position: what the stacks may be behind it. */
  get all(): ReadonlyMap<number, readonly StackView[]> {
    return this.views;
  }
}

const haveSameDepths = (a: StackView, b: StackView): boolean =>
  a.isLost === b.isLost && a.cells.length - a.taken === b.cells.length - b.taken && a.floats === b.floats;

/** What two views of the same depths have in common. */
function commonView(a: StackView, b: StackView): StackView {
  const deeper = a.taken < b.taken ? b : a;
  const cells = deeper.cells.map((cell, at) => {
    const fromTop = deeper.cells.length - at;
    const [mine, other] = [a, b].map((view) => itemAt(view, fromTop));
    if (mine === other) return cell;
    const isSame = mine instanceof Cell && other instanceof Cell && mine.value === other.value;
    return isSame ? new Cell(mine.value) : new Cell();
  });
  return { ...deeper, cells };
}

/** The item so deep in a view, 1 being the top: also inputs that it has not reached. */
function itemAt({ cells, taken }: StackView, fromTop: number): number | Cell {
  return cells[cells.length - fromTop] ?? taken + fromTop - cells.length - 1;
}
