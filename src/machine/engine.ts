// What the JavaScript engine is told of the work that lies ahead.

/**
 * Bytes of text from which on compiling what reads it pays. Executables begin with an engine that is slow to compile
 * JavaScript: see `jitPolicy` in release/executable.ts.
 */
const LONG_TEXT = 64 * 1024;
/** How much later than by itself the engine compiles from then on: many texts are no longer than that. */
const FOR_LONG_TEXT = 8;
let expected = 0;

/** Has the engine compile sooner when a text, with those before it, is as long as that. */
export function expectText(bytes: number): void {
  const before = expected;
  expected += bytes;
  if (before < LONG_TEXT && expected >= LONG_TEXT) Bun.unsafe.setJITPolicy(FOR_LONG_TEXT);
}

/** How much later for work of which each part runs a few hundred times. */
const FOR_PASSING_WORK = 200;

/** Has the engine compile next to nothing from now on, unless a long text was read. */
export function spareEngine(): void {
  if (!hasLongText()) Bun.unsafe.setJITPolicy(FOR_PASSING_WORK);
}

/** Whether so much text has been read. */
export const hasLongText = (): boolean => expected >= LONG_TEXT;

/** Bytes of text from which on it pays to load what reads it natively. */
const TEXT_FOR_LIBRARY = 6 * 1024;

/** Whether so much text is to be read that what reads it natively pays. */
export const paysNativeReading = (): boolean => expected >= TEXT_FOR_LIBRARY;

/**
 * Has the engine compile the methods and functions of objects in all tiers but the last, whose compiler takes four times as
 * long as the one before it: what reads a text of 200,000 lines does not earn that back.
 */
export function sparePrograms(objects: Iterable<object>): void {
  for (const object of objects) {
    spareFunctions(object);
    const prototype = Object.getPrototypeOf(object) as object;
    if (prototype !== Object.prototype && prototype !== Function.prototype) spareFunctions(prototype);
  }
}

/** The same for the functions that one object has of its own. */
export function spareFunctions(object: object): void {
  const { noFTL } = require("bun:jsc") as typeof import("bun:jsc");
  for (const { value, get, set } of Object.values(Object.getOwnPropertyDescriptors(object)))
    for (const made of [value, get, set]) if (typeof made === "function") noFTL(made);
}

/**
 * Has the engine give back garbage that is young. By itself it lets as much come together as is in use, and counts memory that
 * it does not look after, such as the data space, as in use.
 */
export function collectYoung(): void {
  (require("bun:jsc") as typeof import("bun:jsc")).edenGC();
}

/** Has the engine compile JavaScript as soon as it does by itself. */
export function expectLongWork(): void {
  expected = LONG_TEXT;
  Bun.unsafe.setJITPolicy(1);
}
