// A web server of a few lines, on the loopback, that serves a map of files and can do everything wrong that a server can.

import { createServer, type Server, type Socket } from "node:net";

/** An answer as it goes over the wire. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** False to send no Content-Length: the body ends with the connection. */
  readonly announceLength?: boolean;
  /** Sends the rest by hand, after the head; whoever does so ends the socket. */
  readonly send?: (socket: Socket) => void;
}

/** What to answer instead of the file; undefined for the file. */
export type Fault = (path: string, count: number) => Answer | undefined;

export class WebServerForTests {
  /** Paths in the order in which they were asked for. */
  readonly requests: string[] = [];
  /** Whole requests, heads included. */
  readonly heads: string[] = [];
  /** Body bytes that were sent. */
  sent = 0;
  fault: Fault = () => undefined;
  /** Bytes per second of every connection together; undefined for as fast as it goes. */
  rate: number | undefined;
  /** Milliseconds before each answer. */
  latency = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #freeAt = 0;

  constructor(readonly files: ReadonlyMap<string, Uint8Array>) {
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async start(files: ReadonlyMap<string, Uint8Array>): Promise<WebServerForTests> {
    const server = new WebServerForTests(files);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    let received = "";
    let queue = Promise.resolve();
    socket.on("data", (data) => {
      received += data.toString("latin1");
      for (let end = received.indexOf("\r\n\r\n"); end >= 0; end = received.indexOf("\r\n\r\n")) {
        const head = received.slice(0, end);
        received = received.slice(end + 4);
        queue = queue.then(() => this.#answer(socket, head));
      }
    });
  }

  async #answer(socket: Socket, head: string): Promise<void> {
    const path = decodeURIComponent((head.split(" ")[1] ?? "/").replace(/^(http:\/\/[^/]+)?\//, ""));
    this.heads.push(head);
    const count = this.requests.filter((request) => request === path).length;
    this.requests.push(path);
    if (this.latency > 0) await Bun.sleep(this.latency);
    const file = this.files.get(path);
    const answer =
      this.fault(path, count) ?? (file === undefined ? { status: 404, body: "not here" } : { body: file });
    const body = typeof answer.body === "string" ? new TextEncoder().encode(answer.body) : answer.body;
    const headers: Record<string, string> = { "content-type": "application/octet-stream", ...answer.headers };
    const announced = answer.announceLength ?? answer.send === undefined;
    if (announced) headers["content-length"] ??= String(body?.length ?? 0);
    else headers.connection = "close";
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 ${answer.status ?? 200} Some\r\n${lines.join("")}\r\n`);
    if (answer.send !== undefined) return answer.send(socket);
    await this.#send(socket, body ?? new Uint8Array(0));
    if (!announced) socket.end();
  }

  async #send(socket: Socket, body: Uint8Array): Promise<void> {
    const { rate } = this;
    const piece = rate === undefined ? body.length : 1024;
    for (let at = 0; at < body.length; at += piece) {
      const part = body.subarray(at, at + piece);
      if (rate !== undefined) await this.#waitForTurn((part.length / rate) * 1000);
      socket.write(part);
      this.sent += part.length;
    }
  }

  /** All connections share one line: each piece takes its time on it. */
  async #waitForTurn(milliseconds: number): Promise<void> {
    const now = performance.now();
    this.#freeAt = Math.max(now, this.#freeAt) + milliseconds;
    await Bun.sleep(Math.max(0, this.#freeAt - now));
  }
}
