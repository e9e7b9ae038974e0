/**
 * Arrays that grow with the program. Short ones are the engine's. Long ones lie in memory of the system's, where they grow in
 * place: nothing is copied, what is not used yet takes no memory, and the engine, which lets garbage grow to the size of
 * what is in use, does not count them.
 */
import { type MemoryCalls, memoryCalls } from "./memory_calls.ts";

type Growing = Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** Bytes from which on an array is a long one. */
const LONG = 2 ** 19;
/** Bytes that are reserved for a long array. When they do not suffice, it moves. */
const RESERVED = 2 ** 31;
const PAGE = 4096;

interface Region {
  readonly address: number;
  /** Bytes that can be used. */
  writable: number;
  /** What gives the memory back when nobody has it any more. */
  readonly first: ArrayBuffer;
}

/** The regions that long arrays lie in. An array keeps its region as long as somebody has it; a part of it alone does not. */
const regions = new WeakMap<Growing, Region>();

/**
 * An array with the elements of another one and room for at least `length`. Both may be views of the same bytes: the old one
 * is for reading, as long as it is.
 */
export function longer<A extends Growing>(array: A, length: number): A {
  const bytes = roundedUp(Math.max(length, array.length * 2) * array.BYTES_PER_ELEMENT);
  const View = array.constructor as new (buffer: ArrayBuffer) => A;
  const known = regions.get(array);
  const region = known !== undefined && bytes <= RESERVED ? known : newRegion(bytes);
  if (region === undefined || !reach(region, bytes)) return copied(array, new View(new ArrayBuffer(bytes)));
  const view = new View((memoryCalls() as MemoryCalls).look(region.address, bytes));
  regions.set(view, region);
  return region === known ? view : copied(array, view);
}

/** An array of zeros, which does not become longer. */
export function newBytes(length: number): Uint8Array<ArrayBuffer> {
  const size = roundedUp(length);
  const calls = length < LONG ? undefined : memoryCalls();
  const address = calls?.reserve(size);
  if (calls === undefined || address === undefined) return new Uint8Array(length);
  const buffer = calls.view(address, length, size);
  return calls.makeWritable(address, size) ? new Uint8Array(buffer) : new Uint8Array(length);
}

function copied<A extends Growing>(array: A, copy: A): A {
  copy.set(array);
  return copy;
}

function roundedUp(bytes: number): number {
  return Math.ceil(bytes / PAGE) * PAGE;
}

/** Reserves memory for an array of so many bytes; undefined for a short one, and where the system has none of this kind. */
function newRegion(bytes: number): Region | undefined {
  if (bytes < LONG || bytes > RESERVED) return undefined;
  const calls = memoryCalls();
  const address = calls?.reserve(RESERVED);
  if (calls === undefined || address === undefined) return undefined;
  return { address, writable: 0, first: calls.view(address, 1, RESERVED) };
}

/** Has the first bytes of a region be usable; false when the system refuses. */
function reach(region: Region, bytes: number): boolean {
  const { address, writable } = region;
  if (bytes <= writable) return true;
  if (memoryCalls()?.makeWritable(address + writable, bytes - writable) !== true) return false;
  region.writable = bytes;
  return true;
}
