/** What a word does to the stacks: known, in one way or several, or not known, with the reason. */

/** What is known of a cell before the program runs. Two places with the same object hold the same cell. */
export class Cell {
  /**
   * @param negates the cell that this one is the 0= of
   * @param from the cells that it was computed from, when it is known because they were
   */
  constructor(
    readonly value: bigint | undefined = undefined,
    readonly truth: boolean | undefined = value === undefined ? undefined : value !== 0n,
    readonly negates: Cell | undefined = undefined,
    readonly from: readonly Cell[] = [],
  ) {}
}

/** A result of a word: the input of this number (0 is the deepest), or what is known of the cell. */
export type Result = number | Cell;

/** One of the ways in which a word comes back. */
export interface Way {
  /** What takes the place of the inputs, deepest first. */
  readonly cells: readonly Result[];
  readonly floatOut: number;
  /**
   * It rests on a way of another word that this one has not asked for: the program may know that it never happens, as in
   * `list-pop drop` of a list that has items.
   */
  readonly isDoubtful: boolean;
}

/** A word that never comes back has no ways. */
export interface KnownEffect {
  readonly cellIn: number;
  readonly floatIn: number;
  readonly ways: readonly Way[];
}

/** Why the effect of a word is known only when it runs. */
export type Reason =
  /** It calls a word whose effect is not known; `word` is its name. */
  | { readonly kind: "call"; readonly word: string; readonly position: number }
  /** Each turn of a loop changes the depth. */
  | {
      readonly kind: "loop";
      readonly position: number;
      readonly change: number;
      readonly what: "cell" | "float";
    }
  | { readonly kind: "recursion" }
  /** The checker has given up. */
  | { readonly kind: "complex" };

export type Effect = KnownEffect | Reason;

export const isKnown = (effect: Effect): effect is KnownEffect => "ways" in effect;

export const way = (cells: readonly Result[], floatOut = 0, isDoubtful = false): Way => ({
  cells,
  floatOut,
  isDoubtful,
});

/** An effect of counts alone. */
export function countedEffect(cellIn: number, cellOut: number, floatIn = 0, floatOut = 0): KnownEffect {
  return { cellIn, floatIn, ways: [way(cellsOf(cellOut), floatOut)] };
}

const cellsOf = (count: number): Cell[] => Array.from({ length: count }, () => new Cell());

/** The distinct depths that the ways of a word leave: counts of cells and floats, the fewest first. */
export function depthsOf({ ways }: KnownEffect): { readonly cells: number; readonly floats: number }[] {
  const depths = new Map<string, { cells: number; floats: number }>();
  for (const { cells, floatOut } of ways)
    depths.set(`${cells.length} ${floatOut}`, { cells: cells.length, floats: floatOut });
  return [...depths.values()].sort((a, b) => a.cells - b.cells || a.floats - b.floats);
}

/** Whether a word takes and leaves the same on every way. */
export const isStatic = (effect: Effect): effect is KnownEffect =>
  isKnown(effect) && depthsOf(effect).length <= 1;

/** An effect in the notation of stack comments: `( x x -- x )`, `( x -- x | )`, `( F: r -- r )`. */
export function effectText(effect: KnownEffect): string {
  const depths = depthsOf(effect);
  const items = (count: number, name: string) =>
    count > MANY ? `${count}*${name}` : Array.from({ length: count }, () => name).join(" ");
  const side = (before: string, after: readonly string[]) =>
    `${before} -- ${after.length === 0 ? "never" : [...new Set(after)].join(" | ")}`
      .replace(/\s+/g, " ")
      .trim();
  const cells = side(
    items(effect.cellIn, "x"),
    depths.map((depth) => items(depth.cells, "x")),
  );
  const usesFloats = effect.floatIn > 0 || depths.some(({ floats }) => floats > 0);
  if (!usesFloats) return `( ${cells} )`;
  const floats = side(
    items(effect.floatIn, "r"),
    depths.map((depth) => items(depth.floats, "r")),
  );
  return cells === "--" ? `( F: ${floats} )` : `( ${cells} ) ( F: ${floats} )`;
}

/** More items than these are written as their number. */
const MANY = 8;
