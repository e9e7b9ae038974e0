/**
 * SP@, SP! and their kin of gforth. The stacks lie outside the data space: these addresses say how deep a stack is and
 * nothing else. They grow downwards by a cell an item, so that the usual arithmetic with them works; @ and ! throw -9.
 */

import { type HostWord, host } from "../forth/dictionary.ts";
import type { Session } from "../forth/session.ts";
import { SystemAddress } from "../machine/data_space.ts";
import { ThrowCodes } from "../machine/exceptions.ts";
import { Capacity, Context, type Machine } from "../machine/machine.ts";

const CELL = 8;

/** Where the stacks seem to begin: beyond every possible data space. */
const Base = { data: 0xc0000000, float: 0xd0000000, return: 0xe0000000 } as const;

export function stackAddressWords(session: Session): HostWord[] {
  const { machine } = session;
  machine.storeNumber(SystemAddress.dataStackBase, Base.data);
  machine.storeNumber(SystemAddress.floatStackBase, Base.float);
  machine.storeNumber(SystemAddress.returnStackBase, Base.return);
  return [
    // Without stack effects: all items must lie in memory.
    host("sp@", undefined, () => machine.pushNumber(Base.data - CELL * machine.depth())),
    host("sp!", undefined, () => {
      machine.context[Context.dataDepth] = popDepth(machine, Base.data, Capacity.data);
    }),
    host("fp@", undefined, () => machine.pushNumber(Base.float - CELL * machine.floatDepth())),
    host("fp!", undefined, () => {
      machine.context[Context.floatDepth] = popDepth(machine, Base.float, Capacity.float);
    }),
    host("rp@", undefined, () =>
      machine.pushNumber(Base.return - CELL * (machine.context[Context.returnDepth] as number)),
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
