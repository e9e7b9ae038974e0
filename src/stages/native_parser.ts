/** The parser stage in a plugin library, behind the same interface as the built-in. */

import { type Pointer, ptr } from "bun:ffi";
import { storeAddress } from "../abi/address.ts";
import { ABI_VERSION, PARSE_SINGLE_LINE, ParseRequest, Status, Token } from "../abi/bindings.ts";
import { builtinParser } from "./parser.ts";
import { checkParseRequest, type ParseCursor, ParserRequestError, type ParserStage } from "./parser_stage.ts";

/** What the wrapper needs of an open plugin library. */
interface ParserSymbols {
  /** `parse_forth(request: *ParseRequest) -> Status`; FFI arguments `["ptr"]`, result `"u32"`. */
  readonly parse_forth: (request: Pointer) => number;
}

const WORD_BYTES = 4;

/**
 * The plugin's implementation of the parser stage. An instance belongs to one thread; it keeps the source and
 * the token array of the last call alive, because it remembers their addresses.
 */
export class NativeParser implements ParserStage {
  readonly name = "native";
  readonly #parseForth: (request: Pointer) => number;
  readonly #request = new Uint32Array(new ArrayBuffer(ParseRequest.BYTES));
  readonly #requestAddress: Pointer;
  #source: Uint8Array | undefined;
  #tokens: Uint32Array | undefined;

  /** The library must stay open as long as the instance is in use. */
  constructor(symbols: ParserSymbols) {
    this.#parseForth = symbols.parse_forth;
    this.#requestAddress = ptr(this.#request);
    this.#request[STRUCT_SIZE] = ParseRequest.BYTES;
    this.#request[REQUEST_ABI_VERSION] = ABI_VERSION;
  }

  parse(
    source: Uint8Array,
    length: number,
    cursor: ParseCursor,
    base: number,
    singleLine: boolean,
    tokens: Uint32Array,
  ): number {
    checkParseRequest(source, length, cursor, base);
    const request = this.#request;
    if (source !== this.#source) {
      storeAddress(request, SOURCE, source);
      this.#source = source;
    }
    if (tokens !== this.#tokens) {
      storeAddress(request, TOKENS, tokens);
      this.#tokens = tokens;
    }
    request[SOURCE_LENGTH] = length;
    request[REQUEST_START] = cursor.offset;
    request[REQUEST_LINE] = cursor.line;
    request[REQUEST_LINE_START] = cursor.lineStart;
    request[BASE] = base;
    request[FLAGS] = singleLine ? PARSE_SINGLE_LINE : 0;
    request[TOKEN_CAPACITY] = Math.floor(tokens.length / Token.WORDS);

    const status = this.#parseForth(this.#requestAddress);
    if (status === Status.declined)
      return builtinParser.parse(source, length, cursor, base, singleLine, tokens);
    if (status !== Status.ok)
      throw new ParserRequestError(`the parser plugin answered with status ${status}`);
    cursor.offset = request[NEXT_OFFSET] as number;
    cursor.line = request[NEXT_LINE] as number;
    cursor.lineStart = request[NEXT_LINE_START] as number;
    return request[TOKEN_COUNT] as number;
  }
}

const STRUCT_SIZE = ParseRequest.structSize / WORD_BYTES;
const REQUEST_ABI_VERSION = ParseRequest.abiVersion / WORD_BYTES;
const SOURCE = ParseRequest.source / WORD_BYTES;
const SOURCE_LENGTH = ParseRequest.sourceLength / WORD_BYTES;
const REQUEST_START = ParseRequest.start / WORD_BYTES;
const REQUEST_LINE = ParseRequest.line / WORD_BYTES;
const REQUEST_LINE_START = ParseRequest.lineStart / WORD_BYTES;
const BASE = ParseRequest.base / WORD_BYTES;
const FLAGS = ParseRequest.flags / WORD_BYTES;
const TOKEN_CAPACITY = ParseRequest.tokenCapacity / WORD_BYTES;
const TOKENS = ParseRequest.tokens / WORD_BYTES;
const TOKEN_COUNT = ParseRequest.tokenCount / WORD_BYTES;
const NEXT_OFFSET = ParseRequest.nextOffset / WORD_BYTES;
const NEXT_LINE = ParseRequest.nextLine / WORD_BYTES;
const NEXT_LINE_START = ParseRequest.nextLineStart / WORD_BYTES;
