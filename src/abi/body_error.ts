import { BodyFault, BodyInstruction, opTable, ThrowCodes } from "./bindings.ts";

/** A body that cannot be compiled: a fault of the program (or of a stage before) that no dynamic form helps. */
export class BodyError extends Error {
  override readonly name = "BodyError";

  /** The code to THROW (Forth 2012, table 9.1). */
  readonly throwCode: number;
  /** The instruction at fault, by its record's number in the body pool. */
  readonly record: number;
  /** The instruction's position in the session's position table, 0 = none. */
  readonly position: number;

  /**
   * @param fault why the body has no meaning
   * @param value what the fault is about, see BodyFault in plugins-src/abi/abi.zig
   * @param record the instruction at fault, by its record's number in `pool`
   */
  constructor(fault: BodyFault, value: number, record: number, pool: Uint32Array) {
    const { throwCode, message } = describeFault(fault, value);
    super(message);
    this.throwCode = throwCode;
    this.record = record;
    this.position = pool[record * BodyInstruction.WORDS + BodyInstruction.position] ?? 0;
  }
}

function describeFault(fault: BodyFault, value: number): { throwCode: number; message: string } {
  switch (fault) {
    case BodyFault.missingLabel:
      return { throwCode: ThrowCodes.controlMismatch, message: "a branch goes to a label that is missing" };
    case BodyFault.duplicateLabel:
      return { throwCode: ThrowCodes.controlMismatch, message: "a label is defined twice" };
    case BodyFault.undefinedWord:
      return { throwCode: ThrowCodes.undefinedWord, message: `there is no word number ${value}` };
    case BodyFault.missingBody:
      return { throwCode: ThrowCodes.unsupported, message: `the body of word number ${value} is missing` };
    case BodyFault.unknownInstruction:
      return { throwCode: ThrowCodes.unsupported, message: `no body instruction has the number ${value}` };
    case BodyFault.unknownShuffle:
      return { throwCode: ThrowCodes.unsupported, message: `no shuffle has the number ${value}` };
    case BodyFault.unknownLoop:
      return { throwCode: ThrowCodes.unsupported, message: `no loop index has the number ${value}` };
    case BodyFault.opNotForWords:
      return {
        throwCode: ThrowCodes.unsupported,
        message: `op ${opTable[value]?.name ?? value} is not for words`,
      };
    case BodyFault.numberTooGreat:
      return { throwCode: ThrowCodes.unsupported, message: "a label or local has too great a number" };
    case BodyFault.emptyReturnStack:
      return { throwCode: ThrowCodes.returnStackUnderflow, message: "nothing is on the return stack here" };
    case BodyFault.noLoop:
      return { throwCode: ThrowCodes.loopParametersUnavailable, message: "there is no loop here" };
  }
}
