/**
 * Forgetting words (MARKER, 6.2.1850).
 *
 * Code of forgotten words may be running, and a program may hold their tokens: they name nothing from now on, and running
 * one THROWs. Numbers of words serve again only in the end, so that they cannot grow without bounds: when there are very
 * many, and neither running code nor the body of a word nor a cell of the program refers to one of them.
 */
import { FIRST_ADDRESS } from "../machine/machine.ts";
import type { Session } from "./session.ts";

/** So many numbers of forgotten words are kept from use at least. */
const QUARANTINE = 65_536;
/** From so many on, what cells hold is left out one by one, for any integer may look like a token, and keeps none below from use. */
const MANY_NUMBERS = 2 ** 19;

/** @returns what goes back to the present dictionary; `first` is the first word to be forgotten */
export function markDictionary(session: Session): (first: number) => void {
  const { dictionary, dataSpace, latest } = session;
  const { here } = dataSpace;
  const { order, current } = session.search;
  const { lastWordlist } = dictionary;
  const included = [...session.files.included];
  const positions = session.positions.mark();
  return (first) => {
    abandonOpen(session, first);
    const { compiler } = session;
    const newestRunning = compiler.newestRunning();
    dictionary.forgetFrom(first, lastWordlist);
    compiler.forgetFrom(first, newestRunning);
    dataSpace.here = here;
    session.files.forgetIncludedExcept(included);
    session.search.order = order;
    session.search.current = current;
    session.latest = latest;
    // What still runs may have to tell where it was.
    if (newestRunning < first) session.positions.forget(positions, session.sources);
    reuseNumbers(session, newestRunning);
  };
}

/** A definition cannot be finished when its word is gone. */
function abandonOpen(session: Session, first: number): void {
  for (let open = session.definition; open !== undefined; open = open.parent) {
    if (open.word.index < first) continue;
    session.abandonDefinition();
    session.compiling = false;
    return;
  }
}

function reuseNumbers(session: Session, newestRunning: number): void {
  const { dictionary, compiler } = session;
  const { end } = dictionary;
  let first = Math.max(dictionary.newest, newestRunning) + 1;
  if (end - first < QUARANTINE || end < compiler.nextReuse) return;
  first = Math.max(first, compiler.newestReferred(first) + 1);
  const held = heldNumbers(session, first, end);
  if (end < MANY_NUMBERS) {
    for (const number of held) first = Math.max(first, number + 1);
    held.clear();
  }
  compiler.nextReuse = end + QUARANTINE / 4;
  if (end - first < QUARANTINE / 2) return;
  dictionary.reuse(first, held);
  compiler.reuse(first);
}

/** The numbers in [first … end) that values of interpreted words and cells of stacks and data space have. */
function heldNumbers({ machine, dataSpace, compiler }: Session, first: number, end: number): Set<number> {
  const held = new Set<number>();
  for (let slot = compiler.newestInSlots(first, end); slot > 0; slot = compiler.newestInSlots(first, slot))
    held.add(slot);
  const scan = (cells: Int32Array, from: number, to: number) => {
    for (let low = from; low < to; low += 2) {
      const value = cells[low] as number;
      if (value >= first && value < end && cells[low + 1] === 0) held.add(value);
    }
  };
  scan(machine.dataStack, 0, 2 * machine.depth());
  scan(machine.returnStack, 0, 2 * machine.returnDepth());
  const { cells32 } = machine;
  scan(cells32, FIRST_ADDRESS / 4, Math.min(dataSpace.here, machine.limit) >>> 2);
  for (const [from, to] of dataSpace.heap.inUse()) scan(cells32, from / 4, to / 4);
  return held;
}
