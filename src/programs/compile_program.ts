/**
 * From a loaded program to a static Linux executable.
 *
 *     session ─► program_code      the code of all that the entry reaches, by the backend (for either processor)
 *             ─► program_image     the data space as it stands
 *     runtime ─► native_linker     which of its pieces are reached; addresses; where code is in the source; the ELF file
 *             ─► linked_program    the same without the linker library
 */
import { HeapField, MOST_CLOSURES, ProgramBody, RuntimeEntry, WordEntry } from "../abi/bindings.ts";
import type { Session } from "../forth/session.ts";
import type { Piece } from "../linking/piece.ts";
import { PieceArchive } from "../linking/piece_archive.ts";
import { programRuntimeBytes } from "../plugins/embedded_bytes.ts";
import { AddressTable, dataPiece, hostWordName, symbols, type TableField } from "./code_pieces.ts";
import { linkNatively, type NativeLink } from "./native_linker.ts";
import { bodyTable } from "./program_bodies.ts";
import { floatSymbol, librarySymbol, type PlacedWordCode, ProgramCode } from "./program_code.ts";
import { chunksOf, heapFields, imagePieces } from "./program_image.ts";
import { messagesOf } from "./program_messages.ts";
import { namedTokens } from "./program_names.ts";
import type { ProgramStages, ProgramTarget } from "./program_stages.ts";
import { statePieces } from "./program_state.ts";

interface ProgramOptions {
  /** What the program was loaded with, too. */
  readonly stages: ProgramStages;
  /** Of the program's first file. */
  readonly path: string;
  readonly target: ProgramTarget;
  /** Without symbols, lines and places. */
  readonly strip: boolean;
}

/** Names of what describes the program; they are symbols of it, too. */
const names = {
  program: "ff_program",
  chunks: "ff_chunks",
  words: "ff_words",
  hostWords: "ff_host_words",
  runtime: "ff_runtime",
  library: "ff_library",
  floats: "ff_float_functions",
  traces: "ff_traces",
  tracer: "program tracer",
  tracerWithoutCatch: "program tracer without CATCH",
  floatReport: "program floats",
  messages: "ff_messages",
  heap: "ff_heap",
  heapFields: "ff_heap_fields",
  bodies: "ff_bodies",
  codeEnd: "ff_code_end",
} as const;

interface CompiledProgram {
  /** The executable file. */
  readonly file: Uint8Array;
  /** Words that it lacks and may run, each with the calls that lead to it. */
  readonly missing: readonly string[];
  /** Whether the linker library has made it. */
  readonly isLinkedNatively: boolean;
}

/**
 * Gets a session ready, before it loads a program to compile: every run gives the same blocks on the heap, and words the
 * same numbers.
 * @returns the tokens of words of the system that the program asks for, which come as it is loaded
 */
export function prepareProgram(session: Session): ReadonlySet<number> {
  const tokens = new Set<number>();
  session.onToken = (xt) => tokens.add(xt);
  // What DEFER stores, also where no word of the session has done it.
  tokens.add(session.systemNumber("(uninitialised)"));
  session.dataSpace.heap.fixSecret();
  session.compiler.loopsStayCold = true;
  return tokens;
}

/**
 * Compiles a program that has been loaded.
 * @param entry the word that it begins with
 * @param tokens as `prepareProgram` gave them
 * @throws ProgramError, LinkError
 */
export function compileProgram(
  session: Session,
  entry: number,
  tokens: ReadonlySet<number>,
  { stages, path, target, strip }: ProgramOptions,
): CompiledProgram {
  const archive = programRuntimeBytes(target === "linux-x64" ? "x64" : "arm64");
  const runtime = new PieceArchive(archive);
  const code = new ProgramCode(session, stages.generator(target), runtime, tokens, !strip);
  const entrySymbol = code.begin(entry);
  const codeEnd = dataPiece(names.codeEnd, new Uint8Array(0), { section: "text", alignment: 1 });
  const described = describedPieces(session, code, tokens, entrySymbol, !strip);
  const { codes, slots, missing } = code;
  const link = { session, target, strip, path, archive, codes, slots, codeEnd };
  const native = stages.linksNatively
    ? linkNatively({
        ...link,
        pieces: described(new Uint8Array(0)),
        program: names.program,
        traces: names.traces,
      })
    : undefined;
  return {
    file: native ?? linked(link, runtime, described),
    missing,
    isLinkedNatively: native !== undefined,
  };
}

/** The file, made here. @throws LinkError */
function linked(
  { session, target, strip, path, codes, slots, codeEnd }: Omit<NativeLink, "pieces" | "program" | "traces">,
  runtime: PieceArchive,
  described: DescribedPieces,
): Uint8Array {
  const { SourcePlaces, debugInfoOf, link, tracesOf } =
    require("./linked_program.ts") as typeof import("./linked_program.ts");
  const sources = new SourcePlaces(session);
  const traces = strip ? new Uint8Array(0) : tracesOf(sources, codes, codeStarts(codes));
  const declarationOf = (word: number): number => session.dictionary.word(word)?.position ?? 0;
  const { file } = link({
    target,
    pieces: [
      ...codes.map(({ piece }) => piece),
      codeEnd,
      ...slots.map(({ name, symbol }) => {
        const slot = new AddressTable(name);
        slot.fields({ symbol });
        return slot.piece();
      }),
      ...described(traces),
    ],
    sources: [runtime],
    roots: [],
    entry: "_start",
    strip,
    ...(!strip && { debug: debugInfoOf(sources, path, codes, declarationOf) }),
  });
  return file;
}

