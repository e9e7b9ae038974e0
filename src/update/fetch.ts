// Files of releases from a web server. The server is a mirror at best and an attacker at worst: every transfer is bounded
// in bytes and in time, nothing is decoded on the way, and every failure says what to do.

import { network } from "../trust/config.ts";
import { UpdateError, type UpdateFault } from "../trust/errors.ts";
import { BrokenTransfer, StatusCause, withRetries } from "./retry.ts";
import type { Progress, ReadLimits, ReleaseSource } from "./source.ts";

/** Times in milliseconds; tests shorten them. */
interface NetworkLimits {
  readonly connectTimeout: number;
  readonly stallTimeout: number;
  readonly tries: number;
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** Fewer bytes in such a time end the transfer. */
  readonly slowWindow?: number;
  readonly slowBytes?: number;
}

/** Redirects in a row that are followed. */
const MOST_REDIRECTS = 5;

/**
 * A web server as a source. Proxies (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`) and further certificate authorities
 * (`NODE_EXTRA_CA_CERTS`) are taken from the environment, as the runtime knows them.
 */
export class WebServer implements ReleaseSource {
  readonly name: string;
  readonly #base: URL;
  readonly #authorization: Readonly<Record<string, string>>;

  /**
   * @param address of the folder with timestamp.json
   * @param userAgent what the server is told
   * @throws UpdateError "name" when it is no http or https address
   */
  constructor(
    address: string,
    private readonly userAgent: string,
    private readonly limits: NetworkLimits = network,
  ) {
    this.#base = parseAddress(address);
    this.name = withoutSecrets(this.#base);
    this.#authorization = basicAuthorization(this.#base);
  }

  read(path: string, limits: ReadLimits, progress?: Progress): Promise<Uint8Array> {
    const { tries, firstDelay, longestDelay } = this.limits;
    const patience = limits.totalTimeout / 2;
    return withRetries({ tries, firstDelay, longestDelay, patience }, () =>
      this.#readOnce(path, limits, progress),
    );
  }

  async #readOnce(path: string, limits: ReadLimits, progress?: Progress): Promise<Uint8Array> {
    const watch = new Watch(path, this.name, limits.totalTimeout);
    try {
      watch.expect("connect", this.limits.connectTimeout);
      const response = await this.#request(new URL(path, this.#base), path, watch.signal);
      checkStatus(response, path, this.name);
      checkHeaders(response, path, limits);
      return await this.#readBody(response, path, limits, watch, progress);
    } catch (error) {
      throw watch.overdue ?? asUpdateError(error, path, this.#base);
    } finally {
      watch.end();
    }
  }

  /** Follows redirects by hand: the runtime would also follow them from https to http. */
  async #request(address: URL, path: string, signal: AbortSignal): Promise<Response> {
    let at = address;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const response = await fetch(withoutPassword(at), {
        signal,
        redirect: "manual",
        // Compressed answers would be inflated without a bound, and nobody asked for one.
        decompress: false,
        headers: {
          "accept-encoding": "identity",
          "user-agent": this.userAgent,
          // A password in the address is for its own host alone.
          ...(at.host === this.#base.host ? this.#authorization : {}),
        },
        tls: { rejectUnauthorized: true },
      });
      const location = response.headers.get("location");
      if (response.status < 300 || response.status >= 400 || location === null) return response;
      await response.body?.cancel();
      at = redirectTarget(at, location, path);
    }
    throw new UpdateError("redirect", `${this.name} redirects ${path} in circles.`, {
      file: path,
      advice: "Tell whoever runs the server, or name another with --server.",
    });
  }

  async #readBody(
    response: Response,
    path: string,
    limits: ReadLimits,
    watch: Watch,
    progress?: Progress,
  ): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let received = 0;
    watch.expect("stall", this.limits.stallTimeout);
    const { slowWindow = network.slowWindow, slowBytes = network.slowBytes } = this.limits;
    watch.expectRate(slowWindow, slowBytes);
    for await (const chunk of response.body ?? []) {
      watch.expect("stall", this.limits.stallTimeout);
      received += chunk.length;
      watch.received = received;
      if (received > (limits.size ?? limits.maximumBytes)) throw tooLong(path, limits);
      chunks.push(chunk);
      progress?.(received);
    }
    const announced = announcedLength(response);
    const expected = limits.size ?? announced ?? received;
    if (received !== expected) throw endedEarly(path, received, expected);
    return concatenate(chunks, received);
  }
}

