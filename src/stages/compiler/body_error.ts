/** A body that cannot be compiled: a fault of the program (or of a stage before) that no dynamic form helps. */
export class BodyError extends Error {
  override readonly name = "BodyError";

  /**
   * @param throwCode the code to THROW (Forth 2012, table 9.1)
   * @param record the instruction at fault, by its record's number in the body pool
   * @param position its position in the session's position table, 0 = none
   */
  readonly throwCode: number;
  readonly record: number;
  readonly position: number;

  constructor(throwCode: number, message: string, record: number, position: number) {
    super(message);
    this.throwCode = throwCode;
    this.record = record;
    this.position = position;
  }
}

/** The codes that a BodyError has. */
export const BodyFault = {
  returnStackUnderflow: -6,
  undefinedWord: -13,
  unsupported: -21,
  controlMismatch: -22,
  loopParametersUnavailable: -26,
} as const;
