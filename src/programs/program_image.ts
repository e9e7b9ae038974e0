/** The data space of a program as its runtime finds it: what is not zero when everything has been loaded. */
import { HeapField } from "../abi/bindings.ts";
import type { Session } from "../forth/session.ts";
import type { Piece } from "../linking/piece.ts";
import { SystemAddress } from "../machine/data_space.ts";
import { FIRST_ADDRESS } from "../machine/machine.ts";
import { AddressTable, dataPiece } from "./code_pieces.ts";

/** Zeros between two chunks: less than what another chunk costs would not be worth one. */
const GAP = 24;

interface Chunk {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** What was only for loading the program: the next run begins without it. */
const scratchAreas: readonly (readonly [from: number, to: number])[] = [
  [SystemAddress.toIn, SystemAddress.toIn + 8],
  [SystemAddress.state, SystemAddress.block + 8],
  [SystemAddress.inputLength, SystemAddress.inputLength + 8],
  [SystemAddress.holdStart, SystemAddress.dictionaryEnd],
  [SystemAddress.dictionaryEnd + 8, SystemAddress.holdAreaEnd],
  [SystemAddress.heldBlock, SystemAddress.heldAddress + 8],
  [SystemAddress.word, SystemAddress.padEnd],
];

/** Where the data space holds something: from each address to the next. */
export function* usedRanges({ dataSpace }: Session): Iterable<readonly [from: number, to: number]> {
  yield [FIRST_ADDRESS, SystemAddress.nearHeap];
  yield [SystemAddress.dictionary, dataSpace.here];
  yield* dataSpace.heap.inUse();
}

export function chunksOf(session: Session): Chunk[] {
  const { machine } = session;
  const chunks: Chunk[] = [];
  for (const [from, to] of usedRanges(session)) {
    const bytes = machine.bytes.slice(from, to);
    for (const [start, end] of scratchIn(session))
      if (start >= from && end <= to) bytes.fill(0, start - from, end - from);
    for (const [start, end] of runsOf(bytes))
      chunks.push({ address: from + start, bytes: bytes.subarray(start, end) });
  }
  return chunks;
}

/** Random numbers, too, begin anew with each run, unless the program has set their seed. */
function scratchIn({ machine, clockSeed }: Session): readonly (readonly [from: number, to: number])[] {
  const { seed } = SystemAddress;
  const isSet =
    clockSeed === undefined || machine.view.getBigInt64(seed, true) !== BigInt.asIntN(64, clockSeed);
  return isSet ? scratchAreas : [...scratchAreas, [seed, seed + 8]];
}

/** The ranges of bytes that are not zero, short gaps included. @param bytes at the beginning of their buffer */
function* runsOf(bytes: Uint8Array): Iterable<readonly [number, number]> {
  const words = new Uint32Array(bytes.buffer, 0, bytes.length >> 2);
  let start = -1;
  let end = -1;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === 0) {
      // Most of it is zeros.
      while ((at & 3) === 0 && words[at >> 2] === 0) at += 4;
      if (bytes[at] === 0 || at >= bytes.length) continue;
    }
    if (start >= 0 && at - end > GAP) {
      yield [start, end];
      start = at;
    } else if (start < 0) start = at;
    end = at + 1;
  }
  if (start >= 0) yield [start, end];
}

/** Pieces with the chunks, and the table of them. */
export function imagePieces(chunks: readonly Chunk[], table: string): Piece[] {
  const addresses = new AddressTable(table);
  const pieces = chunks.map(({ address, bytes }, number) => {
    const name = `image ${number}`;
    addresses.halves(address, bytes.length);
    addresses.fields({ symbol: name });
    return dataPiece(name, bytes, { alignment: 1 });
  });
  return [...pieces, addresses.piece()];
}

/** The heap's fields that are not zero, as ProgramHeapFields. */
export function heapFields(session: Session, table: string): AddressTable {
  const fields = new AddressTable(table);
  const { heap } = session.dataSpace;
  for (let field = 0; field < HeapField.end; field++)
    if (heap.fields[field] !== 0) fields.halves(field, heap.fields[field] as number);
  return fields;
}
