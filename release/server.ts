// A local update server for tests and demonstrations: static files as any web server sends them, as slow as asked, and
// with the faults of networks and of hostile servers. It listens on this machine alone.

import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve, sep } from "node:path";

/** What happens to an answer. Only what is given differs from a sound one. */
export interface Fault {
  /** Another status, such as 404, 429 or 503. */
  readonly status?: number;
  /** Headers beside the usual ones, such as `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Other bytes. */
  readonly bytes?: (sound: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
  /** Ends the connection after so many bytes, without a Content-Length that would tell. */
  readonly truncateAt?: number;
  /** Sends so many bytes and then nothing more, with the connection open. */
  readonly stallAt?: number;
  /** Sends the client elsewhere. */
  readonly redirect?: string;
  /** Bytes without an end. */
  readonly endless?: boolean;
}

export interface ServerOptions {
  /** The folder to serve. */
  readonly folder: string;
  /** 0 for any free one. */
  readonly port?: number;
  /** Limits all answers together to so many thousand bits a second. */
  readonly kilobits?: number;
  /** Milliseconds before each answer begins: the way there and back. */
  readonly latency?: number;
  /**
   * Asked at each request.
   * @param count how often this file was asked for before
   * @returns what goes wrong; undefined for a sound answer
   */
  readonly fault?: (name: string, count: number) => Fault | undefined;
  /** Told about each request. */
  readonly onRequest?: (request: ServedRequest) => void;
}

export interface ServedRequest {
  readonly name: string;
  readonly status: number;
  /** Bytes of the answer, as far as they are known beforehand. */
  readonly bytes: number;
}

export interface RunningServer {
  /** Such as `http://127.0.0.1:43210/`. */
  readonly url: string;
  readonly requests: readonly ServedRequest[];
  /** Bytes of bodies that went out. */
  readonly bytesSent: () => number;
  stop(): Promise<void>;
}

/** Starts a server, which runs until `stop`. */
export function startServer(options: ServerOptions): RunningServer {
  const requests: ServedRequest[] = [];
  const counts = new Map<string, number>();
  const line = new Line(options.kilobits);
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: options.port ?? 0,
    idleTimeout: 255,
    async fetch(request) {
      const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      if (options.latency !== undefined) await Bun.sleep(options.latency);
      const answer = makeAnswer(options.folder, name, options.fault?.(name, count), line);
      const served = { name, status: answer.response.status, bytes: answer.bytes };
      requests.push(served);
      options.onRequest?.(served);
      return answer.response;
    },
  });
  const stop = async () => {
    line.close();
    await server.stop(true);
  };
  return { url: `http://127.0.0.1:${server.port}/`, requests, bytesSent: () => line.sent, stop };
}

interface Answer {
  readonly response: Response;
  readonly bytes: number;
}

function makeAnswer(folder: string, name: string, fault: Fault | undefined, line: Line): Answer {
  if (fault?.redirect !== undefined) {
    return { response: new Response(null, { status: 302, headers: { location: fault.redirect } }), bytes: 0 };
  }
  const headers = { ...cacheHeaders(name), ...fault?.headers };
  if (fault?.endless)
    return { response: new Response(line.endless(), { headers }), bytes: Number.POSITIVE_INFINITY };
  const file = readServed(folder, name);
  const status = fault?.status ?? (file === undefined ? 404 : 200);
  const sound =
    status === 200 && file !== undefined ? file : new TextEncoder().encode(`${status}: ${name}\n`);
  const bytes = fault?.bytes?.(sound) ?? sound;
  const end = fault?.truncateAt ?? fault?.stallAt;
  const sent = end === undefined ? bytes : bytes.slice(0, end);
  // A stream is sent in chunks and announces no length, so that an early end looks like a sound one.
  const body =
    end === undefined && line.isFast ? line.whole(sent) : line.stream(sent, fault?.stallAt !== undefined);
  return { response: new Response(body, { status, headers }), bytes: sent.length };
}

/** How long others may keep a file: release/RUNBOOK.md says why. */
export function cacheHeaders(name: string): Record<string, string> {
  const changes = !/^(v[^/]+\/(?!manifest\.json$)|\d+\.)/.test(name);
  return {
    "content-type": name.endsWith(".json") ? "application/json" : "application/octet-stream",
    "cache-control": changes ? "public, max-age=60" : "public, max-age=31536000, immutable",
  };
}

function readServed(folder: string, name: string): Uint8Array<ArrayBuffer> | undefined {
  const root = `${resolve(folder)}${sep}`;
  const path = join(root, name);
  if (!path.startsWith(root) || !existsSync(path) || !statSync(path).isFile()) return undefined;
  return new Uint8Array(readFileSync(path));
}

/** What all answers go through: so many bits a second. */
class Line {
  sent = 0;
  #free = performance.now();
  #closed = false;

  constructor(private readonly kilobits: number | undefined) {}

  close(): void {
    this.#closed = true;
  }

  get isFast(): boolean {
    return this.kilobits === undefined;
  }

  whole(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    this.sent += bytes.length;
    return bytes;
  }

  /** @param stalls true to keep the connection open behind the last byte */
  stream(bytes: Uint8Array, stalls: boolean): ReadableStream<Uint8Array> {
    let at = 0;
    return new ReadableStream({
      type: "bytes",
      pull: async (controller) => {
        if (at < bytes.length) {
          const part = bytes.slice(at, at + this.#partSize());
          at += part.length;
          await this.#pass(part.length);
          controller.enqueue(part);
        } else if (stalls) while (!this.#closed) await Bun.sleep(20);
        if (at >= bytes.length && (!stalls || this.#closed)) controller.close();
      },
    });
  }

  endless(): ReadableStream<Uint8Array> {
    return new ReadableStream({
      pull: async (controller) => {
        const part = new Uint8Array(this.#partSize());
        await this.#pass(part.length);
        if (this.#closed) controller.close();
        else controller.enqueue(part);
      },
    });
  }

  /** A fiftieth of a second, so that progress is smooth. */
  #partSize(): number {
    return this.kilobits === undefined
      ? 256 * 1024
      : Math.max(1, Math.round((this.kilobits * 1000) / 8 / 50));
  }

  async #pass(length: number): Promise<void> {
    this.sent += length;
    if (this.kilobits === undefined) return;
    const now = performance.now();
    this.#free = Math.max(this.#free, now) + (length * 8) / this.kilobits;
    if (this.#free > now) await Bun.sleep(this.#free - now);
  }
}
