/** The data stack as text, for `.S` and reports. */
import type { Session } from "./session.ts";

const SHOWN_ITEMS = 9;

/** The data stack as `.S` shows it: `<depth> items`, the top last. */
export function showStack(session: Session): string {
  const { machine } = session;
  return stackText(session, machine.depth(), (index) => machine.peekBigInt(index));
}

/** The same for a report: a word of the system that the text ran shows what it was given, not what it has made of that. */
export function showCallersStack(session: Session): string {
  const { machine } = session;
  const given = session.text.operandsOfToken;
  if (given === undefined) return showStack(session);
  const { depth, operands } = given;
  const moved = machine.depth() - depth;
  return stackText(session, depth, (index) => operands[index] ?? machine.peekBigInt(index + moved));
}

/** @param item the item so many below the top */
function stackText(session: Session, depth: number, item: (index: number) => bigint): string {
  const shown = Math.min(depth, SHOWN_ITEMS);
  const { base } = session;
  // A report must not need what a program has broken.
  const radix = base >= 2 && base <= 36 ? base : 10;
  const items = Array.from({ length: shown }, (_, i) =>
    item(shown - 1 - i)
      .toString(radix)
      .toUpperCase(),
  );
  return [`<${depth}>`, ...(depth > shown ? ["…"] : []), ...items].join(" ");
}
