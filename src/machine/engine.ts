// What the JavaScript engine is told of the work that lies ahead.

/**
 * Bytes of a text from which on compiling what reads it pays. Executables begin with an engine that is slow to compile
 * JavaScript: see `jitPolicy` in release/executable.ts.
 */
const LONG_TEXT = 64 * 1024;

/** Has the engine compile sooner when a text is as long as that. */
export function expectText(bytes: number): void {
  if (bytes >= LONG_TEXT) expectLongWork();
}

/** Has the engine compile JavaScript as soon as it does by itself. */
export function expectLongWork(): void {
  Bun.unsafe.setJITPolicy(1);
}
