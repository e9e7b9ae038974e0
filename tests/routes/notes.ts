/**
 * Preloaded into a run of instrumented sources: notes in which order files are entered.
 *
 *     FASTFORTH_ROUTE        where the route is written, as one JSON array of visits, at the end of the process
 *     FASTFORTH_ROUTE_FROM   the file at whose first call it begins; without it, `beginRoute` begins it
 */
const { FASTFORTH_ROUTE: output, FASTFORTH_ROUTE_FROM: from } = process.env;

/** One or more calls of a file's functions in a row. */
export interface Visit {
  readonly file: string;
  /** All that was called was a function that only hands on. */
  handsOn: boolean;
  /** It served to read something again whose bytes had been read before. */
  readonly isRepeated: boolean;
}

const notes = {
  visits: [] as Visit[],
  isOn: false,
  /** What was read, by reader and bytes. */
  read: new Set<string>(),
  /** The readers that are at work, and whether they do it again. */
  readers: [] as boolean[],
  enter(file: string, handsOn: boolean): void {
    if (file === from) notes.isOn = true;
    if (!notes.isOn) return;
    const last = notes.visits.at(-1);
    if (last?.file !== file) notes.visits.push({ file, handsOn, isRepeated: notes.readers.includes(true) });
    else last.handsOn &&= handsOn;
  },
  beginReading(name: string, values: ArrayLike<unknown>): void {
    const bytes = Array.from(values)
      .flat()
      .filter((value) => value instanceof Uint8Array);
    const key = [name, ...bytes.map((each) => Bun.hash(each))].join(" ");
    notes.readers.push(notes.isOn && notes.read.has(key));
    if (notes.isOn) notes.read.add(key);
  },
  endReading(): void {
    notes.readers.pop();
  },
};
Object.assign(globalThis, { routeNotes: notes });

export const beginRoute = (): void => {
  notes.visits = [];
  notes.read.clear();
  notes.isOn = true;
};

/** The visits in their order. */
export function endRoute(): Visit[] {
  notes.isOn = false;
  return notes.visits;
}

if (output !== undefined && from !== undefined)
  process.on("exit", () => {
    notes.isOn = false;
    process.getBuiltinModule("node:fs").writeFileSync(output, JSON.stringify(notes.visits));
  });
