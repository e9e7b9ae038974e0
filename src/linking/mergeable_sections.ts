/** Divides sections whose parts may be merged, so that a program takes only the texts and constants that it uses. */
import { SectionFlag } from "./elf.ts";
import type { ObjectSection } from "./object_tables.ts";

/** From and to below, in bytes of the section. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The parts of a section; undefined when it is to be left whole ("System V ABI", chapter 4: SHF_MERGE, SHF_STRINGS). */
export function mergeableParts(section: ObjectSection, bytes: Uint8Array): Range[] | undefined {
  const { entrySize, flags, size } = section;
  if ((flags & SectionFlag.merge) === 0 || size === 0 || entrySize === 0 || size % entrySize !== 0)
    return undefined;
  if ((flags & SectionFlag.strings) === 0)
    return Array.from({ length: size / entrySize }, (_, number) => ({
      start: number * entrySize,
      end: (number + 1) * entrySize,
    }));
  return entrySize === 1 ? strings(bytes) : undefined;
}

/** Texts with the zero that ends each. */
function strings(bytes: Uint8Array): Range[] | undefined {
  if (bytes.at(-1) !== 0) return undefined;
  const parts: Range[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start) + 1;
    parts.push({ start, end });
    start = end;
  }
  return parts;
}
