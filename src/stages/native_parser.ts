/** The parser stage in a plugin library, behind the same interface as the built-in. */

import type { Pointer } from "bun:ffi";
import { ABI_VERSION, PARSE_SINGLE_LINE, ParseRequest, Status, Token } from "../abi/bindings.ts";
import { ptr } from "../machine/foreign.ts";
import { storeAddress } from "./native_request.ts";
import { checkParseRequest, type ParseCursor, type ParserStage } from "./parser_stage.ts";
import { StageFailure } from "./stage_failure.ts";

/** What the wrapper needs of an open plugin library. */
interface ParserSymbols {
  /** `parse_forth(request: *ParseRequest) -> Status`; FFI arguments `["ptr"]`, result `"u32"`. */
  readonly parse_forth: (request: Pointer) => number;
}

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
    this.#request[ParseRequest.structSize] = ParseRequest.BYTES;
    this.#request[ParseRequest.abiVersion] = ABI_VERSION;
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
      storeAddress(request, ParseRequest.source, source);
      this.#source = source;
    }
    if (tokens !== this.#tokens) {
      storeAddress(request, ParseRequest.tokens, tokens);
      this.#tokens = tokens;
    }
    request[ParseRequest.sourceLength] = length;
    request[ParseRequest.start] = cursor.offset;
    request[ParseRequest.line] = cursor.line;
    request[ParseRequest.lineStart] = cursor.lineStart;
    request[ParseRequest.base] = base;
    request[ParseRequest.flags] = singleLine ? PARSE_SINGLE_LINE : 0;
    request[ParseRequest.tokenCapacity] = Math.floor(tokens.length / Token.WORDS);

    const status = this.#parseForth(this.#requestAddress);
    if (status !== Status.ok) throw new StageFailure(`the parser plugin answered with status ${status}`);
    cursor.offset = request[ParseRequest.nextOffset] as number;
    cursor.line = request[ParseRequest.nextLine] as number;
    cursor.lineStart = request[ParseRequest.nextLineStart] as number;
    return request[ParseRequest.tokenCount] as number;
  }
}
