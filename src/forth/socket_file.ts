/** Sockets as files: connections that are read and written, and servers that give connections. */
import { closeSync } from "node:fs";
import { FileBuffer } from "../machine/file_records.ts";
import { writeAll } from "../machine/output.ts";
import { acceptClient, isReadable } from "../machine/sockets.ts";
import { FileRefusal, ForthFile } from "./files.ts";
import type { Session } from "./session.ts";

const CHUNK = 65536;
/** Milliseconds between looks for an interrupt, should no signal end the wait. */
const WAIT_STEP = 100;

abstract class Socket extends ForthFile {
  private closed = false;

  constructor(
    path: string,
    protected readonly session: Session,
    readonly descriptor: number,
  ) {
    super(path);
  }

  override close(): void {
    if (this.closed) return;
    this.closed = true;
    closeSync(this.descriptor);
  }

  /** Waits until there is something to read; false when the time is over. Throws as `checkInterrupt`. */
  wait(milliseconds = Number.POSITIVE_INFINITY): boolean {
    const { machine, output } = this.session;
    output.flush();
    this.session.catchInCatch();
    const end = performance.now() + milliseconds;
    for (;;) {
      const left = Math.max(0, end - performance.now());
      if (isReadable(this.descriptor, Math.min(WAIT_STEP, Math.ceil(left)))) return true;
      machine.checkInterrupt();
      if (performance.now() >= end) return false;
    }
  }
}

/** A connection. */
export class Connection extends Socket {
  override readonly buffer = new FileBuffer();

  override window(): Uint8Array {
    return this.buffer.window();
  }

  override more(): boolean {
    const { buffer } = this;
    buffer.makeRoom(CHUNK);
    this.wait();
    const count = this.session.terminal.readStream(this.descriptor, buffer.bytes.subarray(buffer.end));
    buffer.end += Math.max(0, count);
    return count > 0;
  }

  override take(count: number): void {
    this.buffer.start += count;
  }

  override write(bytes: Uint8Array): void {
    writeAll(this.descriptor, bytes);
  }

  /** Reads what there is within so many milliseconds; how many bytes, 0 for none and at the end. */
  readWithin(target: Uint8Array, milliseconds: number): number {
    if (this.window().length === 0 && (!this.wait(milliseconds) || !this.more())) return 0;
    const { length } = this.window();
    return this.read(target.subarray(0, Math.min(target.length, length)));
  }
}

/** A port at which clients come. */
export class Server extends Socket {
  override window(): Uint8Array {
    return new Uint8Array(0);
  }

  override more(): boolean {
    throw new FileRefusal("a server is not read; ACCEPT-SOCKET gives a connection");
  }

  override take(): void {}

  /** Waits for a client. */
  accept(): Connection {
    for (;;) {
      this.wait();
      const client = acceptClient(this.descriptor);
      if (client !== undefined) return new Connection(`a client of ${this.path}`, this.session, client);
      this.session.machine.checkInterrupt();
    }
  }
}
