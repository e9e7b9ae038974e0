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
