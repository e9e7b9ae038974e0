/** The colours of what tests tell. */
import { coloursOn, paintFor } from "../terminal/screen.ts";
import type { FailurePaint } from "../words/test_failure.ts";

export function failurePaint(): FailurePaint {
  const isColoured = coloursOn(1);
  const paint = (sequence: string) => (text: string) =>
    isColoured ? `\x1b[${sequence}m${text}\x1b[0m` : text;
  return { ...paintFor(1), added: paint("32"), removed: paint("31") };
}
