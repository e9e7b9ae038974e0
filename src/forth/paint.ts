/** Colours for what a person reads. */

/** Colours text for a terminal, or not. */
export interface Paint {
  error(text: string): string;
  warning(text: string): string;
  dim(text: string): string;
  strong(text: string): string;
}

const same = (text: string): string => text;
/** No colours. */
export const plainPaint: Paint = { error: same, warning: same, dim: same, strong: same };