type DescribedPieces = (traces: Uint8Array) => readonly Piece[];

/** What the runtime is told of a program, and its memory. */
function describedPieces(
  session: Session,
  code: ProgramCode,
  tokens: ReadonlySet<number>,
  entry: string,
  hasTraces: boolean,
): DescribedPieces {
  // It may put something into the data space.
  const asked = new Set([...tokens, ...namedTokens(session, code.hostWords)]);
  const bodies = bodyTable(session, code, asked, names.bodies);
  const chunks = chunksOf(session);
  const messages = messagesOfCode(session, code);
  const wordCount = session.dictionary.end;
  const heap = heapFields(session, names.heapFields);
  const bss = (name: string, size: number) => dataPiece(name, new Uint8Array(0), { section: "bss", size });
  // In the order of ProgramImage.
  const fields = (traces: Uint8Array): readonly TableField[] => [
    session.machine.limit,
    { symbol: names.chunks },
    chunks.length,
    { symbol: entry },
    { symbol: symbols.table },
    wordCount,
    { symbol: names.words },
    code.entries.size,
    { symbol: names.hostWords },
    code.hostWords.size,
    { symbol: names.runtime },
    { symbol: names.library },
    code.libraryFunctions.size,
    { symbol: names.floats },
    code.floatFunctions.size,
    { symbol: code.runtime.name },
    { symbol: names.codeEnd },
    { symbol: names.traces },
    traces.length,
    hasTraces ? { symbol: code.catches ? names.tracer : names.tracerWithoutCatch } : 0,
    code.usesFloats ? { symbol: names.floatReport } : 0,
    { symbol: names.messages },
    messages.length,
    { symbol: names.heap },
    { symbol: names.heapFields },
    heap.length,
    { symbol: names.bodies },
    bodies.length / (ProgramBody.WORDS / 2),
  ];
  return (traces) => [
    ...imagePieces(chunks, names.chunks),
    tableOf(names.program, fields(traces)).piece(),
    ...[heap, bodies, ...codeTables(code)].map((table) => table.piece()),
    dataPiece(names.traces, traces, { alignment: 1 }),
    dataPiece(names.messages, messages, { alignment: 1 }),
    ...statePieces(session),
    bss(symbols.table, (wordCount + roomForClosures(session, code)) * WordEntry.BYTES),
    bss(names.heap, HeapField.end * Uint32Array.BYTES_PER_ELEMENT),
  ];
}

function roomForClosures(session: Session, { hostWords }: ProgramCode): number {
  return hostWords.has(session.systemNumber("(closure)")) ? MOST_CLOSURES : 0;
}

function messagesOfCode({ exceptionMessages }: Session, code: ProgramCode): Uint8Array {
  return messagesOf(exceptionMessages, {
    anything: code.throws,
    usesFloats: code.usesFloats,
    hostWords: [...code.hostWords.values()].map(hostWordName),
  });
}

function tableOf(name: string, fields: readonly TableField[]): AddressTable {
  const table = new AddressTable(name);
  table.fields(...fields);
  return table;
}

/** Where the runtime finds code, and code the runtime. */
function codeTables(code: ProgramCode): AddressTable[] {
  const words = new AddressTable(names.words);
  for (const { word, memory, dynamic, callable } of code.entries.values()) {
    words.halves(word, callable?.effect ?? 0);
    words.fields({ symbol: memory });
    for (const symbol of [dynamic, callable?.register]) words.fields(symbol === undefined ? 0 : { symbol });
  }
  const hostWords = new AddressTable(names.hostWords);
  for (const [word, symbol] of [...code.hostWords].sort(([a], [b]) => a - b))
    hostWords.fields(word, { symbol });
  const runtime = new AddressTable(names.runtime);
  const made = new Set(code.runtime.symbols.map(({ name }) => name));
  for (const number of Object.values(RuntimeEntry)) {
    const symbol = symbols.runtime(number);
    runtime.fields(made.has(symbol) ? { symbol } : 0);
  }
  const library = functionTable(names.library, code.libraryFunctions, librarySymbol);
  const floats = functionTable(names.floats, code.floatFunctions, floatSymbol);
  return [words, hostWords, runtime, library, floats];
}

/** ProgramFunctions, by number. */
function functionTable<Number extends number>(
  name: string,
  functions: ReadonlySet<Number>,
  symbolOf: (number: Number) => string,
): AddressTable {
  const table = new AddressTable(name);
  for (const number of [...functions].sort((a, b) => a - b))
    table.fields(number, { symbol: symbolOf(number) });
  return table;
}

/** The codes lie one behind the other, aligned. Gives where each begins, from the first on. */
function codeStarts(codes: readonly PlacedWordCode[]): (code: PlacedWordCode) => number {
  const starts = new Map<PlacedWordCode, number>();
  let end = 0;
  for (const code of codes) {
    const { alignment, bytes } = code.piece;
    const start = Math.ceil(end / alignment) * alignment;
    starts.set(code, start);
    end = start + bytes.length;
  }
  return (code) => starts.get(code) as number;
}
