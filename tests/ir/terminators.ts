import { opTable, Purity } from "../../src/abi/bindings.ts";

/** By op: 1 for those that end a block. */
export const isTerminator = Uint8Array.from(opTable, (info) => (info.purity === Purity.terminator ? 1 : 0));
