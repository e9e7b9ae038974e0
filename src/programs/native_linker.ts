/**
 * The linker library, where it is there for this processor: makes a program's file of what `compile_program.ts` has, in the
 * place of src/linking and of what writes traces and debug information here, byte for byte.
 */
import { version } from "../../package.json";
import {
  ABI_VERSION,
  Architecture,
  InlineSite,
  LINK_STRIP,
  LinkFunction,
  LinkName,
  LinkPiece,
  LinkRelocation,
  LinkRequest,
  LinkSlot,
  LinkText,
  LinkWord,
  ProgramImage,
  RuntimeEntry,
  Status,
} from "../abi/bindings.ts";
import type { Session } from "../forth/session.ts";
import type { Piece, PieceSection } from "../linking/piece.ts";
import { InternalError } from "../machine/exceptions.ts";
import { ptr } from "../machine/foreign.ts";
import { embeddedLibrary } from "../plugins/embedded.ts";
import { PluginError } from "../plugins/errors.ts";
import { storeAddress } from "../stages/native_request.ts";
import { symbols } from "./code_pieces.ts";
import type { PlacedWordCode, Slot } from "./program_code.ts";
import type { ProgramTarget } from "./program_stages.ts";

export interface NativeLink {
  readonly session: Session;
  readonly target: ProgramTarget;
  readonly strip: boolean;
  /** Of the program's first file. */
  readonly path: string;
  /** The runtime, as an archive of pieces. */
  readonly archive: Uint8Array;
  readonly codes: readonly PlacedWordCode[];
  readonly slots: readonly Slot[];
  /** What lies behind the code. */
  readonly codeEnd: Piece;
  readonly pieces: readonly Piece[];
  /** The symbols of pieces: of the ProgramImage, and of the traces, which the library writes. */
  readonly program: string;
  readonly traces: string;
}

const functions = { link_program: { args: ["ptr"], returns: "u32" } } as const;

const sections: readonly PieceSection[] = ["text", "rodata", "data", "bss"];
const architectures = { "linux-x64": Architecture.x8664, "linux-arm64": Architecture.aarch64 } as const;
const ADDRESS_BYTES = 8;
/** What its names may be of: texts have other bytes in an executable than in its source. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a zero ends a name
const PLAIN = /^[\x01-\x7f]*$/;

/** The file; undefined when the library is not there, or leaves the program to others. */
export function linkNatively(input: NativeLink): Uint8Array | undefined {
  const library = openLibrary();
  const request = library && new Request(input).fields();
  if (library === undefined || request === undefined) return undefined;
  const { fields, held } = request;
  for (let room = roomFor(input); ; room = fields[LinkRequest.outputLength] as number) {
    const output = new Uint8Array(new ArrayBuffer(room));
    storeAddress(fields, LinkRequest.output, output);
    fields[LinkRequest.outputCapacity] = room;
    const status = library.link_program(ptr(fields));
    if (status === Status.ok && held.length > 0)
      return output.subarray(0, fields[LinkRequest.outputLength] as number);
    if (status !== Status.bufferTooSmall) return undefined;
  }
}

type Library = { readonly link_program: (request: NonNullable<ReturnType<typeof ptr>>) => number };

let opened: Library | null | undefined;

function openLibrary(): Library | undefined {
  if (opened === undefined) opened = loadLibrary() ?? null;
  return opened ?? undefined;
}

function loadLibrary(): Library | undefined {
  try {
    return embeddedLibrary("linker")?.open(functions).symbols as Library | undefined;
  } catch (error) {
    if (error instanceof PluginError) return undefined;
    throw error;
  }
}

/** Most programs take less. */
const roomFor = ({ archive, codes, pieces }: NativeLink): number =>
  archive.length +
  codes.reduce((sum, { blob }) => sum + 2 * blob.byteLength, 0) +
  pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** The arrays of a request. */
class Request {
  readonly #names: string[] = [];
  #nameLength = 0;
  /** By name. */
  readonly #symbols = new Map<string, number>();
  /** LinkName records. */
  readonly #symbolNames: number[] = [];

  constructor(private readonly input: NativeLink) {}

