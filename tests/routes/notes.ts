/**
 * Preloaded into a run of instrumented sources: notes in which order files are entered.
 *
 *     FASTFORTH_ROUTE        where the route is written, as one JSON array of paths, at the end of the process
 *     FASTFORTH_ROUTE_FROM   the file at whose first call it begins; without it, `beginRoute` begins it
 */
const { FASTFORTH_ROUTE: output, FASTFORTH_ROUTE_FROM: from } = process.env;

const notes = {
  files: [] as string[],
  isOn: false,
  enter(file: string): void {
    if (file === from) notes.isOn = true;
    if (notes.isOn && notes.files.at(-1) !== file) notes.files.push(file);
  },
};
Object.assign(globalThis, { routeNotes: notes });

export const beginRoute = (): void => {
  notes.files = [];
  notes.isOn = true;
};

/** The files in the order in which they were entered. */
export function endRoute(): string[] {
  notes.isOn = false;
  return notes.files;
}

if (output !== undefined && from !== undefined)
  process.on("exit", () => {
    notes.isOn = false;
    process.getBuiltinModule("node:fs").writeFileSync(output, JSON.stringify(notes.files));
  });
