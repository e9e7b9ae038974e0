/** How pages of help on standard output look. */
import type { PageStyle } from "../reference/word_page.ts";
import { isTerminal, paintFor } from "../terminal/screen.ts";

const USUAL_COLUMNS = 80;

export function pageStyle(): PageStyle {
  return { paint: paintFor(1), columns: (isTerminal(1) && process.stdout.columns) || USUAL_COLUMNS };
}