  /** Undefined for a program with other names than the library knows. @returns `held` has to stay as long as the request */
  fields(): { fields: Uint32Array; held: readonly unknown[] } | undefined {
    const { archive, codes, slots, pieces, codeEnd, session, strip, target } = this.input;
    const runtimeSymbols = Uint32Array.from(Object.values(RuntimeEntry), (entry) =>
      this.#symbol(symbols.runtime(entry)),
    );
    const described = this.#pieces(codeEnd, pieces, slots);
    const slotRecords = this.#slots(slots);
    const functionRecords = this.#functions(codes);
    const texts = strip ? new Uint32Array(0) : this.#texts(session);
    const words = strip ? new Uint32Array(0) : this.#words(codes, session);
    const table = this.#symbol(symbols.table);
    const entry = this.#symbol("_start");
    const debugName = this.#name(this.input.path);
    const producer = this.#name(`FastForth ${version}`);
    const symbolNames = Uint32Array.from(this.#symbolNames);
    const text = this.#names.join("");
    if (!PLAIN.test(text)) return undefined;
    const names = new TextEncoder().encode(text);
    const fields = new Uint32Array(new ArrayBuffer(LinkRequest.BYTES));
    fields[LinkRequest.structSize] = LinkRequest.BYTES;
    fields[LinkRequest.abiVersion] = ABI_VERSION;
    const held = [
      [LinkRequest.archive, LinkRequest.archiveLength, archive, 1],
      [LinkRequest.functions, LinkRequest.functionCount, functionRecords, LinkFunction.WORDS],
      [LinkRequest.pieces, LinkRequest.pieceCount, described.pieces, LinkPiece.WORDS],
      [LinkRequest.relocations, LinkRequest.relocationCount, described.relocations, LinkRelocation.WORDS],
      [LinkRequest.contents, LinkRequest.contentLength, described.contents, 1],
      [LinkRequest.names, LinkRequest.nameLength, names, 1],
      [LinkRequest.symbols, LinkRequest.symbolCount, symbolNames, LinkName.WORDS],
      [LinkRequest.runtimeSymbols, LinkRequest.runtimeSymbolCount, runtimeSymbols, 1],
      [LinkRequest.slots, LinkRequest.slotCount, slotRecords, LinkSlot.WORDS],
      [LinkRequest.words, LinkRequest.wordCount, words, LinkWord.WORDS],
      [LinkRequest.texts, LinkRequest.textCount, texts, LinkText.WORDS],
    ] as const;
    for (const [address, count, array, unit] of held) {
      storeAddress(fields, address, array);
      fields[count] = array.length / unit;
    }
    fields[LinkRequest.architecture] = architectures[target];
    fields[LinkRequest.flags] = strip ? LINK_STRIP : 0;
    fields[LinkRequest.tableSymbol] = table;
    fields[LinkRequest.entrySymbol] = entry;
    fields[LinkRequest.positionsEnd] = session.positions.end;
    fields[LinkRequest.tracesPiece] = described.traces;
    fields[LinkRequest.programPiece] = described.program;
    fields[LinkRequest.tracesLengthAt] = ProgramImage.traceLength * ADDRESS_BYTES;
    [fields[LinkRequest.debugNameOffset], fields[LinkRequest.debugNameLength]] = debugName;
    [fields[LinkRequest.producerOffset], fields[LinkRequest.producerLength]] = producer;
    return { fields, held };
  }

  #name(name: string): readonly [offset: number, length: number] {
    const offset = this.#nameLength;
    this.#names.push(name);
    this.#nameLength += name.length;
    return [offset, name.length];
  }

