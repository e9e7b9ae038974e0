/**
 * What a program writes before signals are caught. A signal ends the process then without a word, and what was kept back
 * to be written together would be lost; catching signals needs the runtime library, which takes longer to load than many a
 * program runs. So the first writes go out one by one, and a program that goes on writing has signals caught.
 */

/** So many writes cost about as much as loading the library does. */
const MOST = 100;

let left = 0;
let catchSignals = (): void => undefined;

/** From now on writes go out at once, until `signalsAreCaught`; `catching` has them caught, where the system can. */
export function beginEarlyWrites(catching: () => void): void {
  left = MOST;
  catchSignals = catching;
}

/** What is written may be kept back: no signal ends the process before it is written. */
export function signalsAreCaught(): void {
  left = 0;
}

/** Something is kept back whatever it costs, such as a block that is to be written later: has signals caught. */
export function willKeepBack(): void {
  if (left === 0) return;
  left = 0;
  catchSignals();
}

/** Whether what has just been written must not be kept back. Asked once a write. */
export function goesOutAtOnce(): boolean {
  if (left === 0) return false;
  if (--left === 0) catchSignals();
  return true;
}
