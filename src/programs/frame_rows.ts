/**
 * Where the callers of generated code are while it runs, instruction by instruction: from what each does to the stack
 * pointer, along every way through the code. The backend tells of the places that may call or fault only.
 */
import { disassembleAArch64 } from "../disassembler/aarch64.ts";
import type { Disassembler, MachineInstruction } from "../disassembler/instruction.ts";
import { disassembleX86 } from "../disassembler/x86_64.ts";
import type { FrameRow } from "../linking/dwarf/description.ts";
import type { LinkTarget } from "../linking/piece.ts";

/** The frame at an instruction, and what a register keeps while the stack is another. */
interface Frame {
  readonly bytes: number;
  readonly returnAddress: FrameRow["returnAddress"];
  /** The frame that the register for it has. */
  readonly kept?: Frame;
}

interface Processor {
  readonly disassemble: Disassembler;
  /** When something was just called. */
  readonly fresh: Frame;
  /** Whether nothing after the instruction runs because of it, but for where it goes. */
  readonly ends: RegExp;
  /** Whether the instruction's target runs in the same frame. */
  readonly branches: RegExp;
  after(frame: Frame, text: string): Frame;
}

/**
 * Rows for code, ascending by offset.
 * @param entries offsets where it is called
 */
export function frameRows(code: Uint8Array, entries: readonly number[], target: LinkTarget): FrameRow[] {
  const processor = processors[target];
  const frames = new Map<number, Frame>();
  const pending = entries.map((offset) => ({ offset, frame: processor.fresh }));
  for (let way = pending.pop(); way !== undefined; way = pending.pop())
    pending.push(...followed(code, way.offset, way.frame, processor, frames));
  return changes(frames);
}

/** Follows one way through code to where it is known or ends; gives those that leave it. */
function followed(
  code: Uint8Array,
  start: number,
  first: Frame,
  processor: Processor,
  frames: Map<number, Frame>,
): { offset: number; frame: Frame }[] {
  const others: { offset: number; frame: Frame }[] = [];
  let frame = first;
  for (let offset = start; offset < code.length && !frames.has(offset); ) {
    frames.set(offset, frame);
    const instruction: MachineInstruction = processor.disassemble(code, offset);
    const { length, target, text } = instruction;
    if (target !== undefined && target < code.length && processor.branches.test(text))
      others.push({ offset: target, frame });
    if (instruction.unknown === true || processor.ends.test(text)) break;
    frame = processor.after(frame, text);
    offset += length;
  }
  return others;
}

function changes(frames: ReadonlyMap<number, Frame>): FrameRow[] {
  const rows: FrameRow[] = [];
  for (const [offset, { bytes, returnAddress }] of [...frames].sort(([a], [b]) => a - b)) {
    const last = rows.at(-1);
    if (last?.bytes !== bytes || last.returnAddress !== returnAddress)
      rows.push({ offset, bytes, returnAddress });
  }
  return rows;
}

/** On another stack, whose callers are not those of the code. */
function elsewhere(frame: Frame): Frame {
  return { ...frame, returnAddress: "none" };
}

function larger(frame: Frame, bytes: number): Frame {
  return frame.returnAddress === "none" ? frame : { ...frame, bytes: frame.bytes + bytes };
}

const x64: Processor = {
  disassemble: disassembleX86,
  fresh: { bytes: 8, returnAddress: "stack" },
  ends: /^(?:ret|jmp|ud2|int3)/,
  branches: /^j/,
  after(frame, text) {
    if (!/rsp|^push|^pop/.test(text)) return frame;
    if (text.startsWith("push")) return larger(frame, 8);
    if (text.startsWith("pop")) return larger(frame, -8);
    const [, operation, bytes = ""] = /^(sub|add) rsp,(-?0x[0-9a-f]+)$/.exec(text) ?? [];
    if (operation !== undefined) return larger(frame, operation === "sub" ? Number(bytes) : -Number(bytes));
    const [, sign, distance = ""] = /^lea rsp,\[rsp([+-])(0x[0-9a-f]+)\]$/.exec(text) ?? [];
    if (sign !== undefined) return larger(frame, sign === "-" ? Number(distance) : -Number(distance));
    if (text === "mov rbx,rsp") return { ...frame, kept: frame };
    if (text === "mov rsp,rbx") return frame.kept ?? elsewhere(frame);
    return /^(?:mov|and|xchg) rsp,/.test(text) ? elsewhere(frame) : frame;
  },
};

const arm64: Processor = {
  disassemble: disassembleAArch64,
  fresh: { bytes: 0, returnAddress: "register" },
  ends: /^(?:ret|br?|udf|brk)\b(?!\.)/,
  branches: /^(?:b|b\.\w+|cbn?z|tbn?z)\b/,
  after(frame, text) {
    if (!text.includes("sp")) return frame;
    const [, other, pushed = ""] = /^stp \w+, (\w+), \[sp, #-(\w+)\]!$/.exec(text) ?? [];
    if (other !== undefined) return withLink(larger(frame, Number(pushed)), other, "stack");
    const [, restored, popped = ""] = /^ldp \w+, (\w+), \[sp\], #(\w+)$/.exec(text) ?? [];
    if (restored !== undefined) return withLink(larger(frame, -Number(popped)), restored, "register");
    const [, operation, bytes = ""] = /^(sub|add) sp, sp, #(\w+)$/.exec(text) ?? [];
    if (operation !== undefined) return larger(frame, operation === "sub" ? Number(bytes) : -Number(bytes));
    if (text === "mov x19, sp") return { ...frame, kept: frame };
    if (text === "mov sp, x19") return frame.kept ?? elsewhere(frame);
    return /^mov sp,/.test(text) ? elsewhere(frame) : frame;
  },
};

/** The return address goes to the upper half of what is pushed when there is no frame yet, and comes from there. */
function withLink(frame: Frame, register: string, place: "stack" | "register"): Frame {
  return register === "x30" && frame.returnAddress !== "none" ? { ...frame, returnAddress: place } : frame;
}

const processors: Readonly<Record<LinkTarget, Processor>> = { "linux-x64": x64, "linux-arm64": arm64 };
