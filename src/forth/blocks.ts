/**
 * Blocks of 1024 bytes in a file (Forth 2012, chapter 7; gforth's file name, blocks.fb).
 *
 * A buffer whose block is being interpreted stays where it is until that ends, because the text interpreter reads it
 * in place; when all are in use so, another one is made.
 */
import { closeSync, constants, fstatSync, readSync, writeSync } from "node:fs";
import { type DataSpace, SystemAddress } from "../machine/data_space.ts";
import { willKeepBack } from "../machine/early_writes.ts";
import { ForthThrow, ThrowCodes } from "../machine/exceptions.ts";
import type { Machine } from "../machine/machine.ts";
import { openNamed } from "../machine/named_files.ts";
import { BLOCK_FILE } from "./block_file.ts";
import { refusalOf } from "./files.ts";
import { Source } from "./source.ts";
import type { TextInterpreter } from "./text_interpreter.ts";

export const BLOCK_SIZE = 1024;
const BUFFERS = 16;
/** Blocks of a file of 4 GiB. */
const MAX_BLOCK = 2 ** 22 - 1;
const WIDEST_GAP = 2 ** 24;
const SPACE = 0x20;
/** The byte by which code says that the block that it finds has changed. */
const HELD_IS_CHANGED = SystemAddress.heldAddress + 4;

interface HeldBlock {
  readonly address: number;
  /** The block that it holds, or -1. */
  block: number;
  updated: boolean;
  /** When it was last asked for. */
  used: number;
}

/** What blocks need of a session. */
interface BlockHost {
  readonly machine: Machine;
  readonly dataSpace: DataSpace;
  /** The source that is interpreted. */
  readonly source: Source;
  readonly text: TextInterpreter;
}

export class BlockBuffers {
  private readonly buffers: HeldBlock[] = [];
  private current: HeldBlock | undefined;
  private path = BLOCK_FILE;
  private descriptor: number | undefined;
  private clock = 0;

  constructor(private readonly session: BlockHost) {}

  /** The name of the file that the blocks are in. */
  get file(): string {
    return this.path;
  }

  /** BLOCK (7.6.1.0800): the address of the block's contents. Throws -33 or -35. */
  block(number: number): number {
    const buffer = this.assign(number);
    if (buffer.block !== number) {
      buffer.block = -1;
      this.readBlock(buffer, number);
      buffer.block = number;
    }
    return this.hold(buffer);
  }

  /** BUFFER (7.6.1.0820): the address of a buffer for the block, its contents unspecified. Throws -34 or -35. */
  buffer(number: number): number {
    const buffer = this.assign(number);
    buffer.block = number;
    return this.hold(buffer);
  }

  /** Lets code find the block that was asked for last. */
  private hold(buffer: HeldBlock): number {
    const { machine } = this.session;
    // What code changes in it, and says so, is written later.
    willKeepBack();
    machine.storeNumber(SystemAddress.heldBlock, buffer.block);
    machine.storeNumber(SystemAddress.heldAddress, buffer.address);
    return buffer.address;
  }

  /** Takes over what code has said of that block. */
  private settle(): void {
    const { machine } = this.session;
    if (machine.loadByte(HELD_IS_CHANGED) === 0) return;
    machine.storeByte(HELD_IS_CHANGED, 0);
    this.update();
  }

  /** Code finds no block any more. */
  private letGo(): void {
    this.settle();
    this.session.machine.storeNumber(SystemAddress.heldAddress, 0);
  }

  /** UPDATE (7.6.1.2400): the block that was asked for last has been changed. */
  update(): void {
    if (this.current !== undefined && this.current.block >= 0) this.current.updated = true;
  }

  /** Whether a block is in a buffer and marked as changed. */
  isUpdated(number: number): boolean {
    this.settle();
    return this.buffers.some((buffer) => buffer.block === number && buffer.updated);
  }

