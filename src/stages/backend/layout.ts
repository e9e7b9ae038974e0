/**
 * The memory that words work on: the data space from 0 on, and behind it, out of reach of its addresses, the stacks,
 * what code shares with the host, and the trail.
 *
 * The trail has a word for each activation of a word: the site in it where the next inner one was called. It ends where
 * the memory ends, so that a recursion that leaves it is stopped by the engine.
 */
import {
  Capacity,
  largestOf,
  type MachineStorage,
  USUAL_REACH,
  unlessOutOfMemory,
} from "../../machine/machine.ts";

const PAGE = 65536;
const TRAIL_BYTES = 1 << 20;

/** Addresses in the memory. */
export interface Layout {
  readonly pages: number;
  readonly dataStack: number;
  readonly returnStack: number;
  readonly floatStack: number;
  readonly dataDepth: number;
  readonly floatDepth: number;
  readonly returnDepth: number;
  /** Recursive calls to the next look at the interrupt flag. */
  readonly countdown: number;
  /** By the logarithm of a size: how far above FIRST_ADDRESS so many bytes in the data space may begin. */
  readonly spans: number;
  readonly trail: number;
}

/** @param reach bytes that the data space may grow to */
export function layoutOf(reach: number): Layout {
  const dataStack = reach;
  const returnStack = dataStack + 8 * (Capacity.data + Capacity.dataGuard);
  const floatStack = returnStack + 8 * (Capacity.return + Capacity.returnGuard);
  const shared = floatStack + 8 * (Capacity.float + Capacity.floatGuard);
  const pages = Math.ceil((shared + 64 + TRAIL_BYTES) / PAGE);
  return {
    pages,
    dataStack,
    returnStack,
    floatStack,
    dataDepth: shared,
    floatDepth: shared + 4,
    returnDepth: shared + 8,
    countdown: shared + 12,
    spans: shared + 16,
    trail: pages * PAGE - TRAIL_BYTES,
  };
}

const memories = new WeakMap<ArrayBufferLike, WebAssembly.Memory>();

/** Gives a machine a WebAssembly memory as its storage. Pages are only taken from the system when touched. */
export function reserveWasmMemory(limit: number, wantedReach: number): MachineStorage {
  const made = largestOf(Math.min(wantedReach, USUAL_REACH), limit, (size) =>
    unlessOutOfMemory(size <= limit, () => wasmMemoryOf(size)),
  );
  return made as MachineStorage;
}

function wasmMemoryOf(reach: number): MachineStorage {
  const { pages, dataStack, returnStack, floatStack } = layoutOf(reach);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { buffer } = memory;
  memories.set(buffer, memory);
  return {
    dataSpace: buffer,
    reach,
    dataStack: new Int32Array(buffer, dataStack, 2 * (Capacity.data + Capacity.dataGuard)),
    returnStack: new Int32Array(buffer, returnStack, 2 * (Capacity.return + Capacity.returnGuard)),
    floatStack: new Float64Array(buffer, floatStack, Capacity.float + Capacity.floatGuard),
  };
}

/** The memory that a storage lies in; undefined for one of another kind. */
export function memoryOf(storage: MachineStorage): WebAssembly.Memory | undefined {
  return memories.get(storage.dataSpace);
}
