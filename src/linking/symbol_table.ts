/** The symbol table of a program, for debuggers and profilers. */
import { ByteWriter, StringTable } from "./byte_writer.ts";
import { SectionType, SYMBOL_LENGTH, SymbolBinding, SymbolType } from "./elf.ts";
import type { UnloadedSection } from "./executable.ts";
import type { Layout } from "./layout.ts";
import type { PieceSymbol } from "./piece.ts";

/**
 * `.symtab` and `.strtab`: functions and objects by their addresses. What is local to an object is nobody's business, and
 * would be more than half of a small program's table.
 */
export function symbolTableSections(layout: Layout): UnloadedSection[] {
  const names = new StringTable();
  const writer = new ByteWriter();
  writer.append(new Uint8Array(SYMBOL_LENGTH));
  const symbols = layout.sections.flatMap(({ pieces }, section) =>
    pieces.flatMap(({ piece, address }) =>
      piece.symbols
        .filter(({ kind, binding }) => kind !== "label" && binding !== "local")
        .map((symbol) => ({ symbol, address: address + symbol.offset, section: section + 1 })),
    ),
  );
  const write = ({ symbol, address, section }: (typeof symbols)[number]) => {
    writer.u32(names.offsetOf(symbol.shownName ?? symbol.name));
    writer.u8((bindings[symbol.binding ?? "global"] << 4) | types[symbol.kind]);
    writer.u8(0);
    writer.u16(section);
    writer.u64(address);
    writer.u64(symbol.size);
  };
  symbols.forEach(write);
  return [
    {
      name: ".symtab",
      type: SectionType.symbolTable,
      bytes: writer.bytes,
      alignment: 8,
      entrySize: SYMBOL_LENGTH,
      link: ".strtab",
      // One more than the last local symbol, of which the first entry is the only one.
      info: 1,
    },
    { name: ".strtab", type: SectionType.stringTable, bytes: names.bytes, alignment: 1, names },
  ];
}

const bindings = {
  local: SymbolBinding.local,
  global: SymbolBinding.global,
  weak: SymbolBinding.weak,
} as const;

const types: Readonly<Record<PieceSymbol["kind"], number>> = {
  label: SymbolType.unknown,
  object: SymbolType.object,
  function: SymbolType.function,
};