/** The time-outs of one transfer: each aborts it, and says what was waited for. */
class Watch {
  readonly #controller = new AbortController();
  readonly #total: Timer;
  #current: Timer | undefined;
  #rate: Timer | undefined;
  /** Bytes so far. */
  received = 0;
  /** Why the transfer was given up, if it was. */
  overdue: UpdateError | undefined;

  constructor(
    private readonly path: string,
    private readonly server: string,
    totalTimeout: number,
  ) {
    const inAll = `took longer than ${inSeconds(totalTimeout)} in all`;
    this.#total = setTimeout(() => this.#giveUp(inAll), totalTimeout);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** From now on something has to happen within a time; the expectation before is met. */
  expect(what: "connect" | "stall", milliseconds: number): void {
    clearTimeout(this.#current);
    const detail =
      what === "connect"
        ? `was not answered within ${inSeconds(milliseconds)}`
        : `stood still for ${inSeconds(milliseconds)}`;
    this.#current = setTimeout(() => this.#giveUp(detail), milliseconds);
  }

  /** From now on so many bytes have to come in each such time: a server that drips never stands still. */
  expectRate(milliseconds: number, bytes: number): void {
    let before = this.received;
    this.#rate = setInterval(() => {
      const came = this.received - before;
      before = this.received;
      if (came < bytes) this.#giveUp(`brought ${came} bytes in ${inSeconds(milliseconds)}, which is no use`);
    }, milliseconds);
  }

