/** Debug information of a program ("DWARF Debugging Information Format, Version 5"), of what its maker knows of its code. */
import { SectionType } from "../elf.ts";
import type { UnloadedSection } from "../executable.ts";
import type { LinkTarget } from "../piece.ts";
import { frameSection } from "./call_frames.ts";
import type { DebugInfo, PlacedFunction } from "./description.ts";
import { informationSections } from "./information.ts";
import { lineSection } from "./line_table.ts";
import { SourceFiles } from "./source_files.ts";

/** The sections, for a file that is not stripped. @param addresses of symbols */
export function debugSections(
  target: LinkTarget,
  debug: DebugInfo,
  addresses: ReadonlyMap<string, number>,
): UnloadedSection[] {
  const functions = debug.functions
    .flatMap((described): PlacedFunction[] => {
      const start = addresses.get(described.symbol);
      return start === undefined ? [] : [{ ...described, address: start + described.offset }];
    })
    .sort((a, b) => a.address - b.address);
  if (functions.length === 0) return [];
  const files = new SourceFiles(debug.name);
  const withSource = functions.filter(
    ({ declaration, rows }) => declaration !== undefined || rows.length > 0,
  );
  const sections: [string, Uint8Array, number][] = [
    ...informationSections(debug, withSource, files),
    [".debug_line", lineSection(debug, withSource, files), 1],
    [".debug_frame", frameSection(target, functions), 8],
  ];
  return sections.map(([name, bytes, alignment]) => ({ name, type: SectionType.contents, bytes, alignment }));
}
