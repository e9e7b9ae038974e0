/** The shuffles that move values within one stack. */
import { Shuffle } from "../abi/bindings.ts";

/** By shuffle of the data stack: how many cells it takes, and which of them it leaves, 0 being the deepest. */
export const cellMoves: Partial<Record<number, readonly [number, readonly number[]]>> = {
  [Shuffle.dup]: [1, [0, 0]],
  [Shuffle.drop]: [1, []],
  [Shuffle.swap]: [2, [1, 0]],
  [Shuffle.over]: [2, [0, 1, 0]],
  [Shuffle.rot]: [3, [1, 2, 0]],
  [Shuffle.nrot]: [3, [2, 0, 1]],
  [Shuffle.nip]: [2, [1]],
  [Shuffle.tuck]: [2, [1, 0, 1]],
  [Shuffle.twoDup]: [2, [0, 1, 0, 1]],
  [Shuffle.twoDrop]: [2, []],
  [Shuffle.twoSwap]: [4, [2, 3, 0, 1]],
  [Shuffle.twoOver]: [4, [0, 1, 2, 3, 0, 1]],
};

/** By shuffle of the float stack: how many floats it takes and leaves. */
export const floatMoves: Partial<Record<number, readonly [number, number]>> = {
  [Shuffle.fDup]: [1, 2],
  [Shuffle.fDrop]: [1, 0],
  [Shuffle.fSwap]: [2, 2],
  [Shuffle.fOver]: [2, 3],
  [Shuffle.fRot]: [3, 3],
};
