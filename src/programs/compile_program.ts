/**
 * From a loaded program to a static Linux executable.
 *
 *     session ─► program_code      the code of all that the entry reaches, by the backend (built in, for either processor)
 *             ─► program_image     the data space as it stands
 *             ─► program_traces    where code is in the source
 *     runtime object ─► linking    which of its sections are reached; addresses; the ELF file
 */
import { Architecture, CpuFeature, HeapField, RuntimeEntry, WordEntry } from "../abi/bindings.ts";
import type { Session } from "../forth/session.ts";
import { link } from "../linking/link.ts";
import { readObject } from "../linking/object_reader.ts";
import type { Piece } from "../linking/piece.ts";
import { throwMessages } from "../machine/exceptions.ts";
import { portableBackendBytes, programRuntimeBytes } from "../plugins/embedded_bytes.ts";
import { Generator } from "../stages/native_backend/generator.ts";
import { LIBRARY_FUNCTIONS } from "../stages/native_backend/library_words.ts";
import { PortableGenerateRequest } from "../stages/portable_generator.ts";
import { PortableModule } from "../stages/portable_module.ts";
import { AddressTable, dataPiece, symbols } from "./code_pieces.ts";
import { debugInfoOf } from "./debug_info.ts";
import {
  FLOAT_FUNCTIONS,
  floatSymbol,
  librarySymbol,
  type PlacedWordCode,
  ProgramCode,
} from "./program_code.ts";
import { chunksOf, heapFields, imagePieces } from "./program_image.ts";
import { Stream, tracesOf } from "./program_traces.ts";

export const programTargets = ["linux-x64", "linux-arm64"] as const;
export type ProgramTarget = (typeof programTargets)[number];

/** What code for a target may use: of x86-64 what every processor since 2009 has (x86-64-v2). */
const generateTargets = {
  "linux-x64": {
    architecture: Architecture.x8664,
    cpuFeatures: CpuFeature.sse41 | CpuFeature.popcnt,
  },
  "linux-arm64": { architecture: Architecture.aarch64, cpuFeatures: 0 },
} as const;

export interface ProgramOptions {
  /** Of the program's first file. */
  readonly path: string;
  readonly target: ProgramTarget;
  /** Without symbols, lines and places. */
  readonly strip: boolean;
}

/** Names of tables; they are symbols of the program, too. */
const table = {
  program: "ff_program",
  chunks: "ff_chunks",
  words: "ff_words",
  hostWords: "ff_host_words",
  runtime: "ff_runtime",
  library: "ff_library",
  floats: "ff_float_functions",
  traces: "ff_traces",
  messages: "ff_messages",
  heap: "ff_heap",
  heapFields: "ff_heap_fields",
  codeEnd: "ff_code_end",
} as const;

/**
 * The executable file of a program that has been loaded.
 * @param entry the word that it begins with
 * @param tokens words of the system whose tokens the program has asked for
 * @throws ProgramError
 */
export function compileProgram(
  session: Session,
  entry: number,
  tokens: ReadonlySet<number>,
  { path, target, strip }: ProgramOptions,
): Uint8Array {
  const backend = new PortableModule(portableBackendBytes);
  const generator = new Generator(new PortableGenerateRequest(backend), generateTargets[target]);
  const runtimePieces = readObject(programRuntimeBytes(target === "linux-x64" ? "x64" : "arm64"));
  const runtime = new Set(runtimePieces.flatMap((piece) => piece.symbols.map(({ name }) => name)));
  const code = new ProgramCode(session, generator, runtime, tokens, !strip);
  const entrySymbol = code.begin(entry);
  const starts = codeStarts(code.codes);
  const wordCount = session.dictionary.end;
  const traces = strip ? new Uint8Array(0) : tracesOf(session, code.codes, startOf(starts));
  const chunks = chunksOf(session);
  const messages = messageStream();

  const words = new AddressTable(table.words);
  for (const { word, memory, dynamic } of code.entries.values()) {
    words.number(word);
    words.address(memory);
    words.address(dynamic);
  }
  const hostWords = new AddressTable(table.hostWords);
  for (const [word, symbol] of [...code.hostWords].sort(([a], [b]) => a - b)) {
    hostWords.number(word);
    hostWords.address(symbol);
  }
  const runtimeTable = new AddressTable(table.runtime);
  const runtimeSymbols = new Set(code.codes[0]?.piece.symbols.map(({ name }) => name));
  for (const number of Object.values(RuntimeEntry)) {
    const symbol = symbols.runtime(number);
    runtimeTable.address(runtimeSymbols.has(symbol) ? symbol : undefined);
  }
  const library = new AddressTable(table.library);
  for (let number = 0; number < LIBRARY_FUNCTIONS; number++)
    library.address(code.libraryFunctions.has(number) ? librarySymbol(number as never) : undefined);
  const floats = new AddressTable(table.floats);
  for (let number = 0; number < FLOAT_FUNCTIONS; number++)
    floats.address(code.floatFunctions.has(number) ? floatSymbol(number) : undefined);
  const heap = heapFields(session, table.heapFields);

  // In the order of ProgramImage.
  const program = new AddressTable(table.program);
  program.number(session.machine.limit);
  program.address(table.chunks);
  program.number(chunks.length);
  program.address(entrySymbol);
  program.address(symbols.table);
  program.number(wordCount);
  program.address(table.words);
  program.number(code.entries.size);
  program.address(table.hostWords);
  program.number(code.hostWords.size);
  program.address(table.runtime);
  program.address(table.library);
  program.address(table.floats);
  program.address(code.codes[0]?.piece.name);
  program.address(table.codeEnd);
  program.address(table.traces);
  program.number(traces.length);
  program.address(table.messages);
  program.number(messages.length);
  program.address(table.heap);
  program.address(table.heapFields);
  program.number(heap.length);

  const pieces: Piece[] = [
    ...code.codes.map(({ piece }) => piece),
    dataPiece(table.codeEnd, new Uint8Array(0), { section: "text", alignment: 1 }),
    ...code.slots.map((slot) => slot.piece()),
    dataPiece(symbols.table, new Uint8Array(0), { section: "bss", size: wordCount * WordEntry.BYTES }),
    ...imagePieces(chunks, table.chunks),
    ...[words, hostWords, runtimeTable, library, floats, heap, program].map((each) => each.piece()),
    dataPiece(table.traces, traces, { alignment: 1 }),
    dataPiece(table.messages, messages, { alignment: 1 }),
    dataPiece(table.heap, new Uint8Array(0), { section: "bss", size: 4 * HeapField.end }),
    ...runtimePieces,
  ];
  const { file } = link({
    target,
    pieces,
    roots: ["_start"],
    entry: "_start",
    strip,
    ...(!strip && { debug: debugInfoOf(session, path, code.codes, target) }),
  });
  return file;
}

/** The codes lie one behind the other, aligned. */
function codeStarts(codes: readonly PlacedWordCode[]): ReadonlyMap<PlacedWordCode, number> {
  const starts = new Map<PlacedWordCode, number>();
  let end = 0;
  for (const code of codes) {
    const { alignment, bytes } = code.piece;
    const start = Math.ceil(end / alignment) * alignment;
    starts.set(code, start);
    end = start + bytes.length;
  }
  return starts;
}

const startOf =
  (starts: ReadonlyMap<PlacedWordCode, number>) =>
  (code: PlacedWordCode): number =>
    starts.get(code) as number;

function messageStream(): Uint8Array {
  const stream = new Stream();
  for (const [code, message] of throwMessages()) {
    stream.number(-code);
    stream.text(message);
  }
  return stream.bytes;
}