  end(): void {
    clearInterval(this.#rate);
    clearTimeout(this.#total);
    clearTimeout(this.#current);
    // Whatever is still open of the transfer is closed.
    this.#controller.abort();
  }

  #giveUp(detail: string): void {
    this.overdue = new UpdateError("timeout", `The request for ${this.path} from ${this.server} ${detail}.`, {
      file: this.path,
      advice: "Try again on a better connection, or name a mirror with --server.",
    });
    this.#controller.abort();
  }
}

function parseAddress(address: string): URL {
  const url = URL.parse(address.endsWith("/") ? address : `${address}/`);
  if (url !== null && (url.protocol === "https:" || url.protocol === "http:")) return url;
  throw new UpdateError("name", `${JSON.stringify(address)} is no address of a web server.`, {
    advice: "Write it like https://example.org/fastforth, or use --offline for a folder or an archive.",
  });
}

/** RFC 7617. */
function basicAuthorization({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const both = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${new TextEncoder().encode(both).toBase64()}` };
}

function withoutPassword(address: URL): URL {
  const plain = new URL(address);
  plain.username = "";
  plain.password = "";
  return plain;
}

function redirectTarget(from: URL, location: string, path: string): URL {
  const to = URL.parse(location, from.href);
  const advice = "Use another network, or name another server with --server.";
  if (to === null || (to.protocol !== "https:" && to.protocol !== "http:"))
    throw new UpdateError("redirect", `${path} was redirected to something that is no web address.`, {
      file: path,
      advice,
    });
  if (from.protocol === "https:" && to.protocol === "http:")
    throw new UpdateError(
      "redirect",
      `${path} was redirected from https to http (${to.host}), where anybody on the way can read along.`,
      { file: path, advice },
    );
  return to;
}

function checkStatus(response: Response, path: string, server: string): void {
  const { status } = response;
  if (status === 200) return;
  const known: Readonly<Record<number, readonly [UpdateFault, string, string]>> = {
    404: ["missing", "does not have it", "Check the address, or name another server with --server."],
    410: ["missing", "does not have it any more", "Check the address, or name another with --server."],
    401: ["http", "wants a password", "Put it into the address: https://user:password@host/."],
    403: ["http", "does not let you have it", "Ask whoever runs the server."],
    407: ["http", "is behind a proxy that wants a password", "Put it into HTTPS_PROXY or HTTP_PROXY."],
    429: ["http", "was asked too often", "Wait a while, then try again."],
    503: ["http", "is not available now", "Try again later."],
    511: ["http", "is behind the sign-in page of this network", "Sign in with a browser, then try again."],
  };
  const [fault, detail, advice] = known[status] ?? [
    "http",
    `answered with status ${status}`,
    "Try again later.",
  ];
  throw new UpdateError(fault, `${path}: the server ${server} ${detail} (HTTP ${status}).`, {
    file: path,
    advice,
    cause: new StatusCause(status, retryAfter(response)),
  });
}

/** Retry-After, in seconds or as a date (RFC 9110, 10.2.3). */
function retryAfter(response: Response): number | undefined {
  const text = response.headers.get("retry-after")?.trim();
  if (text === undefined) return undefined;
  const milliseconds = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined;
}

function checkHeaders(response: Response, path: string, limits: ReadLimits): void {
  const encoding = response.headers.get("content-encoding");
  if (encoding !== null && encoding !== "identity")
    throw new UpdateError(
      "http",
      `${path} came in the encoding ${JSON.stringify(encoding)}, which was not asked for.`,
      {
        file: path,
        advice: "Tell whoever runs the server or proxy: files must be sent as they are.",
      },
    );
  if (/^text\/html\b/i.test(response.headers.get("content-type") ?? ""))
    throw new UpdateError(
      "http",
      `Instead of ${path} came a web page, as the sign-in page of a network sends it.`,
      {
        file: path,
        advice: "Open a browser and sign in to the network, then try again.",
      },
    );
  const announced = announcedLength(response);
  if (announced === undefined) return;
  if (announced > limits.maximumBytes || (limits.size !== undefined && announced > limits.size))
    throw tooLong(path, limits);
  if (limits.size !== undefined && announced < limits.size) throw endedEarly(path, announced, limits.size);
}

function announcedLength(response: Response): number | undefined {
  const text = response.headers.get("content-length");
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

function tooLong(path: string, { size, maximumBytes }: ReadLimits): UpdateError {
  const expected =
    size === undefined ? `the ${maximumBytes} that are accepted` : `the ${size} that were announced`;
  return new UpdateError("size", `${path} has more bytes than ${expected}.`, {
    file: path,
    advice: "Try again later, or name another server with --server.",
  });
}

/** A transfer that ended too soon is reported as complete by the runtime when the server announced no length. */
function endedEarly(path: string, received: number, expected: number): UpdateError {
  return new UpdateError("size", `${path} ended after ${received} of ${expected} bytes.`, {
    file: path,
    advice: "The connection broke, or the server has a damaged file: try again.",
    cause: new BrokenTransfer(),
  });
}

/** What the runtime says when it cannot get through, in words that help. */
function asUpdateError(error: unknown, path: string, address: URL): UpdateError {
  if (error instanceof UpdateError) return error;
  const { code = "", message = String(error) } = error as { code?: string; message?: string };
  const proxy = proxyFor(address);
  const through = proxy === undefined ? "" : ` through the proxy ${proxy}`;
  const [detail, advice] = explain(code, message, address, proxy);
  return new UpdateError(
    "network",
    `Cannot get ${path} from ${withoutSecrets(address)}${through}: ${detail}.`,
    {
      file: path,
      advice,
      cause: error,
    },
  );
}

function explain(code: string, message: string, address: URL, proxy: string | undefined): [string, string] {
  const online =
    proxy === undefined ? "Are you online?" : "Is the proxy right (HTTP_PROXY, HTTPS_PROXY, NO_PROXY)?";
  if (/CERT|SELF_SIGNED|ISSUER|SSL|TLS/i.test(code))
    return [
      `its certificate is not trusted (${code})`,
      "If your organisation has a certificate authority of its own, name its file in NODE_EXTRA_CA_CERTS.",
    ];
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "DNSResolveFailed":
      return [`there is no host ${address.hostname}, or no name server answers`, online];
    case "ECONNREFUSED":
    case "ConnectionRefused":
      return ["the connection was refused", online];
    case "ECONNRESET":
    case "ConnectionClosed":
      return ["the connection was closed", "Try again."];
    default:
      return [code === "" ? message : `${message} (${code})`, online];
  }
}

/** The proxy that the environment names for an address, for messages. */
function proxyFor({ protocol }: URL): string | undefined {
  const { env } = process;
  const named =
    protocol === "https:" ? (env.https_proxy ?? env.HTTPS_PROXY) : (env.http_proxy ?? env.HTTP_PROXY);
  const url = named === undefined || named === "" ? null : URL.parse(named);
  return url === null ? undefined : withoutSecrets(url);
}

/** An address for messages: without what may be a password. */
function withoutSecrets(address: URL): string {
  const shown = withoutPassword(address);
  shown.search = "";
  return shown.href.replace(/\/$/, "");
}

function inSeconds(milliseconds: number): string {
  return `${milliseconds / 1000} s`;
}

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
