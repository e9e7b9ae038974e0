/** The terminal behind standard input, as KEY and its kin need it. The command line supplies one that can do it. */
export interface Terminal {
  /** Whether standard input is a terminal at all. */
  readonly isTerminal: boolean;
  /** Keys come one by one and without echo from now on. Does nothing when they do already, or without a terminal. */
  enterRaw(): void;
  /** Lines come edited and echoed from now on. Does nothing when they do already. */
  leaveRaw(): void;
  /** The size of the screen in characters. */
  size(): { columns: number; rows: number };
  /** Whether reading standard input would give a byte or its end at once. */
  keyReady(): boolean;
  /** From now on Ctrl-C is a THROW of the program instead of the end of the process. Does nothing when it is already. */
  catchInterrupts(): void;
}

/** What is assumed of a standard input that nobody can ask: a pipe or a file, always ready to be read. */
export const unknownTerminal: Terminal = {
  isTerminal: false,
  enterRaw: () => undefined,
  leaveRaw: () => undefined,
  size: () => ({ columns: process.stdout.columns ?? 80, rows: process.stdout.rows ?? 24 }),
  keyReady: () => true,
  catchInterrupts: () => undefined,
};
