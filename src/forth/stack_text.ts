/** The data stack as text, for `.S` and reports. */
import { FIRST_ADDRESS } from "../machine/machine.ts";
import { shownText } from "../machine/system_text.ts";
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

/** Bytes of a string that `...` takes for one. */
const LONGEST_STRING = 255;

/** The data stack as gforth's `...` shows it: decimal numbers, and texts where an address and a length may be one. */
export function showMeanings(session: Session): string {
  const { machine } = session;
  const depth = machine.depth();
  const shown = Math.min(depth, SHOWN_ITEMS);
  const items: string[] = [];
  for (let index = shown - 1; index >= 0; index--) {
    const text = index > 0 ? stringAt(session, index) : undefined;
    if (text !== undefined) index--;
    items.push(text ?? `#${machine.peekBigInt(index)}`);
  }
  return [`<${depth}>`, ...(depth > shown ? ["…"] : []), ...items].join(" ");
}

/** The text of what may be a string, whose address lies so many items below the top. */
function stringAt({ machine }: Session, index: number): string | undefined {
  const address = machine.peekNumber(index);
  const length = machine.peekNumber(index - 1);
  if (length < 1 || length > LONGEST_STRING || address < FIRST_ADDRESS || address + length > machine.limit)
    return undefined;
  const text = shownText(machine.range(address, length));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no text has these
  return /[\x00-\x1f\x7f\ufffd]/.test(text) ? undefined : `"${text}"`;
}
