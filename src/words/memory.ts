/** Memory blocks and moving bytes (Memory; MOVE FILL of Core; CMOVE CMOVE> of String). */
import { type HostWord, host } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { ThrowCodes } from "../machine/exceptions.ts";
import { heapCopy, popBytes, pushString } from "./operands.ts";

export function memoryWords(session: Session): HostWord[] {
  const { machine, dataSpace } = session;
  return [
    host("allocate", "u -- a-addr ior", () => {
      const address = dataSpace.allocate(machine.popUnsigned());
      machine.push(address ?? 0, 0);
      machine.pushNumber(address === undefined ? ThrowCodes.allocate : 0);
    }),
    host("free", "a-addr -- ior", () => {
      machine.pushNumber(dataSpace.release(machine.popUnsigned()) ? 0 : ThrowCodes.free);
    }),
    host("resize", "a-addr u -- a-addr ior", () => {
      const size = machine.popUnsigned();
      const moved = dataSpace.resize(machine.peekNumber(), size);
      if (moved !== undefined) machine.poke(0, moved, 0);
      machine.pushNumber(moved === undefined ? ThrowCodes.resize : 0);
    }),
    host("move", "addr1 addr2 u --", () => {
      const { bytes, from, to, length } = popMove(session);
      bytes.copyWithin(to, from, from + length);
    }),
    host("cmove", "c-addr1 c-addr2 u --", () => {
      const { bytes, from, to, length } = popMove(session);
      moveUpwards(bytes, from, to, length);
    }),
    host("cmove>", "c-addr1 c-addr2 u --", () => {
      const { bytes, from, to, length } = popMove(session);
      moveDownwards(bytes, from, to, length);
    }),
    host("fill", "c-addr u char --", () => {
      const char = machine.popLow();
      popBytes(machine).fill(char);
    }),
    // gforth: a copy on the heap.
    host("save-mem", "c-addr1 u -- c-addr2 u", () => {
      const copy = heapCopy(session, popBytes(machine));
      pushString(machine, copy.address, copy.length);
    }),
  ];
}

function popMove({ machine }: Session): { bytes: Uint8Array; from: number; to: number; length: number } {
  const length = machine.popUnsigned();
  const to = machine.popAddress();
  const from = machine.popAddress();
  machine.checkRange(from, length);
  machine.checkRange(to, length);
  return { bytes: machine.bytesTo(Math.max(from, to) + length), from, to, length };
}

/** CMOVE (17.6.1.0910): byte by byte from the low end, so that a target above the source repeats the bytes between. */
function moveUpwards(bytes: Uint8Array, from: number, to: number, length: number): void {
  const period = to - from;
  if (period <= 0 || period >= length) {
    bytes.copyWithin(to, from, from + length);
    return;
  }
  bytes.copyWithin(to, from, to);
  for (let done = period; done < length; done *= 2) {
    bytes.copyWithin(to + done, to, to + Math.min(done, length - done));
  }
}

/** CMOVE> (17.6.1.0920): byte by byte from the high end, so that a target below the source repeats the bytes between. */
function moveDownwards(bytes: Uint8Array, from: number, to: number, length: number): void {
  const period = from - to;
  if (period <= 0 || period >= length) {
    bytes.copyWithin(to, from, from + length);
    return;
  }
  const end = to + length;
  bytes.copyWithin(end - period, from + length - period, from + length);
  for (let done = period; done < length; done *= 2) {
    const count = Math.min(done, length - done);
    bytes.copyWithin(end - done - count, end - count, end);
  }
}