  #symbol(name: string): number {
    let number = this.#symbols.get(name);
    if (number === undefined) {
      number = this.#symbols.size;
      this.#symbols.set(name, number);
      this.#names.push(name);
      this.#symbolNames.push(this.#nameLength, name.length);
      this.#nameLength += name.length;
    }
    return number;
  }

  #functions(codes: readonly PlacedWordCode[]): Uint32Array {
    const records = new Uint32Array(new ArrayBuffer(codes.length * LinkFunction.BYTES));
    let at = 0;
    for (const { blob, name, word, inlineSites } of codes) {
      storeAddress(records, at + LinkFunction.blob, blob);
      if (inlineSites !== undefined) {
        storeAddress(records, at + LinkFunction.sites, inlineSites);
        records[at + LinkFunction.siteCount] = inlineSites.length / InlineSite.WORDS;
      }
      records[at + LinkFunction.word] = word;
      records[at + LinkFunction.ownSymbol] = this.#symbol(name);
      records[at + LinkFunction.registerSymbol] = this.#symbol(symbols.register(name));
      records[at + LinkFunction.memorySymbol] = this.#symbol(symbols.memory(name));
      at += LinkFunction.WORDS;
    }
    return records;
  }

  #slots(slots: readonly Slot[]): Uint32Array {
    const records = new Uint32Array(new ArrayBuffer(4 * slots.length * LinkSlot.WORDS));
    let at = 0;
    for (const { name, word, effect } of slots) {
      records[at + LinkSlot.word] = word;
      records[at + LinkSlot.effect] = effect;
      records[at + LinkSlot.symbol] = this.#symbol(name);
      at += LinkSlot.WORDS;
    }
    return records;
  }

  /** The first piece, slots, and the others. */
  #pieces(first: Piece, others: readonly Piece[], slots: readonly Slot[]) {
    const pieces: number[] = [];
    const relocations: number[] = [];
    let contentLength = ADDRESS_BYTES;
    const add = (name: string, { section, alignment, bytes, size = bytes.length }: Omit<Piece, "name">) => {
      const start = section === "bss" ? 0 : contentLength;
      if (section !== "bss") contentLength += bytes.length;
      return [
        sections.indexOf(section),
        alignment,
        size,
        start,
        relocations.length / 2,
        0,
        this.#symbol(name),
      ];
    };
    const all = [first, ...others];
    const slotRecord = [sections.indexOf("rodata"), ADDRESS_BYTES, ADDRESS_BYTES, 0];
    let traces = 0;
    let program = 0;
    for (const piece of all) {
      if (piece.name === this.input.traces) traces = pieces.length / LinkPiece.WORDS;
      if (piece.name === this.input.program) program = pieces.length / LinkPiece.WORDS;
      const record = add(piece.name, piece);
      record[LinkPiece.relocationCount] = piece.relocations.length;
      pieces.push(...record);
      for (const { offset, kind, symbol, addend } of piece.relocations) {
        if (kind !== "absolute64" || addend !== 0)
          throw new InternalError(`${piece.name} has more than addresses`);
        relocations.push(offset, this.#symbol(symbol));
      }
      if (piece !== first) continue;
      for (const slot of slots) {
        pieces.push(...slotRecord, relocations.length / 2, 1, this.#symbol(slot.name));
        relocations.push(0, this.#symbol(slot.symbol));
      }
    }
    // It begins with the bytes of a slot.
    const contents = new Uint8Array(new ArrayBuffer(contentLength));
    let at = ADDRESS_BYTES;
    for (const { section, bytes } of all) {
      if (section === "bss") continue;
      contents.set(bytes, at);
      at += bytes.length;
    }
    return {
      pieces: Uint32Array.from(pieces),
      relocations: Uint32Array.from(relocations),
      contents,
      traces,
      program,
    };
  }

  /** What is said of the words that have code, or code of which was inlined. */
  #words(codes: readonly PlacedWordCode[], { dictionary }: Session): Uint32Array {
    const inlined = new Set<number>();
    for (const { inlineSites = [] } of codes)
      for (let at = 0; at < inlineSites.length; at += InlineSite.WORDS)
        inlined.add(inlineSites[at + InlineSite.word] as number);
    const records = new Uint32Array(new ArrayBuffer(4 * (dictionary.end + 1) * LinkWord.WORDS));
    const describe = (number: number) => {
      const at = number * LinkWord.WORDS;
      const word = dictionary.word(number);
      const [offset, length] = this.#name(word?.displayName || "<noname>");
      records[at + LinkWord.nameOffset] = offset;
      records[at + LinkWord.nameLength] = length;
      records[at + LinkWord.declaration] = word?.position ?? 0;
    };
    for (const { word } of codes) inlined.add(word);
    for (const word of inlined) describe(word);
    return records;
  }

  #texts({ positions }: Session): Uint32Array {
    const texts = positions.allTexts();
    const files = new Map<string, number>();
    const records = new Uint32Array(new ArrayBuffer(texts.length * LinkText.BYTES));
    for (const [number, { name, bytes, first, start, firstLine }] of texts.entries()) {
      const at = number * LinkText.WORDS;
      if (!files.has(name)) files.set(name, number);
      const [offset, length] = this.#name(name);
      storeAddress(records, at + LinkText.bytes, bytes);
      records[at + LinkText.length] = bytes.length;
      records[at + LinkText.file] = files.get(name) as number;
      records[at + LinkText.first] = first;
      records[at + LinkText.start] = start;
      records[at + LinkText.firstLine] = firstLine;
      records[at + LinkText.nameOffset] = offset;
      records[at + LinkText.nameLength] = length;
    }
    return records;
  }
}
