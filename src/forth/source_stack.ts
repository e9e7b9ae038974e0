/**
 * The stack of input sources, and parsing from the current one (Forth 2012, 3.4.1 and 11.6.1.2218).
 *
 * The parse position is >IN, which a program may change at any time; everything here looks there.
 */
import { type DataSpace, SystemAddress } from "../machine/data_space.ts";
import { collectYoung } from "../machine/engine.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import type { Input } from "../machine/input.ts";
import type { Machine } from "../machine/machine.ts";
import { byteString } from "./dictionary.ts";
import { Source, startOfText, withoutInterpreterLine } from "./source.ts";

const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const MAX_NESTING = 1000;
/**
 * After so many sources what they have left is collected. The engine counts the data space as something that is in use,
 * and by itself lets garbage grow to a gigabyte beside it.
 */
const SOURCES_PER_COLLECTION = 1 << 16;
/** What SOURCE-ID answers for a string. */
const STRING = -1;
const TO_IN = SystemAddress.toIn >> 2;
const BLANK = 0x20;

/** What sources need of the rest of the session. */
interface SourceSurroundings {
  readonly machine: Machine;
  readonly dataSpace: DataSpace;
  readonly input: Input;
  /** Makes the next block the parse area of a block source; false when there is none. */
  nextBlock(source: Source): boolean;
}

/** What CATCH restores (Forth 2012, 9.3.5): the input source with its parse position. */
interface SavedSource {
  readonly source: Source;
  readonly toIn: number;
  readonly nesting: number;
}

export class SourceStack {
  /** The source that is interpreted. */
  current: Source = new Source({
    kind: "terminal",
    sourceId: 0,
    name: "<stdin>",
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
  });
  private nesting = 0;
  /** How many sources there have been. */
  private pushed = 0;
  /** Token arrays of sources that have ended, for reuse. */
  readonly tokenArrays: Uint32Array[] = [];

  constructor(private readonly surroundings: SourceSurroundings) {}

  /** Offset of the parse position in the current source's bytes, kept within the parse area: as unsigned, -1 is behind it. */
  get parsePosition(): number {
    const { lineStart, lineEnd } = this.current;
    const position = lineStart + (this.surroundings.machine.variables[TO_IN] as number);
    return position < lineStart ? lineEnd : Math.min(position, lineEnd);
  }

  set parsePosition(position: number) {
    this.surroundings.machine.setVariable(SystemAddress.toIn, position - this.current.lineStart);
  }

  /** The sources that are being interpreted, innermost first. */
  *[Symbol.iterator](): Generator<Source> {
    for (let source: Source | undefined = this.current; source !== undefined; source = source.parent)
      yield source;
  }

  // ---- parsing ---------------------------------------------------------------------------------------------------

  /** PARSE-NAME: skips white space, gives the bounds of the name in the source's bytes, moves >IN behind its delimiter. */
  parseName(): { start: number; end: number } {
    const { bytes, lineEnd } = this.current;
    let start = this.parsePosition;
    while (start < lineEnd && (bytes[start] as number) <= SPACE) start++;
    let end = start;
    while (end < lineEnd && (bytes[end] as number) > SPACE) end++;
    this.parsePosition = Math.min(end + 1, lineEnd);
    this.current.tokenStart = start;
    this.current.tokenEnd = end;
    return { start, end };
  }

  /** The next name; THROWs -16 at the end of the parse area. */
  parseSomeName(): { start: number; end: number } {
    const bounds = this.parseName();
    if (bounds.start === bounds.end)
      throw new ForthThrow(ThrowCodes.zeroLengthName, "a name must follow on the same line");
    return bounds;
  }

  /** PARSE: the bounds of the text up to the delimiter (a space delimits like any white space), and whether it was there. */
  parse(delimiter: number): { start: number; end: number; found: boolean } {
    const { bytes, lineEnd } = this.current;
    const start = this.parsePosition;
    let end = start;
    if (delimiter === SPACE) while (end < lineEnd && (bytes[end] as number) > SPACE) end++;
    else while (end < lineEnd && bytes[end] !== delimiter) end++;
    const found = end < lineEnd;
    this.parsePosition = found ? end + 1 : end;
    return { start, end, found };
  }

  /** A part of the current source as a byte string. */
  text(start: number, end: number): string {
    return byteString(this.current.bytes, start, end);
  }

  /** The data space address of an offset in the current parse area; copies the line there when it is not there yet. */
  address(offset: number): number {
    const { current } = this;
    if (current.inDataSpace) return offset;
    if (current.copiedLineStart !== current.lineStart) this.copyLine(current);
    return current.copyAddress + offset - current.lineStart;
  }

