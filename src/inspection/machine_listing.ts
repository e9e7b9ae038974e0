/**
 * Machine code of a word as lines for people: instructions with the words, runtime entries and context fields that they
 * name, under the ForthIR instruction that they are for, under the line of source that this one comes from.
 */
import {
  Architecture,
  CodePositionFlag,
  ExecutionContext,
  NONE,
  RuntimeEntry,
  SymbolKind,
} from "../abi/bindings.ts";
import {
  type BlobPosition,
  type BlobRelocation,
  type CodeBlob,
  type CodeConstant,
  disassemble,
  disassemblerFor,
  type MachineInstruction,
  relocationIn,
} from "../disassembler/index.ts";
import type { Place } from "../machine/place.ts";
import { memberName } from "./member_name.ts";

/** What the listing asks about the word. */
interface ListingSource {
  /** The ForthIR instruction of a number, and its position. */
  irLine(instruction: number): { readonly text: string; readonly position: number } | undefined;
  /** Name and number of the line of source that a position lies in; `place` has its text. */
  lineOf(position: number): string | undefined;
  place(position: number): Place | undefined;
  /** A position in a few words. */
  describe(position: number): string;
  wordName(word: number): string;
  /** The name of the data that begins at an address of the data space. */
  dataName(address: number): string | undefined;
}

export type ListingLine =
  | { readonly kind: "source"; readonly place: Place }
  | { readonly kind: "ir"; readonly text: string; readonly place: string }
  /** A place that is jumped to or entered at. */
  | { readonly kind: "label"; readonly name: string }
  | {
      readonly kind: "instruction";
      readonly offset: number;
      /** Hexadecimal. */
      readonly bytes: string;
      readonly text: string;
      /** What it is about; empty when that is plain. */
      readonly note: string;
    };

/** The registers that every function uses alike, by Architecture. */
interface Registers {
  readonly context: string;
  /** An access through this segment, or relative to this register, goes to the data space. */
  readonly dataSpace: string;
  /** The text of what fills up between functions. */
  readonly filler: string;
}

const registersOf: Readonly<Record<number, Registers>> = {
  [Architecture.x8664]: { context: "r15", dataSpace: "gs", filler: "int3" },
  [Architecture.aarch64]: { context: "x28", dataSpace: "x27", filler: "udf #0" },
};

/** The lines of a code blob; undefined when there is no disassembler for its architecture. */
export function listMachineCode(blob: CodeBlob, source: ListingSource): ListingLine[] | undefined {
  const disassembler = disassemblerFor(blob.architecture);
  const registers = registersOf[blob.architecture];
  if (disassembler === undefined || registers === undefined) return undefined;
  const { instructions, constants } = disassemble(blob, disassembler);
  return new Lister(blob, source, registers, instructions, constants).list();
}

class Lister {
  private readonly lines: ListingLine[] = [];
  private readonly labels = new Map<number, string>();
  /** By offset. */
  private readonly positions: ReadonlyMap<number, readonly BlobPosition[]>;
  private readonly constantsAt: ReadonlyMap<number, CodeConstant>;
  private shownLine = "";
  /** Where the code behind that of all ForthIR instructions begins. */
  private readonly seldom: number;

  constructor(
    private readonly blob: CodeBlob,
    private readonly source: ListingSource,
    private readonly registers: Registers,
    private readonly instructions: readonly MachineInstruction[],
    private readonly constants: readonly CodeConstant[],
  ) {
    this.positions = Map.groupBy(blob.positions, ({ offset }) => offset);
    this.constantsAt = new Map(constants.map((constant) => [constant.offset, constant]));
    const marks = blob.positions.filter(({ flags }) => flags === CodePositionFlag.instruction);
    this.seldom = marks.find(({ position }) => position === NONE)?.offset ?? 0;
    const targets = instructions
      .filter((instruction) => this.isJump(instruction))
      .map(({ target }) => target ?? 0);
    for (const target of [...new Set(targets)].sort((a, b) => a - b))
      this.labels.set(target, `L${this.labels.size + 1}`);
  }

  list(): ListingLine[] {
    const { instructions, registers } = this;
    for (let at = 0; at < instructions.length; at++) {
      const instruction = instructions[at] as MachineInstruction;
      this.headings(instruction.offset);
      let end = at;
      while (instructions[end]?.text === registers.filler && !this.isMarked(instructions[end]?.offset ?? 0))
        end++;
      if (end - at > 1) {
        this.add(instruction, `${end - at} × ${instruction.text}`, "fills up");
        at = end - 1;
      } else {
        this.add(instruction, this.textOf(instruction), this.noteOn(instruction));
      }
    }
    for (const constant of this.constants) this.addConstant(constant);
    return this.lines;
  }

  private isMarked(offset: number): boolean {
    return this.labels.has(offset) || offset === this.blob.memoryEntry || offset === this.blob.registerEntry;
  }

  private add({ offset, length }: MachineInstruction, text: string, note: string): void {
    const bytes = Buffer.from(this.blob.code.subarray(offset, offset + length)).toString("hex");
    this.lines.push({ kind: "instruction", offset, bytes, text, note });
  }

  private addConstant({ offset, bits }: CodeConstant): void {
    const bytes = Buffer.from(this.blob.code.subarray(offset, offset + 8)).toString("hex");
    const text = `.quad 0x${bits.toString(16)}`;
    this.lines.push({ kind: "instruction", offset, bytes, text, note: describeConstant(bits) });
  }

