/** Why a program cannot be compiled: a plain sentence for whoever wrote it. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";

  constructor(
    message: string,
    /** What to do. */
    readonly hint?: string,
  ) {
    super(message);
  }
}
