// Rows 10 to 14 and 32 of the threat table: what a server, or whoever stands in for it, can do to a transfer.

import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { UpdateError } from "../../src/trust/errors.ts";
import { WebServer } from "../../src/update/fetch.ts";
import { freshFolder } from "./store_fixture.ts";
import { type Answer, WebServerForTests } from "./web_server.ts";

const hurried = { connectTimeout: 400, stallTimeout: 400, tries: 3, firstDelay: 5, longestDelay: 300 };
const limits = { maximumBytes: 10_000, totalTimeout: 5000 };
const content = new TextEncoder().encode("some bytes of a release\n".repeat(40));

let server: WebServerForTests;
let source: WebServer;

beforeAll(async () => {
  server = await WebServerForTests.start(new Map([["file", content]]));
  source = new WebServer(server.address, "fastforth-test", hurried);
});
afterAll(() => server.stop());
beforeEach(() => {
  server.fault = () => undefined;
  server.requests.length = 0;
  server.heads.length = 0;
});

/** What goes wrong. A fault that is answered once is gone at the second run: that one has to work. */
async function failure(reading: Promise<unknown>): Promise<UpdateError> {
  try {
    await reading;
  } catch (error) {
    if (error instanceof UpdateError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

/** Answers wrongly until it is switched off; then the same request works. */
async function failsThenWorks(answer: Answer, options: Partial<typeof limits> & { size?: number } = {}) {
  server.fault = () => answer;
  const error = await failure(source.read("file", { ...limits, ...options }));
  server.fault = () => undefined;
  expect(await source.read("file", { ...limits, size: content.length })).toEqual(content);
  expect(error.advice).toBeString();
  return error;
}

test("a file comes as it is, with progress", async () => {
  const seen: number[] = [];
  expect(await source.read("file", limits, (bytes) => seen.push(bytes))).toEqual(content);
  expect(seen.at(-1)).toBe(content.length);
  expect(server.heads[0]?.toLowerCase()).toContain("accept-encoding: identity");
  expect(server.heads[0]).toContain("fastforth-test");
});

test("a file that is not there is missing, at once", async () => {
  const error = await failure(source.read("other", limits));
  expect(error.fault).toBe("missing");
  expect(error.message).toContain("HTTP 404");
  expect(server.requests).toEqual(["other"]);
});

test("row 10: an endless body is cut off at the limit", async () => {
  let stopped = false;
  const send: Answer["send"] = (socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write("x".repeat(1000)));
      if (!socket.destroyed) socket.once("drain", more);
    };
    socket.on("close", () => {
      stopped = true;
    });
    more();
  };
  const error = await failsThenWorks({ send });
  expect(error.fault).toBe("size");
  expect(error.message).toContain("more bytes than the 10000");
  for (let tries = 0; tries < 100 && !stopped; tries++) await Bun.sleep(10);
  expect(stopped).toBe(true);
});

test("row 10: a length that is announced as too large is not waited for", async () => {
  const error = await failsThenWorks({ headers: { "content-length": "99999999999" }, send: () => undefined });
  expect(error.fault).toBe("size");
});

test("row 10: compressed answers, small and huge, are refused and never inflated", async () => {
  const bomb = new Uint8Array(64 * 1024 * 1024);
  const encodings: [string, Uint8Array][] = [
    ["gzip", Bun.gzipSync(content)],
    ["gzip", Bun.gzipSync(bomb)],
    ["zstd", zstdCompressSync(bomb)],
    ["br", content],
  ];
  for (const [encoding, body] of encodings) {
    const before = process.memoryUsage.rss();
    const error = await failsThenWorks(
      { headers: { "content-encoding": encoding }, body },
      { maximumBytes: 1e6 },
    );
    expect(error.message).toContain(`encoding "${encoding}"`);
    expect(process.memoryUsage.rss() - before).toBeLessThan(40e6);
  }
});

test("row 11: a body that ends early is no file, announced or not", async () => {
  const short = content.subarray(0, 100);
  const silent = await failsThenWorks({ body: short, announceLength: false }, {
    size: content.length,
  } as never);
  expect(silent.fault).toBe("size");
  expect(silent.message).toContain(`ended after 100 of ${content.length} bytes`);
  const announced = await failsThenWorks({
    headers: { "content-length": String(content.length) },
    send: (socket) => socket.end(short),
  });
  expect(["size", "network"]).toContain(announced.fault);
});

test("row 11: a transfer that breaks once is tried again", async () => {
  server.fault = (_path, count) =>
    count === 0 ? { body: content.subarray(0, 10), announceLength: false } : undefined;
  expect(await source.read("file", { ...limits, size: content.length })).toEqual(content);
  expect(server.requests.length).toBe(2);
});

test("row 12: silence before the answer, silence within, and a trickle each have an end", async () => {
  server.fault = () => ({ send: () => undefined });
  const quiet = await failure(source.read("file", limits));
  expect([quiet.fault, quiet.message.includes("stood still for 0.4 s")]).toEqual(["timeout", true]);

  const trickle: Answer = {
    send: (socket) => {
      const timer = setInterval(() => socket.write("x"), 50);
      socket.on("close", () => clearInterval(timer));
    },
  };
  const slow = await failsThenWorks(trickle, { totalTimeout: 700 });
  expect(slow.fault).toBe("timeout");
  expect(slow.message).toContain("took longer than 0.7 s in all");
});

test("row 39: a server that drips is given up long before the whole time is over", async () => {
  const drip: Answer = {
    send: (socket) => {
      const timer = setInterval(() => socket.write("x"), 20);
      socket.on("close", () => clearInterval(timer));
    },
  };
  server.fault = () => drip;
  const strict = { ...hurried, tries: 1, slowWindow: 300, slowBytes: 1000 };
  const error = await failure(new WebServer(server.address, "test", strict).read("file", limits));
  expect(error.fault).toBe("timeout");
  expect(error.message).toMatch(/brought \d+ bytes in 0\.3 s/);
});

test("row 12: silence is tried again while that fits in half of a file's time, and then no more", async () => {
  server.fault = () => ({ send: () => undefined });
  await failure(source.read("file", { ...limits, totalTimeout: 5000 }));
  expect(server.requests.length).toBe(3);
  server.requests.length = 0;
  // The first silence has taken 0.4 s, and more than half of it.
  const once = await failure(source.read("file", { ...limits, totalTimeout: 700 }));
  expect([server.requests.length, once.fault]).toEqual([1, "timeout"]);
});

test("row 12: a server that accepts and says nothing is given up", async () => {
  const mute = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  const patient = new WebServer(`http://127.0.0.1:${mute.port}`, "test", { ...hurried, tries: 1 });
  const error = await failure(patient.read("file", limits));
  mute.stop(true);
  expect(error.fault).toBe("timeout");
  expect(error.message).toContain("was not answered within 0.4 s");
});

test("row 13: redirects are followed within http, not in circles, and not to other schemes", async () => {
  server.fault = (path) => (path === "old" ? { status: 302, headers: { location: "/file" } } : undefined);
  expect(await source.read("old", limits)).toEqual(content);
  const circle = await failsThenWorks({ status: 301, headers: { location: "/file" } });
  expect(circle.fault).toBe("redirect");
  expect(server.requests.filter((path) => path === "file").length).toBeLessThan(12);
  const other = await failsThenWorks({ status: 302, headers: { location: "file:///etc/passwd" } });
  expect(other.fault).toBe("redirect");
});

test("row 14: a web page instead of a file is named as such", async () => {
  const page = { headers: { "content-type": "text/html; charset=utf-8" }, body: "<!doctype html><p>Sign in" };
  const error = await failsThenWorks(page);
  expect(error.message).toContain("sign-in page");
  expect(error.advice).toContain("Open a browser");
});

test("row 14: a busy server is asked again, as often and as late as it may", async () => {
  for (const status of [429, 503]) {
    server.requests.length = 0;
    server.fault = (_path, count) => (count < 2 ? { status, headers: { "retry-after": "0" } } : undefined);
    expect(await source.read("file", limits)).toEqual(content);
    expect(server.requests.length).toBe(3);
  }
  server.requests.length = 0;
  server.fault = () => ({ status: 503, headers: { "retry-after": "3600" } });
  const start = performance.now();
  const late = await failure(source.read("file", limits));
  expect(performance.now() - start).toBeLessThan(3000);
  expect([late.fault, server.requests.length]).toEqual(["http", 1]);
  server.requests.length = 0;
  server.fault = () => ({ status: 429 });
  expect((await failure(source.read("file", limits))).message).toContain("asked too often");
  expect(server.requests.length).toBe(3);
});

test("row 14: other answers are told with their number, and not repeated", async () => {
  for (const [status, text] of [
    [401, "wants a password"],
    [403, "does not let you"],
    [407, "proxy that wants a password"],
    [418, "status 418"],
    [511, "sign-in page"],
  ] as const) {
    server.requests.length = 0;
    const error = await failsThenWorks({ status });
    expect(error.message).toContain(text);
    expect(server.requests.length).toBe(2);
  }
});

test("no server at all: the message says where, and what to look at", async () => {
  const nobody = new WebServer("http://127.0.0.1:1", "test", { ...hurried, tries: 1 });
  const refused = await failure(nobody.read("file", limits));
  expect(refused.fault).toBe("network");
  expect(refused.message).toContain("127.0.0.1:1");
  expect(refused.advice).toContain("online");
  const nameless = new WebServer("http://does-not-exist.invalid", "test", { ...hurried, tries: 1 });
  expect((await failure(nameless.read("file", limits))).message).toContain(
    "there is no host does-not-exist.invalid",
  );
});

test("addresses that are none are refused, and a password is sent to its host and shown to nobody", async () => {
  for (const address of ["ftp://example.org", "nonsense", "/tmp/folder", "file:///tmp"])
    expect(() => new WebServer(address, "test")).toThrow("no address of a web server");
  const secret = new WebServer(`http://ada:s%40crt@127.0.0.1:${server.port}/`, "test", hurried);
  await secret.read("file", limits);
  expect(server.heads.at(-1)?.toLowerCase()).toContain(
    `authorization: basic ${btoa("ada:s@crt").toLowerCase()}`,
  );
  expect(secret.name).toBe(server.address);
});

// Row 32. The runtime reads proxies from the environment, so a process of its own is asked.
const reader = `
  import { WebServer } from ${JSON.stringify(join(import.meta.dir, "../../src/update/fetch.ts"))};
  const limits = { connectTimeout: 3000, stallTimeout: 3000, tries: 1, firstDelay: 1, longestDelay: 1 };
  const source = new WebServer(process.argv.at(-1), "test", limits);
  try {
    const bytes = await source.read("file", { maximumBytes: 10000, totalTimeout: 5000 });
    console.log("got " + bytes.length);
  } catch (error) { console.log(error.fault, error.message, error.advice); }`;

async function readWith(address: string, env: Record<string, string>): Promise<string> {
  const child = Bun.spawn([process.execPath, "-e", reader, address], {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return (await new Response(child.stdout).text()).trim();
}

test("row 32: HTTP_PROXY is used, and NO_PROXY leaves hosts out", async () => {
  // A proxy gets requests with whole addresses; this one answers as the server does.
  const proxy = await WebServerForTests.start(new Map([["file", content.subarray(0, 7)]]));
  const env = { HTTP_PROXY: proxy.address };
  expect(await readWith("http://releases.invalid", env)).toBe("got 7");
  expect(proxy.heads[0]).toContain("GET http://releases.invalid/file");
  expect(await readWith(server.address, { ...env, NO_PROXY: "127.0.0.1" })).toBe(`got ${content.length}`);
  expect(await readWith(server.address, { http_proxy: proxy.address })).toBe("got 7");
  proxy.stop();
  const dead = await readWith("http://releases.invalid", env);
  expect(dead).toContain("through the proxy");
  expect(dead).toContain("HTTP_PROXY");
});

const openssl = Bun.which("openssl");
if (openssl === null)
  console.warn("SKIPPED: openssl is missing, so https, proxies for it, and its redirects are not tested");

test.if(openssl !== null)(
  "row 13 and 32: https through a CONNECT proxy, with a certificate authority of one's own",
  async () => {
    const folder = freshFolder("tls");
    const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
    Bun.spawnSync(
      [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
      ]
        .concat(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
        .concat(["-keyout", key, "-out", certificate]),
      { stderr: "ignore" },
    );
    const secure = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      tls: { key: readFileSync(key, "utf8"), cert: readFileSync(certificate, "utf8") },
      fetch: (request) =>
        new URL(request.url).pathname === "/down/file"
          ? new Response("", { status: 302, headers: { location: `${server.address}/file` } })
          : new Response(content),
    });
    const proxy = await connectProxy();
    const address = `https://localhost:${secure.port}`;
    try {
      expect(await readWith(address, {})).toContain("certificate is not trusted");
      expect(await readWith(address, {})).toContain("NODE_EXTRA_CA_CERTS");
      expect(await readWith(address, { NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toContain(
        "certificate is not trusted",
      );
      const trusted = { NODE_EXTRA_CA_CERTS: certificate };
      expect(await readWith(address, trusted)).toBe(`got ${content.length}`);
      expect(proxy.targets).toEqual([]);
      expect(await readWith(address, { ...trusted, HTTPS_PROXY: proxy.address })).toBe(
        `got ${content.length}`,
      );
      expect(proxy.targets).toEqual([`localhost:${secure.port}`]);
      const down = await readWith(`${address}/down`, trusted);
      expect(down).toContain("redirected from https to http");
      expect(down).toStartWith("redirect ");
    } finally {
      secure.stop(true);
      proxy.stop();
    }
  },
);

/** A proxy that knows CONNECT alone. */
async function connectProxy() {
  const { createServer, connect } = await import("node:net");
  const targets: string[] = [];
  const proxy = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", (head) => {
      const [, host = "", port = ""] = /^CONNECT ([^:]+):(\d+) /.exec(head.toString()) ?? [];
      targets.push(`${host}:${port}`);
      const onward = connect(Number(port), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        socket.pipe(onward).pipe(socket);
      });
      onward.on("error", () => socket.destroy());
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const bound = proxy.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  return { targets, address: `http://127.0.0.1:${port}`, stop: () => proxy.close() };
}