  // ---- what stands above an instruction ----------------------------------------------------------------------------

  private headings(offset: number): void {
    const { blob, lines, source } = this;
    if (offset === blob.registerEntry) lines.push({ kind: "label", name: "entry, arguments in registers" });
    if (offset === blob.memoryEntry)
      lines.push({ kind: "label", name: "entry, arguments on the stacks in memory" });
    for (const { position, flags } of this.positions.get(offset) ?? []) {
      if (flags !== CodePositionFlag.instruction) continue;
      if (position === NONE) {
        lines.push({ kind: "label", name: "out of line" });
        continue;
      }
      const line = source.irLine(position);
      if (line === undefined) continue;
      this.sourceLine(line.position);
      lines.push({ kind: "ir", text: line.text.trim(), place: source.describe(line.position) });
    }
    const label = this.labels.get(offset);
    if (label !== undefined) lines.push({ kind: "label", name: label });
  }

  /** The line of source, when it is another than before. */
  private sourceLine(position: number): void {
    const line = this.source.lineOf(position);
    if (line === undefined || line === this.shownLine) return;
    this.shownLine = line;
    const place = this.source.place(position);
    if (place !== undefined) this.lines.push({ kind: "source", place });
  }

  // ---- what an instruction is about --------------------------------------------------------------------------------

  private isJump(instruction: MachineInstruction): boolean {
    const { target, memory } = instruction;
    return target !== undefined && memory === undefined && relocationIn(this.blob, instruction) === undefined;
  }

  /** Jumps go to labels instead of offsets. */
  private textOf(instruction: MachineInstruction): string {
    const { text, target } = instruction;
    if (
      relocationIn(this.blob, instruction) !== undefined &&
      target !== undefined &&
      instruction.memory === undefined
    )
      return text.replace(/(?:#?0x)[0-9a-f]+$/, "…");
    const label = this.isJump(instruction) ? this.labels.get(target as number) : undefined;
    return label === undefined ? text : text.replace(/(?:#?0x)?[0-9a-f]+$/, label);
  }

  private noteOn(instruction: MachineInstruction): string {
    const relocation = relocationIn(this.blob, instruction);
    const about = relocation === undefined ? this.memoryNote(instruction) : this.symbolNote(relocation);
    return [about, this.placeNote(instruction)].filter((note) => note !== "").join("; ");
  }

  private symbolNote({ symbolKind, index, effect, addend }: BlobRelocation): string {
    const { source } = this;
    switch (symbolKind) {
      case SymbolKind.runtime:
        return `runtime: ${memberName(RuntimeEntry, index)}`;
      case SymbolKind.wordCallSlot:
        return `${source.wordName(index)} ${describeEffect(effect)}`;
      case SymbolKind.wordTableEntry:
      case SymbolKind.wordMemoryEntry:
        return `${source.wordName(index)}, over the stacks in memory`;
      case SymbolKind.wordRegisterEntry:
        return source.wordName(index);
      default:
        return `code + ${index + addend}`;
    }
  }

  private memoryNote({ memory, target }: MachineInstruction): string {
    const { registers, source } = this;
    if (memory === undefined) return "";
    if (memory.base === registers.context) return `context: ${contextField(memory.displacement)}`;
    if (memory.segment === registers.dataSpace || memory.base === registers.dataSpace) {
      const isFixed =
        memory.index === undefined && (memory.base === undefined || memory.base === registers.dataSpace);
      const name = isFixed ? source.dataName(memory.displacement >>> 0) : undefined;
      return name === undefined ? "data space" : `data space: ${name}`;
    }
    const constant = target === undefined ? undefined : this.constantsAt.get(target);
    return constant === undefined ? "" : describeConstant(constant.bits);
  }

  /** The place of a call or access that is not already said by the instruction of ForthIR above. */
  private placeNote({ offset, length }: MachineInstruction): string {
    if (offset < this.seldom) return "";
    const near = [...(this.positions.get(offset) ?? []), ...(this.positions.get(offset + length) ?? [])];
    const found = near.find(({ offset: at, flags }) => {
      return at === offset
        ? flags === CodePositionFlag.fault
        : at === offset + length && flags === CodePositionFlag.returnAddress;
    });
    return found === undefined ? "" : this.source.describe(found.position);
  }
}

function describeConstant(bits: bigint): string {
  const value = new Float64Array(BigUint64Array.of(bits).buffer)[0] as number;
  return Number.isNaN(value) || Math.abs(value) < 1e-300 ? `0x${bits.toString(16)}` : `${value}e`;
}

/** One byte each from the lowest on: cells in, cells out, floats in, floats out. */
function describeEffect(effect: number): string {
  const count = (shift: number) => (effect >>> shift) & 0xff;
  const types = (cells: number, floats: number) =>
    [...new Array<string>(cells).fill("cell"), ...new Array<string>(floats).fill("float")].join(", ");
  return `(${types(count(0), count(16))}) -> (${types(count(8), count(24))})`;
}

const contextFields = Object.entries(ExecutionContext).filter(([name]) => name !== "WORDS");

/** The field of the context at a byte offset. */
function contextField(bytes: number): string {
  const word = Math.floor(bytes / 4);
  const [name = `+${bytes}`, start = word] = contextFields.findLast(([, first]) => first <= word) ?? [];
  const rest = bytes - 4 * start;
  return rest === 0 ? name : `${name}+${rest}`;
}
