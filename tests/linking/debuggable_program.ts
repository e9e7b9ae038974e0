/** A program for x86-64 as a compiler makes it: words that call words, one of them inlined, frames without a frame pointer. */
import type {
  CallFrames,
  DebugFunction,
  DebugInfo,
  DebugPlace,
} from "../../src/linking/dwarf/description.ts";
import { link } from "../../src/linking/link.ts";
import type { Piece } from "../../src/linking/piece.ts";
import { piece } from "./made_pieces.ts";

/** Lines that the words are on. */
export const source = `\\ A program with words that a debugger shows.
: leaf ( -- )  nothing ;
: between  leaf ;
: 2words+more?  1 frame
   between
;
: main
   2words+more? bye ;
`;

const place = (name: string, line: number, column: number, caller?: DebugPlace): DebugPlace => ({
  name,
  file: "program.fth",
  line,
  column,
  caller,
});

/** Code with a call of another word in it, and what a debugger is to know of it. */
interface Word {
  readonly piece: Piece;
  readonly debug: DebugFunction;
}

function word(
  name: string,
  bytes: readonly number[],
  calls: readonly { readonly at: number; readonly symbol: string }[],
  debug: Pick<DebugFunction, "rows" | "frames"> & { readonly line: number },
): Word {
  const relocations = calls.map(({ at, symbol }) => ({
    offset: at,
    kind: "relative32" as const,
    symbol,
    addend: 0,
  }));
  return {
    piece: piece(name, "text", bytes, relocations),
    debug: {
      name,
      symbol: name,
      offset: 0,
      length: bytes.length,
      declaration: { file: "program.fth", line: debug.line },
      rows: debug.rows,
      frames: debug.frames,
    },
  };
}

const call = [0xe8, 0, 0, 0, 0];

/** Frames of so many bytes from offsets on (DWARF 5, 6.4.2). */
function frames(...rows: readonly (readonly [offset: number, bytes: number])[]): CallFrames {
  const advance = 0x02;
  const frameOffset = 0x0e;
  const instructions = rows.flatMap(([offset, bytes], number) => [
    advance,
    offset - (rows[number - 1]?.[0] ?? 0),
    frameOffset,
    bytes,
  ]);
  return { instructions: Uint8Array.from(instructions), changesStack: false };
}

/** Nobody called this. */
const first: CallFrames = { instructions: Uint8Array.of(0x07, 16), changesStack: false };

const words: readonly Word[] = [
  // xor ebp, ebp; call 2words+more?; mov edi, 7; mov eax, 60; syscall
  word(
    "main",
    [0x31, 0xed, ...call, 0xbf, 7, 0, 0, 0, 0xb8, 60, 0, 0, 0, 0x0f, 0x05],
    [{ at: 3, symbol: "2words+more?" }],
    {
      line: 7,
      rows: [
        { offset: 0, place: place("main", 8, 4) },
        { offset: 7, place: place("main", 8, 17) },
      ],
      frames: first,
    },
  ),
  // sub rsp, 24; nop; call leaf (inlined: between); add rsp, 24; ret
  word(
    "2words+more?",
    [0x48, 0x83, 0xec, 24, 0x90, ...call, 0x48, 0x83, 0xc4, 24, 0xc3],
    [{ at: 6, symbol: "leaf" }],
    {
      line: 4,
      rows: [
        { offset: 0, place: place("2words+more?", 4, 17) },
        { offset: 5, place: place("between", 3, 12, place("2words+more?", 5, 4)) },
        { offset: 10, place: place("2words+more?", 6, 1) },
      ],
      frames: frames([4, 32], [14, 8]),
    },
  ),
  // push rax; pop rax; ret
  word("leaf", [0x50, 0x58, 0xc3], [], {
    line: 2,
    rows: [{ offset: 0, place: place("leaf", 2, 16) }],
    frames: frames([1, 16], [2, 8]),
  }),
];

export const debugInfo: DebugInfo = {
  name: "program.fth",
  producer: "tests",
  functions: words.map(({ debug }) => debug),
};

export function debuggableProgram(more: Partial<Parameters<typeof link>[0]> = {}): Uint8Array {
  const pieces = words.map(({ piece }) => piece);
  const input = {
    target: "linux-x64",
    pieces,
    roots: [],
    entry: "main",
    strip: false,
    debug: debugInfo,
  } as const;
  return link({ ...input, ...more }).file;
}
