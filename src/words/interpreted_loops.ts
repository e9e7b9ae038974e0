/**
 * Loops that run while the source is read, by gforth's names: [DO] … [LOOP], [BEGIN] … [UNTIL] and their kin. The text
 * of the loop is taken as a whole and interpreted again and again.
 */
import { type HostWord, immediate } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { Source } from "../forth/source.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";

/** What begins a loop, with what may end it. */
const closersOf: Readonly<Record<string, readonly string[]>> = {
  "[do]": ["[loop]", "[+loop]"],
  "[?do]": ["[loop]", "[+loop]"],
  "[+do]": ["[loop]", "[+loop]"],
  "[for]": ["[next]"],
  "[begin]": ["[until]", "[again]", "[repeat]"],
};
const openers = Object.keys(closersOf);
const closers = [...new Set(Object.values(closersOf).flat())];
const LINE_FEED = 0x0a;

/** A loop that is running. */
interface Running {
  index: number;
  /** [LEAVE], or [WHILE] with a false flag, has ended it. */
  isLeft: boolean;
}

export function interpretedLoopWords(session: Session): HostWord[] {
  const { machine } = session;
  const running: Running[] = [];
  /** The innermost loop. */
  const current = (): Running => {
    const loop = running.at(-1);
    if (loop === undefined)
      throw new ForthThrow(ThrowCodes.controlMismatch, "this word stands in a [DO] loop");
    return loop;
  };
  /** Interprets the text of a loop until `goesOn`, asked behind each turn, says no. */
  const repeat = (start: Running, text: Uint8Array, goesOn: (loop: Running) => boolean): void => {
    const depth = running.length;
    running.push(start);
    try {
      do {
        machine.checkInterrupt();
        const { name, sourceId } = session.source;
        session.text.interpretSource(
          new Source({ kind: "file", sourceId, name, bytes: text, start: 0, end: text.length }),
        );
      } while (!start.isLeft && goesOn(start));
    } finally {
      running.length = depth;
    }
  };
  const leave = (): void => {
    current().isLeft = true;
    const { source } = session;
    while (session.sources.refill());
    session.sources.parsePosition = source.lineEnd;
  };
  /** @param runs whether a loop from start to limit runs at all */
  const counted = (name: string, runs: (start: number, limit: number) => boolean): HostWord =>
    immediate(name, () => {
      const index = machine.popNumber();
      const limit = machine.popNumber();
      const { text, closer } = takeLoop(session, name);
      if (!runs(index, limit)) return;
      repeat({ index, isLeft: false }, text, (loop) => {
        const step = closer === "[+loop]" ? machine.popNumber() : 1;
        const before = loop.index - limit;
        loop.index += step;
        // Over the boundary between limit - 1 and limit, as +LOOP has it.
        const after = loop.index - limit;
        return step >= 0 ? !(before < 0 && after >= 0) : !(before >= 0 && after < 0);
      });
    });
  return [
    counted("[do]", () => true),
    counted("[?do]", (start, limit) => start !== limit),
    counted("[+do]", (start, limit) => start < limit),
    immediate("[for]", () => {
      const index = machine.popNumber();
      const { text } = takeLoop(session, "[for]");
      repeat({ index, isLeft: false }, text, (loop) => --loop.index >= 0);
    }),
    immediate("[begin]", () => {
      const { text, closer } = takeLoop(session, "[begin]");
      repeat({ index: 0, isLeft: false }, text, () => closer !== "[until]" || !machine.popFlag());
    }),
    immediate("[while]", () => {
      if (!machine.popFlag()) leave();
    }),
    immediate("[leave]", leave),
    immediate("[i]", () => {
      const { index } = current();
      session.literal(index | 0, Math.floor(index / 2 ** 32));
    }),
    ...closers.map((name) =>
      immediate(name, () => {
        throw new ForthThrow(ThrowCodes.controlMismatch, `${name} without its beginning`);
      }),
    ),
  ];
}

/** Takes the text up to the word that closes the loop, over lines if need be. Throws -39 when it is not there. */
function takeLoop(session: Session, opener: string): { text: Uint8Array; closer: string } {
  const parts: Uint8Array[] = [];
  const beginning = session.tokenPosition();
  let level = 1;
  let from = session.sources.parsePosition;
  for (;;) {
    const { start, end } = session.sources.parseName();
    const { bytes, lineEnd } = session.source;
    if (start === end) {
      parts.push(bytes.slice(from, lineEnd), Uint8Array.of(LINE_FEED));
      if (!session.sources.refill()) throw session.unfinished(beginning, `${opener} has no end`);
      from = session.sources.parsePosition;
      continue;
    }
    const name = session.sources.text(start, end).toLowerCase();
    if (openers.includes(name)) level++;
    if (closers.includes(name)) level--;
    if (level > 0) continue;
    if (!closersOf[opener]?.includes(name))
      throw new ForthThrow(ThrowCodes.controlMismatch, `${name} does not match ${opener}`);
    parts.push(bytes.slice(from, start));
    return { text: Buffer.concat(parts), closer: name };
  }
}
