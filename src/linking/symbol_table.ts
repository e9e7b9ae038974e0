/** The symbol table of a program, for debuggers and profilers. */
import { ByteWriter, StringTable } from "./byte_writer.ts";
import { SectionType, SYMBOL_LENGTH, SymbolBinding, SymbolType } from "./elf.ts";
import type { UnloadedSection } from "./executable.ts";
import type { Layout } from "./layout.ts";
import type { PieceSymbol } from "./piece.ts";

/** `.symtab` and `.strtab`: functions and objects by their addresses, local ones first as ELF wants it. */
export function symbolTableSections(layout: Layout): UnloadedSection[] {
  const names = new StringTable();
  const writer = new ByteWriter();
  writer.append(new Uint8Array(SYMBOL_LENGTH));
  const symbols = layout.sections.flatMap(({ pieces }, section) =>
    pieces.flatMap(({ piece, address }) =>
      piece.symbols
        .filter(({ kind }) => kind !== "label")
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
  const [local = [], others = []] = [true, false].map((isLocal) =>
    symbols.filter(({ symbol }) => (symbol.binding === "local") === isLocal),
  );
  local.forEach(write);
  others.forEach(write);
  return [
    {
      name: ".symtab",
      type: SectionType.symbolTable,
      bytes: writer.bytes,
      alignment: 8,
      entrySize: SYMBOL_LENGTH,
      link: ".strtab",
      info: 1 + local.length,
    },
    { name: ".strtab", type: SectionType.stringTable, bytes: names.bytes, alignment: 1 },
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
