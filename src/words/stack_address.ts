/**
 * SP@, SP! and their kin of gforth. The stacks lie outside the data space: these addresses say how deep a stack is and
 * nothing else. They grow downwards by a cell an item, so that the usual arithmetic with them works; @ and ! throw -9.
 */

import { type HostWord, host } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { StackBase } from "../machine/data_space.ts";
import { ThrowCodes } from "../machine/exceptions.ts";
import { Capacity, Context, type Machine } from "../machine/machine.ts";

const CELL = 8;

export function stackAddressWords(session: Session): HostWord[] {
  const { machine } = session;
  return [
    // Without stack effects where all items must lie in memory.
    host("sp@", undefined, () => machine.pushNumber(StackBase.data - CELL * machine.depth())),
    host("sp!", undefined, () => {
      machine.context[Context.dataDepth] = popDepth(machine, StackBase.data, Capacity.data);
    }),
    host("fp@", undefined, () => machine.pushNumber(StackBase.float - CELL * machine.floatDepth())),
    host("fp!", undefined, () => {
      machine.context[Context.floatDepth] = popDepth(machine, StackBase.float, Capacity.float);
    }),
    host("rp@", "-- addr", () =>
      machine.pushNumber(StackBase.return - CELL * (machine.context[Context.returnDepth] as number)),
    ),
    host("rp!", undefined, () => {
      machine.drop();
      throw machine.fault(ThrowCodes.unsupported, "RP! cannot leave words here; use CATCH and THROW");
    }),
  ];
}

/** ( addr -- ) Gives the depth that the address means. Throws -4 or -3 for one outside the stack. */
function popDepth(machine: Machine, base: number, capacity: number): number {
  const depth = Math.floor((base - machine.popUnsigned()) / CELL);
  if (!(depth >= 0)) throw machine.fault(ThrowCodes.stackUnderflow, "not an address of this stack");
  if (depth > capacity) throw machine.fault(ThrowCodes.stackOverflow, "not an address of this stack");
  return depth;
}