  /** SAVE-BUFFERS (7.6.1.2180). Throws -34 when all that can be written are. */
  save(): void {
    this.settle();
    const errors: unknown[] = [];
    for (const buffer of this.buffers) {
      try {
        if (buffer.updated) this.writeBlock(buffer);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  /** EMPTY-BUFFERS (7.6.2.1330): forgets all buffers without writing them. */
  empty(): void {
    this.letGo();
    for (const buffer of this.buffers) {
      buffer.block = -1;
      buffer.updated = false;
    }
  }

  /** Writes what has changed and uses another file from now on. */
  use(path: string): void {
    this.close();
    this.empty();
    this.path = path;
  }

  /** Writes what has changed and closes the file. */
  close(): void {
    this.save();
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  /** LOAD (7.6.1.1790): interprets a block. Throws -35 for block 0 and numbers that are no block's. */
  load(number: number): void {
    if (number === 0) throw this.invalidBlock(number);
    const start = this.block(number);
    const { bytes } = this.session.machine;
    const source = new Source({
      kind: "block",
      sourceId: 0,
      name: `${this.path}, block ${number}`,
      bytes,
      start,
      end: start + BLOCK_SIZE,
    });
    source.block = number;
    this.session.text.interpretSource(source);
  }

  /** REFILL of a block (7.6.2.2125): the next block becomes the parse area; false when there is none. */
  nextBlock(source: Source): boolean {
    if (source.block >= MAX_BLOCK) return false;
    this.enter(source, source.block + 1);
    return true;
  }

  /** Makes another block the parse area of a block source. Throws -33. */
  enter(source: Source, number: number): void {
    const start = this.block(number);
    source.block = number;
    source.replaceText(this.session.machine.bytes, start, start + BLOCK_SIZE);
    this.session.machine.storeNumber(SystemAddress.block, number);
  }

  /** Throws -35 for what is no number of a block. */
  checkNumber(number: number): void {
    if (!(number >= 0 && number <= MAX_BLOCK)) throw this.invalidBlock(number);
  }

  /** The buffer that holds the block, or one that is free for it. */
  private assign(number: number): HeldBlock {
    this.checkNumber(number);
    this.letGo();
    const buffer = this.buffers.find((held) => held.block === number) ?? this.freeBuffer();
    buffer.used = ++this.clock;
    this.current = buffer;
    return buffer;
  }

  private invalidBlock(number: number): ForthThrow {
    return new ForthThrow(
      ThrowCodes.invalidBlock,
      // A greater number is not known to the last digit.
      `${Number.isSafeInteger(number) ? `${number}; ` : ""}blocks are 0 (not to be loaded) to ${MAX_BLOCK}`,
    );
  }

  private freeBuffer(): HeldBlock {
    const pinned = this.addressesInUse();
    const candidates = this.buffers.filter((buffer) => !pinned.has(buffer.address));
    if (this.buffers.length < BUFFERS || candidates.length === 0) return this.newBuffer();
    const oldest = candidates.reduce((best, buffer) => (buffer.used < best.used ? buffer : best));
    if (oldest.updated) this.writeBlock(oldest);
    return oldest;
  }

  /** Addresses of the buffers that are input sources. */
  private addressesInUse(): ReadonlySet<number> {
    const addresses = new Set<number>();
    let source: Source | undefined = this.session.source;
    for (; source !== undefined; source = source.parent) {
      if (source.kind === "block") addresses.add(source.lineStart);
    }
    return addresses;
  }

  private newBuffer(): HeldBlock {
    const address = this.session.dataSpace.allocate(BLOCK_SIZE);
    if (address === undefined)
      throw new ForthThrow(ThrowCodes.dictionaryOverflow, "no room for a block buffer");
    const buffer = { address, block: -1, updated: false, used: 0 };
    this.buffers.push(buffer);
    return buffer;
  }

  /** Fills a buffer from the file; what lies beyond the file's end is blank. */
  private readBlock(buffer: HeldBlock, number: number): void {
    const target = this.session.machine.bytes.subarray(buffer.address, buffer.address + BLOCK_SIZE);
    let done = 0;
    try {
      const descriptor = this.open();
      const size = fstatSync(descriptor).size;
      while (done < BLOCK_SIZE && number * BLOCK_SIZE + done < size) {
        const count = readSync(descriptor, target, done, BLOCK_SIZE - done, number * BLOCK_SIZE + done);
        if (count === 0) break;
        done += count;
      }
    } catch (error) {
      throw new ForthThrow(ThrowCodes.blockRead, `${this.path}: ${refusalOf(error).reason}`);
    }
    target.fill(SPACE, done);
  }

  private writeBlock(buffer: HeldBlock): void {
    try {
      const descriptor = this.open();
      this.fillGap(descriptor, buffer.block);
      const bytes = this.session.machine.bytes.subarray(buffer.address, buffer.address + BLOCK_SIZE);
      for (let done = 0; done < BLOCK_SIZE; ) {
        done += writeSync(descriptor, bytes, done, BLOCK_SIZE - done, buffer.block * BLOCK_SIZE + done);
      }
    } catch (error) {
      throw new ForthThrow(ThrowCodes.blockWrite, `${this.path}: ${refusalOf(error).reason}`);
    }
    buffer.updated = false;
  }

  /**
   * Makes the blocks between the file's end and a new block blank. A wide gap stays a hole, which reads as zeros: a slip
   * of the pen must not fill the disk.
   */
  private fillGap(descriptor: number, number: number): void {
    const end = number * BLOCK_SIZE;
    let at = fstatSync(descriptor).size;
    if (end - at > WIDEST_GAP) return;
    const blank = new Uint8Array(Math.max(0, end - at)).fill(SPACE);
    for (let done = 0; done < blank.length; at = end - blank.length + done) {
      done += writeSync(descriptor, blank, done, blank.length - done, at);
    }
  }

  /** The file's descriptor; the file is made when there is none, and opened for reading when it may not be written. */
  private open(): number {
    if (this.descriptor === undefined) {
      try {
        this.descriptor = openNamed(this.path, constants.O_RDWR | constants.O_CREAT, 0o666);
      } catch {
        // A read-only file can still be listed and loaded; writing to it is refused where it is tried.
        this.descriptor = openNamed(this.path, constants.O_RDONLY, 0);
      }
    }
    return this.descriptor;
  }
}
