/** How a session shows pages that a person reads: an interactive one in colours and screen by screen. */
import { type Paint, plainPaint } from "./paint.ts";

export interface Display {
  readonly paint: Paint;
  /** Whether a person types the lines of the session. */
  readonly isInteractive: boolean;
  /** Columns of the screen. */
  readonly columns: number;
  /** Writes a text of whole lines. */
  show(text: string): void;
}

const USUAL_COLUMNS = 80;

/** What a program gets. */
export const plainDisplay = (write: (text: string) => void): Display => ({
  paint: plainPaint,
  isInteractive: false,
  columns: USUAL_COLUMNS,
  show: write,
});