  private copyLine(source: Source): void {
    const { dataSpace, machine } = this.surroundings;
    const length = source.lineEnd - source.lineStart;
    if (length > source.copyCapacity || source.copyAddress === 0) {
      if (source.copyAddress !== 0) dataSpace.release(source.copyAddress);
      const capacity = Math.max(256, length);
      const address = dataSpace.allocate(capacity);
      if (address === undefined)
        throw new ForthThrow(ThrowCodes.dictionaryOverflow, "no room for a copy of the source line");
      source.copyAddress = address;
      source.copyCapacity = capacity;
    }
    const end = source.copyAddress + length;
    const copyEnd = source.copyAddress + source.copyCapacity;
    const bytes = machine.bytesTo(copyEnd);
    bytes.set(source.bytes.subarray(source.lineStart, source.lineEnd), source.copyAddress);
    // A program that looks on behind a short line must not find what is left of an older one.
    bytes.fill(BLANK, end, copyEnd);
    source.copiedLineStart = source.lineStart;
  }

  /** REFILL ( -- flag ): the next line of a file or of standard input, the next block of a block. */
  refill(): boolean {
    const { current } = this;
    if (current.kind === "file") {
      if (current.nextLine()) return this.refilled(true);
      return this.atEnd();
    }
    if (current.kind === "block") return this.refilled(this.surroundings.nextBlock(current));
    if (current.kind !== "terminal") return false;
    const line = this.surroundings.input.readLine();
    if (line === undefined) return this.atEnd();
    const length = line[line.length - 1] === CARRIAGE_RETURN ? line.length - 1 : line.length;
    const isFirst = current.line === 0;
    if (isFirst) withoutInterpreterLine(line);
    current.replaceText(line, isFirst ? startOfText(line) : 0, length);
    return this.refilled(true);
  }

  /**
   * REFILL at the end. Nothing of the last line of a file is left, so that `begin refill 0= until` skips the rest of it,
   * and as little of standard input; a string goes on where it is (6.2.2125).
   */
  private atEnd(): boolean {
    const { current } = this;
    if (current.sourceId !== STRING) this.parsePosition = current.lineEnd;
    return false;
  }

  private refilled(more: boolean): boolean {
    if (more) this.surroundings.machine.setVariable(SystemAddress.toIn, 0);
    return more;
  }

  // ---- nesting ---------------------------------------------------------------------------------------------------

  /** Makes a source current; the one before goes on when it ends. Throws -5 when sources nest too deeply. */
  push(source: Source): void {
    if (this.nesting >= MAX_NESTING) {
      throw new ForthThrow(ThrowCodes.returnStackOverflow, `input sources nest deeper than ${MAX_NESTING}`);
    }
    this.nesting++;
    if (++this.pushed % SOURCES_PER_COLLECTION === 0) collectYoung();
    this.current.savedToIn = this.surroundings.machine.variables[TO_IN] as number;
    source.parent = this.current;
    this.enter(source, 0);
  }

  /** Ends the current source and goes on with the one before. */
  pop(): void {
    const { current } = this;
    this.drop(current);
    this.nesting--;
    const parent = current.parent as Source;
    this.enter(parent, parent.savedToIn);
  }

  /** Gives back what a source that has ended holds. */
  private drop(source: Source): void {
    if (source.tokens !== undefined) this.tokenArrays.push(source.tokens);
    source.tokens = undefined;
    if (source.copyAddress !== 0) this.surroundings.dataSpace.release(source.copyAddress);
    source.copyAddress = 0;
  }

  private enter(source: Source, toIn: number): void {
    const { machine } = this.surroundings;
    this.current = source;
    machine.setVariable(SystemAddress.toIn, toIn);
    machine.setVariable(SystemAddress.block, source.block);
  }

  save(): SavedSource {
    return {
      source: this.current,
      toIn: this.surroundings.machine.variables[TO_IN] as number,
      nesting: this.nesting,
    };
  }

  /** Goes back to a source further out; those within it have ended. */
  restore(saved: SavedSource): void {
    let { current } = this;
    while (current !== saved.source && current.parent !== undefined) {
      this.drop(current);
      current = current.parent;
    }
    this.nesting = saved.nesting;
    this.enter(saved.source, saved.toIn);
  }

  /** Ends every source. */
  clear(): void {
    while (this.current.parent !== undefined) this.pop();
  }
}
