/** The data stack as text, for `.S` and reports. */
import type { Session } from "./session.ts";

const SHOWN_ITEMS = 9;

/** The data stack as `.S` shows it: `<depth> items`, the top last. */
export function showStack(session: Session): string {
  const { machine } = session;
  const depth = machine.depth();
  const shown = Math.min(depth, SHOWN_ITEMS);
  const items = Array.from({ length: shown }, (_, i) =>
    machine
      .peekBigInt(shown - 1 - i)
      .toString(session.validBase)
      .toUpperCase(),
  );
  return [`<${depth}>`, ...(depth > shown ? ["…"] : []), ...items].join(" ");
}
