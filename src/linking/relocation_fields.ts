/** Fields of code and data that hold an address, and how it goes in: for whoever places code, in memory or in a file. */
import type { RelocationKind } from "../abi/bindings.ts";

/**
 * The fields that there are. `relative…` are distances from the end of the field; the rest from `branch26` on is
 * AArch64's ("ELF for the Arm 64-bit Architecture", 5.7): distances from the instruction, or parts of an address.
 */
export type FieldKind =
  | "absolute64"
  | "absolute32"
  | "absoluteSigned32"
  | "relative32"
  | "relative64"
  | "branch26"
  | "branch19"
  | "branch14"
  | "address21"
  | "page21"
  | "pageOffset12"
  | MoveKind;

/** Sixteen bits of an address in a MOVZ or MOVK; `…Part` does not mind what is above them. */
type MoveKind = `move${0 | 1 | 2 | 3}` | `move${0 | 1 | 2}Part`;

/** The fields of generated code, by number. */
export const generatedFields: Readonly<Record<RelocationKind, FieldKind>> = [
  "absolute64",
  "relative32",
  "branch26",
  "page21",
  "pageOffset12",
];

const PAGE = 4096;

/** Bytes of a field. */
export function fieldLength(kind: FieldKind): number {
  return kind === "absolute64" || kind === "relative64" ? 8 : 4;
}

/**
 * Fills in a field.
 * @param offset of the field in the view
 * @param place the field's address when the program runs
 * @param target the address that it is about
 * @returns undefined, or why it cannot be, as the end of a sentence: then nothing was changed
 */
export function fillField(
  view: DataView,
  offset: number,
  kind: FieldKind,
  place: number,
  target: number,
): string | undefined {
  const number = fieldValue(view, offset, kind, place, target);
  if (typeof number === "string") return number;
  switch (kind) {
    case "absolute64":
    case "relative64":
      view.setBigInt64(offset, BigInt.asIntN(64, BigInt(number)), true);
      return undefined;
    case "absolute32":
    case "absoluteSigned32":
    case "relative32":
      view.setInt32(offset, number | 0, true);
      return undefined;
    default: {
      const instruction = view.getInt32(offset, true);
      const mask = instructionMask(kind);
      view.setInt32(offset, (instruction & ~mask) | (instructionBits(kind, number) & mask), true);
      return undefined;
    }
  }
}

const TOO_FAR = "is too far from what it names";

/** The number that a field is to hold, or why it cannot. */
function fieldValue(
  view: DataView,
  offset: number,
  kind: FieldKind,
  place: number,
  target: number,
): number | string {
  switch (kind) {
    case "absolute64":
      return Number.isSafeInteger(target) ? target : "is about no address";
    case "absolute32":
      return target >= 0 && target < 2 ** 32 ? target : "has no room for the address";
    case "absoluteSigned32":
      return fits(target, 32) ? target : "has no room for the address";
    case "relative32":
      return signed(target - (place + 4), 32);
    case "relative64":
      return signed(target - (place + 8), 53);
    case "branch26":
      return instructions(target - place, 26);
    case "branch19":
      return instructions(target - place, 19);
    case "branch14":
      return instructions(target - place, 14);
    case "address21":
      return signed(target - place, 21);
    case "page21":
      return signed(Math.floor(target / PAGE) - Math.floor(place / PAGE), 21);
    case "pageOffset12":
      return pageOffset(view.getUint32(offset, true), target);
    default:
      return movePart(kind, target);
  }
}

/** Bits of an instruction that belong to a field. */
function instructionMask(kind: FieldKind): number {
  switch (kind) {
    case "branch26":
      return 0x3ffffff;
    case "branch19":
      return 0x7ffff << 5;
    case "branch14":
      return 0x3fff << 5;
    case "address21":
    case "page21":
      return (3 << 29) | (0x7ffff << 5);
    case "pageOffset12":
      return 0xfff << 10;
    default:
      return 0xffff << 5;
  }
}

function instructionBits(kind: FieldKind, number: number): number {
  switch (kind) {
    case "branch26":
      return number;
    case "address21":
    case "page21":
      return ((number & 3) << 29) | (((number >> 2) & 0x7ffff) << 5);
    case "pageOffset12":
      return number << 10;
    default:
      return number << 5;
  }
}

function fits(value: number, bits: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1);
}

function signed(value: number, bits: number): number | string {
  return fits(value, bits) ? value : TOO_FAR;
}

function instructions(distance: number, bits: number): number | string {
  return distance % 4 === 0 ? signed(distance / 4, bits) : "branches to no instruction";
}

/** An access counts in what it accesses; an addition counts bytes. */
function pageOffset(instruction: number, target: number): number | string {
  const size = accessSize(instruction) ?? 1;
  const offset = ((target % PAGE) + PAGE) % PAGE;
  return offset % size === 0
    ? offset / size
    : `accesses ${size} bytes at an address that is no multiple of that`;
}

/**
 * What a load or store with an unsigned offset accesses, in bytes; undefined for other instructions (Arm ARM, C4.1.94: the
 * size is in the highest two bits, for the 128 bits of a vector in bit 23, too).
 */
export function accessSize(instruction: number): number | undefined {
  if (((instruction >>> 24) & 0x3b) !== 0x39) return undefined;
  const isVector = (instruction & (1 << 26)) !== 0;
  const isQuad = isVector && instruction >>> 30 === 0 && (instruction & (1 << 23)) !== 0;
  return isQuad ? 16 : 1 << (instruction >>> 30);
}

function movePart(kind: MoveKind, target: number): number | string {
  const part = Math.floor(target / 2 ** (16 * Number(kind[4])));
  if (target < 0 || (!kind.endsWith("Part") && part > 0xffff)) return "has no room for the address";
  return part % 0x10000;
}
