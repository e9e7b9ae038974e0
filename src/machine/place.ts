/** A place in a source text, for people: line and column count from 1, the column in characters. */
export interface Place {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  /** The whole line, and where in it (in bytes) the token lies. */
  readonly lineText: string;
}
