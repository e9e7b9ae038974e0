/** The command line asks for something that cannot be done: exit code 2, and nothing has run. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  /** @param hint one more line that says what to do */
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}
